using Supervision.InMemoryStorage;
using Supervision.Tests.Mail;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Faults;

/// <summary>The mark under which the relay finds what waits outlives an outage of storage.</summary>
public sealed class MailMarkTests
{
    private static readonly DateOnly BeforeDue = new(2024, 12, 27);

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
}
