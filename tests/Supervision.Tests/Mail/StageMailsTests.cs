using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Deadlines.Steps;
using Supervision.Deliveries;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Mail.Sending;
using Supervision.Obligations;
using Supervision.Tests.Jurisdictions;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Mail;

/// <summary>What the mail of a stage says: what is expected, of whom, until when and on what ground.</summary>
public sealed class StageMailsTests
{
    private const string Contact = "contact@szf.example";
    private const string Reader = "reader@szf.example";
    private const string Officer = "officer-in-charge@office.example";
    private const string Head = "committee-office-head@office.example";

    private static readonly DateOnly AfterDue = new(2025, 1, 3);
    private static readonly DateOnly ExplanationDay = new(2025, 1, 20);

    private static readonly DeadlineId Deadline = new(new ObligationId(LawId.OfTitle("临江省湿地保护条例"), 1), DepartmentId.Parse("szf"), "1");

    private static Person Somebody => new(Deadline.Home, PersonId.Parse("reader"), "Reader", Reader, "en", ["department"], []);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_overdue_mail_says_by_which_date_to_acknowledge_to_the_department_and_to_others_of_whom_it_is_expected()
    {
        await using var world = await WithReaderAsync(AfterDue);

        await CausedMailsTests.TellAsync(world);

        Assert.Contains("【请办理】　　五个工作日内签收，即2025年1月10日前（含当日）。请抓紧报送。", TextOf(world, Contact), StringComparison.Ordinal);
        Assert.Contains("对临江省人民政府的要求：五个工作日内签收，即2025年1月10日前（含当日）。", TextOf(world, Officer), StringComparison.Ordinal);
        Assert.Contains(
            "WHAT TO DO Acknowledge within five working days, by 10 January 2025 (that day included). Please deliver", TextOf(world, Reader, " "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proposed_letter_is_put_to_the_office_without_the_date_by_which_to_comply_with_it()
    {
        await using var world = await WithReaderAsync(AfterDue);
        await CausedMailsTests.TellAsync(world);
        world.Clock.SetNoon(new DateOnly(2025, 2, 10));

        await CausedMailsTests.TellAsync(world);

        var text = TextOf(world, "committee-office@office.example");
        Assert.Contains("决定是否发出督办函；收函后两个月内落实。请在", text, StringComparison.Ordinal);
        Assert.DoesNotContain("2025年4月", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_explanation_is_asked_for_by_the_provision_that_demands_it_and_for_the_body_that_this_names()
    {
        await using var world = await WithReaderAsync(AfterDue);
        await CausedMailsTests.TellAsync(world);
        world.Clock.SetNoon(ExplanationDay);

        await CausedMailsTests.TellAsync(world);

        Assert.Contains("依照《本省地方立法条例》，未能按期完成的，应当向省人民代表大会常务委员会说明情况。", TextOf(world, Contact), StringComparison.Ordinal);
        Assert.Contains("对临江省人民政府的要求：书面说明情况并提出新的日期。", TextOf(world, Head), StringComparison.Ordinal);
        var english = TextOf(world, Reader, " ");
        Assert.Contains(
            "An organ that has not met its deadline explains this to the Standing Committee of the Provincial People's Congress (The province's ordinance on legislation).",
            english,
            StringComparison.Ordinal);
        Assert.Contains("- Basis: The province's ordinance on legislation - Note", english, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_explanation_that_no_provision_demands_is_asked_for_without_one()
    {
        await using var world = await WithReaderAsync(new DateOnly(2024, 1, 3));
        var report = new ObligationId(Deadline.Obligation.Law, 2);
        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await world.ConfirmAsync(report, new ConfirmationRequest([Deadline.Home])));
        world.Clock.SetNoon(AfterDue);
        await CausedMailsTests.TellAsync(world);
        world.Clock.SetNoon(ExplanationDay);
        var before = world.Mail.Taken.Count;

        await CausedMailsTests.TellAsync(world);

        var text = Joined(world.Mail.Taken.Skip(before).Single(mail => mail.ToAddress == Contact && mail.Content.Text.Contains("第四条", StringComparison.Ordinal)), "");
        Assert.Contains("现要求你单位书面说明情况。", text, StringComparison.Ordinal);
        Assert.DoesNotContain("应当向", text[..text.IndexOf("【请办理】", StringComparison.Ordinal)][text.IndexOf("截至", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    /// <summary>Legislation Law art. 109 has the rule filed; article 3 of the invented law asks for the rule.</summary>
    [Fact]
    public async Task Filing_is_asked_for_by_the_provision_that_demands_it_and_not_by_the_article_that_asked_for_the_rule()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: new DateOnly(2024, 3, 29)), obligation: 1);
        Assert.Empty(await @case.World.Get<RegisterDepartment>().ExecuteAsync(Somebody, Stop));
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 20));
        var rule = await @case.RuleAsync(new DateOnly(2024, 3, 1), published: new DateOnly(2024, 3, 11));
        await @case.ReviewAsync(rule, new ReviewRequest(ReviewDecision.Accept, Instrument: "local-government-rule"));
        await @case.World.RelayAsync();

        await @case.OnAsync(new DateOnly(2024, 4, 11));

        var text = TextOf(@case.World, Contact);
        Assert.Contains("依照《中华人民共和国立法法》第一百零九条，你单位应当于2024年4月10日（含当日）前", text, StringComparison.Ordinal);
        Assert.DoesNotContain("条例》第三条，你单位", text, StringComparison.Ordinal);
        Assert.DoesNotContain("法律未规定", text, StringComparison.Ordinal);
        Assert.Contains(
            "Under the Legislation Law of the People's Republic of China, art. 109, your department had to file the rule for record",
            TextOf(@case.World, Reader, " "),
            StringComparison.Ordinal);
    }

    /// <summary>The invented city asks of each of its regulations for a report after its first year in force.</summary>
    [Fact]
    public async Task What_the_place_asks_of_every_law_is_asked_for_by_its_own_provision()
    {
        await using var @case = await Case.StartAsync(
            new DueRule(On: new DateOnly(2024, 3, 29)), settings: new Dictionary<string, string?> { ["Jurisdiction:Profile"] = "zibo-like" });
        Assert.Empty(await @case.World.Get<RegisterDepartment>().ExecuteAsync(Somebody, Stop));
        var proposed = (await @case.World.Get<LawStore>().ListObligationsAsync(@case.Id.Obligation.Law, Stop)).Single(obligation => !obligation.Candidate.IsFoundInText);
        await @case.World.ConfirmAsync(proposed.Id, new ConfirmationRequest([@case.Home]));

        await @case.OnAsync(new DateOnly(2025, 2, 6));

        Assert.Contains(@case.World.Mail.Taken, mail => mail.ToAddress == Contact
            && Joined(mail, "").Contains("依照《本市关于地方性法规实施情况报告的规定》，你单位应当于2025年2月5日（含当日）前", StringComparison.Ordinal));
        Assert.Contains(@case.World.Mail.Taken, mail => mail.ToAddress == Reader
            && Joined(mail, " ").Contains("Under the city's provisions on reporting the implementation of its regulations, your department had to deliver", StringComparison.Ordinal)
            && mail.Content.Subject.EndsWith(", 临江省湿地保护条例", StringComparison.Ordinal));
        Assert.All(
            @case.World.Mail.Taken.Where(mail => mail.Content.Text.Contains("《本市关于地方性法规实施情况报告的规定》", StringComparison.Ordinal)),
            mail => Assert.DoesNotContain("原文", mail.Content.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_overdue_mail_counts_no_day_as_late_while_the_office_is_deciding()
    {
        await using var world = await WithReaderAsync(new DateOnly(2024, 12, 30));
        Assert.IsType<ProposeStep.Outcome.Proposed>(await world.Get<ProposeStep>().ExecuteAsync(
            Deadline,
            new StepRequest(StepName.Extension, "国家标准尚未发布。", Until: new DateOnly(2025, 3, 31)),
            new Act(new Caller("key-szf", Role.Department, Deadline.Home)),
            Stop));
        world.Clock.SetNoon(new DateOnly(2025, 1, 6));

        await CausedMailsTests.TellAsync(world);

        var chinese = world.Mail.Taken.Last(mail => mail.ToAddress == Contact);
        Assert.StartsWith("【监督预警·逾期】已过期限4天：", chinese.Content.Subject, StringComparison.Ordinal);
        Assert.Contains("已过期限4天。办公室研究决定期间不计入逾期天数。", Joined(chinese, ""), StringComparison.Ordinal);
        var english = world.Mail.Taken.Last(mail => mail.ToAddress == Reader);
        Assert.StartsWith("[Overdue] 4 days past its date:", english.Content.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_who_asks_for_a_language_that_the_jurisdiction_does_not_offer_is_written_to_in_its_first()
    {
        using var profile = new ProfileFile("en");
        await using var world = await CausedMailsTests.ConfirmedAsync(AfterDue, profile.Settings);

        await CausedMailsTests.TellAsync(world);

        Assert.All(world.Mail.Taken, mail => Assert.StartsWith("[Overdue]", mail.Content.Subject, StringComparison.Ordinal));
    }

    /// <summary>Besides those who read Chinese, somebody of the department who reads English.</summary>
    private static async Task<World> WithReaderAsync(DateOnly on)
    {
        var world = await CausedMailsTests.ConfirmedAsync(on);
        Assert.Empty(await world.Get<RegisterDepartment>().ExecuteAsync(Somebody, Stop));
        return world;
    }

    private static string TextOf(World world, string address, string between = "") => Joined(world.Mail.Taken.Last(mail => mail.ToAddress == address), between);

    /// <summary>The text of a mail as one line.</summary>
    private static string Joined(OutgoingMail mail, string between) =>
        string.Join(between, mail.Content.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | (between.Length > 0 ? StringSplitOptions.TrimEntries : default)));
}
