using System.Text.RegularExpressions;
using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Deadlines.Explanations;
using Supervision.Functions;
using Supervision.Identity;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Pages;

/// <summary>The pages in a real browser. Set PAGES_PICTURES to a folder to keep a picture of each.</summary>
public sealed class BrowserTests(SharedSite shared) : IClassFixture<SharedSite>
{
    private const int Tab = 9;
    private const int Enter = 13;

    [Theory]
    [InlineData(1280, "en", false)]
    [InlineData(1280, "zh-CN", true)]
    [InlineData(390, "en", true)]
    [InlineData(390, "zh-CN", false)]
    public async Task Pages_fit_the_window_and_load_without_a_fault(int width, string language, bool dark)
    {
        await using var browser = await Chromium.StartAsync();
        var site = shared.Site;
        (string Name, string Path, string? Key)[] pages =
        [
            ("sign-in", "/", null),
            ("staff", "/", site.StaffKey),
            ("department", "/", site.OwnKey),
            ("deadline", $"/deadlines/{site.Overdue}", site.StaffKey),
            ("laws", "/laws", site.StaffKey),
            ("law", $"/laws/{site.Law.Id}", site.StaffKey),
            ("review", $"/laws/{site.Law.Id}/review", site.StaffKey),
            ("mail", await site.FindMailPathAsync(), site.StaffKey),
            ("acknowledge", site.AcknowledgeLink.ToString(), null),
            ("sweeps", "/sweeps", site.StaffKey),
            ("officers", "/guide/officers", site.StaffKey),
            ("deliver", "/deliver", site.OwnKey),
            ("deliver-report", "/deliver/report", site.OwnKey),
            ("deliver-rule", $"/deliver/rule?deadline={site.Overdue}", site.OwnKey),
            ("receipt", $"/receipts/szf/{site.Delivered}", site.OwnKey),
        ];

        foreach (var (name, path, key) in pages)
        {
            await browser.OpenAsync(new Uri(site.Address, path), width, key is null ? null : $"{Gate.Cookie}={key}", language, dark);
            await browser.KeepAsync($"{name}-{width}-{language}-{(dark ? "dark" : "light")}");

            await AssertFitsAsync(browser, name, width, language);
        }
    }

    [Theory]
    [InlineData(1280, "en", true)]
    [InlineData(390, "en", false)]
    [InlineData(1280, "zh-CN", false)]
    [InlineData(390, "zh-CN", true)]
    public async Task The_reference_fits_the_window_with_every_operation_unfolded(int width, string language, bool dark)
    {
        await using var browser = await Chromium.StartAsync();
        await browser.OpenAsync(new Uri(shared.Site.Address, "/reference"), width, null, language, dark);

        await browser.EvaluateAsync("document.querySelectorAll('details').forEach(one => one.open = true)");
        await browser.KeepAsync($"reference-{width}-{language}");

        await AssertFitsAsync(browser, "reference", width, language);
    }

    [Theory]
    [InlineData(1280, "en")]
    [InlineData(390, "zh-CN")]
    public async Task The_comparison_of_two_texts_of_a_law_fits_the_window(int width, string language)
    {
        await using var site = await Site.StartAsync();
        await site.World.ImportAsync(Given.Law
            .Replace("2023年11月20日 ", "2023年11月20日 临江省人民代表大会常务委员会通过 根据2025年1月6日临江省人民代表大会常务委员会关于修改的决定修正 ", StringComparison.Ordinal)
            .Replace("湿地生态补偿的具体办法由", "湿地生态补偿和修复的具体办法由", StringComparison.Ordinal)
            .Replace("第五条 本条例", "第五条 县级人民政府应当建立湿地名录。\n\n第六条 本条例", StringComparison.Ordinal));
        await using var browser = await Chromium.StartAsync();
        var law = await site.ReadAsync($"/laws/{site.Law.Id}", site.StaffKey);
        var path = Regex.Match(law, "/laws/[^/\"]+/versions/[^\"]+").Value;
        Assert.NotEqual("", path);

        await browser.OpenAsync(new Uri(site.Address, path), width, $"{Gate.Cookie}={site.StaffKey}", language);
        await browser.KeepAsync($"version-{width}-{language}");

        await AssertFitsAsync(browser, "version", width, language);
    }

    [Theory]
    [InlineData(1280, "zh-CN")]
    [InlineData(390, "en")]
    public async Task The_text_behind_an_entry_of_the_history_fits_the_window(int width, string language)
    {
        await using var site = await Site.StartAsync();
        Assert.IsType<SubmitExplanation.Outcome.Submitted>(await site.World.Get<SubmitExplanation>().ExecuteAsync(
            site.Overdue,
            "因机构改革，起草工作推迟，现已征求各方意见，拟于本季度末前完成。" + new string('x', 400),
            null,
            new Act(new Caller("clerk1", Role.Department, DepartmentId.Parse("szf"))),
            TestContext.Current.CancellationToken));
        await using var browser = await Chromium.StartAsync();

        await browser.OpenAsync(new Uri(site.Address, $"/deadlines/{site.Overdue}"), width, $"{Gate.Cookie}={site.OwnKey}", language);
        await browser.KeepAsync($"history-{width}-{language}");
        await AssertFitsAsync(browser, "history", width, language);
        var paper = Regex.Match(await site.ReadAsync($"/deadlines/{site.Overdue}", site.OwnKey), "/deadlines/[^/\"]+/papers/[^\"]+").Value;
        Assert.NotEqual("", paper);
        await browser.OpenAsync(new Uri(site.Address, paper), width, $"{Gate.Cookie}={site.OwnKey}", language);
        await browser.KeepAsync($"paper-{width}-{language}");

        await AssertFitsAsync(browser, "paper", width, language);
    }

    [Fact]
    public async Task Signing_in_and_out_works_by_keyboard_alone_in_the_order_of_reading()
    {
        await using var browser = await Chromium.StartAsync();
        var site = shared.Site;
        await browser.OpenAsync(new Uri(site.Address, "/laws"), 1280, null, "en");

        var order = new List<string>();
        for (var press = 0; press < 5; press++)
        {
            await browser.PressAsync("Tab", Tab);
            order.Add((string)(await browser.EvaluateAsync("document.activeElement.className || document.activeElement.id || document.activeElement.innerText"))!);
            Assert.True((bool?)await browser.EvaluateAsync("getComputedStyle(document.activeElement).outlineStyle !== 'none'"), order[^1]);
            if (press == 3)
            {
                await browser.TypeAsync(site.StaffKey);
            }
        }

        Assert.Equal(["skip", "name", "中文", "key", "Sign in"], order);
        await browser.GoAsync(() => browser.PressAsync("Enter", Enter, "\r"));
        Assert.Equal("/laws", (string?)await browser.EvaluateAsync("location.pathname"));
        Assert.Equal("Laws", (string?)await browser.EvaluateAsync("document.querySelector('h1').innerText"));
        Assert.DoesNotContain(Gate.Cookie, (string)(await browser.EvaluateAsync("document.cookie"))!, StringComparison.Ordinal);

        await browser.GoAsync(() => browser.EvaluateAsync("document.querySelector('.who button').click()"));
        Assert.Equal("Supervision", (string?)await browser.EvaluateAsync("document.querySelector('h1').innerText"));
    }

    [Fact]
    public async Task A_link_on_another_site_leads_to_the_page_of_those_who_are_signed_in()
    {
        await using var browser = await Chromium.StartAsync();
        var site = shared.Site;
        var elsewhere = new UriBuilder(site.Address) { Host = "localhost" }.Uri;
        await browser.OpenAsync(new Uri(site.Address, "/laws"), 1280, $"{Gate.Cookie}={site.StaffKey}", "en");
        await browser.GoAsync(() => browser.EvaluateAsync($"location.href = '{elsewhere}'"));

        // The page asked for before signing in reloads itself once; a click that falls into that is made again.
        await UntilAsync(browser, $$"""
            (() => {
                if (location.hostname === '{{site.Address.Host}}') return document.querySelector('h1')?.innerText === 'Laws';
                if (!document.body || document.readyState !== 'complete') return false;
                const link = document.createElement('a');
                link.href = '{{site.Address}}laws';
                document.body.append(link);
                link.click();
                return false;
            })()
            """);
        Assert.Equal("Laws", (string?)await browser.EvaluateAsync("document.querySelector('h1').innerText"));
    }

    private static async Task UntilAsync(Chromium browser, string condition)
    {
        for (var wait = 0; wait < 100; wait++)
        {
            try
            {
                if ((bool?)await browser.EvaluateAsync(condition) == true)
                {
                    return;
                }
            }
            catch (InvalidOperationException)
            {
                // The page was going away just then; the next one is asked.
            }

            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }

    private static async Task AssertFitsAsync(Chromium browser, string name, int width, string language)
    {
        Assert.Empty(browser.Faults);
        Assert.Equal(language, (string?)await browser.EvaluateAsync("document.documentElement.lang"));
        Assert.True((bool?)await browser.EvaluateAsync("document.documentElement.scrollWidth <= window.innerWidth"), $"{name} is wider than {width} px.");
        Assert.Equal(0, (int?)await browser.EvaluateAsync(Overflowing));
        Assert.Equal(1, (int?)await browser.EvaluateAsync("document.querySelectorAll('h1').length"));
        Assert.Equal("[]", (await browser.EvaluateAsync(Unnamed))!.ToJsonString());
        Assert.Equal("[]", (await browser.EvaluateAsync(Pale))!.ToJsonString());
    }

    /// <summary>How many elements stick out of the window to the right, those hidden from sight left out.</summary>
    private const string Overflowing = """
        [...document.querySelectorAll('main *')].filter(element => {
          const box = element.getBoundingClientRect();
          return box.width > 1 && box.right > window.innerWidth + 1;
        }).length
        """;

    /// <summary>Links, buttons, fields, tables and sections without a name, and header cells without a scope.</summary>
    private const string Unnamed = """
        [...document.querySelectorAll('a, button, input:not([type=hidden]), select, table, section, th')].filter(element =>
          element.matches('table') ? !element.caption?.textContent.trim()
          : element.matches('section') ? !document.getElementById(element.getAttribute('aria-labelledby'))
          : element.matches('th') ? !element.scope
          : element.matches('input, select') ? !element.labels.length
          : !(element.textContent.trim() || element.getAttribute('aria-label'))).map(element => element.outerHTML.slice(0, 120))
        """;

    /// <summary>Texts whose contrast with the paper behind them is under 4.5 : 1 (WCAG 2.2, success criterion 1.4.3).</summary>
    private const string Pale = """
        (() => {
          const parse = text => text.match(/[\d.]+/g).map(Number);
          const light = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
          const paper = element => {
            for (; element; element = element.parentElement) {
              const color = parse(getComputedStyle(element).backgroundColor);
              if (color.length === 3 || color[3] > 0) return color;
            }
            return [255, 255, 255];
          };
          return [...document.querySelectorAll('body *')].filter(element =>
            [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())).map(element => {
            const [a, b] = [light(parse(getComputedStyle(element).color)), light(paper(element))].sort((x, y) => y - x);
            return [(a + .05) / (b + .05), element.outerHTML.slice(0, 100)];
          }).filter(([contrast]) => contrast < 4.5);
        })()
        """;
}
