using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Supervision.Access;

namespace Supervision.Tests.Api;

/// <summary>The examples of the guide, as the page shows them, run for real.</summary>
public sealed class GuideTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("curl", "sh", "deliver.sh")]
    [InlineData("Python", "python3", "deliver.py")]
    [InlineData("curl (250 MB)", "sh", "deliver-large.sh")]
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

    private async Task<(int Code, string Text)> RunAsync(string program, string file, string folder, string department, string key)
    {
        var start = new ProcessStartInfo(program, [file, "metadata.json", "报告 2023.pdf", "report-2023"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["BASE"] = host.Address.ToString().TrimEnd('/');
        start.Environment["KEY"] = key;
        start.Environment["DEPARTMENT"] = department;
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        var (said, faults) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await said + await faults);
    }
}
