using Supervision.InMemoryStorage;
using Supervision.Tests.Mail;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Faults;

/// <summary>A mail for somebody who wants no single mails stands in one daily digest, whatever happens while it is put there.</summary>
public sealed class DigestTests(ITestOutputHelper output)
{
    private static readonly DateOnly Friday = new(2024, 12, 27);

    private static readonly (string Name, bool Persists, StorageFault Fault)[] Faults =
    [
        ("answer lost", false, StorageFault.AnswerLost),
        ("answer lost each time", true, StorageFault.AnswerLost),
        ("busy each time", true, StorageFault.Answer(503)),
        ("dies before", false, StorageFault.DieBefore),
        ("dies after", false, StorageFault.DieAfter),
    ];

    private static readonly Lazy<Task<(InMemoryStorageService Storage, DateTimeOffset At)>> Reminder = new(async () =>
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(Friday);
        await SummariesTests.PreferDigestAsync(world);
        await world.SweepAsync();
        return (world.Storage, world.Clock.GetUtcNow());
    });

    [Fact]
    public async Task A_fault_while_it_is_put_into_the_digest_neither_loses_nor_doubles_it()
    {
        var points = 0;
        foreach (var (name, persists, fault) in Faults)
        {
            for (var (k, struck) = (1, true); struck; k++)
            {
                await using var scene = await ReminderAsync();
                var world = await scene.StartAsync("main");
                var victim = await scene.StartAsync("victim");
                var count = 0;
                string? first = null;
                world.Storage.Interceptor = request =>
                {
                    if (request.Process == "victim" && request.Attempt == 1 && Interlocked.Increment(ref count) == k)
                    {
                        first = $"{request.Operation} {request.Key}";
                        return new(fault);
                    }

                    return new(persists && request.Process == "victim" && request.Attempt > 1 && first == $"{request.Operation} {request.Key}" ? fault : null);
                };
                await Record.ExceptionAsync(victim.RelayAsync);
                world.Storage.Interceptor = null;
                struck = first is not null;
                points += struck ? 1 : 0;

                Assert.Equal($"{name} {k} {first}: 1", $"{name} {k} {first}: {await CountAsync(world)}");
            }
        }

        output.WriteLine($"{points} faults.");
        Assert.True(points > 50);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(24 * 60)]
    public async Task A_relay_held_up_until_the_digest_has_gone_neither_loses_nor_doubles_it(int minutesLater)
    {
        var points = 0;
        foreach (var fault in new[] { null, StorageFault.AnswerLost, StorageFault.DieAfter })
        {
            for (var (k, reached) = (1, true); reached; k++)
            {
                await using var scene = await ReminderAsync();
                var world = await scene.StartAsync("main");
                var late = await scene.StartAsync("late");
                var at = k;
                var held = new Pause(world.Storage, "late", (_, n) => n == at, fault);

                (_, reached) = await held.RunAsync(late, host => host.RelayAsync(), async () =>
                {
                    world.Clock.Set(Morning(3));
                    await world.RelayAsync();
                    world.Clock.Advance(TimeSpan.FromMinutes(minutesLater));
                });

                points += reached ? 1 : 0;
                Assert.Equal($"{k}: 1", $"{k}: {await CountAsync(world)}");
            }
        }

        output.WriteLine($"{points} pauses.");
        Assert.True(points > 30);
    }

    [Fact]
    public async Task A_digest_sent_while_the_mail_is_put_into_it_neither_loses_nor_doubles_it()
    {
        var points = 0;
        for (var (k, reached) = (1, true); reached; k++)
        {
            // The digest of Monday was begun and its relay died before the mail's own row said so: on Monday one sends it and one takes the mail.
            await using var scene = await ReminderAsync();
            var world = await scene.StartAsync("main");
            var victim = await scene.StartAsync("victim");
            var begun = false;
            world.Storage.Interceptor = request =>
            {
                var dies = begun;
                begun |= request.Operation == StorageOperation.InsertEntity && request.Key?.Contains("-digest-szf-", StringComparison.Ordinal) == true;
                return new(dies ? StorageFault.DieBefore : null);
            };
            await Record.ExceptionAsync(victim.RelayAsync);
            world.Storage.Interceptor = null;
            Assert.True(begun);

            world.Clock.Set(Morning(3));
            var late = await scene.StartAsync("late");
            var at = k;
            var held = new Pause(world.Storage, "late", (_, n) => n == at);

            (_, reached) = await held.RunAsync(late, host => host.RelayAsync(), () => world.RelayAsync());

            points += reached ? 1 : 0;
            Assert.Equal($"{k}: 1", $"{k}: {await CountAsync(world)}");
        }

        output.WriteLine($"{points} pauses.");
        Assert.True(points > 10);
    }

    /// <summary>Friday noon: a reminder is to be told to somebody who wants digests, the next of which goes on Monday.</summary>
    private static async Task<Scene> ReminderAsync()
    {
        var (storage, at) = await Reminder.Value;
        return new Scene(storage, at);
    }

    private static DateTimeOffset Morning(int daysLater) => new DateTimeOffset(Friday.AddDays(daysLater).ToDateTime(new TimeOnly(8, 0)), TimeSpan.FromHours(8)).ToUniversalTime();

    /// <summary>In how many places the reminder was told by the end of the next week.</summary>
    private static async Task<int> CountAsync(World world)
    {
        for (var half = 0; half < 2 * 7; half++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(20));
            await world.RelayAsync();
            world.Clock.Advance(TimeSpan.FromHours(11) + TimeSpan.FromMinutes(40));
            await world.RelayAsync();
        }

        return world.Mail.Taken.Where(mail => mail.ToAddress == "contact@szf.example")
            .Sum(mail => mail.Content.Text.Split("到期提醒").Length - 1);
    }
}
