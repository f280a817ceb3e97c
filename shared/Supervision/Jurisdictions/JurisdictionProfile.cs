using System.Text.Json.Serialization;
using Supervision.Calendars;

namespace Supervision.Jurisdictions;

/// <summary>
/// What differs from one congress to another: time, calendar, default clocks, ladder, committees. Immutable; read and checked at start.
/// </summary>
public sealed record JurisdictionProfile
{
    /// <summary>Address or file name of the JSON schema, for editors; not used.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>Stable id, e.g. <c>jilin-like</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Version, raised with every change of content; stored with every date computed.</summary>
    public required string Version { get; init; }

    public required LocalText Name { get; init; }

    public required JurisdictionLevel Level { get; init; }

    /// <summary>IANA name of the legislature's time zone, by which instants become local dates.</summary>
    public string TimeZone { get; init; } = "Asia/Shanghai";

    /// <summary>Id of the working-day calendar, e.g. <c>cn</c>.</summary>
    public string Calendar { get; init; } = "cn";

    /// <summary>What happens when the last day of a period is no working day.</summary>
    public LastDayRule LastDayRule { get; init; } = LastDayRule.NextWorkingDay;

    /// <summary>Languages of pages and mail, the preferred one first.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>The terms of the congress.</summary>
    public required Term Term { get; init; }

    /// <summary>Default clocks; the first that fits counts.</summary>
    public required IReadOnlyList<DefaultRule> Defaults { get; init; }

    /// <summary>The stages of escalation, lowest first.</summary>
    public required IReadOnlyList<StageRule> Ladder { get; init; }

    public required IReadOnlyList<Committee> Committees { get; init; }

    /// <summary>Id of the committee in charge of laws that name none.</summary>
    public required string DefaultCommittee { get; init; }

    /// <summary>Id and version as provenance stores them, e.g. <c>national@1.0.0</c>.</summary>
    [JsonIgnore]
    public string Reference => $"{Id}@{Version}";

    /// <summary>The kinds of instrument by which default clocks differ, e.g. <c>local-government-rule</c>.</summary>
    public IReadOnlyList<string> KnownInstruments() => [.. Defaults.SelectMany(rule => rule.Instruments).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The local date of an instant.</summary>
    public DateOnly LocalDate(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(TimeZone)).DateTime);

    /// <summary>
    /// The default clock for an obligation, or null: then no default applies, and an officer sets a date or records that there is no
    /// deadline.
    /// </summary>
    /// <param name="kind">Kind of obligation, one of <see cref="ObligationKindNames"/>.</param>
    /// <param name="rank">Rank of the parent law; null: of neither rank, only defaults for all ranks fit.</param>
    /// <param name="triggerDate">Local date of the event that starts the clock; decides which version of the basis applies.</param>
    /// <param name="instrument">Kind of instrument, where defaults differ by it; null: only defaults for all instruments fit.</param>
    public DefaultRule? DefaultFor(string kind, LawRank? rank, DateOnly triggerDate, string? instrument = null) =>
        Defaults.FirstOrDefault(rule => rule.Fits(kind, rank, instrument) && rule.IsValidOn(triggerDate));

    /// <summary>
    /// The event from which the clocks of a kind count, e.g. <c>review-opinions-sent</c>: as the defaults for it say, else as the field knows it
    /// (domain.md, section 2).
    /// </summary>
    /// <param name="kind">Kind of obligation, one of <see cref="ObligationKindNames"/>.</param>
    /// <param name="rank">Rank of the parent law; null: of neither rank.</param>
    public string StartOf(string kind, LawRank? rank)
    {
        var rules = Defaults.Where(rule => rule.Kind == kind).ToList();
        return (rules.Find(rule => rule.FitsRank(rank)) ?? rules.FirstOrDefault())?.Start
            ?? ObligationKindNames.StartOf(kind);
    }

    /// <summary>
    /// The default in force on another date of the event, of the same family as one that was applied; null where none covers the date.
    /// </summary>
    /// <param name="applied">The code of the basis that was applied.</param>
    /// <param name="period">The period that was.</param>
    /// <param name="triggerDate">Local date of the event that starts the clock.</param>
    /// <param name="isKnown">False when this profile no longer holds what was applied.</param>
    public DefaultRule? SameDefaultOn(string kind, string? applied, Period? period, DateOnly triggerDate, out bool isKnown)
    {
        var before = Defaults.FirstOrDefault(rule => rule.Kind == kind && rule.Basis.Code == applied && rule.Period == period);
        isKnown = before is not null;
        return before is null ? null : Defaults.FirstOrDefault(rule =>
            rule.Kind == kind && rule.Ranks.SequenceEqual(before.Ranks) && rule.Instruments.SequenceEqual(before.Instruments) && rule.IsValidOn(triggerDate));
    }

    /// <summary>The rule of a stage, or null when this ladder has no such stage.</summary>
    public StageRule? RuleOf(EscalationStage stage) => Ladder.FirstOrDefault(rule => rule.Stage == stage);

    /// <summary>What recurrences of this jurisdiction are computed with.</summary>
    public RecurrenceContext RecurrenceContext(WorkingDayCalendar calendar) => new(LastDayRule, calendar, Term);
}

/// <summary>A committee of the congress.</summary>
public sealed record Committee(string Id, LocalText Name);

/// <summary>The level of a congress.</summary>
[JsonConverter(typeof(WireNameConverter<JurisdictionLevel>))]
public enum JurisdictionLevel
{
    National,
    Province,
    City,
}
