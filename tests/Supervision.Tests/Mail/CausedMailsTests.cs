using Supervision.Deliveries;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Mail;
using Supervision.Mail.Sending;
using Supervision.Obligations;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Mail;

/// <summary>Which acts cause which mails, to whom, and which mails are not sent any more when their time comes.</summary>
public sealed class CausedMailsTests
{
    private static readonly DateOnly BeforeDue = new(2024, 12, 27);
    private static readonly DateOnly AfterDue = new(2025, 1, 3);

    [Fact]
    public async Task The_end_of_an_alert_is_told_to_those_who_were_told_of_it_with_thanks_when_on_time()
    {
        await using var world = await ConfirmedAsync(BeforeDue);
        await TellAsync(world);
        Assert.Equal(["contact@szf.example", "officer-in-charge@office.example"], AddressesOf(world, "到期提醒"));

        await DeliverAsync(world, new DateOnly(2024, 12, 26));
        await TellAsync(world);

        var mails = world.Mail.Taken.Skip(2).ToList();
        Assert.Equal(["contact@szf.example", "officer-in-charge@office.example"], mails.Select(mail => mail.ToAddress).Order());
        Assert.All(mails, mail => Assert.Contains("按期", mail.Content.Subject, StringComparison.Ordinal));
        Assert.Contains("感谢", mails.Single(mail => mail.ToAddress.StartsWith("contact", StringComparison.Ordinal)).Content.Text, StringComparison.Ordinal);
        Assert.All(world.Mail.Taken, mail => Assert.Equal(world.Mail.Taken[0].InReplyToThread, mail.InReplyToThread));
    }

    [Fact]
    public async Task Who_delivers_before_any_alert_gets_no_mail()
    {
        await using var world = await ConfirmedAsync(new DateOnly(2024, 6, 3));

        await DeliverAsync(world, new DateOnly(2024, 6, 1));
        await TellAsync(world);

        Assert.Empty(world.Mail.Taken);
        Assert.Empty(StatusesOf(world));
    }

    [Fact]
    public async Task Nobody_is_told_of_the_end_of_an_alert_that_ended_before_anybody_was_told_of_it()
    {
        await using var world = await ConfirmedAsync(AfterDue);
        await world.SweepAsync();

        await DeliverAsync(world, new DateOnly(2025, 1, 3));
        await TellAsync(world);

        Assert.Empty(world.Mail.Taken);
        Assert.Equal(["overdue Cancelled reason-gone", "overdue Cancelled reason-gone", "resolved Addressed nobody-was-told"], StatusesOf(world));
    }

    [Fact]
    public async Task Lateness_is_told_in_the_mail_that_ends_the_alert()
    {
        await using var world = await ConfirmedAsync(AfterDue);
        await TellAsync(world);

        await DeliverAsync(world, new DateOnly(2025, 1, 3));
        await TellAsync(world);

        var mail = world.Mail.Taken.Last(mail => mail.ToAddress == "contact@szf.example");
        Assert.Contains("1天", mail.Content.Subject, StringComparison.Ordinal);
        Assert.DoesNotContain("感谢", mail.Content.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_return_is_told_to_the_department_with_the_reasons()
    {
        await using var world = await ConfirmedAsync(new DateOnly(2024, 6, 3));
        var delivery = await DeliverAsync(world, new DateOnly(2024, 6, 1));

        await ReturnAsync(world, delivery, "未附制定说明\n第三条引用有误");
        await TellAsync(world);

        var mail = Assert.Single(world.Mail.Taken);
        Assert.Equal("contact@szf.example", mail.ToAddress);
        Assert.Contains("退回", mail.Content.Subject, StringComparison.Ordinal);
        Assert.Contains("- 未附制定说明", mail.Content.Text, StringComparison.Ordinal);
        Assert.Contains("- 第三条引用有误", mail.Content.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_a_delivery_was_returned_is_not_told_once_another_has_come()
    {
        await using var world = await ConfirmedAsync(new DateOnly(2024, 6, 3));
        var delivery = await DeliverAsync(world, new DateOnly(2024, 6, 1));
        await ReturnAsync(world, delivery, "x");

        await DeliverAsync(world, new DateOnly(2024, 6, 2), "another");
        await TellAsync(world);

        Assert.Empty(world.Mail.Taken);
        Assert.Equal(["delivery-returned Addressed ", "delivery-returned Cancelled reason-gone"], StatusesOf(world));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_return_is_told_though_another_delivery_stood_beside_it(bool first)
    {
        await using var world = await ConfirmedAsync(new DateOnly(2024, 6, 3));
        var versions = new[] { await DeliverAsync(world, new DateOnly(2024, 6, 1)), await DeliverAsync(world, new DateOnly(2024, 6, 2), "another") };

        await ReturnAsync(world, versions[first ? 0 : 1], "第三条引用有误");
        await TellAsync(world);

        Assert.Contains("第三条引用有误", Assert.Single(world.Mail.Taken, mail => mail.ToAddress == "contact@szf.example").Content.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(StatusesOf(world), status => status.StartsWith("delivery-returned Cancelled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task That_a_delivery_was_returned_is_not_told_once_one_has_come_that_did_not_stand_beside_it()
    {
        await using var world = await ConfirmedAsync(new DateOnly(2024, 6, 3));
        await DeliverAsync(world, new DateOnly(2024, 6, 1));
        await ReturnAsync(world, await DeliverAsync(world, new DateOnly(2024, 6, 2), "another"), "x");

        await DeliverAsync(world, new DateOnly(2024, 6, 3), "a third");
        await TellAsync(world);

        Assert.Equal(["delivery-returned Addressed ", "delivery-returned Cancelled reason-gone"], StatusesOf(world));
    }

    [Fact]
    public async Task That_a_delivery_was_returned_is_not_told_once_the_matter_is_closed()
    {
        await using var world = await ConfirmedAsync(new DateOnly(2024, 6, 3));
        await ReturnAsync(world, await DeliverAsync(world, new DateOnly(2024, 6, 1)), "x");

        Assert.IsType<EndObligations.Outcome.Ending>(await world.Get<EndObligations>().ExecuteAsync(
            LawId.OfTitle("临江省湿地保护条例"), new EndingRequest(world.Today), new Supervision.Deadlines.Act(World.Officer), TestContext.Current.CancellationToken));
        await TellAsync(world);

        Assert.Contains("delivery-returned Cancelled reason-gone", StatusesOf(world));
    }

    [Fact]
    public async Task That_a_duty_is_done_is_not_told_once_it_is_open_again()
    {
        await using var world = await ConfirmedAsync(BeforeDue);
        await TellAsync(world);
        var delivery = await DeliverAsync(world, new DateOnly(2024, 12, 26));

        await ReturnAsync(world, delivery, "x");
        await TellAsync(world);

        Assert.Equal(3, world.Mail.Taken.Count);
        Assert.Contains("退回", world.Mail.Taken[2].Content.Subject, StringComparison.Ordinal);
        Assert.Equal(2, StatusesOf(world).Count(status => status == "resolved Cancelled reason-gone"));
    }

    [Fact]
    public async Task A_person_registered_under_two_names_gets_one_mail_of_a_cause()
    {
        await using var world = await ConfirmedAsync(AfterDue);
        var twin = new Person(DepartmentId.Parse("szf"), PersonId.Parse("twin"), "同一人", "Contact@szf.example", "zh-CN", ["department"], []);
        Assert.Empty(await world.Get<RegisterDepartment>().ExecuteAsync(twin, TestContext.Current.CancellationToken));

        await TellAsync(world);
        await DeliverAsync(world, new DateOnly(2025, 1, 3));
        await TellAsync(world);

        Assert.Equal(4, world.Mail.Taken.Count);
        Assert.Equal(2, world.Mail.Taken.Count(mail => mail.ToAddress == "contact@szf.example"));
        Assert.Contains("overdue Cancelled same-address: szf/contact", StatusesOf(world));
    }

    [Fact]
    public async Task A_copy_shows_exactly_what_a_person_was_told()
    {
        await using var world = await ConfirmedAsync(AfterDue);
        await TellAsync(world);
        var deadline = new DeadlineId(new ObligationId(LawId.OfTitle("临江省湿地保护条例"), 1), DepartmentId.Parse("szf"), "1");

        var lines = await world.Get<MailQueries>().ListAsync(deadline, TestContext.Current.CancellationToken);
        var (line, copy) = (await world.Get<MailQueries>().FindAsync(deadline.Home, lines[0].Key, TestContext.Current.CancellationToken))!.Value;

        Assert.Equal(2, lines.Count);
        Assert.Equal(NotificationStatus.Sent, line.Status);
        Assert.Equal(world.Mail.Taken.Single(mail => mail.ToAddress == copy!.ToAddress).Content, copy!.Content);
    }

    [Fact]
    public async Task A_mail_sent_again_has_a_message_id_of_its_own_and_leaves_the_list_of_failures()
    {
        await using var world = await ConfirmedAsync(AfterDue);
        world.Mail.Answer = mail => mail.ToAddress.StartsWith("contact", StringComparison.Ordinal) ? new MailResult.Refused(550, "550 no such user") : null;
        await TellAsync(world);
        var stop = TestContext.Current.CancellationToken;
        var resend = world.Get<ResendMail>();
        var failed = world.Storage.Rows("supervision", "szf").Single(row => row.RowKey.StartsWith("mail-", StringComparison.Ordinal) && (string)row["Status"]! == "Refused");
        Assert.Single(world.Storage.Rows("views", "mail-failed"), row => (bool)row["Gone"]! == false);

        world.Mail.Answer = null;
        var first = await resend.ExecuteAsync(DepartmentId.Parse("szf"), failed.RowKey, World.Officer, stop);
        var second = await resend.ExecuteAsync(DepartmentId.Parse("szf"), failed.RowKey, World.Officer, stop);
        var third = await resend.ExecuteAsync(DepartmentId.Parse("szf"), failed.RowKey, World.Officer with { Id = "officer2" }, stop);
        await TellAsync(world);

        Assert.Equal(new ResendMail.Outcome.Waiting(1), first);
        Assert.Equal(new ResendMail.Outcome.Waiting(1), second);
        Assert.IsType<ResendMail.Outcome.StillWaiting>(third);
        var mail = world.Mail.Taken.Single(mail => mail.ToAddress == "contact@szf.example");
        Assert.StartsWith($"<{failed.RowKey}-again1@", mail.MessageId, StringComparison.Ordinal);
        var line = (await world.Get<MailQueries>().FindAsync(DepartmentId.Parse("szf"), failed.RowKey, stop))!.Value.Line;
        Assert.Equal((NotificationStatus.Sent, 1, "officer1"), (line.Status, line.Resent, line.ResentBy));
        Assert.Single(world.Storage.Rows("views", "mail-failed"), row => (bool)row["Gone"]!);
        Assert.IsType<ResendMail.Outcome.NotFound>(await resend.ExecuteAsync(DepartmentId.Parse("szf"), "deadline-x", World.Officer, stop));
    }

    internal static async Task<World> ConfirmedAsync(DateOnly on, IReadOnlyDictionary<string, string?>? settings = null, RecordingTransport? mail = null)
    {
        var world = await World.StartAsync(settings: settings, mail: mail);
        await world.RegisterOfficeAsync();
        var government = await world.RegisterAsync("szf", "临江省人民政府");
        var law = await world.ImportAsync(Worlds.Given.Law);
        await world.ConfirmAsync(new ObligationId(law.Id, 1), new ConfirmationRequest([government]));
        world.Clock.SetNoon(on);
        return world;
    }

    internal static async Task TellAsync(World world)
    {
        Assert.Empty((await world.SweepAsync()).Faults);
        Assert.Empty((await world.RelayAsync()).Faults);
    }

    internal static async Task<DeliveryId> DeliverAsync(World world, DateOnly issued, string content = "text")
    {
        var metadata = new DeliveryMetadata("临江省湿地生态补偿办法", new ObligationId(LawId.OfTitle("临江省湿地保护条例"), 1), Issued: issued);
        var outcome = await world.DeliverAsync(DepartmentId.Parse("szf"), DeliveryKind.Rule, metadata, content);
        return Assert.IsType<ReceiveDelivery.Outcome.Received>(outcome).Delivery.Id;
    }

    private static async Task ReturnAsync(World world, DeliveryId delivery, string note) =>
        Assert.IsType<ReviewDelivery.Outcome.Reviewed>(await world.Get<ReviewDelivery>().ExecuteAsync(
            DepartmentId.Parse("szf"), delivery, new ReviewRequest(ReviewDecision.ReturnForContent, note), new Supervision.Deadlines.Act(World.Officer), TestContext.Current.CancellationToken));

    private static IEnumerable<string> AddressesOf(World world, string subject) =>
        world.Mail.Taken.Where(mail => mail.Content.Subject.Contains(subject, StringComparison.Ordinal)).Select(mail => mail.ToAddress).Order();

    private static IEnumerable<string> StatusesOf(World world) => world.Storage.Rows("supervision", "szf")
        .Where(row => row.RowKey.StartsWith("mail-", StringComparison.Ordinal))
        .Select(row => $"{row["Template"]} {row["Status"]} {(row.Properties.TryGetValue("Answer", out var answer) ? answer : "")}");
}
