using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Supervision.Tests.Api;
using Supervision.Tests.Storage;

namespace Supervision.Tests.Kills;

/// <summary>The serving program is killed with signal 9 while departments upload; they send again under the same keys.</summary>
public sealed class KilledServerTests(ApiHost host, AzuriteFixture azurite, ITestOutputHelper output) : IClassFixture<ApiHost>
{
    private const int Uploaders = 8;
    private const int EachBetweenKills = 8;
    private const int Kills = 2;

    private readonly ConcurrentQueue<(string Department, string Key, string Receipt)> answered = new();
    private int repeated;
    private volatile bool done;

    [Fact]
    public async Task What_was_answered_with_a_receipt_is_in_storage_and_nothing_is_there_twice()
    {
        host.Clock.Advance(TimeProvider.System.GetUtcNow() - host.Clock.GetUtcNow());
        var port = ServingProcess.FreePort();
        var departments = await Task.WhenAll(Enumerable.Range(0, Uploaders).Select(_ => host.RuleAsync()));
        var keys = await Task.WhenAll(departments.Select(department => host.KeyAsync(Access.Role.Department, department.Department)));
        var server = await StartAsync(port);
        try
        {
            var uploads = departments.Zip(keys, (department, key) => UploadAsync(port, department.Department, department.Obligation, key)).ToList();
            for (var kill = 1; kill <= Kills; kill++)
            {
                await UntilAnsweredAsync(answered.Count + (Uploaders * EachBetweenKills), uploads);
                Assert.True(await server.KillAsync(), server.ToString());
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"kill {kill} after {answered.Count} receipts"));
                await server.DisposeAsync();
                server = await StartAsync(port);
            }

            await UntilAnsweredAsync(answered.Count + (Uploaders * EachBetweenKills), uploads);
            done = true;
            await Task.WhenAll(uploads);
        }
        finally
        {
            done = true;
            await server.DisposeAsync();
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{answered.Count} receipts, {repeated} of them to a request sent again that storage knew"));
        await EveryReceiptIsKeptAsync([.. departments.Select(department => department.Department)]);
    }

    private async Task UploadAsync(int port, string department, string obligation, string key)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}/"), Timeout = TimeSpan.FromSeconds(20) };
        for (var number = 1; !done; number++)
        {
            var idempotencyKey = string.Create(CultureInfo.InvariantCulture, $"upload-{number}");
            var text = $"{department} {number} " + new string('x', 100_000);
            for (var attempt = 1; ; attempt++)
            {
                Assert.True(attempt < 2_000, "The server did not come back.");
                try
                {
                    // Every other one is matched to a deadline, so that its history grows too.
                    using var request = number % 4 == 0
                        ? Upload.Rule(department, obligation, "2024-06-01", text)
                        : Upload.Report(department, null, text);
                    request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
                    request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
                    using var answer = await http.SendAsync(request);
                    var receipt = await answer.Content.ReadAsStringAsync();
                    if (answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK)
                    {
                        Interlocked.Add(ref repeated, answer.StatusCode == HttpStatusCode.OK ? 1 : 0);
                        answered.Enqueue((department, idempotencyKey, receipt));
                        break;
                    }

                    Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}: {receipt}");
                }
                catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException or IOException)
                {
                    await Task.Delay(20);
                }
            }
        }
    }

    private async Task EveryReceiptIsKeptAsync(IReadOnlyList<string> departments)
    {
        Assert.Equal(answered.Count, answered.Select(one => $"{one.Department} {one.Key}").Distinct().Count());
        Assert.Equal(answered.Count, answered.Select(one => Id(one.Receipt)).Distinct().Count());
        var rows = new List<TableEntity>();
        await foreach (var row in host.Table("supervision").QueryAsync<TableEntity>())
        {
            rows.Add(row);
        }

        Chains.Check(rows);
        var deliveries = rows.Where(row => row.RowKey.StartsWith("delivery-", StringComparison.Ordinal)).ToDictionary(row => row.RowKey[9..], StringComparer.Ordinal);
        Assert.Equal(answered.Count, deliveries.Count);
        foreach (var (department, _, text) in answered)
        {
            var receipt = JsonDocument.Parse(text).RootElement;
            var row = deliveries[Id(text)];
            Assert.Equal(department, row.PartitionKey);
            var stored = JsonDocument.Parse(row.GetString("Delivery")).RootElement;
            Assert.Equal(receipt.GetProperty("contentHash").GetString(), stored.GetProperty("contentHash").GetString());
            Assert.Equal(receipt.GetProperty("receivedAt").GetString(), stored.GetProperty("receivedAt").GetString());
            var file = Assert.Single(stored.GetProperty("files").EnumerateArray());
            var blob = await host.Deliveries.GetBlobClient(file.GetProperty("blob").GetString()).DownloadContentAsync();
            Assert.StartsWith(department + " ", Encoding.UTF8.GetString(blob.Value.Content.ToArray()[..40]), StringComparison.Ordinal);
            Assert.Equal(
                receipt.GetProperty("files")[0].GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(blob.Value.Content.ToArray())));
        }

        Assert.Equal(departments.Order(StringComparer.Ordinal), deliveries.Values.Select(row => row.PartitionKey).Distinct().Order(StringComparer.Ordinal));

        static string Id(string receipt) => JsonDocument.Parse(receipt).RootElement.GetProperty("id").GetString()!;
    }

    private async Task UntilAnsweredAsync(int count, IReadOnlyList<Task> uploads)
    {
        while (answered.Count < count)
        {
            if (uploads.FirstOrDefault(upload => upload.IsFaulted) is { } faulted)
            {
                await faulted;
            }

            await Task.Delay(3, TestContext.Current.CancellationToken);
        }
    }

    private Task<ProductProcess> StartAsync(int port) => ServingProcess.StartAsync(azurite, host, port);
}
