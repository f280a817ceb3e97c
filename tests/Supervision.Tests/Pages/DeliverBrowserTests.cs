using System.Security.Cryptography;
using Supervision.Deliveries;
using Supervision.Functions;
using Supervision.Identity;
using Supervision.Tests.Api;

namespace Supervision.Tests.Pages;

/// <summary>A clerk delivers in a real browser. Set PAGES_PICTURES to a folder to keep pictures.</summary>
public sealed class DeliverBrowserTests
{
    private const int Tab = 9;
    private const int Enter = 13;

    [Fact]
    public async Task A_clerk_delivers_a_rule_by_keyboard_and_sees_what_is_wrong_and_then_the_receipt()
    {
        await using var browser = await Chromium.StartAsync();
        await using var site = await Site.StartAsync();
        using var files = new Folder();
        await browser.OpenAsync(new Uri(site.Address, "/deliver"), 1280, $"{Gate.Cookie}={site.OwnKey}", "zh-CN");
        await browser.GoAsync(() => browser.EvaluateAsync("document.querySelector('main a.button').click()"));
        Assert.Equal(site.Overdue.Value, (string?)await browser.EvaluateAsync("document.getElementById('f-deadline').value"));

        await browser.EvaluateAsync("document.getElementById('f-deadline').focus()");
        var order = new List<string>();
        for (var press = 0; press < 12; press++)
        {
            var at = (string)(await browser.EvaluateAsync("document.activeElement.id || document.activeElement.type || ''"))!;
            if (order.Count == 0 || order[^1] != at)
            {
                order.Add(at);
            }

            if (at == "f-title")
            {
                await browser.TypeAsync("临江省湿地补偿办法");
            }

            if (at == "submit" || at.Length == 0)
            {
                break;
            }

            await browser.PressAsync("Tab", Tab);
        }

        Assert.Equal(["f-deadline", "f-title", "f-number", "f-issued"], order.Take(4));
        await browser.EvaluateAsync("document.getElementById('f-issued').value = '2030-01-01'");
        await browser.ChooseFilesAsync("#f-file", files.Add("办法.pdf", SampleFiles.Pdf()), files.Add("说明.docx", SampleFiles.Docx()));
        await browser.EvaluateAsync("document.querySelector('main button').focus()");
        await browser.GoAsync(() => browser.PressAsync("Enter", Enter, "\r"));

        Assert.Equal("/deliver/rule", (string?)await browser.EvaluateAsync("location.pathname"));
        Assert.Equal("临江省湿地补偿办法", (string?)await browser.EvaluateAsync("document.getElementById('f-title').value"));
        Assert.Contains("日期晚于今天", (string)(await browser.EvaluateAsync("document.getElementById('e-issued').innerText"))!, StringComparison.Ordinal);
        Assert.Equal("true", (string?)await browser.EvaluateAsync("document.getElementById('f-issued').getAttribute('aria-invalid')"));
        await browser.KeepAsync("deliver-rule-faults-zh");

        await browser.EvaluateAsync("document.getElementById('f-issued').value = '2025-01-08'");
        await browser.ChooseFilesAsync("#f-file", files.Add("办法.pdf", SampleFiles.Pdf()), files.Add("说明.docx", SampleFiles.Docx()));
        await browser.GoAsync(() => browser.EvaluateAsync("document.querySelector('main button').click()"));

        Assert.StartsWith("/receipts/szf/d", (string?)await browser.EvaluateAsync("location.pathname"), StringComparison.Ordinal);
        Assert.Contains("说明.docx", (string)(await browser.EvaluateAsync("document.querySelector('main').innerText"))!, StringComparison.Ordinal);
        Assert.All(browser.Faults, fault => Assert.Contains("422", fault, StringComparison.Ordinal));
        await browser.KeepAsync("deliver-receipt-zh");
    }

    [Fact]
    public async Task Large_files_go_in_parts_by_the_pages_own_script()
    {
        await using var browser = await Chromium.StartAsync();
        await using var site = await Site.StartAsync(settings: new Dictionary<string, string?> { ["Deliveries:MostBytes"] = "200000", ["Deliveries:MostBytesInParts"] = "900000" });
        using var files = new Folder();
        byte[] large = [.. SampleFiles.Pdf(), .. RandomNumberGenerator.GetBytes(650_000)];
        await browser.OpenAsync(new Uri(site.Address, $"/deliver/rule?deadline={site.Overdue}"), 390, $"{Gate.Cookie}={site.OwnKey}", "en");
        await browser.EvaluateAsync("document.getElementById('f-title').value = '湿地补偿办法'; document.getElementById('f-issued').value = '2025-01-08'");

        await browser.ChooseFilesAsync("#f-file", files.Add("太大.pdf", [.. large, .. large]));
        await browser.EvaluateAsync("document.querySelector('main button').click()");
        Assert.Contains("larger than", (string)(await browser.EvaluateAsync("document.getElementById('progress-text').innerText"))!, StringComparison.Ordinal);
        await browser.ChooseFilesAsync("#f-file", files.Add("大.pdf", large), files.Add("小.txt", "附件"u8.ToArray()));
        await browser.GoAsync(() => browser.EvaluateAsync("document.querySelector('main button').click()"));

        var path = (string)(await browser.EvaluateAsync("location.pathname"))!;
        Assert.StartsWith("/receipts/szf/d", path, StringComparison.Ordinal);
        var (delivery, _) = (await site.World.Get<DeliveryStore>().FindAsync(
            DepartmentId.Parse("szf"), DeliveryId.Parse(path.Split('/')[^1]), TestContext.Current.CancellationToken))!.Value;
        Assert.Equal(site.Overdue, delivery.Match!.Deadline);
        Assert.Equal(["大.pdf", "小.txt"], delivery.Files.Select(file => file.Name));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(large)), delivery.Files[0].Sha256);
        Assert.Empty(browser.Faults);
    }

    [Theory]
    [InlineData(1280, "zh-CN")]
    [InlineData(390, "zh-CN")]
    [InlineData(1280, "en")]
    [InlineData(390, "en")]
    public async Task A_form_without_script_that_is_too_large_even_for_the_host_comes_back_with_what_to_do(int width, string language)
    {
        await using var browser = await Chromium.StartAsync();
        await using var site = await Site.StartAsync();
        using var files = new Folder();
        var cookie = $"{Gate.Cookie}={site.OwnKey}";
        foreach (var (name, path) in new[] { ("deliver", "/deliver"), ("deliver-report", "/deliver/report"), ("guide", "/guide") })
        {
            await browser.OpenAsync(new Uri(site.Address, path), width, cookie, language);
            await browser.KeepAsync($"{name}-{width}-{language}");
            Assert.Empty(browser.Faults);
        }

        await browser.OpenAsync(new Uri(site.Address, "/deliver/report"), width, cookie, language);
        var before = (site.World.Storage.Blobs("deliveries").Count, site.World.Storage.Rows("supervision").Count);
        await browser.EvaluateAsync("document.getElementById('f-title').value = '2024年报告'");
        await browser.ChooseFilesAsync("#f-file", files.Add("大.pdf", new byte[120_000_000]));

        // What a script calls passes by the page's own script, as a browser without script does.
        await browser.GoAsync(() => browser.EvaluateAsync("document.getElementById('deliver').submit()"));

        Assert.Equal("/deliver/report", (string?)await browser.EvaluateAsync("location.pathname"));
        Assert.Equal(language, (string?)await browser.EvaluateAsync("document.documentElement.lang"));
        var said = (string)(await browser.EvaluateAsync("document.getElementById('faults').innerText"))!;
        Assert.Contains(language == "en" ? "nothing of them was stored" : "未保存其中任何内容", said, StringComparison.Ordinal);
        Assert.Equal("2024年报告", (string?)await browser.EvaluateAsync("document.getElementById('f-title').value"));
        Assert.Equal(width, (int)(await browser.EvaluateAsync("document.documentElement.scrollWidth"))!);
        Assert.Equal(before, (site.World.Storage.Blobs("deliveries").Count, site.World.Storage.Rows("supervision").Count));
        await browser.KeepAsync($"deliver-too-large-{width}-{language}");
    }

    /// <summary>Files to choose.</summary>
    private sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("supervision-deliver-");

        public string Add(string name, byte[] content)
        {
            var path = Path.Combine(folder.FullName, name);
            File.WriteAllBytes(path, content);
            return path;
        }

        public void Dispose() => folder.Delete(recursive: true);
    }
}
