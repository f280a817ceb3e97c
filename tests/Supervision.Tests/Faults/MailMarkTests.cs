using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Mail;
using Supervision.Mail.Sending;
using Supervision.Operations.Alerts;
using Supervision.Tests.Mail;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Faults;

/// <summary>
/// The mark under which the relay finds what waits outlives an outage of storage and a writer that is held up until another relay has judged
/// the mark and deleted it.
/// </summary>
public sealed class MailMarkTests
{
    private static readonly DateOnly BeforeDue = new(2024, 12, 27);
    private static readonly DateOnly AfterDue = new(2025, 1, 3);
    private static readonly DepartmentId Government = DepartmentId.Parse("szf");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cause_that_could_not_be_addressed_is_told_once_storage_answers_again_however_old_its_mark()
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(BeforeDue);
        await CausedMailsTests.TellAsync(world);
        await CausedMailsTests.DeliverAsync(world, new DateOnly(2024, 12, 26));
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        world.Storage.Interceptor = request => ValueTask.FromResult(
            request.Changes.Any(change => change.RowKey.EndsWith("-resolved", StringComparison.Ordinal)) ? StorageFault.Answer(503) : null);

        await world.RelayAsync();

        world.Storage.Interceptor = null;
        Assert.Equal(2, world.Mail.Taken.Count);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.RelayAsync();
        Assert.Equal(4, world.Mail.Taken.Count);
        Assert.All(world.Mail.Taken.Skip(2), mail => Assert.Contains("按期", mail.Content.Subject, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_digest_that_a_relay_held_up_began_is_sent(bool losesAnswer)
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(BeforeDue);
        await SummariesTests.PreferDigestAsync(world);
        await world.SweepAsync();

        await HoldUpAsync(
            world,
            late => late.RelayAsync(),
            request => request.Operation == StorageOperation.InsertEntity && request.Container == "supervision" && request.Key!.Contains("-digest-szf-", StringComparison.Ordinal),
            losesAnswer);
        await PassAsync(world, TimeSpan.FromMinutes(5));
        world.Clock.Set(new DateTimeOffset(2024, 12, 30, 8, 0, 0, TimeSpan.FromHours(8)).ToUniversalTime());
        await world.RelayAsync();

        Assert.Contains("到期提醒", world.Mail.Taken.Single(mail => mail.ToAddress == "contact@szf.example").Content.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_summary_of_which_the_writer_was_held_up_is_sent(bool losesAnswer)
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(AfterDue);
        await CausedMailsTests.TellAsync(world);
        var before = world.Mail.Taken.Count;

        await HoldUpAsync(
            world,
            late => late.Get<WriteSummaries>().ExecuteAsync(Stop),
            request => request.Operation == StorageOperation.InsertEntity && request.Container == "supervision" && request.Key!.Contains("-weekly-szf-", StringComparison.Ordinal),
            losesAnswer);
        await PassAsync(world, TimeSpan.FromMinutes(5));

        Assert.Single(world.Mail.Taken.Skip(before), mail => mail.ToAddress == "contact@szf.example");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_summary_that_staff_have_sent_again_while_they_were_held_up_is_sent(bool losesAnswer)
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(AfterDue);
        await CausedMailsTests.TellAsync(world);
        world.Mail.Answer = _ => new MailResult.Refused(550, "550 no such user");
        await world.Get<WriteSummaries>().ExecuteAsync(Stop);
        await PassAsync(world, TimeSpan.FromMinutes(20));
        var failed = world.Storage.Rows("supervision", "szf").Single(row => row.RowKey.Contains("-weekly-szf-", StringComparison.Ordinal)).RowKey;
        world.Mail.Answer = null;

        await HoldUpAsync(
            world,
            late => late.Get<ResendMail>().ExecuteAsync(Government, failed, World.Officer, Stop),
            request => request.IsWrite && request.Container == "supervision" && request.Key == failed,
            losesAnswer);
        await PassAsync(world, TimeSpan.FromMinutes(5));

        Assert.Single(world.Mail.Taken, mail => mail.MessageId.StartsWith($"<{failed}-again1@", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Staff_who_got_no_answer_and_ask_again_have_the_mail_sent()
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(AfterDue);
        await CausedMailsTests.TellAsync(world);
        world.Mail.Answer = _ => new MailResult.Refused(550, "550 no such user");
        await world.Get<WriteSummaries>().ExecuteAsync(Stop);
        await PassAsync(world, TimeSpan.FromMinutes(20));
        var failed = world.Storage.Rows("supervision", "szf").Single(row => row.RowKey.Contains("-weekly-szf-", StringComparison.Ordinal)).RowKey;
        world.Mail.Answer = null;
        await using var late = await World.StartAsync(world.Clock, world.Storage, world.Mail, world.Storage.StartProcess("late"));
        var held = new Pause(world.Storage, "late", (request, _) => request.IsWrite && request.Key == failed, StorageFault.DieAfter);

        await held.RunAsync(
            late, host => host.Get<ResendMail>().ExecuteAsync(Government, failed, World.Officer, Stop), () => PassAsync(world, TimeSpan.FromMinutes(20)));
        await PassAsync(world, TimeSpan.FromMinutes(5));
        Assert.DoesNotContain(world.Mail.Taken, mail => mail.MessageId.StartsWith($"<{failed}-again1@", StringComparison.Ordinal));
        var again = await world.Get<ResendMail>().ExecuteAsync(Government, failed, World.Officer, Stop);
        await world.RelayAsync();

        Assert.Equal(new ResendMail.Outcome.Waiting(1), again);
        Assert.Single(world.Mail.Taken, mail => mail.MessageId.StartsWith($"<{failed}-again1@", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Operations_are_told_of_an_alert_that_a_process_held_up_raised(bool losesAnswer)
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(BeforeDue);

        await HoldUpAsync(
            world,
            late => late.Get<RaiseOperationalAlert>().ExecuteAsync(OperationalCode.FeedSilent, "a", late.Clock.GetUtcNow(), null, Stop),
            request => request.Operation == StorageOperation.Transaction && request.Changes.Any(change => change.RowKey.StartsWith("mail-", StringComparison.Ordinal)),
            losesAnswer);
        await PassAsync(world, TimeSpan.FromMinutes(5));

        Assert.Equal(["committee-office@office.example"], world.Mail.Taken.Select(mail => mail.ToAddress));
    }

    /// <summary>A further process is held up before a request for as long as another relay needs to find nothing under the mark, and delete it.</summary>
    private static async Task HoldUpAsync(World world, Func<World, Task> deed, Func<StorageRequest, bool> before, bool losesAnswer)
    {
        await using var late = await World.StartAsync(world.Clock, world.Storage, world.Mail, world.Storage.StartProcess("late"));
        var held = new Pause(world.Storage, "late", (request, _) => before(request), losesAnswer ? StorageFault.AnswerLost : null);

        var (thrown, reached) = await held.RunAsync(late, deed, () => PassAsync(world, TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1)));

        Assert.Null(thrown);
        Assert.True(reached);
    }

    private static async Task PassAsync(World world, TimeSpan time)
    {
        await world.RelayAsync();
        world.Clock.Advance(time);
        await world.RelayAsync();
    }
}
