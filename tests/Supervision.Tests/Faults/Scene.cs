using Supervision.InMemoryStorage;
using Supervision.Mail.Messages;
using Supervision.Sweeping;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Faults;

/// <summary>One run from a stage on: storage, clock and mail server of its own, and processes that come and go.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private static readonly Dictionary<string, string?> OneAfterAnother = new() { ["Sweep:HomesAtOnce"] = "1", ["Relay:HomesAtOnce"] = "1" };

    private static MailTemplates? templates;

    private readonly List<World> worlds = [];

    public Scene(InMemoryStorageService storage, DateTimeOffset at)
    {
        Clock = new JumpClock(at);
        Storage = storage.Clone(Clock);
    }

    public JumpClock Clock { get; }

    public InMemoryStorageService Storage { get; }

    public RecordingTransport Mail { get; } = new();

    /// <summary>Mails that a process had handed over without having it on record when it died: these alone may go out twice.</summary>
    public HashSet<string> MayRepeat { get; } = [];

    /// <summary>A product process on this storage.</summary>
    public async Task<World> StartAsync(string name)
    {
        var world = await World.StartAsync(Clock, Storage, Mail, Storage.StartProcess(name), OneAfterAnother, templates);
        templates ??= world.Get<MailTemplates>();
        worlds.Add(world);
        return world;
    }

    /// <summary>Whatever was sent and is not on record as sent at this moment.</summary>
    public void AllowRepeatsOfUnmarkedMails()
    {
        var rows = Storage.Rows("supervision").Where(row => row.RowKey.StartsWith("mail-", StringComparison.Ordinal) && row.Text("Status") != "Sent");
        var unmarked = rows.Select(row => $"<{row.RowKey}@").ToList();
        MayRepeat.UnionWith(Mail.Taken.Select(mail => mail.MessageId).Where(id => unmarked.Exists(start => id.StartsWith(start, StringComparison.Ordinal))));
    }

    /// <summary>Two days of hourly and minutely work in short; then everything must be as it should.</summary>
    public async Task<Picture> SettleAsync(World world)
    {
        await WorkAsync(world);
        Clock.Advance(TimeSpan.FromMinutes(20));
        await WorkAsync(world);
        Clock.Advance(TimeSpan.FromHours(25));
        await WorkAsync(world);
        Clock.Advance(TimeSpan.FromHours(23));
        await WorkAsync(world);
        var check = await world.Get<CheckAgenda>().ExecuteAsync(all: true, CancellationToken.None);
        Assert.Empty(check.Restored);
        return Picture.Of(this);
    }

    public static async Task WorkAsync(World world)
    {
        var sweep = await world.SweepAsync();
        Assert.Empty(sweep.Faults);
        Assert.Empty(sweep.SetAside);
        var relay = await world.RelayAsync();
        Assert.Empty(relay.Faults);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var world in worlds)
        {
            await world.DisposeAsync();
        }
    }
}
