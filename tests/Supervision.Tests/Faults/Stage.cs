using System.Security.Cryptography;
using Supervision.Calendars;
using Supervision.Deliveries;
using Supervision.Deliveries.Figures;
using Supervision.Deliveries.InParts;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Faults;

/// <summary>A moment of an invented office's life, from which any number of runs start, each on its own copy of storage and clock.</summary>
internal sealed class Stage
{
    private const string LawText = """
        # 临江省水源保护条例

        2023年11月20日 临江省第十四届人民代表大会常务委员会第六次会议通过

        <!-- INFO END -->

        第一条 为了加强水源保护，根据有关法律、行政法规，结合本省实际，制定本条例。

        第二条 水源补偿的具体办法由省人民政府制定。

        第三条 水源巡查的具体办法由省人民政府制定。

        第四条 水源应急的具体办法由省人民政府制定。

        第五条 水源评估的具体办法由省人民政府制定。

        第六条 省人民政府应当每年向省人民代表大会常务委员会报告水源保护工作情况。

        第七条 本条例自2024年1月1日起施行。
        """;

    /// <summary>
    /// The law a year later: article 2 (obligation 1) is article 3, the new article 2 is to be confirmed, obligation 2 has other words, 4 is gone, 5
    /// has other words and nothing like a report in them.
    /// </summary>
    internal const string NextLawText = """
        # 临江省水源保护条例

        2023年11月20日 临江省第十四届人民代表大会常务委员会第六次会议通过 根据2024年12月20日临江省第十四届人民代表大会常务委员会第十五次会议《关于修改〈临江省水源保护条例〉的决定》修正

        <!-- INFO END -->

        第一条 为了加强水源保护，根据有关法律、行政法规，结合本省实际，制定本条例。

        第二条 本省对地下水超采区实行分类管控，逐步压减超采量。超采区划定的具体程序和办法由省人民政府制定。

        第三条 水源补偿的具体办法由省人民政府制定。

        第四条 水源巡查和应急巡视的具体办法由省人民政府会同有关部门制定。

        第六条 省人民政府应当加强水源保护工作，定期研究水源保护工作情况。

        第七条 本条例自2024年1月1日起施行。
        """;

    private static readonly Lazy<Task<Stage>> ReadyMade = new(() => BuildAsync(new DateOnly(2024, 12, 27), _ => Task.CompletedTask));
    private static readonly Lazy<Task<Stage>> DueMade = new(() => BuildAsync(new DateOnly(2025, 1, 3), _ => Task.CompletedTask));
    private static readonly Lazy<Task<Stage>> RaisedMade = new(() => BuildAsync(new DateOnly(2025, 1, 3), world => world.SweepAsync(), few: true));
    private static readonly Lazy<Task<Stage>> ToldMade = new(() => BuildAsync(new DateOnly(2025, 1, 3), TellAsync));
    private static readonly Lazy<Task<Stage>> DeliveredMade = new(() => BuildAsync(new DateOnly(2025, 1, 3), async world =>
    {
        await TellAsync(world);
        await UploadMatchedAsync(world, "first");
        await TellAsync(world);
    }));

    private static readonly Lazy<Task<Stage>> DeliveredUntoldMade = new(() => BuildAsync(new DateOnly(2025, 1, 3), async world =>
    {
        await TellAsync(world);
        await UploadMatchedAsync(world, "first");
    }));

    private static readonly Lazy<Task<Stage>> FurtherMade = new(() => BuildFurtherAsync(isMatched: false));
    private static readonly Lazy<Task<Stage>> MatchedTwiceMade = new(() => BuildFurtherAsync(isMatched: true));

    private static readonly Lazy<Task<Stage>> CountedMade = new(() => BuildAsync(new DateOnly(2025, 1, 3), async world =>
    {
        await TellAsync(world);
        await UploadFiguresAsync(world, 2023, 500, "first");
        await TellAsync(world);
    }));

    private static readonly Lazy<Task<Stage>> AmendedMade = new(() => BuildAsync(new DateOnly(2025, 1, 3), async world =>
    {
        await TellAsync(world);
        await world.ImportAsync(NextLawText);
        var obligations = await world.Get<LawStore>().ListObligationsAsync(Law, CancellationToken.None);
        Assert.Equal([2, 4], obligations.Where(obligation => obligation.Pending is not null).Select(obligation => obligation.Id.Number));
        await TellAsync(world);
    }, few: true));

    private static readonly Lazy<Task<Stage>> RepealedMade = new(() => BuildAsync(new DateOnly(2025, 1, 3), async world =>
    {
        await TellAsync(world);
        await RepealAsync(world);
        await TellAsync(world);
        world.Clock.Advance(TimeSpan.FromDays(3));
        await TellAsync(world);
    }, few: true));

    private static readonly Lazy<Task<Stage>> RepealedDueMade = new(() => BuildAsync(new DateOnly(2025, 1, 3), RepealAsync));

    private static readonly Lazy<Task<Stage>> RepealedHalfMade = new(() => BuildAsync(new DateOnly(2025, 1, 3), async world =>
    {
        await TellAsync(world);
        var changes = 0;
        world.Storage.Interceptor = request => ValueTask.FromResult(
            request.IsWrite && request.Container == "supervision" && Interlocked.Increment(ref changes) == 2 ? StorageFault.DieBefore : null);
        await Record.ExceptionAsync(() => RepealAsync(world));
        world.Storage.Interceptor = null;
        Assert.Equal(2, changes);
    }, few: true));

    private readonly InMemoryStorageService storage;
    private readonly DateTimeOffset at;

    private Stage(InMemoryStorageService storage, DateTimeOffset at)
    {
        this.storage = storage;
        this.at = at;
    }

    public static DepartmentId Government { get; } = DepartmentId.Parse("szf");

    public static DepartmentId Partner { get; } = DepartmentId.Parse("slt");

    public static IReadOnlyList<DepartmentId> Cities { get; } = [DepartmentId.Parse("city_a"), DepartmentId.Parse("city_b"), DepartmentId.Parse("city_c")];

    public static LawId Law { get; } = LawId.OfTitle("临江省水源保护条例");

    /// <summary>27 December 2024: two rules and a report run; a third rule is proposed and not confirmed.</summary>
    public static Task<Stage> ReadyAsync() => ReadyMade.Value;

    /// <summary>3 January 2025: everything is overdue, the next report is to be opened, nobody has looked.</summary>
    public static Task<Stage> DueAsync() => DueMade.Value;

    /// <summary>3 January 2025 with only two overdue rules, one of them joint; swept, not relayed.</summary>
    public static Task<Stage> RaisedAsync() => RaisedMade.Value;

    /// <summary>3 January 2025, all of it swept and relayed.</summary>
    public static Task<Stage> ToldAsync() => ToldMade.Value;

    /// <summary>As before, and one overdue rule was delivered.</summary>
    public static Task<Stage> DeliveredAsync() => DeliveredMade.Value;

    /// <summary>As before, and nobody was told yet that the alert has ended.</summary>
    public static Task<Stage> DeliveredUntoldAsync() => DeliveredUntoldMade.Value;

    /// <summary>3 January 2025, few deadlines, told: one overdue rule was delivered, and another (obligation 3) of the same department is overdue too.</summary>
    public static Task<Stage> FurtherAsync() => FurtherMade.Value;

    /// <summary>As before, and an officer matched the delivery to that other one as well.</summary>
    public static Task<Stage> MatchedTwiceAsync() => MatchedTwiceMade.Value;

    /// <summary>As when told, and a report of 2023 with figures has come in.</summary>
    public static Task<Stage> CountedAsync() => CountedMade.Value;

    /// <summary>3 January 2025 with few deadlines, told, and a further version of the law was imported.</summary>
    public static Task<Stage> AmendedAsync() => AmendedMade.Value;

    /// <summary>6 January 2025 with two overdue rules; the law was repealed on the 3rd, and everybody who is to be told was told.</summary>
    public static Task<Stage> RepealedAsync() => RepealedMade.Value;

    /// <summary>3 January 2025: everything is overdue, the next report would have been opened, nobody has looked; the law was just repealed.</summary>
    public static Task<Stage> RepealedDueAsync() => RepealedDueMade.Value;

    /// <summary>3 January 2025 with two overdue rules, told; whoever recorded the repeal died at the second deadline.</summary>
    public static Task<Stage> RepealedHalfAsync() => RepealedHalfMade.Value;

    public static ObligationId Obligation(int number) => new(Law, number);

    public static Task<ReceiveDelivery.Outcome> UploadMatchedAsync(World world, string? key) => world.DeliverAsync(
        Government,
        DeliveryKind.Rule,
        new DeliveryMetadata("临江省水源补偿办法", Obligation(1), Issued: new DateOnly(2024, 12, 30)),
        key: key);

    /// <summary>A report on a year with the number of cases opened in it, taken as an upload is.</summary>
    public static async Task<TakeDelivery.Outcome> UploadFiguresAsync(
        World world, int year, int cases, string? key, IReadOnlyList<string>? confirmed = null)
    {
        var (from, to) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var figures = new ReportFigures(new FiguresPeriod(from, to), Cases: new Cases(Opened: cases));
        using var content = new MemoryStream("全文"u8.ToArray());
        var file = new IncomingFile("报告.txt", "text/plain", content.Length, Convert.ToHexStringLower(SHA256.HashData("全文"u8)), content);
        var metadata = new DeliveryMetadata($"{year}年报告", Obligation(5), PeriodStart: from, PeriodEnd: to, Figures: figures, Confirmed: confirmed);
        return await world.Get<TakeDelivery>().ExecuteAsync(
            new DeliveryRequest(Government, DeliveryKind.Report, "key-szf", key, metadata, [file]), nobodyConfirms: false, CancellationToken.None);
    }

    /// <summary>The rule delivered for obligation 1 fulfils obligation 3 besides.</summary>
    public static async Task MatchFurtherAsync(World world, string? key)
    {
        var (deliveries, _) = await world.Get<DeliveryStore>().PageAsync(Government, null, 10, CancellationToken.None);
        Assert.IsType<MatchDelivery.Outcome.Matched>(await world.Get<MatchDelivery>().ExecuteAsync(
            Government, deliveries.Single().Id, new DeadlineId(Obligation(3), Government, "1"), new Supervision.Deadlines.Act(World.Officer, key), CancellationToken.None));
    }

    public static Task<CommitUpload.Outcome> UploadInPartsAsync(World world, string? key) => world.DeliverInPartsAsync(
        Government, DeliveryKind.Rule, PartsMetadata, key, Parts);

    public static DeliveryMetadata PartsMetadata { get; } = new("临江省水源补偿办法", Obligation(1), Issued: new DateOnly(2024, 12, 30));

    public static string[] Parts { get; } = ["第一条 本办法", "自公布之日起施行。"];

    public Scene Play() => new(storage, at);

    private static async Task RepealAsync(World world) => Assert.IsType<EndObligations.Outcome.Ending>(await world.Get<EndObligations>().ExecuteAsync(
        Law, new EndingRequest(new DateOnly(2025, 1, 3)), new Supervision.Deadlines.Act(World.Officer, "e1"), CancellationToken.None));

    private static async Task TellAsync(World world)
    {
        await world.SweepAsync();
        await world.RelayAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        await world.SweepAsync();
        await world.RelayAsync();
    }

    private static Task<Stage> BuildFurtherAsync(bool isMatched) => BuildAsync(
        new DateOnly(2025, 1, 3),
        async world =>
        {
            await TellAsync(world);
            await UploadMatchedAsync(world, "first");
            if (isMatched)
            {
                await MatchFurtherAsync(world, "further");
            }

            await TellAsync(world);
        },
        few: true,
        two: true);

    private static async Task<Stage> BuildAsync(DateOnly on, Func<World, Task> live, bool few = false, bool two = false)
    {
        await using var world = await World.StartAsync();
        await world.RegisterOfficeAsync();
        await world.RegisterAsync(Government.Value, "临江省人民政府");
        await world.RegisterAsync(Partner.Value, "临江省水利厅");
        foreach (var city in Cities)
        {
            await world.RegisterAsync(city.Value, city.Value + "人民政府");
        }

        var law = await world.ImportAsync(LawText);
        Assert.Equal(Law, law.Id);
        var obligations = await world.Get<LawStore>().ListObligationsAsync(Law, CancellationToken.None);
        Assert.Equal(5, obligations.Count);
        Assert.Equal(ObligationKind.RecurringReport, obligations[4].Candidate.Kind);
        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await world.ConfirmAsync(Obligation(1), new ConfirmationRequest([Government])));
        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await world.ConfirmAsync(Obligation(2), new ConfirmationRequest(few ? [Cities[0]] : Cities, [Partner])));
        if (two)
        {
            Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await world.ConfirmAsync(Obligation(3), new ConfirmationRequest([Government])));
        }

        if (!few)
        {
            Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await world.ConfirmAsync(Obligation(5), new ConfirmationRequest([Government])));
        }

        // Falls in a year whose holidays are not announced: looked at every week, and each look only moves the next.
        var later = new ConfirmationRequest([Partner], Due: new DueRule(Period: Period.Years(3)));
        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await world.ConfirmAsync(Obligation(4), later));
        await world.RelayAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        await world.RelayAsync();
        await world.SweepAsync();
        world.Clock.SetNoon(on);
        await live(world);
        return new Stage(world.Storage, world.Clock.GetUtcNow());
    }
}
