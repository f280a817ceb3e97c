using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Supervision.Access;

namespace Supervision.Tests.Api;

/// <summary>The examples of the guide, as the page shows them, run for real; those for PowerShell are read only, for want of PowerShell here.</summary>
public sealed class GuideTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("curl", "sh", "deliver.sh")]
    [InlineData("Python", "python3", "deliver.py")]
    [InlineData("curl (250 MB)", "sh", "deliver-large.sh")]
    [InlineData("Python (250 MB)", "python3", "deliver-large.py")]
    public async Task An_example_delivers_and_sent_again_it_delivers_once(string heading, string program, string file)
    {
        var stop = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("supervision-guide").FullName;
        try
        {
            var (department, client) = await host.DepartmentAsync();
            await File.WriteAllTextAsync(Path.Combine(folder, file), await ExampleAsync(heading), stop);
            await File.WriteAllTextAsync(Path.Combine(folder, "metadata.json"), await ExampleAsync("metadata.json"), stop);
            await File.WriteAllBytesAsync(Path.Combine(folder, "报告 2023.pdf"), SampleFiles.Pdf(Guid.NewGuid().ToString("N")), stop);
            var key = await host.KeyAsync(Role.Department, department);

            var first = await RunAsync(program, file, folder, department, key);
            var again = await RunAsync(program, file, folder, department, key);

            Assert.True(first.Code == 0, first.Text);
            Assert.True(again.Code == 0, again.Text);
            var delivery = Assert.Single((await client.GetAsync($"api/departments/{department}/deliveries", 200)).Json.GetProperty("items").EnumerateArray());
            Assert.Equal("2023年度实施情况报告", delivery.GetProperty("metadata").GetProperty("title").GetString());
            Assert.Equal("报告 2023.pdf", delivery.GetProperty("files")[0].GetProperty("name").GetString());
            Assert.Equal(
                Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder, "报告 2023.pdf"), stop))),
                delivery.GetProperty("files")[0].GetProperty("sha256").GetString());
            Assert.Contains(delivery.GetProperty("id").GetString()!, await File.ReadAllTextAsync(Path.Combine(folder, "receipt.json"), stop), StringComparison.Ordinal);
            var refused = await RunAsync(program, file, folder, department, "k000000000000." + new string('0', 40));
            Assert.NotEqual(0, refused.Code);
            Assert.Contains("unauthenticated", refused.Text, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("curl (250 MB)", "sh", "deliver-large.sh")]
    [InlineData("Python (250 MB)", "python3", "deliver-large.py")]
    public async Task An_example_for_large_files_goes_on_where_a_cut_connection_left_it(string heading, string program, string file)
    {
        var stop = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("supervision-guide").FullName;
        try
        {
            using var line = new CutLine(host.Address, "/parts/2 ");
            var (department, client) = await host.DepartmentAsync();
            var content = new byte[10_000_000];
            Array.Fill(content, (byte)'a');
            await File.WriteAllTextAsync(Path.Combine(folder, file), await ExampleAsync(heading), stop);
            await File.WriteAllTextAsync(Path.Combine(folder, "metadata.json"), await ExampleAsync("metadata.json"), stop);
            await File.WriteAllBytesAsync(Path.Combine(folder, "大.txt"), content, stop);
            var key = await host.KeyAsync(Role.Department, department);

            var first = await RunAsync(program, file, folder, department, key, "大.txt", line.Address);
            var received = (await client.GetAsync($"api/departments/{department}/deliveries", 200)).Json.GetProperty("items").GetArrayLength();
            var again = await RunAsync(program, file, folder, department, key, "大.txt", line.Address);

            // One that tries again by itself has delivered; one that does not has left nothing, and goes on when it is run again.
            Assert.Equal(1, line.Cuts);
            Assert.Equal(first.Code == 0 ? 1 : 0, received);
            Assert.True(again.Code == 0, first.Text + again.Text);
            Assert.Single(line.Requests, request => request.Contains("/parts/1 ", StringComparison.Ordinal));
            Assert.Equal(2, line.Requests.Count(request => request.Contains("/parts/2 ", StringComparison.Ordinal)));
            var delivery = Assert.Single((await client.GetAsync($"api/departments/{department}/deliveries", 200)).Json.GetProperty("items").EnumerateArray());
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), delivery.GetProperty("files")[0].GetProperty("sha256").GetString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The text under a heading of the page, as a person would copy it.</summary>
    private async Task<string> ExampleAsync(string heading)
    {
        using var client = new HttpClient { BaseAddress = host.Address };
        var html = await client.GetStringAsync(new Uri("guide?lang=zh-CN", UriKind.Relative), TestContext.Current.CancellationToken);
        var at = html.IndexOf($"<h3>{heading}</h3>", StringComparison.Ordinal);
        Assert.True(at >= 0, heading);
        var begin = html.IndexOf("<code>", at, StringComparison.Ordinal) + "<code>".Length;
        return WebUtility.HtmlDecode(html[begin..html.IndexOf("</code>", begin, StringComparison.Ordinal)]);
    }

    private async Task<(int Code, string Text)> RunAsync(string program, string file, string folder, string department, string key, string report = "报告 2023.pdf", Uri? address = null)
    {
        var start = new ProcessStartInfo(program, [file, "metadata.json", report, "report-2023"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["BASE"] = (address ?? host.Address).ToString().TrimEnd('/');
        start.Environment["KEY"] = key;
        start.Environment["DEPARTMENT"] = department;
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        var (said, faults) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await said + await faults);
    }
}
