using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Deadlines.Explanations;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Mail;
using Supervision.Mail.Sending;
using Supervision.Obligations;
using Supervision.Operations.Alerts;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Mail;

public sealed class RelayMailTests
{
    [Fact]
    public async Task A_mail_is_not_sent_again_because_storage_failed_for_a_while_after_it_was_sent()
    {
        await using var world = await World.StartAsync();
        var government = await world.RegisterAsync("szf", "临江省人民政府");
        var law = await world.ImportAsync(Worlds.Given.Law);
        await world.ConfirmAsync(new ObligationId(law.Id, 1), new ConfirmationRequest([government]));
        world.Clock.SetNoon(new DateOnly(2025, 1, 3));
        await world.SweepAsync();
        var failures = 0;
        world.Storage.Interceptor = request => new(
            request is { IsWrite: true, Container: "supervision" } && world.Mail.Taken.Count > 0 && failures++ < 40
                ? StorageFault.Answer(503, "ServerBusy")
                : null);

        await world.RelayAsync();
        world.Storage.Interceptor = null;
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.RelayAsync();

        Assert.True(failures > 40);
        Assert.Single(world.Mail.Taken);
        Assert.Contains(world.Storage.Rows("supervision", "szf"), row =>
            row.RowKey.StartsWith("mail-", StringComparison.Ordinal) && (string)row["Status"]! == "Sent");
    }

    [Fact]
    public async Task A_host_that_stood_still_until_its_claim_ran_out_does_not_send_what_another_sent_meanwhile()
    {
        await using var world = await World.StartAsync();
        var government = await world.RegisterAsync("szf", "临江省人民政府");
        var law = await world.ImportAsync(Worlds.Given.Law);
        await world.ConfirmAsync(new ObligationId(law.Id, 1), new ConfirmationRequest([government]));
        world.Clock.SetNoon(new DateOnly(2025, 1, 3));
        await world.SweepAsync();
        await using var other = await World.StartAsync(world.Clock, world.Storage, world.Mail, world.Storage.StartProcess("other"));
        var stoodStill = 0;
        world.Storage.Interceptor = async request =>
        {
            // Right after the claim.
            if (world.Storage.Rows("supervision", "szf").Any(row => row.RowKey.StartsWith("mail-", StringComparison.Ordinal) && (string)row["Status"]! == "Claimed")
                && Interlocked.Exchange(ref stoodStill, 1) == 0)
            {
                world.Clock.Advance(TimeSpan.FromMinutes(6));
                await other.RelayAsync();
            }

            return null;
        };

        await world.RelayAsync();

        Assert.Equal(1, stoodStill);
        Assert.Single(world.Mail.Taken);
    }

    [Fact]
    public async Task Whoever_hands_a_mail_over_is_told_how_long_the_relay_keeps_it()
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(new DateOnly(2025, 1, 3));

        await CausedMailsTests.TellAsync(world);

        Assert.All(world.Mail.Taken, mail => Assert.Equal(new RelayOptions().ClaimFor, mail.Within));
    }

    [Fact]
    public async Task What_had_nobody_to_tell_is_shown_and_goes_by_itself_once_somebody_is_registered_and_the_ladder_counts_from_there()
    {
        await using var world = await LonelyAsync();
        Assert.Contains("recipient-awaited", Assert.Single(FailedOf(world)), StringComparison.Ordinal);
        Assert.Equal(["mail-failing.szf!2Fnobody"], (await world.Get<OperationalAlertStore>().ListOpenAsync(Stop)).Select(alert => alert.Id.Value));
        Assert.Empty(NoticesOf(world));

        world.Clock.SetNoon(new DateOnly(2025, 1, 6));
        await world.RegisterAsync("szf", "临江省人民政府");
        await AddAsync(world, new Person(Government, PersonId.Parse("twin"), "同一人", "Contact@szf.example", "zh-CN", ["department"], []));
        for (var minute = 0; minute < 3; minute++)
        {
            await CausedMailsTests.TellAsync(world);
            world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var mail = Assert.Single(NoticesOf(world));
        Assert.Equal("contact@szf.example", mail.ToAddress);
        Assert.Contains("逾期", mail.Content.Subject, StringComparison.Ordinal);
        Assert.Equal(["overdue szf/contact Sent", "overdue szf/nobody Addressed"], MailsOf(world));
        Assert.Empty(FailedOf(world));
        Assert.Empty(await world.Get<OperationalAlertStore>().ListOpenAsync(Stop));
        Assert.Equal(new DateOnly(2025, 1, 6), (await world.Get<DeadlineStore>().FindAsync(TheDeadline, Stop))!.State.OverdueNoticeSentOn);
        Assert.IsType<ResendMail.Outcome.NotPossible>(await ResendAsync(world));

        // Ten working days and the Spring Festival later; the head of the office was registered long ago.
        world.Clock.SetNoon(new DateOnly(2025, 1, 21));
        await CausedMailsTests.TellAsync(world);
        Assert.Contains(world.Mail.Taken, told => told.MessageId.Contains("-explanation-required-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_had_nobody_to_tell_for_days_is_refused_and_goes_to_those_registered_since_when_staff_have_it_sent_again()
    {
        await using var world = await LonelyAsync();
        for (var hour = 0; hour < 24 * 8; hour++)
        {
            world.Clock.Advance(TimeSpan.FromHours(1));
            Assert.Empty((await world.RelayAsync()).Faults);
        }

        Assert.Contains("recipient-unknown", Assert.Single(FailedOf(world)), StringComparison.Ordinal);
        Assert.Equal(["overdue szf/nobody Refused"], MailsOf(world));
        await world.RegisterAsync("szf", "临江省人民政府");
        await world.RelayAsync();
        Assert.Empty(NoticesOf(world));

        var outcomes = await Task.WhenAll(ResendAsync(world), ResendAsync(world));
        await Task.WhenAll(world.RelayAsync(), world.RelayAsync());
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.RelayAsync();

        Assert.Contains(new ResendMail.Outcome.Waiting(1), outcomes);
        Assert.Equal("contact@szf.example", Assert.Single(NoticesOf(world)).ToAddress);
        Assert.Equal(["overdue szf/contact Sent", "overdue szf/nobody Addressed"], MailsOf(world));
        Assert.Empty(FailedOf(world));
        Assert.NotNull((await world.Get<DeadlineStore>().FindAsync(TheDeadline, Stop))!.State.OverdueNoticeSentOn);
    }

    [Fact]
    public async Task What_had_nobody_to_tell_leaves_the_list_of_failures_once_its_reason_has_gone()
    {
        await using var world = await LonelyAsync();

        await CausedMailsTests.DeliverAsync(world, new DateOnly(2025, 1, 3));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.RelayAsync();

        Assert.Contains("overdue szf/nobody Cancelled", MailsOf(world));
        Assert.Empty(FailedOf(world));
    }

    [Fact]
    public async Task What_waits_for_a_decision_goes_to_an_officer_registered_later()
    {
        await using var world = await LonelyAsync();
        await world.RegisterAsync("szf", "临江省人民政府");
        Assert.IsType<SubmitExplanation.Outcome.Submitted>(await world.Get<SubmitExplanation>().ExecuteAsync(
            TheDeadline, "国家标准尚未发布。", null, new Act(new Caller("key-szf", Role.Department, Government)), Stop));
        await world.RelayAsync();
        Assert.Contains("decision-awaited szf/nobody Pending", MailsOf(world));

        await AddAsync(world, new Person(DepartmentId.Office, PersonId.Parse("officer"), "分管人员", "officer@office.example", "zh-CN", ["officer-in-charge"], []));
        for (var minute = 0; minute < 3; minute++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await world.RelayAsync();
        }

        Assert.Contains(world.Mail.Taken, mail => mail.ToAddress == "officer@office.example" && mail.Content.Text.Contains("国家标准尚未发布。", StringComparison.Ordinal));
        Assert.Contains("decision-awaited szf/nobody Addressed", MailsOf(world));
    }

    [Fact]
    public async Task However_often_relays_die_each_of_those_found_later_is_told_and_nothing_stays_among_the_failures()
    {
        var deaths = 0;
        for (var (k, died) = (1, true); died; k++)
        {
            await using var world = await LonelyAsync();
            await world.RegisterAsync("szf", "临江省人民政府");
            await AddAsync(world, new Person(Government, PersonId.Parse("deputy"), "副职", "deputy@szf.example", "zh-CN", ["department"], []));
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            var count = 0;
            var die = k;
            await using (var victim = await World.StartAsync(world.Clock, world.Storage, world.Mail, world.Storage.StartProcess("victim")))
            {
                world.Storage.Interceptor = request =>
                    ValueTask.FromResult(request.Process == "victim" && Interlocked.Increment(ref count) == die ? StorageFault.DieAfter : null);
                await Record.ExceptionAsync(() => victim.RelayAsync());
            }

            died = count >= die;
            deaths += died ? 1 : 0;
            world.Storage.Interceptor = null;
            for (var turn = 0; turn < 3; turn++)
            {
                await Task.WhenAll(world.RelayAsync(), world.RelayAsync());
                world.Clock.Advance(TimeSpan.FromMinutes(20));
            }

            Assert.Equal(["contact@szf.example", "deputy@szf.example"], NoticesOf(world).Select(mail => mail.ToAddress).Order());
            Assert.Empty(FailedOf(world));
        }

        Assert.InRange(deaths, 8, 60);
    }

    [Theory]
    [InlineData("szf", "department")]
    [InlineData("office", "officer-in-charge")]
    public async Task Nobody_is_registered_as_nobody(string organ, string role)
    {
        await using var world = await LonelyAsync();

        var faults = await world.Get<RegisterDepartment>().ExecuteAsync(
            new Person(DepartmentId.Parse(organ), PersonId.Parse("nobody"), "无人", "nobody@szf.example", "zh-CN", [role], []), Stop);

        Assert.Equal(("id-reserved", "id"), Assert.Single(faults.Select(fault => (fault.Code, fault.Field))));
    }

    private static readonly DepartmentId Government = DepartmentId.Parse("szf");

    private static readonly DeadlineId TheDeadline = new(new ObligationId(LawId.OfTitle("临江省湿地保护条例"), 1), Government, "1");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A deadline of which it was noticed, the day after d, that neither a contact nor an officer in charge is registered.</summary>
    private static async Task<World> LonelyAsync()
    {
        var world = await World.StartAsync();
        Assert.Empty(await world.Get<RegisterDepartment>().ExecuteAsync(new Department(Government, "临江省人民政府", null, [], "zh-CN", null, null, null), Stop));
        foreach (var role in new[] { "committee-office-head", "committee-office" })
        {
            await AddAsync(world, new Person(DepartmentId.Office, PersonId.Parse(role.Replace('-', '_')), role, $"{role}@office.example", "zh-CN", [role], []));
        }

        var law = await world.ImportAsync(Worlds.Given.Law);
        await world.ConfirmAsync(new ObligationId(law.Id, 1), new ConfirmationRequest([Government]));
        world.Clock.SetNoon(new DateOnly(2025, 1, 3));
        await CausedMailsTests.TellAsync(world);
        return world;
    }

    private static async Task AddAsync(World world, Person person) => Assert.Empty(await world.Get<RegisterDepartment>().ExecuteAsync(person, Stop));

    private static Task<ResendMail.Outcome> ResendAsync(World world) => world.Get<ResendMail>().ExecuteAsync(
        Government, world.Storage.Rows("supervision", "szf").Single(row => row.RowKey.EndsWith("-overdue-szf-nobody", StringComparison.Ordinal)).RowKey, World.Officer, Stop);

    /// <summary>What was told of alerts; that mails fail is told to the office besides.</summary>
    private static IEnumerable<OutgoingMail> NoticesOf(World world) =>
        world.Mail.Taken.Where(mail => mail.ToAddress != "committee-office@office.example");

    private static IEnumerable<string> FailedOf(World world) =>
        world.Storage.Rows("views", "mail-failed").Where(row => !(bool)row["Gone"]!).Select(row => (string)row["Content"]!);

    private static IEnumerable<string> MailsOf(World world) => world.Storage.Rows("supervision", "szf")
        .Where(row => row.RowKey.StartsWith("mail-", StringComparison.Ordinal) && row["Recipient"] is not null)
        .Select(row => (Row: row, To: Json.Read<Supervision.Deadlines.Recipient>((string)row["Recipient"]!)))
        .Select(one => $"{one.Row["Template"]} {one.To.Organ}/{one.To.Person} {one.Row["Status"]}");
}
