using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Supervision.Tests.Api;
using Supervision.Tests.Kills;
using Supervision.Tests.Storage;

namespace Supervision.Tests.Operations;

/// <summary>An installation on Azurite is destroyed and restored with the program's own commands.</summary>
public sealed class RestoredOnAzuriteTests(ApiHost host, AzuriteFixture azurite, ITestOutputHelper output) : IClassFixture<ApiHost>
{
    private static readonly string[] Tables = ["register", "supervision", "agenda", "views", "directory", "indicators"];
    private static readonly string[] Containers = ["laws", "deliveries", "papers", "digests", "mails", "drop"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TableServiceClient TableService => new(azurite.ConnectionString);

    private BlobServiceClient BlobService => new(azurite.ConnectionString);

    [Fact]
    public async Task What_was_destroyed_comes_back_with_its_history_and_the_program_goes_on()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"supervision-restore-{Guid.NewGuid():N}");
        try
        {
            var (department, client, obligation, deadline) = await host.RuleAsync();
            var receipt = await client.SendAsync(Upload.Report(department, null), 201);
            await host.SweepAsync(new DateOnly(2025, 1, 3));
            await host.RelayAsync();
            await host.Host.RunTimerAsync("SealHistory", Cancellation);
            var before = await PictureAsync();
            var alerts = (await host.RowsAsync("supervision", department, "alert-")).Count;
            Assert.True(before.Count > 20 && alerts > 0);

            var taken = await RunAsync("backup", folder);
            await DestroyAsync();
            var restored = await RunAsync(
                "restore", taken.GetProperty("folder").GetString()!, "--manifest", taken.GetProperty("manifestSha256").GetString()!);
            var verified = await RunAsync("verify");

            Assert.Equal(before, await PictureAsync());
            Assert.Empty(restored.GetProperty("history").GetProperty("breaks").EnumerateArray());
            Assert.Equal(taken.GetProperty("check").GetProperty("chains").GetInt32(), verified.GetProperty("chains").GetInt32());
            await client.GetAsync($"api/departments/{department}/deliveries/{receipt.Json.GetProperty("id").GetString()}/files/1", 200);
            await host.SweepAsync(new DateOnly(2025, 1, 3));
            Assert.Equal(alerts, (await host.RowsAsync("supervision", department, "alert-")).Count);
            await client.SendAsync(Upload.Rule(department, obligation, issued: "2025-01-02"), 201);
            Assert.True((await client.GetAsync($"api/deadlines/{deadline}/verification", 200)).Json.GetProperty("holds").GetBoolean());
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private async Task<JsonElement> RunAsync(params string[] arguments)
    {
        var settings = new Dictionary<string, string>
        {
            ["Storage:Connection"] = azurite.ConnectionString,
            ["Storage:Prefix"] = host.Prefix,
            ["Jurisdiction:Profile"] = "jilin-like",
            ["Mail:FileFolder"] = host.MailFolder,
        };
        await using var process = ProductProcess.Start(settings, arguments);
        var code = await process.EndAsync();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{arguments[0]}: {code} {process.Output}"));
        Assert.True(code == 0, process.Output);
        return JsonDocument.Parse(process.Output.Split('\n').Last(line => line.StartsWith('{'))).RootElement;
    }

    private async Task DestroyAsync()
    {
        foreach (var table in Tables)
        {
            await TableService.DeleteTableAsync(host.Prefix + table, Cancellation);
        }

        foreach (var container in Containers)
        {
            await BlobService.DeleteBlobContainerAsync($"{host.Prefix}-{container}", cancellationToken: Cancellation);
        }

        Assert.Empty(await PictureAsync());
    }

    /// <summary>Everything stored, read by the client libraries alone.</summary>
    private async Task<List<string>> PictureAsync()
    {
        var lines = new List<string>();
        await foreach (var table in TableService.QueryAsync(cancellationToken: Cancellation))
        {
            if (!table.Name.StartsWith(host.Prefix, StringComparison.Ordinal))
            {
                continue;
            }

            await foreach (var row in TableService.GetTableClient(table.Name).QueryAsync<TableEntity>(cancellationToken: Cancellation))
            {
                // The commands run by the clock of this machine, years after the host's: reports of sweeps have been kept long enough by then. How far
                // the daily check has come is another matter: a restored office is checked at once.
                if (row.PartitionKey == "sweeps" && (row.ContainsKey("Report") || row.RowKey == "check"))
                {
                    continue;
                }

                var values = row.Where(pair => pair.Key is not ("odata.etag" or "Timestamp")).OrderBy(pair => pair.Key, StringComparer.Ordinal)
                    .Select(pair => $"{pair.Key}:{pair.Value?.GetType().Name}={pair.Value}");
                lines.Add($"{table.Name} {string.Join(' ', values)}");
            }
        }

        foreach (var name in Containers)
        {
            var container = BlobService.GetBlobContainerClient($"{host.Prefix}-{name}");
            if (!await container.ExistsAsync(Cancellation))
            {
                continue;
            }

            await foreach (var blob in container.GetBlobsAsync(new Azure.Storage.Blobs.Models.GetBlobsOptions { Traits = Azure.Storage.Blobs.Models.BlobTraits.Metadata }, Cancellation))
            {
                var content = (await container.GetBlobClient(blob.Name).DownloadContentAsync(Cancellation)).Value;
                var metadata = string.Join(' ', blob.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal));
                lines.Add($"{name} {blob.Name} {content.Details.ContentType} {metadata} {Convert.ToHexStringLower(SHA256.HashData(content.Content.ToMemory().Span))}");
            }
        }

        return lines;
    }
}
