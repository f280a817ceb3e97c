using Supervision.Deadlines;
using Supervision.Deadlines.Steps;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Laws.Reading;
using Supervision.Obligations;

namespace Supervision.Tests.Worlds;

/// <summary>From which event the clock of each kind counts (domain.md, section 2), at confirmation and when an officer corrects the date.</summary>
public sealed class ClockStartTests
{
    private static readonly DateOnly Due = new(2024, 3, 29);

    /// <summary>Rectification (Supervision Law art. 17, 29; Jilin three months): from the day on which the opinions were sent, not from the law's entry into force.</summary>
    [Theory]
    [InlineData(ObligationKind.Rectification, "review-opinions-sent", "2025-08-12")]
    [InlineData(ObligationKind.AuditRectification, "audit-work-report", "2025-11-12")]
    [InlineData(ObligationKind.AnswerToReviewOpinion, "review-opinion", "2025-07-14")] // 12 July 2025 is a Saturday
    public async Task What_an_event_opens_takes_its_date_from_an_officer(ObligationKind kind, string startEvent, string due)
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), settings: Profile("jilin-like"));
        var added = await AddAsync(@case, kind);

        var without = Assert.IsType<ConfirmObligation.Outcome.Invalid>(await @case.World.ConfirmAsync(added, new ConfirmationRequest([@case.Home])));
        await @case.World.ConfirmAsync(added, new ConfirmationRequest([@case.Home], Trigger: new DateOnly(2025, 5, 12)));

        Assert.Equal(("trigger-needed", "trigger"), (Assert.Single(without.Faults).Code, without.Faults[0].Field));
        var state = await @case.StateAsync(new DeadlineId(added, @case.Home, "1"));
        Assert.Equal((DateOnly.Parse(due, System.Globalization.CultureInfo.InvariantCulture), startEvent), (state.OriginalDue, state.Provenance.TriggerEvent));
    }

    [Fact]
    public async Task A_period_that_an_officer_sets_for_it_counts_from_the_event_too()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), settings: Profile("zibo-like"));
        var added = await AddAsync(@case, ObligationKind.Rectification);
        var period = new DueRule(Supervision.Calendars.Period.Months(2));

        Assert.IsType<ConfirmObligation.Outcome.Invalid>(await @case.World.ConfirmAsync(added, new ConfirmationRequest([@case.Home], Due: period)));
        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(
            await @case.World.ConfirmAsync(added, new ConfirmationRequest([@case.Home], Due: period, Trigger: new DateOnly(2025, 5, 12))));
    }

    /// <summary>Zibo: a year in force, then thirty days. In force on 1 May 2024: by 31 May 2025, a Saturday before two days off for the Dragon Boat Festival.</summary>
    [Fact]
    public async Task A_corrected_entry_into_force_moves_the_report_at_one_year_by_as_much()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), settings: Profile("zibo-like"));
        var added = await AddAsync(@case, ObligationKind.ImplementationReport);
        await @case.World.ConfirmAsync(added, new ConfirmationRequest([@case.Home]));
        var id = new DeadlineId(added, @case.Home, "1");
        var before = (await @case.StateAsync(id)).Provenance;

        await StepAsync(@case, id, new StepRequest(StepName.Correction, "生效日期有误", Trigger: new DateOnly(2024, 5, 1)));

        var clock = (await @case.StateAsync(id)).Provenance;
        Assert.Equal((new DateOnly(2024, 1, 1), new DateOnly(2025, 1, 1)), (before.EventOn, before.TriggerDate));
        Assert.Equal((new DateOnly(2024, 5, 1), new DateOnly(2025, 5, 1), new DateOnly(2025, 6, 3)), (clock.EventOn, clock.TriggerDate, clock.Result));
    }

    /// <summary>Read wrongly, the entry into force is set right once; what is open keeps its dates, what is confirmed later counts by it, and a further text too.</summary>
    [Fact]
    public async Task A_corrected_law_counts_for_what_is_confirmed_later()
    {
        await using var @case = await Case.StartAsync(null, obligation: 1);
        var law = @case.Id.Obligation.Law;
        var before = (await @case.StateAsync()).Provenance;
        var correct = @case.World.Get<CorrectLaw>();
        var request = new LawCorrectionRequest("施行日期识别有误", new DateOnly(2023, 7, 1));

        var answer = await correct.ExecuteAsync(law, request, new Act(World.Officer), CancellationToken.None);
        await correct.ExecuteAsync(law, request, new Act(World.Officer), CancellationToken.None);
        var later = await AddAsync(@case, ObligationKind.ImplementingRule);
        await @case.World.ConfirmAsync(later, new ConfirmationRequest([@case.Home]));
        await @case.World.ImportAsync(Given.Law.Replace("湿地生态补偿", "湿地和水源补偿", StringComparison.Ordinal));

        Assert.Equal(new DateOnly(2023, 7, 1), Assert.IsType<CorrectLaw.Outcome.Corrected>(answer).EffectiveOn);
        Assert.Equal(before, (await @case.StateAsync()).Provenance);
        Assert.Equal((new DateOnly(2023, 7, 1), "effective-date"), (await @case.StateAsync(new DeadlineId(later, @case.Home, "1"))) is { } state ? (state.Trigger, state.Provenance.TriggerEvent) : default);
        var known = (await @case.World.Get<LawStore>().FindAsync(law, CancellationToken.None))!.Value.Law;
        Assert.Equal((new DateOnly(2023, 7, 1), before.TriggerDate), (known.EffectiveOn!.Value, Assert.Single(known.Corrections!).Before.EffectiveOn!.Value));
    }

    [Fact]
    public async Task A_law_of_unknown_level_has_its_default_once_an_officer_says_what_it_is()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), obligation: 1);
        var store = @case.World.Get<LawStore>();
        var law = (await store.FindAsync(@case.Id.Obligation.Law, CancellationToken.None))!.Value.Law with { Level = null };
        var corrected = LawCorrection.Apply(law with { Corrections = [new(Due, "k", "地方性法规", new(law.EffectiveOn), Level: LawLevel.LocalRegulation)] });

        Assert.Equal(LawLevel.LocalRegulation, corrected.Level);
    }

    [Theory]
    [InlineData("", "2023-07-01", "text-missing")]
    [InlineData("理由", null, "law-correction-empty")]
    [InlineData("理由", "1900-01-01", "date-out-of-range")]
    public async Task A_correction_of_a_law_that_says_nothing_is_refused(string reason, string? effective, string code)
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var request = new LawCorrectionRequest(reason, effective is null ? null : DateOnly.Parse(effective, System.Globalization.CultureInfo.InvariantCulture));

        var outcome = await @case.World.Get<CorrectLaw>().ExecuteAsync(@case.Id.Obligation.Law, request, new Act(World.Officer), CancellationToken.None);

        Assert.Equal(code, Assert.Single(Assert.IsType<CorrectLaw.Outcome.Invalid>(outcome).Faults).Code);
    }

    /// <summary>What a place's ordinances ask for of each of its regulations is not forgotten where nobody adds it: it is proposed with the law, and a person confirms it.</summary>
    [Theory]
    [InlineData("zibo-like", "2025-02-05")] // 31 January 2025 is a holiday (Spring Festival)
    [InlineData("huludao-like", "2025-02-18")] // thirty working days after 1 January 2025
    [InlineData("zigong-like", "2025-03-03")] // 2 March 2025 is a Sunday
    public async Task A_report_at_one_year_in_force_is_proposed_with_the_law(string profile, string due)
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), settings: Profile(profile));
        var store = @case.World.Get<LawStore>();
        var proposed = (await store.ListObligationsAsync(@case.Id.Obligation.Law, CancellationToken.None))
            .Single(obligation => obligation.Candidate.Kind == ObligationKind.ImplementationReport);

        await @case.World.ConfirmAsync(proposed.Id, new ConfirmationRequest([@case.Home]));

        Assert.Equal((ObligationStatus.Proposed, "profile"), (proposed.Status, proposed.Candidate.FoundBy));
        Assert.Contains("满一年", proposed.Candidate.Quote, StringComparison.Ordinal);
        Assert.Equal(due, (await @case.StateAsync(new DeadlineId(proposed.Id, @case.Home, "1"))).OriginalDue.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>That the government may evaluate leaves the ordinance's duty to do so; that it must says as much.</summary>
    [Theory]
    [InlineData("可以", true)]
    [InlineData("应当", false)]
    public async Task What_the_place_asks_for_is_proposed_beside_what_the_text_only_allows(string modal, bool isProposed)
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), settings: Profile("zigong-like"));

        var law = await @case.World.ImportAsync(
            $"# 临江市渡口管理条例\n\n2023年11月20日 临江市第十四届人民代表大会常务委员会第六次会议通过\n\n<!-- INFO END -->\n\n第一条 为了加强渡口管理，制定本条例。\n\n"
            + $"第二条 市人民政府{modal}对本条例的实施情况进行评估。\n\n第三条 本条例自2024年1月1日起施行。\n");

        var found = (await @case.World.Get<LawStore>().ListObligationsAsync(law.Id, CancellationToken.None))
            .Where(obligation => obligation.Candidate.Kind == ObligationKind.PostLegislativeEvaluation).ToList();
        Assert.Contains(found, obligation => obligation.Candidate.IsFoundInText);
        Assert.Equal(isProposed, found.Exists(obligation => obligation.Candidate.FoundBy == "profile"));
    }

    /// <summary>A file that does not say who passed it has no level, and so nothing is asked of it; once an officer says what it is, all of that is.</summary>
    [Fact]
    public async Task What_the_place_asks_for_is_proposed_once_the_level_is_set_right()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), settings: Profile("zigong-like"));
        var law = await @case.World.ImportAsync("# 渡口管理办法\n\n<!-- INFO END -->\n\n第一条 为了加强渡口管理，制定本办法。\n\n第二条 渡口的具体办法由市人民政府制定。\n\n第三条 本办法自2024年1月1日起施行。\n");
        var store = @case.World.Get<LawStore>();
        var before = (await store.ListObligationsAsync(law.Id, CancellationToken.None)).Count(obligation => obligation.Candidate.FoundBy == "profile");
        var request = new LawCorrectionRequest("地方性法规", Level: LawLevel.LocalRegulation);

        foreach (var _ in Enumerable.Range(1, 2))
        {
            Assert.IsType<CorrectLaw.Outcome.Corrected>(await @case.World.Get<CorrectLaw>().ExecuteAsync(law.Id, request, new Act(World.Officer), CancellationToken.None));
        }

        var obligations = await store.ListObligationsAsync(law.Id, CancellationToken.None);
        var proposed = obligations.Where(obligation => obligation.Candidate.FoundBy == "profile").ToList();
        Assert.Equal(0, before);
        Assert.Equal([ObligationKind.ImplementationReport, ObligationKind.PostLegislativeEvaluation], proposed.Select(obligation => obligation.Candidate.Kind).Order());
        Assert.Equal((obligations.Count, obligations.Max(obligation => obligation.Id.Number)), ((await store.FindAsync(law.Id, CancellationToken.None))!.Value.Law.Obligations, obligations.Count));
        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await @case.World.ConfirmAsync(
            proposed.Single(obligation => obligation.Candidate.Kind == ObligationKind.ImplementationReport).Id, new ConfirmationRequest([@case.Home])));
    }

    [Fact]
    public async Task What_the_place_asks_for_stays_when_the_text_changes()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), settings: Profile("zibo-like"));
        var store = @case.World.Get<LawStore>();
        var before = (await store.ListObligationsAsync(@case.Id.Obligation.Law, CancellationToken.None)).Single(each => !each.Candidate.IsFoundInText);

        await @case.World.ImportAsync(Given.Law.Replace("湿地生态补偿", "湿地和水源补偿", StringComparison.Ordinal));

        var after = await store.ListObligationsAsync(@case.Id.Obligation.Law, CancellationToken.None);
        Assert.Null(after.Single(each => each.Id == before.Id).Ended);
        Assert.Null(after.Single(each => each.Id == before.Id).Pending);
        Assert.Single(after, each => !each.Candidate.IsFoundInText);
    }

    /// <summary>Legislation Law art. 66 and before it art. 62, in force since 15 March 2015.</summary>
    [Fact]
    public async Task A_default_is_that_of_the_article_in_force_on_the_corrected_date()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), obligation: 1, settings: Profile("national"));
        var rules = @case.World.Get<OpeningRules>();
        var law = (await @case.World.Get<LawStore>().FindAsync(@case.Id.Obligation.Law, CancellationToken.None))!.Value.Law with { Level = LawLevel.NationalLaw };
        var rule = (await @case.World.Get<LawStore>().FindObligationAsync(@case.Id.Obligation, CancellationToken.None))!.Value.Obligation.Candidate with { Deadline = null, DeadlineWords = null };
        var opened = Assert.IsType<Opening.Clock>(rules.Open(law, rule, null, new DateOnly(2023, 1, 1), new DateOnly(2024, 1, 2))).First.Provenance;
        var state = await @case.StateAsync() with { Provenance = opened };

        Assert.Equal("legislation-law-62", opened.BasisCode);
        Assert.Equal("legislation-law-66", rules.Correct(state, new DateOnly(2023, 6, 1), null, null)!.BasisCode);
        Assert.Null(rules.Correct(state, new DateOnly(2015, 3, 14), null, null));
    }

    /// <summary>Art. 66 speaks of laws; the place's own ordinance of its local regulations. What a government issues has no default.</summary>
    [Theory]
    [InlineData(LawLevel.NationalLaw, true)]
    [InlineData(LawLevel.AdministrativeRegulation, false)]
    [InlineData(LawLevel.DepartmentalRule, false)]
    [InlineData(LawLevel.LocalRegulation, true)]
    [InlineData(LawLevel.LocalGovernmentRule, false)]
    [InlineData(null, false)]
    public async Task Only_laws_and_local_regulations_have_a_default_for_implementing_rules(LawLevel? level, bool has)
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), obligation: 1);
        var store = @case.World.Get<LawStore>();
        var law = (await store.FindAsync(@case.Id.Obligation.Law, CancellationToken.None))!.Value.Law with { Level = level };
        var rule = (await store.FindObligationAsync(@case.Id.Obligation, CancellationToken.None))!.Value.Obligation.Candidate with { Deadline = null, DeadlineWords = null };

        var opening = @case.World.Get<OpeningRules>().Open(law, rule, null, new DateOnly(2023, 9, 1), new DateOnly(2024, 1, 2));

        Assert.Equal(has, opening is Opening.Clock);
        if (!has)
        {
            Assert.Equal("due-rule-needed", Assert.Single(Assert.IsType<Opening.Faulty>(opening).Faults).Code);
        }
    }

    /// <summary>Legislation Law art. 109: thirty days, for the kinds of instrument that it names.</summary>
    [Fact]
    public async Task A_filing_that_an_officer_adds_takes_its_period_from_the_kind_of_instrument()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), settings: Profile("zibo-like"));
        var added = await AddAsync(@case, ObligationKind.FilingForRecord);
        var published = new DateOnly(2025, 1, 9);

        Assert.IsType<ConfirmObligation.Outcome.Invalid>(await @case.World.ConfirmAsync(added, new ConfirmationRequest([@case.Home], Trigger: published)));
        var unknown = await @case.World.ConfirmAsync(added, new ConfirmationRequest([@case.Home], Trigger: published, Instrument: "poem"));
        await @case.World.ConfirmAsync(added, new ConfirmationRequest([@case.Home], Trigger: published, Instrument: "local-government-rule"));

        Assert.Equal("instrument-unknown", Assert.Single(Assert.IsType<ConfirmObligation.Outcome.Invalid>(unknown).Faults).Code);
        var clock = (await @case.StateAsync(new DeadlineId(added, @case.Home, "1"))).Provenance;
        Assert.Equal(("published", published, new DateOnly(2025, 2, 8)), (clock.TriggerEvent, clock.TriggerDate, clock.Result)); // a Saturday that is worked
    }

    private static Dictionary<string, string?> Profile(string name) => new() { ["Jurisdiction:Profile"] = name };

    private static async Task<ObligationId> AddAsync(Case @case, ObligationKind kind) =>
        Assert.IsType<AddObligation.Outcome.Added>(await @case.World.Get<AddObligation>().ExecuteAsync(
            @case.Id.Obligation.Law, new AdditionRequest(kind, "工作条例第三条", "主管部门应当按期办理。"), new Act(World.Officer), CancellationToken.None)).Obligation.Id;

    private static async Task StepAsync(Case @case, DeadlineId id, StepRequest request)
    {
        var proposed = Assert.IsType<ProposeStep.Outcome.Proposed>(
            await @case.World.Get<ProposeStep>().ExecuteAsync(id, request, new Act(World.Officer), CancellationToken.None));
        Assert.IsType<DecideStep.Outcome.Decided>(await @case.World.Get<DecideStep>().ExecuteAsync(
            id, proposed.Number, StepVerdict.Approve, "理由", new Act(Case.Other), CancellationToken.None));
    }
}
