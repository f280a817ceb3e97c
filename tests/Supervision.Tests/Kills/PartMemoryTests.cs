using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Supervision.Access;
using Supervision.Tests.Api;
using Supervision.Tests.Storage;

namespace Supervision.Tests.Kills;

/// <summary>What the serving program needs in memory while it takes a large file in parts, run as the systemd unit runs it.</summary>
public sealed class PartMemoryTests(ApiHost host, AzuriteFixture azurite, ITestOutputHelper output) : IClassFixture<ApiHost>
{
    /// <summary>The whole process with its runtime; about 115 MB of it are there before the first request.</summary>
    private const long MostMemory = 150_000_000;
    private const int PartLength = 8_000_000;

    [Fact]
    public Task Stays_below_150_MB_with_a_file_of_40_MB() => TakeAsync(40_000_000, sender: 1);

    [Fact(Explicit = true)]
    public Task Stays_below_150_MB_with_a_file_of_250_MB() => TakeAsync(250_000_000, sender: 1);

    [Fact(Explicit = true)]
    public Task Stays_below_150_MB_with_a_file_of_250_MB_whose_parts_come_four_at_a_time() => TakeAsync(250_000_000, sender: 4);

    private async Task TakeAsync(long length, int sender)
    {
        host.Clock.Advance(TimeProvider.System.GetUtcNow() - host.Clock.GetUtcNow());
        var stop = TestContext.Current.CancellationToken;
        var (department, _) = await host.DepartmentAsync();
        var port = ServingProcess.FreePort();
        await using var server = await ServingProcess.StartAsync(azurite, host, port, UnitEnvironment());
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}/"), Timeout = TimeSpan.FromMinutes(3) };
        http.DefaultRequestHeaders.Add("Authorization", "Bearer " + await host.KeyAsync(Role.Department, department));
        var idle = server.PeakMemory;
        var began = Stopwatch.StartNew();

        using var begun = await http.PostAsJsonAsync(
            $"api/departments/{department}/uploads",
            new { kind = "rule", metadata = new { title = "办法", issued = "2024-01-02" }, files = new[] { new { name = "大.pdf", length } } },
            stop);
        Assert.Equal(HttpStatusCode.Created, begun.StatusCode);
        var address = begun.Headers.Location!.ToString().TrimStart('/');
        var count = (int)((length + PartLength - 1) / PartLength);
        var hashes = new string[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = sender, CancellationToken = stop }, async (index, cancel) =>
        {
            var part = Part(index, (int)Math.Min(PartLength, length - ((long)index * PartLength)));
            hashes[index] = Convert.ToHexStringLower(SHA256.HashData(part));
            using var body = new ByteArrayContent(part);
            body.Headers.Add("X-Content-SHA256", hashes[index]);
            using var put = await http.PutAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"{address}/files/1/parts/{index + 1}"), UriKind.Relative), body, cancel);
            Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync(cancel));
        });
        var sent = began.Elapsed;
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var index = 0; index < count; index++)
        {
            whole.AppendData(Part(index, (int)Math.Min(PartLength, length - ((long)index * PartLength))));
        }

        var sha256 = Convert.ToHexStringLower(whole.GetHashAndReset());
        using var answer = await http.PostAsJsonAsync(address + "/commit", new { files = new[] { new { sha256, parts = hashes } } }, stop);

        var receipt = await answer.Content.ReadAsStringAsync(stop);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, receipt);
        Assert.Equal(sha256, JsonDocument.Parse(receipt).RootElement.GetProperty("files")[0].GetProperty("sha256").GetString());
        var peak = server.PeakMemory;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{length / 1_000_000} MB, {sender} at a time: idle {idle / 1_000_000} MB, peak {peak / 1_000_000} MB; parts in {sent.TotalSeconds:F1} s, all in {began.Elapsed.TotalSeconds:F1} s"));
        Assert.InRange(peak, 0, MostMemory);
    }

    /// <summary>What the unit tells the .NET runtime.</summary>
    private static Dictionary<string, string> UnitEnvironment()
    {
        var unit = File.ReadLines(Path.Combine(Repository.Root, "infra", "on-premises", "supervision.service"));
        var settings = unit.Where(line => line.StartsWith("Environment=DOTNET_", StringComparison.Ordinal))
            .SelectMany(line => line["Environment=".Length..].Split(' '))
            .Select(setting => setting.Split('='))
            .ToDictionary(setting => setting[0], setting => setting[1]);
        Assert.Contains("DOTNET_GCgen0size", settings.Keys);
        return settings;
    }

    /// <summary>Bytes that look like a PDF's and differ from part to part.</summary>
    private static byte[] Part(int index, int length)
    {
        var bytes = new byte[length];
        new Random(index).NextBytes(bytes);
        if (index == 0)
        {
            SampleFiles.Pdf().CopyTo(bytes, 0);
        }

        return bytes;
    }
}
