using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Supervision.Access;
using Supervision.Tests.Api;
using Supervision.Tests.Storage;

namespace Supervision.Tests.Kills;

/// <summary>Many uploaders at once for a minute while the serving program is killed twice. Explicit, as it takes minutes and the whole machine.</summary>
public sealed class LoadTests(ApiHost host, AzuriteFixture azurite, ITestOutputHelper output) : IClassFixture<ApiHost>
{
    private const int Uploaders = 32;
    private const int AtOneDepartment = 8;
    private const int Length = 20_000;
    private const int MostMatched = 40;

    /// <summary>While the program serves; starting it again takes its own time.</summary>
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<(string Department, string Key, string Sha256, string Receipt)> answered = new();
    private readonly ConcurrentQueue<TimeSpan> times = new();
    private int repeated;
    private int tooMany;
    private volatile bool done;

    [Fact(Explicit = true)]
    public async Task Every_receipt_of_a_minute_with_two_kills_is_kept_with_the_right_hash_and_nothing_is_there_twice()
    {
        host.Clock.Advance(TimeProvider.System.GetUtcNow() - host.Clock.GetUtcNow());
        var port = ServingProcess.FreePort();
        var shared = await host.RuleAsync();
        var departments = new List<(string Department, string Obligation)>();
        for (var i = 0; i < Uploaders; i++)
        {
            var one = i < AtOneDepartment ? shared : await host.RuleAsync();
            departments.Add((one.Department, one.Obligation));
        }

        var keys = new List<string>();
        foreach (var (department, _) in departments)
        {
            keys.Add(await host.KeyAsync(Role.Department, department));
        }

        var server = await ServingProcess.StartAsync(azurite, host, port);
        var clock = Stopwatch.StartNew();
        try
        {
            var uploads = departments.Select((department, number) => Task.Run(() => UploadAsync(port, number, department.Department, department.Obligation, keys[number]))).ToList();
            for (var kill = 1; kill <= 2; kill++)
            {
                await Task.Delay(Duration / 3, TestContext.Current.CancellationToken);
                Assert.True(await server.KillAsync(), server.ToString());
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"kill {kill} at {clock.Elapsed.TotalSeconds:F0} s after {answered.Count} receipts"));
                await server.DisposeAsync();
                server = await ServingProcess.StartAsync(azurite, host, port);
            }

            await Task.Delay(Duration / 3, TestContext.Current.CancellationToken);
            done = true;
            await Task.WhenAll(uploads);
        }
        finally
        {
            done = true;
            await server.DisposeAsync();
        }

        var sorted = times.Order().ToList();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{answered.Count} receipts in {clock.Elapsed.TotalSeconds:F1} s, {answered.Count / clock.Elapsed.TotalSeconds:F1} a second; {repeated} repeated, {tooMany} told to wait; "
            + $"median {sorted[sorted.Count / 2].TotalMilliseconds:F0} ms, p99 {sorted[sorted.Count * 99 / 100].TotalMilliseconds:F0} ms, longest {sorted[^1].TotalMilliseconds:F0} ms of one request"));
        await EveryReceiptIsKeptAsync();
    }

    private async Task UploadAsync(int port, int uploader, string department, string obligation, string key)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}/"), Timeout = TimeSpan.FromSeconds(60) };
        for (var number = 1; !done; number++)
        {
            var idempotencyKey = string.Create(CultureInfo.InvariantCulture, $"u{uploader}-{number}");
            var text = $"{department} {idempotencyKey} " + new string('x', Length);
            var isMatched = number % 4 == 0 && number / 4 <= MostMatched / AtOneDepartment;
            for (; ; )
            {
                try
                {
                    using var request = isMatched ? Upload.Rule(department, obligation, "2024-06-01", text) : Upload.Report(department, null, text);
                    request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
                    request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
                    var began = Stopwatch.GetTimestamp();
                    using var answer = await http.SendAsync(request);
                    var receipt = await answer.Content.ReadAsStringAsync();
                    if (answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK)
                    {
                        times.Enqueue(Stopwatch.GetElapsedTime(began));
                        Interlocked.Add(ref repeated, answer.StatusCode == HttpStatusCode.OK ? 1 : 0);
                        answered.Enqueue((department, idempotencyKey, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), receipt));
                        break;
                    }

                    Assert.True(answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests, $"{answer.StatusCode}: {receipt}");
                    Interlocked.Increment(ref tooMany);
                    await Task.Delay(500);
                }
                catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException or IOException)
                {
                    await Task.Delay(50);
                }
            }
        }
    }

    private async Task EveryReceiptIsKeptAsync()
    {
        Assert.Equal(answered.Count, answered.Select(one => one.Key).Distinct().Count());
        Assert.Equal(answered.Count, answered.Select(one => Id(one.Receipt)).Distinct().Count());
        var rows = new List<TableEntity>();
        await foreach (var row in host.Table("supervision").QueryAsync<TableEntity>())
        {
            rows.Add(row);
        }

        Chains.Check(rows);
        var deliveries = rows.Where(row => row.RowKey.StartsWith("delivery-", StringComparison.Ordinal)).ToDictionary(row => row.RowKey[9..], StringComparer.Ordinal);
        Assert.Equal(answered.Count, deliveries.Count);
        await Parallel.ForEachAsync(answered, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (one, stop) =>
        {
            var row = deliveries[Id(one.Receipt)];
            Assert.Equal(one.Department, row.PartitionKey);
            var file = Assert.Single(JsonDocument.Parse(row.GetString("Delivery")).RootElement.GetProperty("files").EnumerateArray());
            var blob = await host.Deliveries.GetBlobClient(file.GetProperty("blob").GetString()).DownloadContentAsync(stop);
            Assert.Equal(one.Sha256, Convert.ToHexStringLower(SHA256.HashData(blob.Value.Content)));
            Assert.Equal(one.Sha256, JsonDocument.Parse(one.Receipt).RootElement.GetProperty("files")[0].GetProperty("sha256").GetString());
        });
        output.WriteLine($"{deliveries.Count} deliveries in storage, each with the hash of its receipt.");

        static string Id(string receipt) => JsonDocument.Parse(receipt).RootElement.GetProperty("id").GetString()!;
    }
}
