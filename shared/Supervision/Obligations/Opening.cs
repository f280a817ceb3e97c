using System.Diagnostics.CodeAnalysis;
using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Deadlines.Chains;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Laws;
using Supervision.Laws.Reading;
using Supervision.Obligations.Extraction;
using Supervision.Obligations.Versions;
using Recurrence = Supervision.Calendars.Recurrence;

namespace Supervision.Obligations;

/// <summary>The first occurrence of a confirmed duty.</summary>
/// <param name="Label">Occurrence label; "1" for a duty owed once.</param>
/// <param name="NextOpensOn">First day of the next occurrence's period, for a recurring duty.</param>
public sealed record FirstOccurrence(
    string Label, DateOnly? PeriodStart, DateOnly? PeriodEnd, Provenance Provenance, Recurrence? Recurrence, DateOnly? NextOpensOn);

/// <summary>What follows from confirming an obligation: a first occurrence, no clock, or faults.</summary>
public abstract record Opening
{
    private Opening()
    {
    }

    public sealed record Clock(FirstOccurrence First) : Opening;

    /// <summary>The duty is recorded and opens no clock: a "may", or an officer recorded that there is no deadline.</summary>
    public sealed record NoClock : Opening;

    public sealed record Faulty(IReadOnlyList<InputFault> Faults) : Opening;
}

/// <summary>
/// Works out when a confirmed obligation is due: as the officer says, else as the law's own words say, else by the profile's default.
/// Pure: the same input gives the same dates.
/// </summary>
public sealed class OpeningRules(JurisdictionProfile profile, WorkingDayCalendar calendar)
{
    private const string OfficerDate = "officer-date";
    private const string AmendmentEffectiveDate = "amendment-effective-date";

    /// <summary>Dates an officer may set: from the founding of the People's Republic; far from where date arithmetic ends.</summary>
    private static readonly DateOnly Earliest = new(1949, 10, 1);

    private static readonly DateOnly Latest = new(2199, 12, 31);

    /// <summary>The dates an officer may set, in words.</summary>
    internal static readonly FaultWords RangeInWords = FaultWords.Of("Give a date from {earliest} to {latest}.", ("earliest", Earliest), ("latest", Latest));

    /// <param name="due">What the officer set, or null.</param>
    /// <param name="trigger">The trigger date the officer set, or null.</param>
    /// <param name="today">Local date of the confirmation: a recurring duty begins with the first occurrence that can still be delivered in time on it.</param>
    /// <param name="since">Since when the provision is part of the law, where that is not the law's own entry into force.</param>
    /// <param name="instrument">Kind of what is to be filed for record, where the profile's defaults differ by it.</param>
    public Opening Open(
        Law law, ObligationProposal proposal, DueRule? due, DateOnly? trigger, DateOnly today, ProvisionSince? since = null, string? instrument = null)
    {
        if (due is { IsOne: false })
        {
            return Fault("due-rule-one", "due", "Give exactly one of period, on, recurrence and none.");
        }

        if (due?.Recurrence?.Fault() is { } fault)
        {
            return new Opening.Faulty([new InputFault("recurrence-invalid", "due.recurrence", fault)]);
        }

        if (IsOutOfRange(trigger))
        {
            return new Opening.Faulty([new InputFault("date-out-of-range", "trigger", RangeInWords)]);
        }

        if (IsOutOfRange(due?.On))
        {
            return new Opening.Faulty([new InputFault("date-out-of-range", "due.on", RangeInWords)]);
        }

        if (instrument is not null && FaultOfInstrument(instrument) is { } unknown)
        {
            return new Opening.Faulty([unknown]);
        }

        if (due is { None: true } || (due is null && proposal.Modality == Modality.May))
        {
            return new Opening.NoClock();
        }

        var unclear = false;
        var recurs = due is null ? StatedRecurrence.Of(proposal, out unclear) : due.Recurrence;
        var (start, startEvent) = TriggerOf(law, proposal, due, trigger, since, recurs is not null || unclear);
        if (due?.On is { } fixedByOfficer)
        {
            return Once(DueDates.On(fixedByOfficer, LastDayRule.AsIs, calendar), DueBasis.Officer, null, startEvent, start ?? today, null);
        }

        if (due is null && proposal.Deadline is DeadlineClause.FixedDate fixedByLaw)
        {
            return Once(
                DueDates.On(fixedByLaw.On, profile.LastDayRule, calendar), DueBasis.LawText, null, startEvent, start ?? law.AdoptedOn ?? today, null);
        }

        if (start is not { } from)
        {
            return Fault(
                "trigger-needed", "trigger", "The text does not say when the clock starts ({trigger}); give the trigger date.", ("trigger", startEvent));
        }

        if (due?.Period is { } period)
        {
            return Once(DueDates.After(from, period, profile.LastDayRule, calendar), DueBasis.Officer, null, startEvent, from, period);
        }

        if (recurs is { } recurrence)
        {
            return Recurring(recurrence, due is null ? DueBasis.LawText : DueBasis.Officer, null, from, startEvent, today);
        }

        if (unclear)
        {
            return Fault(
                "due-rule-needed",
                "due",
                "The law says how often in words that cannot be computed ({words}); give the due rule.",
                ("words", new[] { proposal.FrequencyWords, proposal.DeadlineWords }.OfType<string>()));
        }

        if (proposal.Deadline is DeadlineClause.Period clause)
        {
            var stated = PeriodOf(clause);
            return Once(DueDates.After(from, stated, profile.LastDayRule, calendar), DueBasis.LawText, null, startEvent, from, stated);
        }

        return proposal.DeadlineWords is { } words
            ? Fault("due-rule-needed", "due", "The law sets a time in words that cannot be computed ({words}); give the due rule.", ("words", words))
            : Default(law, proposal, from, startEvent, today, instrument);
    }

    /// <summary>The occurrence after another of the same duty.</summary>
    /// <param name="amended">How the law's words make it recur since an amendment; null: as before.</param>
    public FirstOccurrence Next(DeadlineState state, Recurrence? amended = null)
    {
        var context = profile.RecurrenceContext(calendar);
        var recurrence = state.Recurrence ?? throw new InvalidOperationException($"{state.Id} does not recur.");
        if (amended is not null && amended != recurrence)
        {
            var begins = FirstAmended(amended, recurrence, PreviousOf(state).PeriodEnd.AddDays(1), context);
            return Occurrence(begins, amended, DueBasis.LawText, null, "period-start", begins.PeriodStart, amended.Next(begins, context).PeriodStart);
        }

        var next = recurrence.Next(PreviousOf(state), context);
        return Occurrence(
            next, recurrence, state.Provenance.Basis, state.Provenance.BasisCode, "period-start", next.PeriodStart, recurrence.Next(next, context).PeriodStart);
    }

    /// <summary>
    /// The series by the new words begins the day after the last period of the old one. Of a period that began before, what is left is covered; but of
    /// shares of a term, whose labels count from the term's start, the first that begins then: no label may come twice.
    /// </summary>
    private static Occurrence FirstAmended(Recurrence amended, Recurrence before, DateOnly start, RecurrenceContext context)
    {
        var first = amended.First(start, context);
        while (first.PeriodStart < start && (amended, before) is (TimesPerTerm, TimesPerTerm))
        {
            first = amended.Next(first, context);
        }

        return first.PeriodStart < start ? first with { PeriodStart = start } : first;
    }

    /// <summary>
    /// The clock of a deadline with another trigger date, another period, or a fixed date; null where there is no period to count. A default is the one
    /// that is in force on the new date, and opens as long after it as the profile says.
    /// </summary>
    /// <param name="trigger">Local date of the event that starts the clock.</param>
    public Provenance? Correct(DeadlineState state, DateOnly? trigger, Period? period, DateOnly? on)
    {
        var old = state.Provenance;
        var startEvent = trigger is null ? old.TriggerEvent : OfficerDate;
        if (on is { } date)
        {
            return ProvenanceOf(DueDates.On(date, LastDayRule.AsIs, calendar), DueBasis.Officer, null, startEvent, trigger ?? old.TriggerDate, null)
                with
            { OpenedBy = old.OpenedBy };
        }

        var (basis, basisCode, counted, after) = period is null ? (old.Basis, old.BasisCode, old.Period, old.After) : (DueBasis.Officer, null, period, old.After);
        if (trigger is { } moved && basis == DueBasis.ProfileDefault)
        {
            var rule = profile.SameDefaultOn(Json.NameOf(state.Kind), basisCode, counted, moved, out var isKnown);
            (basisCode, counted, after) = isKnown ? (rule?.Basis.Code, rule?.Period, rule?.StartAfter) : (basisCode, counted, after);
        }

        if (counted is not { } length)
        {
            return null;
        }

        var from = trigger is { } set ? (after is { } wait ? DueDates.Add(set, wait, calendar) : set) : old.TriggerDate;
        return ProvenanceOf(DueDates.After(from, length, profile.LastDayRule, calendar), basis, basisCode, startEvent, from, length)
            with
        { OpenedBy = old.OpenedBy, EventOn = after is null ? null : trigger ?? old.EventOn, After = after };
    }

    /// <summary>The same after the delivery that fulfils; null also while nothing does.</summary>
    public ChainedOpening? NextAfterFulfilment(DeadlineState state) =>
        state.Fulfilment is { } fulfilment ? NextAfter(state, fulfilment.FulfilledOn, fulfilment.Delivery) : null;

    /// <summary>
    /// The next occurrence of a duty that recurs from the last delivery; null where it does not, where it is open already, and where this one ended
    /// without fulfilment.
    /// </summary>
    /// <param name="deliveredOn">f of the delivery, or the local date of the waiver that stands in its place.</param>
    /// <param name="delivery">That delivery.</param>
    public ChainedOpening? NextAfter(DeadlineState state, DateOnly deliveredOn, DeliveryId? delivery)
    {
        if (state.Recurrence is not FromLastDelivery recurrence || state.Closure is not null || state.IsDutyOver)
        {
            return null;
        }

        var next = recurrence.Next(PreviousOf(state), profile.RecurrenceContext(calendar), deliveredOn);
        var child = state.Id with { Occurrence = next.Label };
        if (state.Chained.Any(chained => chained.Child == child))
        {
            return null;
        }

        var old = state.Provenance;
        return new ChainedOpening(
            child,
            state.Kind,
            ProvenanceOf(next.Due, old.Basis, old.BasisCode, "last-delivery", next.PeriodStart, recurrence.Period)
                with
            { OpenedBy = new Opener(state.Id, state.ChainStepCount + 1, delivery) },
            next.PeriodStart,
            next.PeriodEnd,
            recurrence);
    }

    /// <summary>What the place's ordinances put on every law of a level, unless its own text says as much. A "may" does not say as much.</summary>
    /// <param name="found">What was found in the text, and what stands beside it already.</param>
    internal IEnumerable<ObligationProposal> ProposedFor(LawLevel? level, IReadOnlyList<ObligationProposal> found) =>
        from rule in profile.Defaults
        where rule.Proposal is not null && rule.Fits(rule.Kind, RankOf(level), null)
        let kind = Enum.GetValues<ObligationKind>().First(kind => Json.NameOf(kind) == rule.Kind)
        where !found.Any(proposal => proposal.Kind == kind && proposal.Modality != Modality.May)
        select ObligationProposal.Of(kind, rule);

    /// <summary>What is wrong with a kind of instrument that a caller names, or null.</summary>
    internal InputFault? FaultOfInstrument(string instrument) => profile.KnownInstruments() is var known && known.Contains(instrument)
        ? null
        : InputFault.Of("instrument-unknown", "instrument", "Give one of: {known}.", ("known", known));

    /// <summary>True when the profile sets a clock for the kind.</summary>
    public bool HasDefault(ObligationKind kind, LawLevel? level, DateOnly on) => profile.DefaultFor(Json.NameOf(kind), RankOf(level), on) is { Period: not null };

    /// <summary>The clock that the profile sets for an event at a deadline; null where it sets none.</summary>
    /// <param name="level">Level of the parent law.</param>
    /// <param name="letter">Tells this kind of clock from others in the occurrence's label.</param>
    /// <param name="instrument">Kind of instrument, where clocks differ by it.</param>
    public ChainedOpening? Chained(
        DeadlineState state, LawLevel? level, ObligationKind kind, char letter, string startEvent, DateOnly on, string? instrument, DeliveryId? delivery)
    {
        if (profile.DefaultFor(Json.NameOf(kind), RankOf(level), on, instrument) is not { Period: { } period } rule)
        {
            return null;
        }

        var step = state.ChainStepCount + 1;
        var trigger = rule.Trigger(on, calendar);
        var due = DueDates.After(trigger, period, profile.LastDayRule, calendar);
        return new ChainedOpening(
            state.Id with { Occurrence = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{state.Id.Occurrence}{letter}{step}") },
            kind,
            Waited(ProvenanceOf(due, DueBasis.ProfileDefault, rule.Basis.Code, startEvent, trigger, period), rule, on) with { OpenedBy = new Opener(state.Id, step, delivery) });
    }

    /// <summary>The due date of a provisional deadline by the calendar as it is now, or null while it is still provisional.</summary>
    public Provenance? Settle(DeadlineState state)
    {
        var old = state.Provenance;
        var due = old.Period is { } period
            ? DueDates.After(old.TriggerDate, period, old.LastDayRule, calendar)
            : state is { Recurrence: { } recurrence, PeriodStart: { } start }
                // Working days after the period's end are counted anew, not only the last of them moved.
                ? recurrence.First(start, profile.RecurrenceContext(calendar) with { Rule = old.LastDayRule }).Due
                : DueDates.On(old.Unadjusted, old.LastDayRule, calendar);
        return due.Provisional
            ? null
            : old with { Unadjusted = due.Unadjusted, Result = due.Date, Provisional = false, CalendarVersion = due.CalendarVersion };
    }

    private static Occurrence PreviousOf(DeadlineState state) => new(
        state.Id.Occurrence,
        state.PeriodStart ?? state.Trigger,
        state.PeriodEnd ?? state.OriginalDue,
        new DueDate(state.OriginalDue, state.Provenance.Unadjusted, state.Provenance.Provisional, state.Provenance.LastDayRule, state.Provenance.CalendarVersion));

    private Opening Default(Law law, ObligationProposal proposal, DateOnly from, string startEvent, DateOnly today, string? instrument)
    {
        var rule = profile.DefaultFor(Json.NameOf(proposal.Kind), RankOf(law.Level), from, instrument);
        if (rule is null)
        {
            return proposal.FrequencyWords is { } words
                ? Fault("due-rule-needed", "due", "The law says how often in words that cannot be computed ({words}); give the due rule.", ("words", words))
                : Fault("due-rule-needed", "due", "Neither the law nor the profile names a period; set a date or record that there is no deadline.");
        }

        if (rule.Recurrence is { } recurrence)
        {
            return Recurring(recurrence, DueBasis.ProfileDefault, rule.Basis.Code, from, startEvent, today);
        }

        var trigger = rule.Trigger(from, calendar);
        var due = DueDates.After(trigger, rule.Period!.Value, profile.LastDayRule, calendar);
        return Once(Waited(ProvenanceOf(due, DueBasis.ProfileDefault, rule.Basis.Code, startEvent, trigger, rule.Period), rule, from));
    }

    /// <summary>The provenance says from which date of the event a clock waited to open.</summary>
    private static Provenance Waited(Provenance provenance, DefaultRule rule, DateOnly eventOn) =>
        rule.StartAfter is { } after ? provenance with { EventOn = eventOn, After = after } : provenance;

    private Opening.Clock Once(DueDate due, DueBasis basis, string? basisCode, string startEvent, DateOnly trigger, Period? period) =>
        Once(ProvenanceOf(due, basis, basisCode, startEvent, trigger, period));

    private static Opening.Clock Once(Provenance provenance) => new(new FirstOccurrence("1", null, null, provenance, null, null));

    private Opening.Clock Recurring(Recurrence recurrence, DueBasis basis, string? basisCode, DateOnly from, string startEvent, DateOnly today)
    {
        var context = profile.RecurrenceContext(calendar);
        if (recurrence is FromLastDelivery fromLast)
        {
            // The first counts from the trigger; there is no next before there is a delivery.
            var counted = recurrence.First(from, context);
            return new Opening.Clock(new FirstOccurrence(
                counted.Label,
                counted.PeriodStart,
                counted.PeriodEnd,
                ProvenanceOf(counted.Due, basis, basisCode, startEvent, from, fromLast.Period),
                recurrence,
                null));
        }

        var first = recurrence.FirstOwed(from, today, context);
        var begins = first.PeriodStart > from ? (first.PeriodStart, "period-start") : (from, startEvent);
        return new Opening.Clock(
            Occurrence(first, recurrence, basis, basisCode, begins.Item2, begins.Item1, recurrence.Next(first, context).PeriodStart));
    }

    private FirstOccurrence Occurrence(
        Occurrence occurrence, Recurrence recurrence, DueBasis basis, string? basisCode, string startEvent, DateOnly trigger, DateOnly nextOpensOn) => new(
        occurrence.Label,
        occurrence.PeriodStart,
        occurrence.PeriodEnd,
        ProvenanceOf(occurrence.Due, basis, basisCode, startEvent, trigger, null),
        recurrence,
        nextOpensOn);

    private Provenance ProvenanceOf(DueDate due, DueBasis basis, string? basisCode, string startEvent, DateOnly trigger, Period? period) => new(
        basis, basisCode, startEvent, trigger, period, due.Rule, due.Unadjusted, due.Date, due.Provisional, due.CalendarVersion, profile.Reference);

    /// <summary>
    /// The date of the event that starts the clock, and the event. Where it is not the law's own coming into being that a period counts from, but what
    /// happened later (an opinion given, a report made, a rule published), an officer says when.
    /// </summary>
    private (DateOnly? Date, string Event) TriggerOf(
        Law law, ObligationProposal proposal, DueRule? due, DateOnly? trigger, ProvisionSince? since, bool recurs)
    {
        var stated = due is null ? proposal.Deadline as DeadlineClause.Period : null;
        var fixedDate = due?.On is not null || (due is null && proposal.Deadline is DeadlineClause.FixedDate);
        var natural = recurs || fixedDate || stated is not null ? StartEvents.EffectiveDate : profile.StartOf(Json.NameOf(proposal.Kind), RankOf(law.Level));
        if (trigger is { } set)
        {
            return (set, natural is StartEvents.EffectiveDate or StartEvents.Promulgated ? OfficerDate : natural);
        }

        return stated?.Anchor switch
        {
            DeadlineAnchor.Promulgation => (since is null ? law.PromulgatedOn ?? law.ApprovedOn : null, StartEvents.Promulgated),
            DeadlineAnchor.OtherEvent => (null, "other-event"),
            // What is filed is published later than the law; the officer says when.
            _ when proposal.Kind == ObligationKind.FilingForRecord => (null, StartEvents.Published),
            _ when natural == StartEvents.Promulgated => (since is null ? law.PromulgatedOn ?? law.ApprovedOn : null, natural),
            _ when natural != StartEvents.EffectiveDate => (null, natural),
            _ when since is not null => (since.On, since.ByAmendment ? AmendmentEffectiveDate : StartEvents.EffectiveDate),
            _ => (law.EffectiveOn, StartEvents.EffectiveDate),
        };
    }

    private static Period PeriodOf(DeadlineClause.Period clause) => clause.Unit switch
    {
        Extraction.PeriodUnit.Day => Period.CalendarDays(clause.Count),
        Extraction.PeriodUnit.WorkingDay => Period.WorkingDays(clause.Count),
        Extraction.PeriodUnit.Month => Period.Months(clause.Count),
        Extraction.PeriodUnit.Year => Period.Years(clause.Count),
        _ => throw new ArgumentOutOfRangeException(nameof(clause), clause, "Unknown unit of a period."),
    };

    /// <summary>Defaults rest on what is laid down for laws and for local regulations; what a government issues is neither, nor is a text of unknown level.</summary>
    private static LawRank? RankOf(LawLevel? level) => level switch
    {
        LawLevel.NationalLaw => LawRank.National,
        LawLevel.LocalRegulation => LawRank.Local,
        _ => null,
    };

    /// <summary>True for a date that no officer may set.</summary>
    internal static bool IsOutOfRange(DateOnly? date) => date < Earliest || date > Latest;

    private static Opening.Faulty Fault(string code, string field, [ConstantExpected] string text, params (string Name, object Value)[] values) =>
        new([InputFault.Of(code, field, text, values)]);
}
