using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Jurisdictions;
using Supervision.Laws;
using Supervision.Mail.Sending;
using Supervision.Obligations;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Model;

/// <summary>The main job on every text of the corpus, over forty years, against a plain model that shares no code with it.</summary>
public sealed class RealLawsTests
{
    private const int Seed = 20_240_615;
    private const int Reports = 26;
    private const int Rules = 70;
    private const int Mays = 4;
    private const int Classes = 14;

    /// <summary>
    /// Four winters swept closely, when most yearly reports fall due, and years of silence between them. The second hits the first day of
    /// each stage up to the letter and d itself (31 December 2010), the third the day before (d was 3 January 2017).
    /// </summary>
    private static readonly DateOnly[] Sweeps =
    [
        .. new[]
        {
            "2003-12-01", "2003-12-29", "2004-01-05", "2004-01-20", "2004-02-10",
            "2010-11-25", "2010-12-24", "2010-12-31", "2011-01-01", "2011-01-17", "2011-01-30",
            "2016-11-27", "2016-12-26", "2017-01-03", "2017-01-05", "2017-02-01", "2017-04-02",
            "2021-12-01", "2021-12-28", "2022-01-06", "2022-03-31", "2024-07-02", "2026-04-08", "2027-01-20",
        }.Select(date => DateOnly.Parse(date, CultureInfo.InvariantCulture)),
    ];

    /// <summary>The ladder of domain.md, section 3.</summary>
    private static readonly PlainModel.Rung[] Ladder =
    [
        new(["department"], PerMonth: 3),
        new(["department", "officer-in-charge"], Before: 7),
        new(["department", "officer-in-charge"], After: "P1D"),
        new(["department", "committee-office-head"], After: "10WD", AfterNotice: "10WD"),
        new(["committee-office"], After: "P30D", AfterNotice: "10WD"),
        new(["standing-committee-office"], After: "P90D", AfterNotice: "10WD"),
    ];

    /// <summary>The holidays of 2027 are not announced, and their announcement may exchange days from 25 December 2026 on.</summary>
    private static readonly DateOnly UnknownFrom = new(2026, 12, 25);

    [Fact]
    public async Task Forty_years_of_real_laws_raise_and_send_what_the_plain_model_says()
    {
        if (Repository.Corpus is not { } corpus)
        {
            Assert.Skip("There is no ../shared/corpus beside this checkout.");
            return;
        }

        var watch = Stopwatch.StartNew();
        var random = new Random(Seed);
        var clock = new JumpClock(new DateTimeOffset(1985, 1, 1, 4, 0, 0, TimeSpan.Zero));
        await using var world = await World.StartAsync(clock);
        var people = await RegisterAsync(world);
        var laws = await ImportAsync(world, Path.Combine(corpus, "laws"));
        Report(world, watch, $"imported {laws.Count} laws");

        var history = new RealHistory(world, random);
        var organs = people.Select(person => person.Organ).Where(organ => organ != "office").Distinct();
        var departments = organs.Select(DepartmentId.Parse).ToList();
        var chosen = await ChooseAsync(world, history, laws, departments, random);
        await LiveAsync(history, clock, chosen, random);
        Report(world, watch, "lived through the history");

        var input = new PlainModel.Input(Ladder, [.. people], await HolidaysAsync(corpus), UnknownFrom, [.. history.Steps]);
        var model = new PlainModel(JsonSerializer.Serialize(input, JsonSerializerOptions.Web));
        var alerts = AlertsOf(world);
        Tell(history, model);
        Same("deadlines", model.Deadlines, DeadlinesOf(world));
        Same("alerts", model.Alerts, alerts);
        Same("mails", model.Mails, MailsOf(world));
        Report(world, watch, "compared");

        foreach (var stage in Enum.GetValues<EscalationStage>())
        {
            Assert.True(alerts.Count(alert => alert.Contains($"-{stage.Name()} due", StringComparison.Ordinal)) >= 5, stage.Name());
        }

        string[] needed =
        [
            "deliver on time", "deliver late", "deliver notified late", "deliver on time again", "deliver late again", "return-form by d",
            "return-form after d", "return-content by d", "return-content after d", "release", "release after return", "acknowledge",
            "accept",
        ];
        foreach (var act in needed)
        {
            Assert.True(history.Acts.GetValueOrDefault(act) >= 3, $"{act}: {history.Acts.GetValueOrDefault(act)}");
        }

        Assert.Contains(model.Deadlines, line => line.Contains("provisional", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_plain_model_is_one_short_file_without_a_type_of_the_product()
    {
        var text = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "tests", "Supervision.Tests", "Model", "PlainModel.cs"),
            TestContext.Current.CancellationToken);

        Assert.InRange(text.Length, 1, 219);
        var usings = text.Where(line => line.StartsWith("using ", StringComparison.Ordinal));
        Assert.Equal(["using System.Globalization;", "using System.Text.Json;"], usings);
        Assert.Equal(["namespace Supervision.Tests.Model;"], text.Where(line => line.Contains("Supervision.", StringComparison.Ordinal)));
        Assert.DoesNotContain(text, line => line.Length > 140);
    }

    private static async Task<List<PlainModel.Person>> RegisterAsync(World world)
    {
        var register = world.Get<RegisterDepartment>();
        var people = new List<PlainModel.Person>();
        for (var i = 1; i <= 24; i++)
        {
            var id = DepartmentId.Parse($"d{i:D2}");
            var department = new Department(id, $"第{i}机关", null, [], "zh-CN", null, null, null);
            Assert.Empty(await register.ExecuteAsync(department, CancellationToken.None));

            // The sixth has nobody to tell, every fifth two.
            foreach (var person in i == 6 ? [] : i % 5 == 0 ? new[] { "p1", "p2" } : ["p1"]) await AddAsync(id, person, ["department"], []);
        }

        await AddAsync(DepartmentId.Office, "head", ["committee-office-head"], []);
        await AddAsync(DepartmentId.Office, "clerk", ["committee-office", "standing-committee-office"], []);
        await AddAsync(DepartmentId.Office, "officer", ["officer-in-charge"], []);
        await AddAsync(DepartmentId.Office, "jurist", ["officer-in-charge", "committee-office"], ["legislative-affairs"]);
        await AddAsync(DepartmentId.Office, "economist", ["officer-in-charge", "committee-office"], ["finance"]);
        people.Add(new PlainModel.Person("d06", "nobody", [], []));
        return people;

        async Task AddAsync(DepartmentId organ, string id, string[] roles, string[] committees)
        {
            var mail = $"{id}@{organ}.example";
            var person = new Person(organ, PersonId.Parse(id), id, mail, id == "p2" ? "en" : "zh-CN", roles, committees);
            Assert.Empty(await register.ExecuteAsync(person, CancellationToken.None));
            people.Add(new PlainModel.Person(organ.Value, mail, roles, committees));
        }
    }

    private static async Task<List<Law>> ImportAsync(World world, string folder)
    {
        var laws = new Dictionary<LawId, Law>();
        var files = Directory.GetFiles(folder, "*.*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(597, files.Count);
        foreach (var file in files)
        {
            var law = await world.ImportAsync(await File.ReadAllTextAsync(file), Path.GetFileName(file));
            laws[law.Id] = law;
        }

        return [.. laws.Values.OrderBy(law => law.Id.Value, StringComparer.Ordinal)];
    }

    private static async Task<List<Choice>> ChooseAsync(
        World world, RealHistory history, List<Law> laws, IReadOnlyList<DepartmentId> departments, Random random)
    {
        var all = new List<(Law Law, Obligation Obligation)>();
        foreach (var law in laws.Where(law => law.EffectiveOn < Sweeps[^4]))
        {
            var obligations = await world.Get<LawStore>().ListObligationsAsync(law.Id, CancellationToken.None);
            all.AddRange(obligations.Select(obligation => (law, obligation)));
        }

        var shuffled = all.OrderBy(_ => random.Next()).ToList();
        var must = shuffled.Where(one => one.Obligation.Candidate.Modality == Modality.Must).ToList();
        var rules = must.Where(one => one.Obligation.Candidate.Kind == ObligationKind.ImplementingRule).ToList();
        var chosen = rules.Where(one => one.Obligation.Candidate.IsClassOfOrgans).Take(Classes)
            .Concat(rules.Where(one => !one.Obligation.Candidate.IsClassOfOrgans).Take(Rules - Classes))
            .Concat(must.Where(one => one.Obligation.Candidate.Kind == ObligationKind.RecurringReport).Take(Reports))
            .Concat(shuffled.Where(one => one.Obligation.Candidate.Modality == Modality.May).Take(Mays))
            .ToList();
        Assert.Equal(100, chosen.Count);
        Assert.True(chosen.Count(one => one.Obligation.Candidate.Kind == ObligationKind.RecurringReport) >= 20);
        Assert.True(chosen.Count(one => one.Obligation.Candidate.IsClassOfOrgans) >= 10);
        return
        [
            .. chosen.OrderBy(one => one.Law.EffectiveOn).Select(one =>
            {
                var (duty, request) = history.Choose(one.Law, one.Obligation, departments);
                return new Choice(duty, request, one.Law.EffectiveOn!.Value);
            }),
        ];
    }

    /// <summary>Everything by date: confirmations on the effective date, work on some days between sweeps, sweeps.</summary>
    private static async Task LiveAsync(RealHistory history, JumpClock clock, List<Choice> chosen, Random random)
    {
        var acts = chosen
            .Select(one => (one.On, Order: 0, Act: (Func<Task>)(() => history.ConfirmAsync(one.Duty, one.Request, one.On))))
            .ToList();
        foreach (var (sweep, next) in Sweeps.Zip(Sweeps.Skip(1)))
        {
            var days = Enumerable.Range(0, 3).Select(_ => sweep.AddDays(random.Next(1, next.DayNumber - sweep.DayNumber + 1))).Distinct();
            acts.AddRange(days.Select(day => (day, 1, (Func<Task>)(() => history.WorkAsync(day)))));
        }

        acts.AddRange(Sweeps.Select(day => (day, 2, (Func<Task>)(() => history.SweepAsync(day)))));
        foreach (var (on, _, act) in acts.OrderBy(act => act.On).ThenBy(act => act.Order))
        {
            clock.SetNoon(on);
            await act();
        }
    }

    private static Task<string> HolidaysAsync(string corpus) =>
        File.ReadAllTextAsync(Path.Combine(corpus, "..", "calendar", "cn-holidays.csv"));

    private static IEnumerable<T> Read<T>(World world, string prefix, string property) => world.Storage.Rows("supervision")
        .Where(row => row.RowKey.StartsWith(prefix, StringComparison.Ordinal)).Select(row => Json.Read<T>(row.Text(property)!));

    private static List<string> DeadlinesOf(World world) => [.. Read<DeadlineState>(world, "deadline-", "State").Select(state =>
        $"{state.Id} due {state.Due:O} round {state.Round}"
        + (state.Provenance.Provisional ? " provisional" : "") + (state.Inherited ? " inherited" : ""))];

    private static List<string> AlertsOf(World world) => [.. Read<Alert>(world, "alert-", "Alert").Select(alert =>
        $"{alert.Id} due {alert.Due:O} raised {alert.RaisedOn:O} over [{string.Join(' ', alert.PassedOver.Select(stage => stage.Name()))}] "
        + $"{alert.Status} {alert.Resolution?.Outcome.ToString() ?? "-"} {alert.Resolution?.On:O} {alert.Resolution?.DaysLate ?? 0}")];

    /// <summary>What the mail server took of alerts, told apart by the outbox row that its Message-ID names. Other mails are tested where they are.</summary>
    private static List<string> MailsOf(World world)
    {
        var domain = world.Get<IOptions<MailOptions>>().Value.EffectiveMessageIdDomain;
        var rows = world.Storage.Rows("supervision").Where(row => row.RowKey.StartsWith("mail-", StringComparison.Ordinal)).ToList();
        var byMessage = rows.ToDictionary(row => MessageIds.Create(row.RowKey, domain));
        var ofStages = rows.Where(row => row.Text("Alert")?.EndsWith(row.Text("Template")!, StringComparison.Ordinal) == true).ToList();

        // The sixth has nobody to tell: its mails wait for somebody, until their reason goes or nobody came for days.
        Assert.DoesNotContain(ofStages, row => row.Text("Status") != "Sent" && !IsNobodys(row));
        Assert.DoesNotContain(ofStages, row => row.Text("Status") == "Sent" && IsNobodys(row));
        Assert.DoesNotContain(rows, row => row.Text("Status") is "Claimed" or "Unaddressed" or "GivenUp" || (row.Text("Status") == "Pending" && !IsNobodys(row)));
        return [.. world.Mail.Taken.Select(mail => (mail.ToAddress, Row: byMessage[mail.MessageId])).Where(mail => ofStages.Contains(mail.Row))
            .Select(mail => $"{mail.ToAddress} {mail.Row.Text("Template")} {mail.Row.Text("Alert")}")];

        static bool IsNobodys(StoredRow row) => row.RowKey.EndsWith("-d06-nobody", StringComparison.Ordinal);
    }

    private static void Same(string what, IEnumerable<string> expected, IEnumerable<string> actual)
    {
        var count = new Dictionary<string, int>();
        foreach (var line in actual) count[line] = count.GetValueOrDefault(line) + 1;
        foreach (var line in expected) count[line] = count.GetValueOrDefault(line) - 1;
        var differences = count.Where(line => line.Value != 0).OrderBy(line => line.Key, StringComparer.Ordinal)
            .Select(line => $"{(line.Value > 0 ? "product only" : "model only  ")} {line.Key}").ToList();
        Assert.True(differences.Count == 0, $"{differences.Count} {what} differ:\n{string.Join('\n', differences.Take(30))}");
    }

    private static void Tell(RealHistory history, PlainModel model)
    {
        var stages = Enum.GetValues<EscalationStage>().Select(stage => stage.Name())
            .Select(stage => $"{stage} {model.Alerts.Count(alert => alert.Contains($"-{stage} due", StringComparison.Ordinal))}");
        Tell($"acts: {string.Join(", ", history.Acts.Select(act => $"{act.Key} {act.Value}"))}");
        Tell($"stages: {string.Join(", ", stages)}");
        Tell($"deadlines {model.Deadlines.Count()}, alerts {model.Alerts.Count()}, mails {model.Mails.Count}");
        foreach (var (what, took) in history.Times) Tell($"{what}: {took.Seconds:F1} s, {took.Requests} requests");
    }

    private static void Report(World world, Stopwatch watch, string what) =>
        Tell($"{watch.Elapsed.TotalSeconds:F1} s, {world.Storage.Counts.Total} requests: {what}");

    private static void Tell(FormattableString line) =>
        TestContext.Current.TestOutputHelper?.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>A duty to be confirmed on the day its law takes effect.</summary>
    private sealed record Choice(PlainModel.Duty Duty, ConfirmationRequest Request, DateOnly On);
}
