using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Supervision.Access;
using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.Departments;
using Supervision.History;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Jurisdictions;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Sweeping;
using Supervision.Tests.Worlds;
using Supervision.Views;

namespace Supervision.Tests.Faults;

/// <summary>What sweeping, uploading and reading cost in requests to storage.</summary>
public sealed class RequestCountTests(ITestOutputHelper output)
{
    private const int Departments = 100;
    private const int AtOnce = 100;
    private const string Later = "20290101";

    [Fact]
    public async Task A_sweep_at_which_nothing_is_due_costs_the_same_however_much_is_registered()
    {
        var few = await CountSweepAsync(registered: 100, due: 0);
        var many = await CountSweepAsync(registered: 10_000, due: 0);

        output.WriteLine($"idle sweep: {few} requests with 100 deadlines, {many} with 10,000.");
        Assert.Equal(few, many);
        Assert.Equal(5, few);
        Capacity("A sweep with nothing due", few);
    }

    [Fact]
    public async Task A_sweep_costs_what_is_due_and_not_what_is_registered()
    {
        var few = await CountSweepAsync(registered: 1_000, due: 100);
        var many = await CountSweepAsync(registered: 100_000, due: 100);

        output.WriteLine($"100 due: {few} requests with 1,000 deadlines, {many} with 100,000; {(few - 5) / 100.0} for each alert.");
        Assert.InRange(many, few * 0.95, few * 1.05);
        Capacity("A sweep with 100 due", few);
        Capacity("The same with 100,000 registered", many);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_upload_makes_at_most_seven_requests_and_waits_for_three_one_after_another(bool matched)
    {
        await using var scene = (await Stage.ToldAsync()).Play();
        var world = await scene.StartAsync("host");
        var (_, key) = await world.Get<AccessKeys>().CreateAsync(Role.Department, Stage.Government, TimeSpan.FromDays(1), TestContext.Current.CancellationToken);
        scene.Storage.ResetCounts();
        var rounds = new Rounds(scene.Storage);

        var stop = TestContext.Current.CancellationToken;
        var upload = Task.Run(async () =>
        {
            Assert.NotNull(await world.Get<AccessKeys>().AuthenticateAsync(key, stop));
            await (matched ? Deed.UploadMatched : Deed.UploadUnmatched).DoAsync(world);
        }, stop);
        await rounds.RunAsync(upload);

        output.WriteLine($"upload, matched {matched}: {scene.Storage.Counts.Total} requests, {rounds.Count} one after another.");
        Assert.InRange(scene.Storage.Counts.Total, 1, 7);
        Assert.InRange(rounds.Count, 1, 3);
        if (matched)
        {
            Capacity("An upload of one file", scene.Storage.Counts.Total);
        }
    }

    /// <summary>What is asked before a department is shown a deadline: one pointer, then the directory from its home on.</summary>
    [Theory]
    [InlineData("szf", true, 0)]
    [InlineData("slt", true, 1)]
    [InlineData("zjt", true, 3)]
    [InlineData("other", false, 3)]
    public async Task Whether_a_department_owes_a_deadline_takes_no_request_at_its_home_and_one_where_it_is_joint(string asking, bool owes, int requests)
    {
        await using var world = await World.StartAsync();
        var (home, partner, heir) = (await world.RegisterAsync("szf", "临江省人民政府"), await world.RegisterAsync("slt", "水利厅"), await world.RegisterAsync("zjt", "综合厅"));
        var law = await world.ImportAsync(Given.Law);
        var confirmed = Assert.IsType<ConfirmObligation.Outcome.Confirmed>(
            await world.ConfirmAsync(new ObligationId(law.Id, 1), new ConfirmationRequest([home], [partner])));
        Assert.Empty(await world.Get<RegisterDepartment>().ExecuteAsync(
            new Department(home, "临江省人民政府", null, [], "zh-CN", null, new DateOnly(2023, 12, 31), heir), TestContext.Current.CancellationToken));
        world.Storage.ResetCounts();

        var answer = await world.Get<OwedDeadlines>().OwesAsync(
            DepartmentId.Parse(asking), Assert.Single(confirmed.Obligation.Confirmation!.Deadlines), TestContext.Current.CancellationToken);

        Assert.Equal((owes, requests), (answer, (int)world.Storage.Counts.Total));
    }

    /// <summary>With an earlier year or without; figures like it, or so different that they are asked about and then confirmed.</summary>
    [Theory]
    [InlineData(null, false, false)]
    [InlineData(5, false, false)]
    [InlineData(500, true, false)]
    [InlineData(500, true, true)]
    public async Task An_upload_with_figures_waits_for_three_one_after_another_too(int? earlier, bool differs, bool confirmed)
    {
        await using var scene = (await Stage.ToldAsync()).Play();
        var world = await scene.StartAsync("host");
        var stop = TestContext.Current.CancellationToken;
        var (_, key) = await world.Get<AccessKeys>().CreateAsync(Role.Department, Stage.Government, TimeSpan.FromDays(1), stop);
        if (earlier is { } cases)
        {
            Assert.IsType<ReceiveDelivery.Outcome.Received>(Receipt(await Stage.UploadFiguresAsync(world, 2022, cases, "before")));
        }

        scene.Storage.ResetCounts();
        var rounds = new Rounds(scene.Storage);
        TakeDelivery.Outcome? outcome = null;

        await rounds.RunAsync(Task.Run(async () =>
        {
            Assert.NotNull(await world.Get<AccessKeys>().AuthenticateAsync(key, stop));
            outcome = await Stage.UploadFiguresAsync(world, 2023, 5, "now", confirmed ? ["figures-sudden-change"] : null);
        }, stop));

        output.WriteLine($"upload with figures, earlier {earlier}, confirmed {confirmed}: {scene.Storage.Counts.Total} requests, {rounds.Count} one after another.");
        if (differs && !confirmed)
        {
            Assert.Equal("figures-sudden-change", Assert.Single(Assert.IsType<TakeDelivery.Outcome.Unconfirmed>(outcome).Warnings).Code);
        }
        else
        {
            var received = Assert.IsType<ReceiveDelivery.Outcome.Received>(Receipt(outcome!));
            Assert.Equal(differs, received.Delivery.Findings.Contains("figures-sudden-change"));
        }

        // What is asked about is first looked for on record, beside the removal of its files.
        Assert.InRange(scene.Storage.Counts.Total, 1, differs && !confirmed ? 8 : 7);
        Assert.InRange(rounds.Count, 1, 3);

        static ReceiveDelivery.Outcome Receipt(TakeDelivery.Outcome outcome) => Assert.IsType<TakeDelivery.Outcome.Judged>(outcome).Receipt;
    }

    [Fact]
    public async Task A_part_makes_four_requests_and_waits_for_three_one_after_another()
    {
        await using var scene = (await Stage.ToldAsync()).Play();
        var world = await scene.StartAsync("host");
        var stop = TestContext.Current.CancellationToken;
        var (_, key) = await world.Get<AccessKeys>().CreateAsync(Role.Department, Stage.Government, TimeSpan.FromDays(1), stop);
        var id = await world.BeginInPartsAsync(Stage.Government, DeliveryKind.Rule, Stage.PartsMetadata, "p1", Stage.Parts);
        scene.Storage.ResetCounts();
        var rounds = new Rounds(scene.Storage);

        await rounds.RunAsync(Task.Run(async () =>
        {
            Assert.NotNull(await world.Get<AccessKeys>().AuthenticateAsync(key, stop));
            await world.SendPartsAsync(Stage.Government, id, Stage.Parts[0]);
        }, stop));

        output.WriteLine($"part: {scene.Storage.Counts.Total} requests, {rounds.Count} one after another.");
        Assert.Equal(4, scene.Storage.Counts.Total);
        Assert.Equal(3, rounds.Count);
    }

    /// <summary>2,000 deadlines are awaited in the two years around today, a third of them this month; few of them stand as asked for.</summary>
    [Fact]
    public async Task A_list_of_deadlines_that_stand_alike_costs_what_is_shown_and_not_what_is_awaited()
    {
        await using var scene = (await Stage.ReadyAsync()).Play();
        var world = await scene.StartAsync("host");
        var stop = TestContext.Current.CancellationToken;
        var (views, today) = (world.Get<ViewStore>(), world.Today);
        var sample = (await world.Get<DeadlineStore>().FindAsync(new DeadlineId(Stage.Obligation(1), Stage.Government, "1"), stop))!.State with { Alert = null, Raised = null };
        var titles = new Supervision.Relay.Titles(world.Get<LawStore>(), world.Get<DirectoryStore>());
        for (var number = 1; number <= 2_000; number++)
        {
            var state = sample with { Id = sample.Id with { Occurrence = number.ToString(CultureInfo.InvariantCulture) } };
            var due = number <= 5 ? today.AddDays(-40 * number) : number % 3 == 0 ? today.AddDays(1) : today.AddDays(number % 360);
            state = state with { Due = due, OriginalDue = due, DueMonths = [DeadlineState.MonthOf(due)] };
            state = number switch
            {
                6 => state with { Trigger = today.AddDays(3), OpenedOn = today },
                7 => state with { ExtendedUntil = due, Round = 2 },
                8 => state with { DeferredOn = today, Round = 2 },
                9 => state with { Closure = new Closure(ClosureReason.Waived, today) },
                10 => state with { Inherited = true, Due = today.AddDays(-400), DueMonths = [DeadlineState.MonthOf(today.AddDays(-400))] },
                _ => state,
            };
            foreach (var row in await Supervision.Relay.RelayViews.RowsAsync(state, 9, titles, stop))
            {
                await views.WriteAsync(row, stop);
            }
        }

        foreach (var (standing, shown) in new[]
        {
            (Standing.Overdue, 5), (Standing.NotYetInEffect, 1), (Standing.Extended, 1), (Standing.Deferred, 1), (Standing.ClosedWithoutFulfilment, 1), (Standing.Inherited, 1),
            (Standing.OverdueExplained, 0), (Standing.FulfilledLate, 0),
        })
        {
            scene.Storage.ResetCounts();
            scene.Storage.KeepsLog = true;
            var (contents, next) = await views.PageAsync(StandingLists.Of(standing, today), null, 100, stop);

            Assert.Null(next);
            Assert.Equal((standing, shown), (standing, contents.Count));
            Assert.All(contents, content => Assert.Equal(standing, Standings.Of(Json.Read<DeadlineSummary>(content), today)));
            Assert.InRange(scene.Storage.Counts.Total, 1, 3);
            Assert.All(scene.Storage.Log, query => Assert.Matches(@"^\(*PartitionKey eq '[^']+'", query.Filter));
            output.WriteLine($"{standing}: {scene.Storage.Counts.Total} requests for {shown} of 2,000.");
        }

        // What most are is listed with full pages.
        scene.Storage.ResetCounts();
        var (running, more) = await views.PageAsync(StandingLists.Of(Standing.Running, today), null, 500, stop);
        Assert.Equal((500, 1), (running.Count, (int)scene.Storage.Counts.Total));
        Assert.NotNull(more);
        Assert.All(running, content => Assert.Equal(Standing.Running, Standings.Of(Json.Read<DeadlineSummary>(content), today)));
    }

    [Fact]
    public async Task No_read_of_the_api_leaves_its_partition()
    {
        await using var scene = (await Stage.DeliveredAsync()).Play();
        var world = await scene.StartAsync("host");
        var deadline = new DeadlineId(Stage.Obligation(1), Stage.Government, "1");
        scene.Storage.ResetCounts();
        scene.Storage.KeepsLog = true;
        var stop = TestContext.Current.CancellationToken;

        await world.Get<DeadlineStore>().PageAsync(Stage.Government, null, 10, stop);
        await world.Get<DeadlineStore>().FindAsync(deadline, stop);
        await world.Get<DeadlineStore>().ReadHistoryAsync(deadline, stop);
        await world.Get<DeadlineStore>().ListOpenAsync(Stage.Government, [Supervision.Obligations.ObligationKind.ImplementingRule], stop);
        await world.Get<DeadlineStore>().ListAsync(Stage.Obligation(1), Stage.Government, stop);
        await world.Get<DeliveryStore>().PageAsync(Stage.Government, null, 10, stop);
        await world.Get<AlertStore>().ListAsync(deadline, stop);
        await world.Get<AlertStore>().FindAsync(new AlertId(deadline, 1, EscalationStage.Overdue), stop);
        await world.Get<LawStore>().ListObligationsAsync(Stage.Law, stop);
        await world.Get<SweepReportStore>().ListLatestAsync(10, stop);
        await world.Get<DirectoryStore>().PageAsync(null, 10, stop);
        await world.Get<DirectoryStore>().ListPeopleAsync(Stage.Government, stop);
        foreach (var list in new[] { ViewNames.Laws, ViewNames.Unmatched, ViewNames.OpenAlerts("legislative-affairs"), ViewNames.Law(Stage.Law), "due-202501" })
        {
            await world.Get<ViewStore>().PageAsync(list, null, 10, stop);
        }

        var log = scene.Storage.Log;
        Assert.Equal(17, log.Count);
        Assert.All(log, request => Assert.True(request.Operation is StorageOperation.GetEntity or StorageOperation.QueryEntities));
        var queries = log.Where(request => request.Operation == StorageOperation.QueryEntities).ToList();
        Assert.Equal(15, queries.Count);
        Assert.All(queries, query => Assert.Matches(@"^\(*PartitionKey eq '[^']+'", query.Filter));
        Assert.All(queries, query => Assert.DoesNotContain(" or ", query.Filter!, StringComparison.Ordinal));
    }

    /// <summary>The page of capacity says what was counted.</summary>
    private static void Capacity(string what, long requests)
    {
        var line = File.ReadLines(Path.Combine(Repository.Root, "infra", "capacity.md")).Single(line => line.StartsWith("| " + what, StringComparison.Ordinal));
        Assert.Equal(requests.ToString(CultureInfo.InvariantCulture), line.Split('|')[2].Trim().Split(',')[0]);
    }

    /// <summary>Registers copies of a real deadline: some due now, the rest to be looked at in years; then counts the requests of one sweep.</summary>
    private static async Task<long> CountSweepAsync(int registered, int due)
    {
        await using var scene = (await Stage.ReadyAsync()).Play();
        var world = await scene.StartAsync("host");
        await Scene.WorkAsync(world);
        scene.Clock.Advance(TimeSpan.FromMinutes(20));
        await Scene.WorkAsync(world);
        scene.Clock.SetNoon(new DateOnly(2024, 12, 28));
        await RegisterAsync(scene.Storage, registered, due);
        var sample = new DeadlineId(Stage.Obligation(((registered - 1) / Departments) + 10), DepartmentId.Parse($"d{(registered - 1) % Departments}"), "1");
        Assert.True((await world.Get<VerifyHistory>().ExecuteAsync(sample, TestContext.Current.CancellationToken))!.Holds);

        scene.Storage.ResetCounts();
        var sweep = await world.SweepAsync();
        Assert.Empty(sweep.Faults);
        Assert.Equal(due, sweep.Raised);
        return scene.Storage.Counts.Total;
    }

    /// <summary>Fifty deadlines a transaction, each with the fact that opened it, sealed into its chain as the real one is.</summary>
    private static async Task RegisterAsync(InMemoryStorageService storage, int registered, int due)
    {
        var law = Stage.Law.Value;
        var source = $"{law}-1-szf-1";
        var state = BeforeTheFirstLook(storage.Row("supervision", "szf", "deadline-" + source)!.Text("State")!);
        var row = storage.Row("supervision", "szf", "deadline-" + source)!;
        var opened = storage.Row("supervision", "szf", $"fact-{source}-000001")!.Text("Content")!;
        var tables = storage.CreateTableServiceClient();
        for (var home = 0; home < Departments; home++)
        {
            var looks = new List<TableTransactionAction>();
            foreach (var numbers in Enumerable.Range(0, registered).Where(n => n % Departments == home).Chunk(AtOnce / 2))
            {
                var actions = new List<TableTransactionAction>();
                foreach (var n in numbers)
                {
                    var id = $"{law}-{(n / Departments) + 10}-d{home}-1";
                    var today = n < due ? "20241228" : Later;
                    var content = opened.Replace(source, id, StringComparison.Ordinal);
                    var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
                    actions.Add(Add(new TableEntity($"d{home}", $"fact-{id}-000001") { ["Content"] = content, ["Hash"] = hash }));
                    actions.Add(Add(new TableEntity($"d{home}", "deadline-" + id)
                    {
                        ["State"] = state.Replace(source, id, StringComparison.Ordinal),
                        ["Seq"] = 1,
                        ["Hash"] = hash,
                        ["Recorded"] = row["Recorded"],
                        ["Open"] = true,
                        ["Kind"] = row.Text("Kind"),
                        ["NextLook"] = today,
                    }));
                    looks.Add(Add(new TableEntity(today, $"d{home}-deadline-{id}")));
                }

                await tables.GetTableClient("supervision").SubmitTransactionAsync(actions);
            }

            foreach (var chunk in looks.GroupBy(look => look.Entity.PartitionKey).SelectMany(day => day.Chunk(AtOnce)))
            {
                await tables.GetTableClient("agenda").SubmitTransactionAsync(chunk);
            }
        }

        static TableTransactionAction Add(TableEntity entity) => new(TableTransactionActionType.Add, entity);
    }

    /// <summary>The state without what the first look has raised.</summary>
    private static string BeforeTheFirstLook(string state)
    {
        var node = JsonNode.Parse(state)!.AsObject();
        node.Remove("alert");
        node.Remove("raised");
        return node.ToJsonString();
    }

    /// <summary>Answers requests in rounds: all that are waiting at once, when no more come. The rounds are the requests one after another.</summary>
    private sealed class Rounds
    {
        private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

        private readonly Lock gate = new();
        private List<TaskCompletionSource> waiting = [];

        public Rounds(InMemoryStorageService storage) => storage.Interceptor = async _ =>
        {
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (gate)
            {
                waiting.Add(turn);
            }

            await turn.Task;
            return null;
        };

        public int Count { get; private set; }

        public async Task RunAsync(Task work)
        {
            var seen = 0;
            while (!work.IsCompleted)
            {
                await Task.WhenAny(work, Task.Delay(Quiet, TestContext.Current.CancellationToken));
                List<TaskCompletionSource> released = [];
                lock (gate)
                {
                    if (waiting.Count > 0 && waiting.Count == seen)
                    {
                        (released, waiting) = (waiting, []);
                        Count++;
                    }

                    seen = waiting.Count;
                }

                released.ForEach(turn => turn.SetResult());
            }

            await work;
        }
    }
}
