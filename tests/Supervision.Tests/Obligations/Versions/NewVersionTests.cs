using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Laws.Versions;
using Supervision.Obligations;
using Supervision.Obligations.Review;
using Supervision.Obligations.Versions;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Obligations.Versions;

public sealed class NewVersionTests
{
    private static readonly LawId Law = LawId.OfTitle("临江省水源保护条例");
    private static readonly DepartmentId Government = DepartmentId.Parse("szf");

    [Fact]
    public async Task Obligations_whose_words_stand_come_over_by_a_fact_the_others_wait_and_nothing_ends()
    {
        await using var world = await OfficeAsync();

        var imported = await NextAsync(world);

        var obligations = await ListAsync(world);
        Assert.Equal(("第二条", CarriedAs.Unchanged), (obligations[1].Candidate.Article, obligations[1].Carried!.As));
        Assert.Equal(("第四条", CarriedAs.Renumbered), (obligations[2].Candidate.Article, obligations[2].Carried!.As));
        Assert.Equal((PendingFate.Changed, "第五条"), (obligations[3].Pending!.Fate, obligations[3].Pending!.Article));
        Assert.StartsWith("在线计量设施的技术规范", obligations[3].Pending!.Quote, StringComparison.Ordinal);
        Assert.Equal(PendingFate.Gone, obligations[4].Pending!.Fate);
        Assert.All(obligations.Values, obligation => Assert.Null(obligation.Ended));
        Assert.Equal(["opened", "provision-carried-over"], await FactsAsync(world, 2));
        Assert.Equal(["opened"], await FactsAsync(world, 3));
        Assert.Equal(["opened"], await FactsAsync(world, 4));
        Assert.Equal(2, imported.Awaiting);
        Assert.Equal((await StateAsync(world, 1)).CarriedTo, imported.Law.TextVersion);
        Assert.True((await StateAsync(world, 4)).IsOpen);
    }

    [Fact]
    public async Task A_rejected_find_stays_rejected_and_is_not_proposed_again()
    {
        await using var world = await OfficeAsync();

        var imported = await NextAsync(world);

        var obligations = await ListAsync(world);
        Assert.Equal(ObligationStatus.Rejected, obligations[6].Status);
        Assert.Equal("第三条", Assert.Single(imported.Proposed).Candidate.Article);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], obligations.Keys);
    }

    [Fact]
    public async Task A_provision_that_an_amendment_added_counts_from_the_date_an_officer_gives_for_it()
    {
        await using var world = await OfficeAsync();
        await NextAsync(world);
        var without = await world.ConfirmAsync(Id(7), new ConfirmationRequest([Government]));

        await DecideAsync(world, new VersionRequest(EndAll, new DateOnly(2025, 6, 1)));
        var confirmed = await world.ConfirmAsync(Id(7), new ConfirmationRequest([Government]));

        Assert.Equal("trigger-needed", Assert.Single(Assert.IsType<ConfirmObligation.Outcome.Invalid>(without).Faults).Code);
        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(confirmed);
        var state = await StateAsync(world, 7);
        Assert.Equal((new DateOnly(2025, 6, 1), "amendment-effective-date"), (state.Trigger, state.Provenance.TriggerEvent));
        Assert.Equal(new DateOnly(2026, 6, 1), state.OriginalDue);
    }

    [Fact]
    public async Task A_revised_text_that_says_when_it_takes_effect_dates_what_it_adds_and_not_what_stood_before()
    {
        await using var world = await OfficeAsync();
        var revised = GivenVersions.After
            .Replace("根据2025年3月28日临江省第十四届人民代表大会常务委员会第十五次会议《关于修改〈临江省水源保护条例〉的决定》修正", "2025年3月28日临江省第十四届人民代表大会常务委员会第十五次会议修订", StringComparison.Ordinal)
            .Replace("自2024年1月1日起施行", "自2025年7月1日起施行", StringComparison.Ordinal);

        await world.ImportAsync(revised);

        var obligations = await ListAsync(world);
        Assert.Equal(new ProvisionSince(obligations[7].TextVersion, new DateOnly(2025, 7, 1), true), obligations[7].Since);
        Assert.Equal((new DateOnly(2024, 1, 1), false), (obligations[2].Since!.On, obligations[2].Since!.ByAmendment));
        await world.Get<ReviewObligation>().RestoreAsync(Id(6), new Act(World.Officer), CancellationToken.None);
        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await world.ConfirmAsync(Id(6), new ConfirmationRequest([Government])));
        Assert.Equal(new DateOnly(2024, 1, 1), (await StateAsync(world, 6)).Trigger);
    }

    [Fact]
    public async Task One_act_keeps_corrects_and_ends_what_waited_and_the_same_act_again_changes_nothing()
    {
        await using var world = await OfficeAsync();
        await NextAsync(world);
        var request = new VersionRequest(
            [new ProvisionDecision(3, ProvisionChoice.Correct, new Correction(Instrument: "在线计量规范")), new ProvisionDecision(4, ProvisionChoice.End)], new DateOnly(2025, 6, 1));
        world.Clock.SetNoon(new DateOnly(2025, 6, 2));

        var first = Assert.IsType<DecideVersion.Outcome.Decided>(await DecideAsync(world, request));
        var again = Assert.IsType<DecideVersion.Outcome.Decided>(await DecideAsync(world, request));
        var other = await DecideAsync(world, request, "other");

        Assert.Equal(Json.Write(first), Json.Write(again));
        Assert.IsType<DecideVersion.Outcome.AlreadyDecided>(other);
        var obligations = await ListAsync(world);
        Assert.Equal("在线计量规范", obligations[3].Candidate.Instrument);
        Assert.Equal("第五条", obligations[3].Candidate.Article);
        Assert.Contains("省水利厅", obligations[3].Candidate.Bodies);
        Assert.Equal(ObligationStatus.Confirmed, obligations[3].Status);
        Assert.Equal(["opened", "provision-carried-over"], await FactsAsync(world, 3));
        Assert.Equal(["opened", "closed"], await FactsAsync(world, 4));
        Assert.Equal(new Closure(ClosureReason.ProvisionEnded, new DateOnly(2025, 6, 1)), (await StateAsync(world, 4)).Closure);
        Assert.True((await StateAsync(world, 3)).IsOpen);
    }

    [Fact]
    public async Task The_key_of_a_decision_stands_for_what_it_was_given_for_also_once_its_plan_is_gone()
    {
        await using var world = await OfficeAsync();
        await NextAsync(world);
        var tag = await TagAsync(world);
        var first = Assert.IsType<DecideVersion.Outcome.Decided>(await DecideAsync(world, new VersionRequest(EndAll, new DateOnly(2025, 4, 1)), tag: tag));
        await world.Get<PlanStore>().DeleteDoneAsync(
            (await world.Get<PlanStore>().FindAsync(first.Decision.Plan, CancellationToken.None))! with { Age = TimeSpan.FromHours(1) }, CancellationToken.None);

        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => DecideAsync(world, new VersionRequest([new(3, ProvisionChoice.Keep), EndAll[1]], new DateOnly(2025, 4, 1)), tag: tag));
        foreach (var seen in new[] { tag, "another", null })
        {
            var again = await DecideAsync(world, new VersionRequest(EndAll, new DateOnly(2025, 4, 1)), tag: seen);

            Assert.Equal(Json.Write(first), Json.Write(Assert.IsType<DecideVersion.Outcome.Decided>(again)));
        }
    }

    [Fact]
    public async Task What_waited_and_changed_after_the_look_at_it_is_not_decided_on()
    {
        await using var world = await OfficeAsync();
        await NextAsync(world);
        var tag = await TagAsync(world);
        var meanwhile = false;
        world.Storage.Interceptor = async request =>
        {
            if (!meanwhile && request is { Container: "agenda", PartitionKey: "plan" })
            {
                meanwhile = true;
                await world.Get<EndObligations>().ExecuteAsync(Law, new EndingRequest(world.Today, [4]), new Act(World.Officer, "other"), CancellationToken.None);
            }

            return null;
        };

        var told = await Assert.ThrowsAsync<StateChangedException>(() => DecideAsync(world, new VersionRequest(EndAll, new DateOnly(2025, 4, 1)), tag: tag));

        Assert.True(meanwhile);
        Assert.Equal(await TagAsync(world), told.Tag);
        Assert.NotNull((await ListAsync(world))[3].Pending);
        Assert.IsType<DecideVersion.Outcome.Decided>(await DecideAsync(world, new VersionRequest([EndAll[0]], new DateOnly(2025, 4, 1)), tag: told.Tag));
    }

    [Fact]
    public async Task What_ends_although_its_words_only_changed_leaves_the_new_words_for_review()
    {
        await using var world = await OfficeAsync();
        await NextAsync(world);

        await DecideAsync(world, new VersionRequest(EndAll, new DateOnly(2025, 6, 1)));

        var obligations = await ListAsync(world);
        Assert.Equal(8, obligations.Count);
        Assert.Equal((ObligationStatus.Proposed, "第五条"), (obligations[8].Status, obligations[8].Candidate.Article));
        Assert.Equal(new DateOnly(2025, 6, 1), obligations[8].Since!.On);
        Assert.Equal([3], obligations[8].InPlaceOf);
        Assert.True((await StateAsync(world, 3)).IsOpen);
        world.Clock.SetNoon(new DateOnly(2025, 6, 1));
        Assert.Empty((await world.SweepAsync()).Faults);
        Assert.Equal(new Closure(ClosureReason.ProvisionEnded, new DateOnly(2025, 6, 1)), (await StateAsync(world, 3)).Closure);
    }

    [Fact]
    public async Task A_decision_names_each_obligation_that_waits_once_and_a_date_where_something_ends()
    {
        await using var world = await OfficeAsync();
        await NextAsync(world);

        var nothing = Assert.IsType<DecideVersion.Outcome.Invalid>(await DecideAsync(world, new VersionRequest([])));
        var wrong = Assert.IsType<DecideVersion.Outcome.Invalid>(await DecideAsync(world, new VersionRequest(
            [new ProvisionDecision(1, ProvisionChoice.Keep), new ProvisionDecision(3, ProvisionChoice.Keep, new Correction()), new ProvisionDecision(4, ProvisionChoice.Correct)])));
        var undated = Assert.IsType<DecideVersion.Outcome.Invalid>(await DecideAsync(world, new VersionRequest(EndAll)));

        Assert.Equal(["provision-undecided"], nothing.Faults.Select(fault => fault.Code));
        Assert.Equal(["obligation-unknown", "field-not-for-choice", "choice-not-for-gone"], wrong.Faults.Select(fault => fault.Code));
        Assert.Equal(["date-missing"], undated.Faults.Select(fault => fault.Code));
        Assert.Equal(2, (await ListAsync(world)).Values.Count(obligation => obligation.Pending is not null));
    }

    [Fact]
    public async Task Whoever_decides_on_an_outdated_view_is_told_so()
    {
        await using var world = await OfficeAsync();
        var imported = await NextAsync(world);
        var view = (await world.Get<ReadVersion>().ExecuteAsync(Law, imported.Law.TextVersion, CancellationToken.None))!;

        await Assert.ThrowsAsync<StateChangedException>(() => DecideAsync(world, new VersionRequest(EndAll, new DateOnly(2025, 6, 1)), "a", "outdated"));
        Assert.IsType<DecideVersion.Outcome.Decided>(await DecideAsync(world, new VersionRequest(EndAll, new DateOnly(2025, 6, 1)), "a", view.Tag));
    }

    [Fact]
    public async Task A_newer_text_is_compared_with_what_each_obligation_quotes_and_may_bring_old_words_back()
    {
        await using var world = await OfficeAsync();
        var second = await NextAsync(world);
        var third = GivenVersions.Before.Replace(
            "第六次会议通过", "第六次会议通过 根据2025年3月28日临江省第十四届人民代表大会常务委员会第十五次会议《关于修改〈临江省水源保护条例〉的决定》第一次修正 根据2025年9月26日临江省第十四届人民代表大会常务委员会第十八次会议《关于修改〈临江省水源保护条例〉的决定》第二次修正", StringComparison.Ordinal);

        await world.ImportAsync(third);

        var obligations = await ListAsync(world);
        Assert.All(obligations.Values, obligation => Assert.Null(obligation.Pending));
        Assert.Equal("第三条", obligations[2].Candidate.Article);
        Assert.Equal(["opened", "provision-carried-over", "provision-carried-over"], await FactsAsync(world, 2));
        Assert.Equal(ClosureReason.ProvisionEnded, obligations[7].Ended!.Reason);
        Assert.IsType<DecideVersion.Outcome.Superseded>(await world.Get<DecideVersion>().ExecuteAsync(
            Law, second.Law.TextVersion, new VersionRequest([]), new Act(World.Officer, "late"), CancellationToken.None));
        Assert.IsType<ConfirmObligation.Outcome.Ended>(await world.ConfirmAsync(Id(7), new ConfirmationRequest([Government])));
    }

    [Fact]
    public async Task An_older_text_imported_later_is_kept_and_changes_nothing_else()
    {
        await using var world = await World.StartAsync();
        var newer = await world.ImportAsync(GivenVersions.After);
        var before = Json.Write(await ListAsync(world));

        var law = await world.ImportAsync(GivenVersions.Before);

        Assert.Equal(newer.TextVersion, law.TextVersion);
        Assert.Equal(2, law.TextVersions.Count);
        Assert.Equal(before, Json.Write(await ListAsync(world)));
        Assert.Null(law.Changes);
    }

    [Fact]
    public async Task Another_print_of_the_same_text_is_no_amendment_and_leaves_everything_as_it_was()
    {
        await using var world = await OfficeAsync();

        var law = await world.ImportAsync(GivenVersions.Before.Replace('，', ','));

        var change = Assert.Single(law.Changes!);
        Assert.Equal(ChangeBasis.SameText, change.Basis);
        Assert.All((await ListAsync(world)).Values, obligation => Assert.Equal((null, CarriedAs.Unchanged), (obligation.Pending, obligation.Carried!.As)));
        Assert.Equal(6, law.Obligations);
    }

    /// <summary>What stood before keeps the date on which it came into force only where the law has another by the new text; a corrected law has not.</summary>
    [Fact]
    public async Task What_an_officer_set_right_counts_for_all_that_stood_before_the_next_version()
    {
        await using var world = await OfficeAsync();
        var correct = world.Get<CorrectLaw>();
        await correct.ExecuteAsync(Law, new LawCorrectionRequest("识别有误", new DateOnly(2023, 7, 1)), new Act(World.Officer), CancellationToken.None);
        await NextAsync(world);

        await correct.ExecuteAsync(Law, new LawCorrectionRequest("再次更正", new DateOnly(2024, 7, 1)), new Act(World.Officer), CancellationToken.None);
        await world.Get<ReviewObligation>().RestoreAsync(Id(6), new Act(World.Officer), CancellationToken.None);
        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await world.ConfirmAsync(Id(6), new ConfirmationRequest([Government])));

        Assert.Equal(new DateOnly(2024, 7, 1), (await StateAsync(world, 6)).Trigger);
    }

    /// <summary>The first print had the year of the entry into force wrong; nobody confirms by that any more.</summary>
    [Fact]
    public async Task Another_print_with_the_right_date_counts_for_what_is_confirmed_from_then_on()
    {
        await using var world = await OfficeAsync();

        await world.ImportAsync(GivenVersions.Before.Replace("自2024年1月1日起施行", "自2025年1月1日起施行", StringComparison.Ordinal));
        await world.Get<ReviewObligation>().RestoreAsync(Id(6), new Act(World.Officer), CancellationToken.None);
        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await world.ConfirmAsync(Id(6), new ConfirmationRequest([Government])));

        Assert.Equal(new DateOnly(2025, 1, 1), (await StateAsync(world, 6)).Trigger);
        Assert.Equal(new DateOnly(2024, 1, 1), (await StateAsync(world, 1)).Trigger);
    }

    [Fact]
    public async Task The_same_words_in_another_article_are_another_obligation()
    {
        await using var world = await World.StartAsync();
        await world.RegisterAsync("szf", "临江省人民政府");
        const string Start = "# 临江省渡口条例\n\n2023年11月20日 临江省第十四届人民代表大会常务委员会第六次会议通过{0}\n\n<!-- INFO END -->\n\n第一条 为了渡口，制定本条例。\n\n";
        const string Boats = "渡船应当经检验合格，配备救生设备，并标明载客定额。具体办法由省人民政府制定。";
        const string Fees = "渡运收费应当公开透明，接受社会监督，不得擅自涨价。具体办法由省人民政府制定。";
        const string End = "第四条 本条例自2024年1月1日起施行。\n";
        var old = string.Format(null, Start, "") + $"第二条 {Boats}\n\n" + End;
        var @new = string.Format(null, Start, " 根据2025年3月28日临江省第十四届人民代表大会常务委员会第十五次会议《决定》修正") + $"第二条 {Fees}\n\n第三条 {Boats}\n\n" + End;
        var law = await world.ImportAsync(old);
        await world.ConfirmAsync(new ObligationId(law.Id, 1), new ConfirmationRequest([Government]));

        await world.ImportAsync(@new);

        var obligations = await world.Get<LawStore>().ListObligationsAsync(law.Id, CancellationToken.None);
        Assert.Equal(["第三条 Renumbered", "第二条 "], obligations.Select(obligation => $"{obligation.Candidate.Article} {obligation.Carried?.As}"));
    }

    [Fact]
    public async Task Finds_nobody_has_looked_at_follow_the_text()
    {
        await using var world = await World.StartAsync();
        await world.ImportAsync(GivenVersions.Before);

        await world.ImportAsync(GivenVersions.After);

        var obligations = await ListAsync(world);
        Assert.StartsWith("在线计量设施", obligations[3].Candidate.Quote, StringComparison.Ordinal);
        Assert.Equal(ClosureReason.ProvisionEnded, obligations[4].Ended!.Reason);
        Assert.All(obligations.Values, obligation => Assert.Null(obligation.Pending));
        Assert.DoesNotContain((await world.Get<WaitingFinds>().ReadAsync(Law, CancellationToken.None))!.Value.Waiting, waiting => waiting.Obligation.Id.Number == 4);
    }

    [Fact]
    public async Task A_law_with_very_many_obligations_is_carried_over_in_several_transactions()
    {
        await using var world = await World.StartAsync();
        await world.RegisterAsync("szf", "临江省人民政府");
        var before = Long("", 0);
        var law = await world.ImportAsync(before);
        foreach (var number in (int[])[1, 130])
        {
            await world.ConfirmAsync(new ObligationId(law.Id, number), new ConfirmationRequest([Government]));
        }

        await world.ImportAsync(Long(" 根据2025年3月28日临江省第十四届人民代表大会常务委员会第十五次会议《决定》修正", 1));

        var obligations = await world.Get<LawStore>().ListObligationsAsync(law.Id, CancellationToken.None);
        Assert.Equal(131, obligations.Count);
        Assert.Equal(130, obligations.Count(obligation => obligation.Carried is { As: CarriedAs.Renumbered }));
        Assert.Equal("第三条", obligations[0].Candidate.Article);

        static string Long(string amended, int first) =>
            $"# 临江省长条例\n\n2023年11月20日 临江省第十四届人民代表大会常务委员会第六次会议通过{amended}\n\n<!-- INFO END -->\n\n第1条 为了渡口，制定本条例。\n\n".Replace("第1条", "第一条", StringComparison.Ordinal)
            + string.Concat(Enumerable.Range(1 - first, 130 + first).Select((number, place) =>
                $"第{Chinese(place + 2)}条 第{number}号渡口应当于每日{number}时开放。{number}号渡口的具体办法由省人民政府制定。\n\n"))
            + $"第{Chinese(132 + first)}条 本条例自2024年1月1日起施行。\n";
    }

    [Fact]
    public async Task A_confirmation_waits_for_the_decision_on_words_that_changed()
    {
        await using var world = await World.StartAsync();
        await world.RegisterAsync("szf", "临江省人民政府");
        await world.ImportAsync(GivenVersions.Before);
        await world.Get<ReviewObligation>().CorrectAsync(Id(3), new Correction(Instrument: "计量规范"), new Act(World.Officer), CancellationToken.None);
        await world.ImportAsync(GivenVersions.After);

        Assert.IsType<ConfirmObligation.Outcome.ProvisionChanged>(await world.ConfirmAsync(Id(3), new ConfirmationRequest([Government])));
        Assert.IsType<ReviewObligation.Outcome.ProvisionChanged>(
            await world.Get<ReviewObligation>().RejectAsync(Id(3), RejectionReasons.NoDuty, null, new Act(World.Officer), CancellationToken.None));
        Assert.IsType<DecideVersion.Outcome.Decided>(await DecideAsync(world, new VersionRequest([new ProvisionDecision(3, ProvisionChoice.Keep)])));
        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await world.ConfirmAsync(Id(3), new ConfirmationRequest([Government])));
    }

    /// <summary>Read wrongly and set right, the date that the next text repeats is none of an amendment.</summary>
    [Fact]
    public async Task A_misread_date_that_was_set_right_does_not_date_the_next_amendment()
    {
        await using var world = await World.StartAsync();
        await world.ImportAsync(GivenVersions.Before.Replace("自2024年1月1日起施行", "自2026年1月1日起施行", StringComparison.Ordinal));
        await world.Get<CorrectLaw>().ExecuteAsync(Law, new LawCorrectionRequest("识别有误", new DateOnly(2024, 1, 1)), new Act(World.Officer), CancellationToken.None);

        var next = await world.ImportAsync(GivenVersions.After.Replace("自2024年1月1日起施行", "自2026年1月1日起施行", StringComparison.Ordinal));

        Assert.Equal((null, ChangeBasis.NotStated), Assert.Single(next.Changes!) is var change ? (change.EffectiveOn, change.Basis) : default);
        Assert.Equal(new DateOnly(2024, 1, 1), next.EffectiveOn);
    }

    /// <summary>The new words stand for review from the day of the decision, so the end is not withdrawn beside them even while its day lies ahead.</summary>
    [Fact]
    public async Task An_end_that_lies_ahead_is_not_withdrawn_while_its_new_words_stand()
    {
        await using var world = await OfficeAsync();
        await NextAsync(world);
        var decided = Assert.IsType<DecideVersion.Outcome.Decided>(await DecideAsync(world, new VersionRequest(EndAll, new DateOnly(2025, 6, 1))));
        var end = Assert.Single(await world.Get<LawStore>().ListEndingsAsync(Law, CancellationToken.None)).Id;
        var withdraw = world.Get<WithdrawEnding>();

        var refused = await withdraw.ExecuteAsync(Law, end, "登记有误", new Act(Case.Other), CancellationToken.None);
        await world.Get<ReviewObligation>().RejectAsync(Id(8), RejectionReasons.NotSupervised, null, new Act(World.Officer), CancellationToken.None);
        var withdrawn = await withdraw.ExecuteAsync(Law, end, "登记有误", new Act(Case.Other), CancellationToken.None);

        Assert.Equal([3, 4], decided.Decision.Ended);
        Assert.Equal([8], Assert.IsType<WithdrawEnding.Outcome.Followed>(refused).By);
        Assert.IsType<WithdrawEnding.Outcome.Withdrawn>(withdrawn);
        world.Clock.SetNoon(new DateOnly(2025, 6, 2));
        Assert.Empty((await world.SweepAsync()).Faults);
        Assert.True((await StateAsync(world, 3)).IsOpen);
    }

    /// <summary>Whoever withdrew the end died before the obligation was let go; a further text comes before the sweep carries that on.</summary>
    [Fact]
    public async Task What_a_withdrawn_end_has_not_let_go_yet_is_followed_and_proposes_nothing_twice()
    {
        await using var world = await OfficeAsync();
        var end = Assert.IsType<EndObligations.Outcome.Ending>(await world.Get<EndObligations>().ExecuteAsync(
            Law, new EndingRequest(world.Today, [2]), new Act(World.Officer, "end"), CancellationToken.None)).Id!;
        var hasWithdrawn = false;
        world.Storage.Interceptor = request =>
        {
            var dies = hasWithdrawn && request.IsWrite;
            hasWithdrawn |= request is { IsWrite: true, Container: "register" };
            return ValueTask.FromResult<InMemoryStorage.StorageFault?>(dies ? InMemoryStorage.StorageFault.DieBefore : null);
        };
        Assert.NotNull(await Record.ExceptionAsync(() => world.Get<WithdrawEnding>().ExecuteAsync(Law, end, "登记有误", new Act(Case.Other), CancellationToken.None)));
        world.Storage.Interceptor = null;
        await using var next = await World.StartAsync(world.Clock, world.Storage, world.Mail, world.Storage.StartProcess("next"));
        Assert.NotNull((await ListAsync(next))[2].Ended);

        await NextAsync(next);
        await next.SweepAsync();
        await next.SweepAsync();

        var obligations = await ListAsync(next);
        Assert.Equal((null, "第四条", CarriedAs.Renumbered), (obligations[2].Ended, obligations[2].Candidate.Article, obligations[2].Carried!.As));
        Assert.All(obligations.Values, obligation => Assert.Null(obligation.InPlaceOf));
        Assert.True((await StateAsync(next, 2)).IsOpen);
    }

    private static IReadOnlyList<ProvisionDecision> EndAll => [new(3, ProvisionChoice.End), new(4, ProvisionChoice.End)];

    private static ObligationId Id(int number) => new(Law, number);

    /// <summary>Obligations 1 to 5 confirmed, 6 rejected.</summary>
    private static async Task<World> OfficeAsync()
    {
        var world = await World.StartAsync();
        await world.RegisterAsync(Government.Value, "临江省人民政府");
        await world.ImportAsync(GivenVersions.Before);
        Assert.Equal(6, (await ListAsync(world)).Count);
        for (var number = 1; number <= 5; number++)
        {
            Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await world.ConfirmAsync(Id(number), new ConfirmationRequest([Government])));
        }

        await world.Get<ReviewObligation>().RejectAsync(Id(6), RejectionReasons.NotSupervised, null, new Act(World.Officer), CancellationToken.None);
        world.Clock.SetNoon(new DateOnly(2025, 5, 1));
        return world;
    }

    private static async Task<ImportLaw.Outcome.Imported> NextAsync(World world) => Assert.IsType<ImportLaw.Outcome.Imported>(
        await world.Get<ImportLaw>().ExecuteAsync("law.md", System.Text.Encoding.UTF8.GetBytes(GivenVersions.After), CancellationToken.None));

    private static async Task<string> TagAsync(World world)
    {
        var law = (await world.Get<LawStore>().FindAsync(Law, CancellationToken.None))!.Value.Law;
        return DecideVersion.TagOf(law.Changes!.Single(change => change.To == law.TextVersion), DecideVersion.Awaiting((await ListAsync(world)).Values, law.TextVersion));
    }

    private static async Task<DecideVersion.Outcome> DecideAsync(World world, VersionRequest request, string key = "k", string? tag = null)
    {
        var law = (await world.Get<LawStore>().FindAsync(Law, CancellationToken.None))!.Value.Law;
        return await world.Get<DecideVersion>().ExecuteAsync(Law, law.TextVersion, request, new Act(World.Officer, key, tag), CancellationToken.None);
    }

    private static async Task<Dictionary<int, Obligation>> ListAsync(World world) =>
        (await world.Get<LawStore>().ListObligationsAsync(Law, CancellationToken.None)).ToDictionary(obligation => obligation.Id.Number);

    private static async Task<DeadlineState> StateAsync(World world, int number) =>
        Assert.Single(await world.Get<DeadlineStore>().ListAsync(Id(number), Government, CancellationToken.None)).State;

    private static async Task<IEnumerable<string>> FactsAsync(World world, int number)
    {
        var contents = await world.Get<DeadlineStore>().ReadHistoryAsync((await StateAsync(world, number)).Id, CancellationToken.None);
        return contents.Select(content => System.Text.Json.Nodes.JsonNode.Parse(content)!["body"]!["type"]!.GetValue<string>());
    }

    private static string Chinese(int number)
    {
        const string Digits = "零一二三四五六七八九";
        var (hundreds, tens, ones) = (number / 100, number / 10 % 10, number % 10);
        return (hundreds > 0 ? Digits[hundreds] + "百" : "")
            + (tens > 0 ? (tens > 1 || hundreds > 0 ? Digits[tens].ToString() : "") + "十" : hundreds > 0 && ones > 0 ? "零" : "")
            + (ones > 0 ? Digits[ones].ToString() : "");
    }
}
