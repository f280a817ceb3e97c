using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Mail;
using Supervision.Mail.Sending;
using Supervision.Obligations;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Mail;

/// <summary>Daily digests and weekly summaries: each once, with what there is to say, and none where there is nothing.</summary>
public sealed class SummariesTests
{
    private static readonly DateOnly Friday = new(2025, 1, 3);

    [Fact]
    public async Task Each_officer_gets_one_digest_a_day_and_each_department_one_summary_a_week()
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(Friday);
        await CausedMailsTests.TellAsync(world);
        var before = world.Mail.Taken.Count;

        for (var hour = 0; hour < 24 * 10; hour++)
        {
            await world.Get<WriteSummaries>().ExecuteAsync(TestContext.Current.CancellationToken);
            Assert.Empty((await world.RelayAsync()).Faults);
            world.Clock.Advance(TimeSpan.FromHours(1));
        }

        // Friday, the five days of the next week, and the Monday of the one after.
        var mails = world.Mail.Taken.Skip(before).GroupBy(mail => (mail.ToAddress, Kind: mail.MessageId.Split('-')[2])).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(
            new Dictionary<(string, string), int>
            {
                [("officer-in-charge@office.example", "digest")] = 7,
                [("committee-office-head@office.example", "weekly")] = 3,
                [("contact@szf.example", "weekly")] = 3,
            }.OrderBy(pair => pair.Key),
            mails.OrderBy(pair => pair.Key));
        Assert.All(world.Mail.Taken.Skip(before), mail => Assert.Contains("湿地保护条例", mail.Content.Text + mail.Content.Html, StringComparison.Ordinal));
        Assert.All(world.Mail.Taken.Skip(before), mail => Assert.Null(mail.InReplyToThread));
    }

    [Fact]
    public async Task Where_there_is_nothing_to_say_no_summary_is_sent()
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(new DateOnly(2024, 3, 4));

        await world.Get<WriteSummaries>().ExecuteAsync(TestContext.Current.CancellationToken);
        await world.RelayAsync();

        Assert.Empty(world.Mail.Taken);
        Assert.All(
            world.Storage.Rows("supervision").Where(row => row.RowKey.StartsWith("mail-", StringComparison.Ordinal)),
            row => Assert.Equal("Cancelled nothing-to-say", $"{row["Status"]} {row["Answer"]}"));
    }

    [Fact]
    public async Task What_was_closed_is_not_announced_as_due_soon()
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(new DateOnly(2024, 12, 23));
        await CausedMailsTests.TellAsync(world);
        Assert.IsType<EndObligations.Outcome.Ending>(await world.Get<EndObligations>().ExecuteAsync(
            LawId.OfTitle("临江省湿地保护条例"), new EndingRequest(world.Today), new Act(World.Officer), TestContext.Current.CancellationToken));
        Assert.Empty((await world.RelayAsync()).Faults);
        var before = world.Mail.Taken.Count;

        await world.Get<WriteSummaries>().ExecuteAsync(TestContext.Current.CancellationToken);
        Assert.Empty((await world.RelayAsync()).Faults);

        Assert.Empty(world.Mail.Taken.Skip(before));
    }

    [Fact]
    public async Task Before_the_window_opens_and_on_days_off_nothing_is_written()
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(new DateOnly(2025, 1, 4));
        Assert.Equal(0, await world.Get<WriteSummaries>().ExecuteAsync(TestContext.Current.CancellationToken));

        world.Clock.Set(new DateTimeOffset(2025, 1, 6, 7, 59, 0, TimeSpan.FromHours(8)).ToUniversalTime());
        Assert.Equal(0, await world.Get<WriteSummaries>().ExecuteAsync(TestContext.Current.CancellationToken));

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(3, await world.Get<WriteSummaries>().ExecuteAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await world.Get<WriteSummaries>().ExecuteAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task However_often_processes_die_in_between_each_summary_is_sent_once()
    {
        var deaths = 0;
        for (var (k, died) = (1, true); died; k++)
        {
            await using var world = await CausedMailsTests.ConfirmedAsync(Friday);
            await CausedMailsTests.TellAsync(world);
            var before = world.Mail.Taken.Count;
            var count = 0;
            var die = k;
            await using (var victim = await World.StartAsync(world.Clock, world.Storage, world.Mail, world.Storage.StartProcess("victim")))
            {
                world.Storage.Interceptor = request =>
                    ValueTask.FromResult(request.Process == "victim" && Interlocked.Increment(ref count) == die ? StorageFault.DieAfter : null);
                await Record.ExceptionAsync(() => victim.Get<WriteSummaries>().ExecuteAsync(TestContext.Current.CancellationToken));
            }

            died = count >= die;
            deaths += died ? 1 : 0;
            world.Storage.Interceptor = null;
            await Task.WhenAll(
                world.Get<WriteSummaries>().ExecuteAsync(TestContext.Current.CancellationToken),
                world.Get<WriteSummaries>().ExecuteAsync(TestContext.Current.CancellationToken));
            await Task.WhenAll(world.RelayAsync(), world.RelayAsync());
            world.Clock.Advance(TimeSpan.FromMinutes(20));
            await world.RelayAsync();

            Assert.Equal(before + 3, world.Mail.Taken.Count);
            Assert.Equal(world.Mail.Taken.Count, world.Mail.Taken.Select(mail => mail.MessageId).Distinct().Count());
        }

        Assert.InRange(deaths, 8, 40);
    }

    [Fact]
    public async Task A_person_who_wants_no_single_mails_gets_reminders_in_the_next_mornings_digest_and_overdue_at_once()
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(new DateOnly(2024, 12, 27));
        await PreferDigestAsync(world);

        await CausedMailsTests.TellAsync(world);
        Assert.Equal(["officer-in-charge@office.example"], world.Mail.Taken.Select(mail => mail.ToAddress));
        world.Clock.Set(new DateTimeOffset(2024, 12, 30, 8, 0, 0, TimeSpan.FromHours(8)).ToUniversalTime());
        await world.RelayAsync();

        var digest = world.Mail.Taken[1];
        Assert.Equal("contact@szf.example", digest.ToAddress);
        Assert.Contains("每日摘要", digest.Content.Subject, StringComparison.Ordinal);
        Assert.Contains("到期提醒", digest.Content.Text, StringComparison.Ordinal);
        world.Clock.SetNoon(Friday);
        await CausedMailsTests.TellAsync(world);
        Assert.Contains("逾期", world.Mail.Taken.Last(mail => mail.ToAddress == "contact@szf.example").Content.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_done_before_the_digest_goes_is_left_out_and_an_empty_digest_is_not_sent()
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(new DateOnly(2024, 12, 27));
        await PreferDigestAsync(world);
        await CausedMailsTests.TellAsync(world);
        await CausedMailsTests.DeliverAsync(world, new DateOnly(2024, 12, 26));

        world.Clock.Set(new DateTimeOffset(2024, 12, 30, 8, 0, 0, TimeSpan.FromHours(8)).ToUniversalTime());
        await world.RelayAsync();

        // That it is done reaches the officer by itself; to the department it goes with the next digest.
        Assert.Equal(["officer-in-charge@office.example", "officer-in-charge@office.example"], world.Mail.Taken.Select(mail => mail.ToAddress));
        world.Clock.Advance(TimeSpan.FromDays(1));
        await world.RelayAsync();
        Assert.Contains("预警解除", world.Mail.Taken.Single(mail => mail.ToAddress == "contact@szf.example").Content.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_department_owed_that_has_ended_stands_in_the_summary_of_its_successor_alone()
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(Friday);
        await CausedMailsTests.TellAsync(world);
        await EndAsync(world, "szf", Friday, await world.RegisterAsync("xszf", "临江新区人民政府"));

        // Monday.
        world.Clock.SetNoon(Friday.AddDays(3));
        await world.Get<WriteSummaries>().ExecuteAsync(TestContext.Current.CancellationToken);
        await world.RelayAsync();

        Assert.Equal(["committee-office-head@office.example", "contact@xszf.example"], WeekliesOf(world).Select(mail => mail.ToAddress).Order());
        Assert.All(WeekliesOf(world), mail => Assert.Contains("湿地保护条例", mail.Content.Text + mail.Content.Html, StringComparison.Ordinal));
        Assert.DoesNotContain(world.Storage.Rows("supervision", "szf"), row => row.RowKey.Contains("-weekly-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_partner_is_reminded_of_what_it_owes_jointly_until_it_ends_and_then_whoever_took_over()
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(new DateOnly(2024, 12, 27));
        var partner = await world.RegisterAsync("slt", "临江省水利厅");
        var heir = await world.RegisterAsync("xslt", "临江省水务厅");
        var law = await world.ImportAsync(Worlds.Given.Law.Replace("湿地", "林地", StringComparison.Ordinal));
        await world.ConfirmAsync(new ObligationId(law.Id, 1), new ConfirmationRequest([DepartmentId.Parse("szf")], [partner]));

        // Written on Monday, while it stands; it ends before the mail goes, as was registered late.
        world.Clock.SetNoon(new DateOnly(2024, 12, 30));
        await world.Get<WriteSummaries>().ExecuteAsync(TestContext.Current.CancellationToken);
        Assert.Contains(world.Storage.Rows("supervision", "slt"), row => row.RowKey.Contains("-weekly-", StringComparison.Ordinal));
        await EndAsync(world, "slt", new DateOnly(2024, 12, 29), heir);
        await world.RelayAsync();
        Assert.DoesNotContain(WeekliesOf(world), mail => mail.ToAddress == "contact@slt.example");
        var before = WeekliesOf(world).Count();

        world.Clock.SetNoon(new DateOnly(2025, 1, 6));
        await world.Get<WriteSummaries>().ExecuteAsync(TestContext.Current.CancellationToken);
        await world.RelayAsync();

        var mails = WeekliesOf(world).Skip(before).ToList();
        Assert.Equal(["contact@szf.example", "contact@xslt.example"], mails.Select(mail => mail.ToAddress).Order());
        Assert.Contains("林地保护条例", mails.Single(mail => mail.ToAddress == "contact@xslt.example").Content.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("湿地保护条例", mails.Single(mail => mail.ToAddress == "contact@xslt.example").Content.Text, StringComparison.Ordinal);
    }

    private static IEnumerable<OutgoingMail> WeekliesOf(World world) => world.Mail.Taken.Where(mail => mail.MessageId.Contains("-weekly-", StringComparison.Ordinal));

    private static async Task EndAsync(World world, string id, DateOnly last, DepartmentId heir)
    {
        var department = (await world.Get<DirectoryStore>().FindAsync(DepartmentId.Parse(id), TestContext.Current.CancellationToken))!;
        Assert.Empty(await world.Get<RegisterDepartment>().ExecuteAsync(
            department with { ValidTo = last, Successor = heir }, TestContext.Current.CancellationToken));
    }

    internal static async Task PreferDigestAsync(World world) => Assert.Empty(await world.Get<RegisterDepartment>().ExecuteAsync(
        new Person(DepartmentId.Parse("szf"), PersonId.Parse("contact"), "联络员", "contact@szf.example", "zh-CN", ["department"], [], MailPreference.Digest),
        TestContext.Current.CancellationToken));
}
