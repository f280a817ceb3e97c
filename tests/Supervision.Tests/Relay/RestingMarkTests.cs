using Supervision.Agenda;
using Supervision.Identity;
using Supervision.Mail.Sending;
using Supervision.Obligations;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Relay;

/// <summary>The relay judges a mark when something can have come or its time has come, not every minute.</summary>
public sealed class RestingMarkTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_mark_is_judged_for_two_minutes_and_once_more_before_it_is_deleted()
    {
        await using var world = await OverdueAsync();
        await world.SweepAsync();

        var judged = new List<int>();
        var requests = new List<long>();
        for (var minute = 0; minute < 20; minute++)
        {
            world.Storage.ResetCounts();
            judged.Add((await world.RelayAsync()).Items);
            requests.Add(world.Storage.Counts.Total);
            world.Clock.Advance(Minute);
        }

        output.WriteLine(string.Join(' ', requests));
        Assert.Equal([1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0], judged);
        Assert.Equal(Enumerable.Repeat(1L, 12), requests[4..16]);
        Assert.Empty(world.Storage.Rows("agenda", "relay"));
        Assert.Single(world.Mail.Taken);
    }

    [Fact]
    public async Task A_writer_that_asks_again_wakes_a_mark_that_rests()
    {
        await using var world = await OverdueAsync();
        await world.SweepAsync();
        for (var minute = 0; minute < 5; minute++)
        {
            await world.RelayAsync();
            world.Clock.Advance(Minute);
        }

        Assert.Equal(0, (await world.RelayAsync()).Items);

        var item = AgendaItem.FromRowKey(Assert.Single(world.Storage.Rows("agenda", "relay")).RowKey)!;
        await world.Get<AgendaStore>().AskRelayAsync(item, TestContext.Current.CancellationToken);

        Assert.Equal(1, (await world.RelayAsync()).Items);
    }

    [Fact]
    public async Task A_mail_that_was_put_off_is_sent_when_its_time_has_come()
    {
        await using var world = await OverdueAsync();
        await world.SweepAsync();
        var attempts = new List<int>();
        var minute = 0;
        world.Mail.Answer = _ =>
        {
            attempts.Add(minute);
            return minute < 40 ? new MailResult.Deferred("450 try later") : null;
        };

        for (; minute < 70; minute++)
        {
            await world.RelayAsync();
            world.Clock.Advance(Minute);
        }

        // Pauses of 1, 2, 4, 8, 16 and 32 minutes.
        Assert.Equal([0, 1, 3, 7, 15, 31, 63], attempts);
        Assert.Single(world.Mail.Taken);
    }

    [Fact]
    public async Task A_mark_whose_subject_never_came_is_judged_four_times_an_hour_and_deleted_after_a_day()
    {
        await using var world = await World.StartAsync();
        var missing = new DeadlineId(new ObligationId(LawId.OfTitle("临江省湿地保护条例"), 1), DepartmentId.Parse("szf"), "1");
        await world.Get<AgendaStore>().AskRelayAsync(AgendaItem.Relay(missing), TestContext.Current.CancellationToken);
        var judged = 0;

        for (var minute = 0; minute <= 60 * 26; minute++)
        {
            judged += (await world.RelayAsync()).Items;
            world.Clock.Advance(Minute);
        }

        Assert.Empty(world.Storage.Rows("agenda", "relay"));
        Assert.InRange(judged, 90, 110);
    }

    private static async Task<World> OverdueAsync()
    {
        var world = await World.StartAsync();
        var government = await world.RegisterAsync("szf", "临江省人民政府");
        var law = await world.ImportAsync(Worlds.Given.Law);
        await world.ConfirmAsync(new ObligationId(law.Id, 1), new ConfirmationRequest([government]));
        world.Clock.SetNoon(new DateOnly(2025, 1, 3));
        for (var minute = 0; minute < 2; minute++)
        {
            await world.RelayAsync();
            world.Clock.Advance(TimeSpan.FromMinutes(20));
        }

        return world;
    }
}
