using System.Globalization;
using Azure.Data.Tables;
using Supervision.Tests.Api;
using Supervision.Tests.Storage;

namespace Supervision.Tests.Kills;

/// <summary>The program is killed with signal 9 in the middle of sweeps and of a relay; Azurite is a process of the test's and stays up.</summary>
public sealed class KilledSweepTests(ApiHost host, AzuriteFixture azurite, ITestOutputHelper output) : IClassFixture<ApiHost>
{
    private const int Departments = 30;
    private const int Due = 2 * Departments;
    private const int Kills = 10;
    private const int RelayKills = 2;

    [Fact]
    public async Task Ten_killed_sweeps_and_two_killed_relays_leave_every_alert_and_every_mail_exactly_once()
    {
        var random = new Random(20250103);
        await SeedAsync();
        var unfinished = 0;

        for (var kill = 1; kill <= Kills; kill++)
        {
            var before = await CountAsync("alert-");
            var reports = await ReportsAsync();
            await using var sweep = ProductProcess.Start(Settings, "sweep", "--as-of", "2025-01-03");
            await UntilAsync(sweep, () => CountAsync("alert-"), before + random.Next(1, 6));
            var killed = await sweep.KillAsync();
            var after = await CountAsync("alert-");
            var leftWork = killed && after > before && after < Due && await ReportsAsync() == reports;
            unfinished += leftWork ? 1 : 0;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"kill {kill}: {before} -> {after} of {Due} alerts, killed {killed}, left work {leftWork}"));
        }

        Assert.True(unfinished >= 6, $"Only {unfinished} of {Kills} kills left work unfinished.");
        await using (var last = ProductProcess.Start(Settings, "sweep", "--as-of", "2025-01-03"))
        {
            Assert.True(await last.EndAsync() == 0, last.Output);
        }

        for (var kill = 1; kill <= RelayKills; kill++)
        {
            var before = Mails().Count;
            await using var relay = ProductProcess.Start(Settings, "relay");
            await UntilAsync(relay, () => Task.FromResult(Mails().Count), before + random.Next(5, 30));
            var killed = await relay.KillAsync();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"relay kill {kill}: {before} -> {Mails().Count} of {2 * Due} mails, killed {killed}"));
            Assert.True(killed && Mails().Count < 2 * Due, "The relay was to be killed in the middle of its work.");
        }

        // What a killed relay had claimed is free again when its claim has run out.
        host.Clock.Advance(TimeProvider.System.GetUtcNow() - host.Clock.GetUtcNow() + TimeSpan.FromMinutes(10));
        await host.RelayAsync();

        await EveryAlertAndMailIsThereOnceAsync();
    }

    private Dictionary<string, string> Settings => new()
    {
        ["Storage:Connection"] = azurite.ConnectionString,
        ["Storage:Prefix"] = host.Prefix,
        ["Jurisdiction:Profile"] = "jilin-like",
        ["Office:BaseUrl"] = "https://supervision.example/",
        ["Mail:FileFolder"] = host.MailFolder,
        ["Sweep:HomesAtOnce"] = "2",
    };

    private async Task SeedAsync()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        await host.Administrator.PutAsync(
            "api/departments/office/people/officer", new { name = "监督专员", mail = "officer@office.example", roles = new[] { "officer-in-charge" } }, 200);
        var departments = new List<string>();
        foreach (var chunk in Enumerable.Range(0, Departments).Chunk(8))
        {
            departments.AddRange((await Task.WhenAll(chunk.Select(_ => host.DepartmentAsync()))).Select(department => department.Id));
        }

        var law = await host.LawAsync();
        Assert.Equal(Departments, (await host.ConfirmAsync(law, 1, new { departments })).Count);
        Assert.Equal(Departments, (await host.ConfirmAsync(law, 2, new { departments })).Count);
    }

    private async Task EveryAlertAndMailIsThereOnceAsync()
    {
        var rows = new List<TableEntity>();
        await foreach (var row in host.Table("supervision").QueryAsync<TableEntity>())
        {
            rows.Add(row);
        }

        var chains = Chains.Check(rows);
        var overdue = chains.Where(chain => !chain.Key.EndsWith("-2025", StringComparison.Ordinal)).ToList();
        Assert.Equal(Due, overdue.Count);
        Assert.All(overdue, chain => Assert.Equal("overdue", Assert.Single(chain.Value, body => Type(body) == "stage-raised").GetProperty("stage").GetString()));
        Assert.All(overdue, chain => Assert.Single(chain.Value, body => Type(body) == "notice-sent"));
        Assert.All(chains.Except(overdue), chain => Assert.Equal("opened", Type(Assert.Single(chain.Value))));
        Assert.Equal(Departments, chains.Count - Due);
        Assert.Equal(
            overdue.Select(chain => $"alert-{chain.Key}-r1-overdue").Order(StringComparer.Ordinal),
            rows.Select(row => row.RowKey).Where(key => key.StartsWith("alert-", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

        var mails = rows.Where(row => row.RowKey.StartsWith("mail-", StringComparison.Ordinal)).ToList();
        Assert.All(mails, mail => Assert.Equal("Sent", mail.GetString("Status")));
        var told = mails.Select(mail => $"{mail.GetString("Alert")} {mail.GetString("Recipient")}").ToList();
        Assert.Equal(2 * Due, told.Count);
        Assert.Equal(2 * Due, told.Distinct(StringComparer.Ordinal).Count());
        var ids = Mails().Select(file => File.ReadLines(file).First(line => line.StartsWith("Message-Id:", StringComparison.OrdinalIgnoreCase))).ToList();
        Assert.Equal(2 * Due, ids.Count);
        Assert.Equal(2 * Due, ids.Distinct(StringComparer.Ordinal).Count());

        static string? Type(System.Text.Json.JsonElement body) => body.GetProperty("type").GetString();
    }

    /// <summary>Polls until the count is reached or the process has ended.</summary>
    private static async Task UntilAsync(ProductProcess process, Func<Task<int>> count, int target)
    {
        while (!process.HasEnded && await count() < target)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    private async Task<int> CountAsync(string prefix)
    {
        var filter = TableClient.CreateQueryFilter($"RowKey ge {prefix} and RowKey lt {prefix + "~"}");
        return await host.Table("supervision").QueryAsync<TableEntity>(filter, select: ["RowKey"]).CountAsync();
    }

    private async Task<int> ReportsAsync() => await host.Table("views").QueryAsync<TableEntity>("PartitionKey eq 'sweeps'").CountAsync();

    private IReadOnlyList<string> Mails() => Directory.Exists(host.MailFolder) ? Directory.GetFiles(host.MailFolder, "*.eml") : [];
}
