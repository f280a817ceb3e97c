using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Supervision.Access;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Operations.Alerts;
using Supervision.Sweeping;
using Supervision.Tests.LocalHost;
using Supervision.Tests.Worlds;
using Supervision.Time;

namespace Supervision.Tests.Operations;

public sealed class OperationalAlertTests
{
    private static readonly DateTimeOffset Since = new(2024, 1, 2, 1, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_raised_and_logged_once_however_often_and_by_however_many_its_cause_is_seen()
    {
        await using var world = await World.StartAsync();
        using var log = new LogLines();

        var raised = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Raiser(world, log).ExecuteAsync(OperationalCode.FeedSilent, "省报 feed/1", Since, "503", Stop)));
        var again = await Raiser(world, log).ExecuteAsync(OperationalCode.FeedSilent, "省报 feed/1", Since.AddHours(1), "504", Stop);

        Assert.Single(raised, own => own);
        Assert.False(again);
        Assert.Single(log.Lines, line => line.Contains("Operations are called: feed-silent", StringComparison.Ordinal));
        var open = Assert.Single(await world.Get<OperationalAlertStore>().ListOpenAsync(Stop));
        Assert.Equal((Since, "503"), (open.Since, open.Detail));
    }

    [Fact]
    public async Task One_code_is_open_once_for_each_subject()
    {
        await using var world = await World.StartAsync();

        foreach (var subject in new[] { "a", "b", "a" })
        {
            await world.Get<RaiseOperationalAlert>().ExecuteAsync(OperationalCode.FeedSilent, subject, Since, null, Stop);
        }

        await world.Get<RaiseOperationalAlert>().ExecuteAsync(OperationalCode.MailFailing, "a", Since, null, Stop);

        Assert.Equal(["feed-silent.a", "feed-silent.b", "mail-failing.a"], await OpenAsync(world));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lost_answer_neither_doubles_nor_hides_it(bool ending)
    {
        await using var world = await World.StartAsync();
        using var log = new LogLines();
        if (ending)
        {
            await Raiser(world, log).ExecuteAsync(OperationalCode.MailFailing, "smtp", Since, null, Stop);
        }

        world.Storage.Interceptor = request => ValueTask.FromResult(
            request is { Operation: StorageOperation.Transaction, Attempt: 1 } ? StorageFault.AnswerLost : null);
        var done = ending
            ? await world.Get<ClearOperationalAlert>().ExecuteAsync(OperationalCode.MailFailing, "smtp", Stop)
            : await Raiser(world, log).ExecuteAsync(OperationalCode.MailFailing, "smtp", Since, null, Stop);
        world.Storage.Interceptor = null;

        Assert.True(done);
        Assert.Single(log.Lines, line => line.Contains("Operations are called", StringComparison.Ordinal));
        Assert.Equal(ending ? 0 : 1, (await OpenAsync(world)).Count);
        Assert.Equal(ending ? 1 : 0, (await EndedAsync(world)).Count);
    }

    [Fact]
    public async Task Ends_with_its_cause_and_a_new_cause_raises_a_new_one()
    {
        await using var world = await World.StartAsync();
        await world.Get<RaiseOperationalAlert>().ExecuteAsync(OperationalCode.FeedSilent, "a", Since, null, Stop);

        Assert.True(await world.Get<ClearOperationalAlert>().ExecuteAsync(OperationalCode.FeedSilent, "a", Stop));
        Assert.False(await world.Get<ClearOperationalAlert>().ExecuteAsync(OperationalCode.FeedSilent, "a", Stop));
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.True(await world.Get<RaiseOperationalAlert>().ExecuteAsync(OperationalCode.FeedSilent, "a", Since.AddDays(1), null, Stop));
        Assert.True(await world.Get<ClearOperationalAlert>().ExecuteAsync(OperationalCode.FeedSilent, "a", Stop));

        Assert.Empty(await OpenAsync(world));
        Assert.Equal([Since.AddDays(1), Since], (await EndedAsync(world)).Select(alert => alert.Since));
    }

    [Fact]
    public async Task The_first_to_acknowledge_stays_on_record()
    {
        await using var world = await World.StartAsync();
        await world.Get<RaiseOperationalAlert>().ExecuteAsync(OperationalCode.FeedSilent, "a", Since, null, Stop);
        var id = OperationalAlertId.Of(OperationalCode.FeedSilent, "a");
        var acknowledge = world.Get<AcknowledgeOperationalAlert>();

        await acknowledge.ExecuteAsync(id, new Caller("first", Role.Officer, null), Stop);
        world.Clock.Advance(TimeSpan.FromHours(1));
        var second = await acknowledge.ExecuteAsync(id, new Caller("second", Role.Officer, null), Stop);

        Assert.Equal("first", second!.AcknowledgedBy);
        Assert.Null(await acknowledge.ExecuteAsync(OperationalAlertId.Of(OperationalCode.FeedSilent, "b"), World.Officer, Stop));
        Assert.Equal("first", Assert.Single(await world.Get<OperationalAlertStore>().ListOpenAsync(Stop)).AcknowledgedBy);
    }

    [Fact]
    public async Task What_ended_is_kept_for_400_days()
    {
        await using var world = await World.StartAsync();
        await world.Get<RaiseOperationalAlert>().ExecuteAsync(OperationalCode.FeedSilent, "old", Since, null, Stop);
        await world.Get<ClearOperationalAlert>().ExecuteAsync(OperationalCode.FeedSilent, "old", Stop);
        world.Clock.Advance(TimeSpan.FromDays(2));
        await world.Get<RaiseOperationalAlert>().ExecuteAsync(OperationalCode.FeedSilent, "new", Since, null, Stop);
        await world.Get<ClearOperationalAlert>().ExecuteAsync(OperationalCode.FeedSilent, "new", Stop);

        world.Clock.Advance(TimeSpan.FromDays(399));
        await world.Get<CheckAgenda>().ExecuteAsync(all: false, Stop);

        Assert.Equal("new", Assert.Single(await EndedAsync(world)).Subject);
    }

    [Fact]
    public async Task Six_hours_without_a_sweep_that_succeeds_call_operations_until_one_does()
    {
        await using var world = await World.StartAsync();
        await world.SweepAsync();
        var began = world.Clock.GetUtcNow();

        world.Clock.Advance(TimeSpan.FromHours(6));
        var inTime = await world.Get<WatchSweeps>().ExecuteAsync(Stop);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await AddPoisonAsync(world, "szf-nonsense-1");
        Assert.False((await world.SweepAsync()).Succeeded);
        var late = await world.Get<WatchSweeps>().ExecuteAsync(Stop);
        var open = await world.Get<OperationalAlertStore>().ListOpenAsync(Stop);
        await RemovePoisonAsync(world, "szf-nonsense-1");
        await world.SweepAsync();

        Assert.False(inTime);
        Assert.True(late);
        Assert.Equal((OperationalCode.SweepNotRun, began), (Assert.Single(open).Code, open[0].Since));
        Assert.Empty(await OpenAsync(world));
        Assert.False(await world.Get<WatchSweeps>().ExecuteAsync(Stop));
    }

    [Fact]
    public async Task A_sweep_that_never_ran_at_all_is_noticed_too()
    {
        await using var world = await World.StartAsync();

        var first = await world.Get<WatchSweeps>().ExecuteAsync(Stop);
        world.Clock.Advance(TimeSpan.FromHours(7));

        Assert.False(first);
        Assert.True(await world.Get<WatchSweeps>().ExecuteAsync(Stop));
        Assert.Equal(["sweep-not-run.sweep"], await OpenAsync(world));
    }

    [Fact]
    public async Task A_sweep_as_of_an_earlier_date_does_not_count_as_one_that_succeeded()
    {
        await using var world = await World.StartAsync();
        await world.SweepAsync();
        world.Clock.Advance(TimeSpan.FromHours(7));

        await world.SweepAsync(new DateOnly(2023, 12, 1));

        Assert.True(await world.Get<WatchSweeps>().ExecuteAsync(Stop));
    }

    [Fact]
    public async Task Watching_costs_one_point_read_while_all_is_well()
    {
        await using var world = await World.StartAsync();
        await world.SweepAsync();
        world.Storage.ResetCounts();
        world.Storage.KeepsLog = true;

        await world.Get<WatchSweeps>().ExecuteAsync(Stop);

        Assert.Equal(StorageOperation.GetEntity, Assert.Single(world.Storage.Log).Operation);
    }

    [Fact]
    public async Task An_item_set_aside_calls_operations_until_it_is_so_no_more()
    {
        await using var world = await World.StartAsync();
        await AddPoisonAsync(world, "szf-nonsense-1");
        for (var run = 0; run < 5; run++)
        {
            await world.SweepAsync();
        }

        var before = await OpenAsync(world);
        await world.SweepAsync();
        await world.SweepAsync();
        var while_ = await OpenAsync(world);
        await RemovePoisonAsync(world, "szf-nonsense-1");
        await world.SweepAsync();

        Assert.Empty(before);
        Assert.Equal(["item-set-aside.szf-nonsense-1"], while_);
        Assert.Empty(await OpenAsync(world));
    }

    [Fact]
    public async Task Of_many_items_set_aside_twenty_are_named_and_one_alert_stands_for_the_rest()
    {
        await using var world = await World.StartAsync();
        for (var item = 0; item < 25; item++)
        {
            await AddPoisonAsync(world, $"szf-nonsense-{item:D2}");
        }

        for (var run = 0; run < 7; run++)
        {
            await world.SweepAsync();
        }

        var many = await OpenAsync(world);
        for (var item = 0; item < 10; item++)
        {
            await RemovePoisonAsync(world, $"szf-nonsense-{item:D2}");
        }

        await world.SweepAsync();
        await world.SweepAsync();

        Assert.Equal(21, many.Count);
        Assert.Contains("item-set-aside.more", many);
        Assert.Equal(Enumerable.Range(10, 15).Select(item => $"item-set-aside.szf-nonsense-{item}"), await OpenAsync(world));
    }

    [Fact]
    public async Task An_agenda_row_that_had_to_be_restored_calls_operations_until_a_later_check_misses_none()
    {
        await using var world = await World.StartAsync();
        await world.RegisterOfficeAsync();
        var government = await world.RegisterAsync("szf", "临江省人民政府");
        var law = await world.ImportAsync(Given.Law);
        await world.ConfirmAsync(new(law.Id, 1), new([government]));
        var agenda = world.Storage.CreateTableServiceClient().GetTableClient("agenda");
        var row = world.Storage.Rows("agenda").Single(found => found.RowKey.StartsWith("szf-deadline-", StringComparison.Ordinal));
        await agenda.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: Stop);

        await world.Get<CheckAgenda>().ExecuteAsync(all: true, Stop);
        var open = await world.Get<OperationalAlertStore>().ListOpenAsync(Stop);
        await world.Get<CheckAgenda>().ExecuteAsync(all: true, Stop);

        var raised = Assert.Single(open);
        Assert.Equal((OperationalCode.AgendaRestored, "szf"), (raised.Code, raised.Subject));
        Assert.Contains(row.RowKey, raised.Detail, StringComparison.Ordinal);
        Assert.Empty(await OpenAsync(world));
    }

    [Theory]
    [InlineData("feed-silent.a", true)]
    [InlineData("item-set-aside.szf-deadline-l0-1-szf-2026", true)]
    [InlineData("feed-silent.", false)]
    [InlineData("feed-silent.a/b", false)]
    [InlineData("nothing.a", false)]
    [InlineData("FeedSilent.a", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Reads_ids_and_nothing_else(string? text, bool fits)
    {
        Assert.Equal(fits, OperationalAlertId.TryParse(text, out var id));
        Assert.True(!fits || id.Value == text);
    }

    private static RaiseOperationalAlert Raiser(World world, LogLines log)
    {
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(log));
        return new(
            world.Get<OperationalAlertStore>(), world.Get<Supervision.Agenda.AgendaStore>(), world.Get<LegislatureClock>(), world.Get<RandomIds>(), factory.CreateLogger<RaiseOperationalAlert>());
    }

    private static async Task<IReadOnlyList<string>> OpenAsync(World world) =>
        [.. (await world.Get<OperationalAlertStore>().ListOpenAsync(Stop)).Select(alert => alert.Id.Value)];

    private static async Task<IReadOnlyList<OperationalAlert>> EndedAsync(World world) =>
        (await world.Get<OperationalAlertStore>().PageAsync(ended: true, null, 100, Stop)).Alerts;

    /// <summary>An agenda row that no version of the product can act on.</summary>
    private static Task AddPoisonAsync(World world, string row) =>
        world.Storage.CreateTableServiceClient().GetTableClient("agenda").UpsertEntityAsync(new TableEntity("20240101", row), cancellationToken: Stop);

    private static Task RemovePoisonAsync(World world, string row) =>
        world.Storage.CreateTableServiceClient().GetTableClient("agenda").DeleteEntityAsync("20240101", row, cancellationToken: Stop);
}
