using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Supervision.Access;
using Supervision.Functions;
using Supervision.Functions.Commands;
using Supervision.Identity;
using Supervision.LocalHost;
using Supervision.Storage;
using Supervision.Tests.LocalHost;
using Supervision.Tests.Storage;

namespace Supervision.Tests.Api;

/// <summary>The functions on the embedded host over real HTTP, on tables and containers of their own in the run's Azurite. Timers run by name.</summary>
public sealed class ApiHost : IAsyncLifetime
{
    private readonly AzuriteFixture azurite;
    private readonly string mails = Path.Combine(Path.GetTempPath(), $"supervision-api-{Guid.NewGuid():N}");
    private static int hosts;

    private readonly int host = Interlocked.Increment(ref hosts);
    private int number;

    public ApiHost(AzuriteFixture azurite)
    {
        this.azurite = azurite;
        Prefix = "a" + Guid.NewGuid().ToString("N")[..15];
    }

    /// <summary>A second host on the storage of a first.</summary>
    internal ApiHost(ApiHost first)
    {
        azurite = first.azurite;
        Prefix = first.Prefix;
    }

    public string Prefix { get; }

    /// <summary>Settings of this host that come before those of all hosts; set before it starts.</summary>
    internal Dictionary<string, string?> Settings { get; } = [];

    public OfficeClock Clock { get; } = new(new DateOnly(2024, 1, 2));

    public LogLines Log { get; } = new();

    public LocalFunctionsHost Host { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    public ApiClient Officer { get; private set; } = null!;

    public ApiClient Administrator { get; private set; } = null!;

    public TableClient Table(string name) => new TableServiceClient(azurite.ConnectionString).GetTableClient(Prefix + name);

    public BlobContainerClient Deliveries => new BlobServiceClient(azurite.ConnectionString).GetBlobContainerClient($"{Prefix}-deliveries");

    public string MailFolder => mails;

    /// <summary>A name nobody else in this host's storage has.</summary>
    public string NewId(string kind) => $"{kind}{host}x{Interlocked.Increment(ref number)}";

    public async ValueTask InitializeAsync()
    {
        var builder = LocalFunctionsHost.CreateBuilder().UsePort(0).UseTimers(false);
        builder.Configuration.AddInMemoryCollection(LocalRuntime.Defaults).AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:Connection"] = azurite.ConnectionString,
            ["Storage:Prefix"] = Prefix,
            ["Host:TimerContainer"] = Prefix + "-timers",
            ["Jurisdiction:Profile"] = "jilin-like",
            ["Office:BaseUrl"] = "https://supervision.example/",
            ["Mail:FileFolder"] = mails,
        }).AddInMemoryCollection(Settings);
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSupervision(builder.Configuration).AddFunctionServices();
        builder.AddFunctions(typeof(LawFunctions).Assembly);
        Host = builder.Build();
        await Host.Services.GetRequiredService<SupervisionStorage>().PrepareAsync(CancellationToken.None);
        await Host.StartAsync();
        Address = new Uri(Host.Urls.Single());
        Officer = As(await KeyAsync(Role.Officer));
        Administrator = As(await KeyAsync(Role.Administrator));
    }

    public ApiClient As(string? key) => new(Address, key);

    public async Task<string> KeyAsync(Role role, string? department = null, TimeSpan? valid = null) =>
        (await Host.Services.GetRequiredService<AccessKeys>().CreateAsync(
            role, department is null ? null : DepartmentId.Parse(department), valid ?? TimeSpan.FromDays(3650), CancellationToken.None)).Text;

    /// <summary>A department with one person who is told, and a client that acts for it.</summary>
    public async Task<(string Id, ApiClient Client)> DepartmentAsync()
    {
        var id = NewId("dept");
        await Administrator.PutAsync($"api/departments/{id}", new { name = "临江省第" + id + "厅", nameEn = "Department " + id }, 200);
        await Administrator.PutAsync(
            $"api/departments/{id}/people/contact", new { name = "联络员", mail = $"contact@{id}.example", roles = new[] { "department" } }, 200);
        return (id, As(await KeyAsync(Role.Department, id)));
    }

    /// <summary>An imported law of one's own with one implementing rule (number 1) and one yearly report (number 2).</summary>
    public async Task<string> LawAsync()
    {
        var answer = await Officer.PostTextAsync("api/laws?file=law.md", Texts.Law(NewId("临江省湿地保护条例")), 201);
        Assert.Equal(2, answer.Json.GetProperty("proposed").EnumerateArray().Count(one => one.GetProperty("candidate").GetProperty("foundBy").GetString() != "profile"));
        return answer.Json.GetProperty("law").GetProperty("id").GetString()!;
    }

    /// <summary>Confirms an obligation and names the deadlines it opened.</summary>
    public async Task<IReadOnlyList<string>> ConfirmAsync(string law, int obligation, object request)
    {
        var answer = await Officer.PostAsync($"api/laws/{law}/obligations/{obligation}/confirmation", request, 200);
        return [.. answer.Json.GetProperty("confirmation").GetProperty("deadlines").EnumerateArray().Select(id => id.GetString()!)];
    }

    /// <summary>The rule's deadline of a department of one's own: due on 2025-01-02.</summary>
    public async Task<(string Department, ApiClient Client, string Obligation, string Deadline)> RuleAsync()
    {
        var (department, client) = await DepartmentAsync();
        var law = await LawAsync();
        var deadlines = await ConfirmAsync(law, 1, new { departments = new[] { department } });
        return (department, client, $"{law}-1", Assert.Single(deadlines));
    }

    public async Task SweepAsync(DateOnly date)
    {
        Clock.SetNoon(date);
        await Host.RunTimerAsync("SweepDeadlines");
    }

    public Task RelayAsync() => Host.RunTimerAsync("RelayMail");

    public async Task<IReadOnlyList<TableEntity>> RowsAsync(string table, string partition, string prefix)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in Table(table).QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}")))
        {
            if (row.RowKey.StartsWith(prefix, StringComparison.Ordinal))
            {
                rows.Add(row);
            }
        }

        return rows;
    }

    public async Task<IReadOnlyList<string>> BlobsAsync()
    {
        var names = new List<string>();
        await foreach (var blob in Deliveries.GetBlobsAsync())
        {
            names.Add(blob.Name);
        }

        return names;
    }

    public async ValueTask DisposeAsync()
    {
        // A test that needed no host has none.
        if (Host is not null)
        {
            await Host.StopAsync();
            await Host.DisposeAsync();
        }

        if (Directory.Exists(mails))
        {
            Directory.Delete(mails, recursive: true);
        }
    }
}

/// <summary>Invented texts.</summary>
internal static class Texts
{
    public static string Law(string title) => Worlds.Given.Law.Replace("临江省湿地保护条例", title, StringComparison.Ordinal);
}
