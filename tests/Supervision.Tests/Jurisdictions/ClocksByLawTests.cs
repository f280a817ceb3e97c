using Supervision.Calendars;
using Supervision.Jurisdictions;
using Supervision.Tests.Calendars;

namespace Supervision.Tests.Jurisdictions;

/// <summary>One example for each rule of domain.md section 2, worked out by hand, with the article it rests on.</summary>
public sealed class ClocksByLawTests
{
    private static readonly WorkingDayCalendar Calendar = WorkingDayCalendar.LoadShipped();

    [Theory]
    // Legislation Law art. 66: one year from the effective date. 1 March 2025 is a Saturday.
    [InlineData("national", "implementing-rule", LawRank.National, null,
        "2024-03-01", "2025-03-01", "2025-03-03", "legislation-law-66", false)]
    // Legislation Law art. 62 (2015): the same year, for laws effective from 15 March 2015 on. 2 to 4 May 2022 were off, 3 May is a
    // Tuesday.
    [InlineData("national", "implementing-rule", LawRank.National, null,
        "2021-05-03", "2022-05-03", "2022-05-05", "legislation-law-62", false)]
    // A provision added by an amendment counts from the amendment's effective date: 29 February 2024 ends on 28 February 2025, a Friday.
    [InlineData("jilin-like", "implementing-rule", LawRank.National, null,
        "2024-02-29", "2025-02-28", "2025-02-28", "legislation-law-66", false)]
    // Local regulations: what the place's own legislation ordinance says.
    [InlineData("jilin-like", "implementing-rule", LawRank.Local, null,
        "2024-06-03", "2025-06-03", "2025-06-03", "provincial-legislation-ordinance", true)]
    // Legislation Law art. 109: filed within 30 days after publication. 8 February 2025 was worked, so 9 January + 30 days stays.
    [InlineData("jilin-like", "filing-for-record", LawRank.Local, "local-government-rule",
        "2025-01-09", "2025-02-08", "2025-02-08", "legislation-law-109", true)]
    // Legislation Law art. 112: answer to a review opinion within two months; 31 December ends on the last of February, in 2026 a
    // Saturday worked.
    [InlineData("national", "answer-to-review-opinion", LawRank.National, null,
        "2025-12-31", "2026-02-28", "2026-02-28", "legislation-law-112", false)]
    // Supervision Law art. 27: audit rectification in six months. 1 to 8 October 2025 were off.
    [InlineData("national", "audit-rectification", LawRank.National, null,
        "2025-04-02", "2025-10-02", "2025-10-09", "supervision-law-27", false)]
    // Supervision Law arts. 17, 29, 37 name no number for rectification; a province like Jilin gives three months.
    [InlineData("jilin-like", "rectification", LawRank.Local, null,
        "2025-05-12", "2025-08-12", "2025-08-12", "provincial-supervision-ordinance", true)]
    // One year in force, then 30 days (Zibo), 30 working days (Huludao: 4 to 6 April off, Sunday 7 April worked), 60 days (Zigong).
    [InlineData("zibo-like", "implementation-report", LawRank.Local, null,
        "2023-03-01", "2024-03-31", "2024-04-01", "municipal-implementation-ordinance", true)]
    [InlineData("huludao-like", "implementation-report", LawRank.Local, null,
        "2023-03-01", "2024-04-15", "2024-04-15", "municipal-implementation-ordinance", true)]
    [InlineData("zigong-like", "implementation-report", LawRank.Local, null,
        "2023-03-01", "2024-04-30", "2024-04-30", "municipal-implementation-ordinance", true)]
    // Zigong: at three years an evaluation, due in 90 days. In force 1 March 2022, three years 1 March 2025; 30 May is a Friday.
    [InlineData("zigong-like", "post-legislative-evaluation", LawRank.Local, null,
        "2022-03-01", "2025-05-30", "2025-05-30", "municipal-evaluation-ordinance", true)]
    // The higher law changed: rules reviewed in 60 days (Zibo), 30 working days (Huludao: 29 September is worked, 1 to 7 October off, 12
    // October worked).
    [InlineData("zibo-like", "rule-review", LawRank.Local, null,
        "2024-09-02", "2024-11-01", "2024-11-01", "municipal-rule-review-ordinance", true)]
    [InlineData("huludao-like", "rule-review", LawRank.Local, null,
        "2024-09-02", "2024-10-18", "2024-10-18", "municipal-rule-review-ordinance", true)]
    public void The_default_clock_ends_on_the_day_the_law_gives(
        string profile, string kind, LawRank rank, string? instrument, string start, string unadjusted, string due, string basis,
            bool toBeConfirmed)
    {
        var jurisdiction = JurisdictionProfiles.LoadShipped(profile);
        var started = SlowDays.Day(start);

        var rule = jurisdiction.DefaultFor(kind, rank, started, instrument);
        var result = DueDates.After(rule!.Trigger(started, Calendar), rule.Period!.Value, jurisdiction.LastDayRule, Calendar);

        Assert.Equal((SlowDays.Day(unadjusted), SlowDays.Day(due)), (result.Unadjusted, result.Date));
        Assert.Equal((basis, toBeConfirmed), (rule.Basis.Code, rule.ToBeConfirmed));
    }

    /// <summary>
    /// A recurring report follows the law itself. Environmental Protection Law art. 27: governments report to the people's congress or its standing
    /// committee each year. 31 December 2022 was off, as were 1 and 2 January 2023.
    /// </summary>
    [Fact]
    public void A_report_that_a_law_asks_for_each_year_is_due_with_the_year_and_each_year_again()
    {
        var context = JurisdictionProfiles.LoadShipped("national").RecurrenceContext(Calendar);
        var yearly = new EachCalendarPeriod(1, RecurrenceUnit.Year);

        var first = yearly.First(new DateOnly(2022, 3, 1), context);
        var second = yearly.Next(first, context);

        Assert.Equal(("2022", new DateOnly(2022, 12, 31), new DateOnly(2023, 1, 3)), (first.Label, first.Due.Unadjusted, first.Due.Date));
        Assert.Equal(("2023", new DateOnly(2023, 12, 31), new DateOnly(2024, 1, 2)), (second.Label, second.Due.Unadjusted, second.Due.Date));
    }

    /// <summary>
    /// Post-legislative scrutiny in the United Kingdom (Cm 7320, 2008): a memorandum three to five years after Royal Assent. No shipped profile is British;
    /// a profile says it as a clock that opens after three years and runs for two.
    /// </summary>
    [Fact]
    public void A_window_after_an_event_is_a_clock_that_opens_late()
    {
        var rule = JurisdictionProfiles.LoadShipped("zigong-like").DefaultFor("post-legislative-evaluation", LawRank.Local, new DateOnly(2021, 3, 24))!
            with
        { StartAfter = Period.Years(3), Period = Period.Years(2) };

        var opens = rule.Trigger(new DateOnly(2021, 3, 24), Calendar);
        var due = DueDates.After(opens, rule.Period!.Value, LastDayRule.NextWorkingDay, Calendar);

        Assert.Equal((new DateOnly(2024, 3, 24), new DateOnly(2026, 3, 24)), (opens, due.Date));
    }

    [Theory]
    // Before 15 March 2015 no article gave a year: no basis, no default.
    [InlineData("national", "implementing-rule", LawRank.National, "2015-03-14")]
    // The nation's profile has no local ordinance, and names no number for rectification.
    [InlineData("national", "implementing-rule", LawRank.Local, "2024-03-01")]
    [InlineData("national", "rectification", LawRank.National, "2024-03-01")]
    // A recurring report follows the law itself.
    [InlineData("jilin-like", "recurring-report", LawRank.Local, "2024-03-01")]
    // Filing has a default only for the kinds of instrument the law names.
    [InlineData("national", "filing-for-record", LawRank.National, "2024-03-01")]
    public void Without_a_basis_there_is_no_default(string profile, string kind, LawRank rank, string start) =>
        Assert.Null(JurisdictionProfiles.LoadShipped(profile).DefaultFor(kind, rank, SlowDays.Day(start)));

    [Fact]
    public void Late_departments_explain_to_the_standing_committee_that_the_basis_names()
    {
        var province = JurisdictionProfiles.LoadShipped("jilin-like");
        var day = new DateOnly(2024, 3, 1);

        Assert.Equal("全国人民代表大会常务委员会", province.DefaultFor(ObligationKindNames.ImplementingRule, LawRank.National, day)!.ExplainTo!.Zh);
        Assert.Equal("省人民代表大会常务委员会", province.DefaultFor(ObligationKindNames.ImplementingRule, LawRank.Local, day)!.ExplainTo!.Zh);
    }
}
