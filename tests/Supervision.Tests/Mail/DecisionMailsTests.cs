using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Deadlines.Explanations;
using Supervision.Deadlines.Steps;
using Supervision.Identity;
using Supervision.Mail.Sending;
using Supervision.Obligations;
using Supervision.Operations.Alerts;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Mail;

/// <summary>What is asked of the office is told to who may decide; what it decides, to whom it concerns.</summary>
public sealed class DecisionMailsTests
{
    private const string Contact = "contact@szf.example";
    private const string Officer = "officer-in-charge@office.example";
    private const string Head = "committee-office-head@office.example";

    private static readonly DateOnly AfterDue = new(2025, 1, 3);

    private static readonly DeadlineId Deadline = new(
        new ObligationId(LawId.OfTitle("临江省湿地保护条例"), 1), DepartmentId.Parse("szf"), "1");

    private static readonly Caller Department = new("key-szf", Role.Department, DepartmentId.Parse("szf"));
    private static readonly Caller Director = new("director1", Role.Director, null);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, "予以认可")]
    [InlineData(false, "未予认可")]
    public async Task An_explanation_is_told_to_the_officer_and_what_becomes_of_it_to_the_department(bool accept, string said)
    {
        await using var world = await ToldAsync();

        Assert.IsType<SubmitExplanation.Outcome.Submitted>(
            await world.Get<SubmitExplanation>().ExecuteAsync(Deadline, "国家标准尚未发布。", null, new Act(Department), Stop));
        Assert.Equal([$"{Officer} 情况说明"], await NewAsync(world, "情况说明"));
        Assert.Contains("国家标准尚未发布。", world.Mail.Taken[^1].Content.Text, StringComparison.Ordinal);

        Assert.IsType<DecideExplanation.Outcome.Decided>(
            await world.Get<DecideExplanation>().ExecuteAsync(Deadline, 1, accept, "请补充。", new Act(World.Officer), Stop));
        Assert.Equal([$"{Contact} {said}"], await NewAsync(world, said));
        Assert.Contains("请补充。", world.Mail.Taken[^1].Content.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_decided_before_the_mail_went_is_not_asked_for_any_more()
    {
        await using var world = await ToldAsync();
        await world.Get<SubmitExplanation>().ExecuteAsync(Deadline, "理由", null, new Act(Department), Stop);
        await world.Get<DecideExplanation>().ExecuteAsync(Deadline, 1, true, null, new Act(World.Officer), Stop);

        Assert.Equal([$"{Contact} 予以认可"], await NewAsync(world, "予以认可"));
    }

    [Fact]
    public async Task An_extension_granted_is_told_with_both_dates_and_the_reason()
    {
        await using var world = await ToldAsync();
        await ProposeAsync(world, new StepRequest(StepName.Extension, "国家标准尚未发布。", Until: new DateOnly(2025, 3, 31)), Department);
        Assert.Equal([$"{Officer} 延期申请"], await NewAsync(world, "延期申请"));

        await DecideAsync(world, StepVerdict.Approve, "同意。", World.Officer);

        Assert.Equal([$"{Contact} 同意延期至2025年3月31日", $"{Officer} 同意延期至2025年3月31日"], await NewAsync(world, "同意延期至2025年3月31日"));
        var text = world.Mail.Taken.Last(mail => mail.ToAddress == Contact).Content.Text.ReplaceLineEndings("");
        Assert.Contains("原期限为2025年1月2日", text, StringComparison.Ordinal);
        Assert.Contains("理由：同意。", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_extension_refused_is_told_to_the_department_alone()
    {
        await using var world = await ToldAsync();
        await ProposeAsync(world, new StepRequest(StepName.Extension, "x", Until: new DateOnly(2025, 3, 31)), Department);
        await NewAsync(world, "");

        await DecideAsync(world, StepVerdict.Reject, "未说明目前进展。", World.Officer);

        Assert.Equal([$"{Contact} 不同意延期"], await NewAsync(world, "不同意延期"));
        Assert.Contains("未说明目前进展。", world.Mail.Taken[^1].Content.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waiver_is_put_to_a_second_person_and_then_told_to_the_department_and_whoever_was_told_of_the_alert()
    {
        await using var world = await ToldAsync();
        await ProposeAsync(world, new StepRequest(StepName.Waiver, "职责已划转。"), World.Officer);
        Assert.Equal([$"{Head} 免除申请", $"{Officer} 免除申请"], await NewAsync(world, "免除申请"));

        await DecideAsync(world, StepVerdict.Approve, null, Director);

        Assert.Equal([$"{Contact} 免除", $"{Officer} 免除"], await NewAsync(world, "免除"));
    }

    [Theory]
    [InlineData(StepVerdict.Approve, Contact, "督办函已发出")]
    [InlineData(StepVerdict.Reject, Officer, "暂不发出督办函")]
    public async Task A_letter_sent_is_told_to_the_department_and_one_declined_stays_in_the_office(StepVerdict verdict, string to, string said)
    {
        await using var world = await ToldAsync();
        world.Clock.SetNoon(new DateOnly(2025, 2, 20));
        await CausedMailsTests.TellAsync(world);
        await ProposeAsync(world, new StepRequest(StepName.SupervisionLetter, "函件全文"), World.Officer);
        await NewAsync(world, "");

        await DecideAsync(world, verdict, verdict == StepVerdict.Reject ? "暂缓。" : null, Director);

        Assert.Equal([$"{to} {said}"], await NewAsync(world, said));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_letter_is_not_put_to_the_office_once_an_explanation_was_accepted_before_the_mail_went(bool accept)
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(AfterDue, new Dictionary<string, string?> { ["Mail:Window:Keep"] = "Always" });
        await CausedMailsTests.TellAsync(world);

        // A day off in the Spring Festival, thirty days after d.
        world.Clock.SetNoon(new DateOnly(2025, 2, 1));
        await CausedMailsTests.TellAsync(world);
        await world.Get<SubmitExplanation>().ExecuteAsync(Deadline, "国家标准尚未发布。", null, new Act(Department), Stop);
        await world.Get<DecideExplanation>().ExecuteAsync(Deadline, 1, accept, "请补充。", new Act(World.Officer), Stop);
        world.Clock.SetNoon(new DateOnly(2025, 2, 5));
        Assert.Empty((await world.RelayAsync()).Faults);

        var letters = world.Storage.Rows("supervision", "szf").Where(row => row.RowKey.StartsWith("mail-", StringComparison.Ordinal) && (string)row["Template"]! == "supervision-letter");
        Assert.Equal(accept ? "Cancelled reason-gone" : "Sent 250 taken", Assert.Single(letters.Select(row => $"{row["Status"]} {row["Answer"]}")));
        Assert.Equal(accept ? 0 : 1, world.Mail.Taken.Count(mail => mail.ToAddress == "committee-office@office.example"));
    }

    [Fact]
    public async Task What_is_reopened_is_told_and_that_it_was_closed_is_not_told_any_more()
    {
        await using var world = await ToldAsync();
        await ProposeAsync(world, new StepRequest(StepName.Waiver, "x"), World.Officer);
        await NewAsync(world, "");
        await DecideAsync(world, StepVerdict.Approve, null, Director);

        Assert.IsType<ReopenDeadline.Outcome.Reopened>(await world.Get<ReopenDeadline>().ExecuteAsync(Deadline, "免除有误。", new Act(World.Officer), Stop));

        Assert.Equal([$"{Contact} 重新启动", $"{Officer} 重新启动"], await NewAsync(world, "重新启动"));
    }

    [Fact]
    public async Task That_a_duty_applies_again_because_its_repeal_was_recorded_by_mistake_is_told_with_the_reason()
    {
        await using var world = await ToldAsync();
        var repeal = Assert.IsType<EndObligations.Outcome.Ending>(await world.Get<EndObligations>().ExecuteAsync(
            Deadline.Obligation.Law, new EndingRequest(world.Today), new Act(World.Officer), Stop));
        Assert.Equal([$"{Contact} 废止", $"{Officer} 废止"], await NewAsync(world, "废止"));

        Assert.IsType<WithdrawEnding.Outcome.Withdrawn>(
            await world.Get<WithdrawEnding>().ExecuteAsync(Deadline.Obligation.Law, repeal.Id!, "与另一法规混淆。", new Act(Director), Stop));

        Assert.Equal([$"{Contact} 恢复适用", $"{Officer} 恢复适用"], await NewAsync(world, "恢复适用"));
        Assert.Contains("与另一法规混淆。", world.Mail.Taken[^1].Content.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_reaches_nobody_calls_operations_once_tells_the_others_and_ends_with_the_next_that_arrives()
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(AfterDue);
        world.Mail.Answer = mail => mail.ToAddress == Contact ? new MailResult.Refused(550, "550 no such user") : null;
        await CausedMailsTests.TellAsync(world);
        var open = Assert.Single(await world.Get<OperationalAlertStore>().ListOpenAsync(Stop));

        Assert.Equal("550 no such user", open.Detail);
        Assert.Equal([$"committee-office@office.example 邮件"], await NewAsync(world, "邮件"));
        Assert.Contains("550 no such user", world.Mail.Taken[^1].Content.Text, StringComparison.Ordinal);

        world.Mail.Answer = null;
        await world.Get<SubmitExplanation>().ExecuteAsync(Deadline, "理由", null, new Act(Department), Stop);
        await world.Get<DecideExplanation>().ExecuteAsync(Deadline, 1, true, null, new Act(World.Officer), Stop);
        Assert.Equal([$"{Contact} 予以认可"], await NewAsync(world, "予以认可"));
        Assert.Empty(await world.Get<OperationalAlertStore>().ListOpenAsync(Stop));
    }

    [Fact]
    public async Task A_server_that_takes_nothing_for_half_an_hour_calls_operations_until_it_takes_a_mail()
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(AfterDue);
        world.Mail.Answer = _ => new MailResult.Deferred("connection refused");
        await CausedMailsTests.TellAsync(world);
        for (var minute = 0; minute < 40; minute++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await world.RelayAsync();
        }

        Assert.Equal(["mail-failing.server"], (await world.Get<OperationalAlertStore>().ListOpenAsync(Stop)).Select(alert => alert.Id.Value));
        world.Mail.Answer = null;
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.RelayAsync();

        Assert.Empty(await world.Get<OperationalAlertStore>().ListOpenAsync(Stop));
        Assert.Contains(world.Mail.Taken, mail => mail.ToAddress == "committee-office@office.example");
    }

    private static async Task<World> ToldAsync()
    {
        var world = await CausedMailsTests.ConfirmedAsync(AfterDue);
        await CausedMailsTests.TellAsync(world);
        Assert.Equal([Contact, Officer], world.Mail.Taken.Select(mail => mail.ToAddress).Order());
        world.Clock.Advance(TimeSpan.FromHours(1));
        return world;
    }

    /// <summary>Relays, and says who was sent what; each new mail must hold the words.</summary>
    private static async Task<IReadOnlyList<string>> NewAsync(World world, string words)
    {
        var before = world.Mail.Taken.Count;
        Assert.Empty((await world.RelayAsync()).Faults);
        var mails = world.Mail.Taken.Skip(before).ToList();
        Assert.All(mails, mail => Assert.Contains(words, mail.Content.Subject + mail.Content.Text.ReplaceLineEndings(""), StringComparison.Ordinal));
        return [.. mails.Select(mail => $"{mail.ToAddress} {words}").Order(StringComparer.Ordinal)];
    }

    private static async Task ProposeAsync(World world, StepRequest request, Caller caller) => Assert.IsType<ProposeStep.Outcome.Proposed>(
        await world.Get<ProposeStep>().ExecuteAsync(Deadline, request, new Act(caller), Stop));

    private static async Task DecideAsync(World world, StepVerdict verdict, string? note, Caller caller) => Assert.IsType<DecideStep.Outcome.Decided>(
        await world.Get<DecideStep>().ExecuteAsync(Deadline, 1, verdict, note, new Act(caller), Stop));
}
