using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Supervision.Deliveries;
using Supervision.Identity;
using Supervision.Tests.Api;

namespace Supervision.Tests.Pages;

/// <summary>The pages on which a clerk of a department delivers, without any script.</summary>
public sealed partial class DeliverPagesTests(SharedSite shared) : IClassFixture<SharedSite>
{
    private static readonly string[] Languages = ["en", "zh-CN"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Offers_the_departments_own_open_deadlines_each_with_its_form()
    {
        var site = shared.Site;

        var own = await site.ReadAsync("/deliver", site.OwnKey);
        var form = await site.ReadAsync($"/deliver/rule?deadline={site.Overdue}", site.OwnKey);
        var other = await site.ReadAsync("/deliver", site.OtherKey);

        Assert.Contains($"href=\"/deliver/rule?deadline={site.Overdue}\"", own, StringComparison.Ordinal);
        Assert.Contains($"<option value=\"{site.Overdue}\" selected>", form, StringComparison.Ordinal);
        Assert.DoesNotContain(site.Overdue.Value, other, StringComparison.Ordinal);
        Assert.DoesNotContain(site.Overdue.Value, await site.ReadAsync("/deliver/report", site.OwnKey), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_in_both_languages_that_no_state_secrets_may_be_uploaded_and_where_the_workbook_is()
    {
        var site = shared.Site;
        foreach (var language in Languages)
        {
            var form = await site.ReadAsync("/deliver/report", site.OwnKey, language);

            Assert.Contains(language == "en" ? "Do not upload state secrets" : "不得上传国家秘密", form, StringComparison.Ordinal);
            Assert.Contains($"href=\"/api/templates/report-figures?lang={language}\"", form, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_form_leads_to_the_receipt_and_sent_twice_to_the_same_one()
    {
        var site = shared.Site;
        var once = OnceOf(await site.ReadAsync("/deliver/report", site.OwnKey));
        (string, string)[] fields = [("once", once), ("deadline", ""), ("title", " 2025年第一季度报告 "), ("periodStart", "2025-01-01"), ("periodEnd", "2025-01-09"), ("documentDate", "")];
        (string, byte[])[] files = [("报告.txt", "甲"u8.ToArray()), ("附件.pdf", SampleFiles.Pdf())];

        using var first = await PostAsync(site, "report", fields, files);
        using var second = await PostAsync(site, "report", fields, files);

        Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);
        Assert.Matches(@"\A/receipts/szf/d[0-9a-z]{26}\z", first.Headers.Location!.OriginalString);
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        var receipt = await site.ReadAsync(first.Headers.Location!.OriginalString, site.OwnKey);
        Assert.Contains("2025年第一季度报告", receipt, StringComparison.Ordinal);
        Assert.Contains("附件.pdf", receipt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deadline_chosen_is_the_one_that_is_fulfilled()
    {
        await using var site = await Site.StartAsync();

        using var answer = await PostAsync(
            site, "rule", [("deadline", site.Overdue.Value), ("title", "湿地补偿办法"), ("issued", "2025-01-08")], [("办法.txt", "全文"u8.ToArray())]);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var id = DeliveryId.Parse(answer.Headers.Location!.OriginalString.Split('/')[^1]);
        var (delivery, _) = (await site.World.Get<DeliveryStore>().FindAsync(DepartmentId.Parse("szf"), id, Stop))!.Value;
        Assert.Equal(site.Overdue, delivery.Match!.Deadline);
    }

    [Fact]
    public async Task What_is_wrong_stands_next_to_its_field_and_what_was_typed_is_kept()
    {
        var site = shared.Site;
        const string Typed = "\"><script>alert(1)</script>";

        using var answer = await PostAsync(
            site,
            "rule",
            [("once", "not a token"), ("deadline", site.Overdue.Value), ("title", Typed), ("number", "临政发1号"), ("issued", "2025-13-40"), ("published", "2030-01-01")],
            [("a.exe", [1]), ("空.txt", []), ("x.pdf", SampleFiles.Zip(("a", [1])))]);
        var html = await answer.Content.ReadAsStringAsync(Stop);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.Contains("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\"", html, StringComparison.Ordinal);
        Assert.Contains("value=\"临政发1号\"", html, StringComparison.Ordinal);
        Assert.Contains($"<option value=\"{site.Overdue}\" selected>", html, StringComparison.Ordinal);
        Assert.Contains("value=\"2030-01-01\"", html, StringComparison.Ordinal);
        foreach (var field in new[] { "issued", "published", "file" })
        {
            Assert.Matches($"id=\"f-{field}\"[^>]*aria-describedby=\"h-{field} e-{field}\" aria-invalid=\"true\"", html);
            Assert.Contains($"<p id=\"e-{field}\" class=\"fault\">", html, StringComparison.Ordinal);
            Assert.Contains($"<a href=\"#f-{field}\">", html, StringComparison.Ordinal);
        }

        Assert.Contains("a.exe: ", html, StringComparison.Ordinal);
        Assert.Contains("空.txt: ", html, StringComparison.Ordinal);
        Assert.Contains("x.pdf: ", html, StringComparison.Ordinal);
        Assert.Matches("[0-9a-f]{32}", OnceOf(html));
    }

    [Fact]
    public async Task A_form_without_a_file_says_so_in_the_language_of_the_page()
    {
        var site = shared.Site;

        using var answer = await PostAsync(site, "report", [("title", "报告"), ("periodStart", "2025-01-01"), ("periodEnd", "2025-01-09")], [], language: "zh-CN");
        var html = await answer.Content.ReadAsStringAsync(Stop);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("至少需要一个文件", html, StringComparison.Ordinal);
        Assert.Contains("文件请重新选择", html, StringComparison.Ordinal);
    }

    /// <summary>Just over the form's limit, over what the web server takes of itself, and over what the host takes.</summary>
    [Theory]
    [InlineData("en", 25_000_001)]
    [InlineData("zh-CN", 31_000_000)]
    [InlineData("en", 120_000_000)]
    [InlineData("zh-CN", 120_000_000)]
    public async Task Files_beyond_the_limit_are_answered_with_a_page_that_says_how_to_go_on(string language, int length)
    {
        var site = shared.Site;
        var before = (site.World.Storage.Blobs("deliveries").Count, site.World.Storage.Rows("supervision").Count);

        using var answer = await PostAsync(
            site, "report", [("title", "大报告"), ("periodStart", "2025-01-01"), ("periodEnd", "2025-01-09")], [("大.txt", new byte[length])], language);
        var html = await answer.Content.ReadAsStringAsync(Stop);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains($"<html lang=\"{language}\"", html, StringComparison.Ordinal);
        var said = language == "en"
            ? new[] { "larger than 25 MB together; nothing of them was stored", "Choose smaller files", "allow this site to run JavaScript", "up to 250 MB", "choose the files again" }
            : ["文件合计超过 25 MB，未保存其中任何内容", "选择较小的文件", "运行 JavaScript", "不超过 250 MB", "文件请重新选择"];
        Assert.All(said, words => Assert.Contains(words, html, StringComparison.Ordinal));
        Assert.Contains("<a href=\"/guide#large\">", html, StringComparison.Ordinal);
        Assert.Contains("value=\"大报告\"", html, StringComparison.Ordinal);
        Assert.Equal(before, (site.World.Storage.Blobs("deliveries").Count, site.World.Storage.Rows("supervision").Count));
    }

    [Fact]
    public async Task Figures_that_are_unusual_are_confirmed_on_the_form()
    {
        var site = shared.Site;
        using var browser = site.Browser(site.OwnKey, "en");
        var template = await browser.GetByteArrayAsync(new Uri("/api/templates/report-figures", UriKind.Relative), Stop);
        var workbook = FiguresTests.Fill(template, new Dictionary<string, string>
        {
            ["fig_period_from"] = "45474",
            ["fig_period_to"] = "45657",
            ["fig_cases_opened"] = "1",
            ["fig_cases_closed"] = "5",
        });
        (string, string)[] fields = [("title", "下半年报告"), ("periodStart", "2024-07-01"), ("periodEnd", "2024-12-31")];

        using var asked = await PostAsync(site, "report", fields, [("数字.xlsx", workbook)]);
        var html = await asked.Content.ReadAsStringAsync(Stop);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, asked.StatusCode);
        var codes = Confirmations().Matches(html).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(codes.Count > 0, html);
        using var confirmed = await PostAsync(site, "report", [.. fields, .. codes.Select(code => ("confirmed", code))], [("数字.xlsx", workbook)]);
        Assert.Equal(HttpStatusCode.SeeOther, confirmed.StatusCode);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("X-Nothing", "at-all")]
    public async Task A_form_on_another_site_delivers_nothing(string header, string value)
    {
        var site = shared.Site;
        var before = site.World.Storage.Blobs("deliveries").Count;

        using var answer = await PostAsync(
            site, "report", [("title", "x"), ("periodStart", "2025-01-01"), ("periodEnd", "2025-01-09")], [("a.txt", [65])], from: (header, value));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(before, site.World.Storage.Blobs("deliveries").Count);
    }

    [Fact]
    public async Task A_deadline_of_another_department_is_not_fulfilled()
    {
        var site = shared.Site;

        using var answer = await PostAsync(
            site, "rule", [("deadline", site.Overdue.Value), ("title", "冒名的办法"), ("issued", "2025-01-08")], [("办法.txt", "全文"u8.ToArray())], key: site.OtherKey);

        var id = DeliveryId.Parse(answer.Headers.Location!.OriginalString.Split('/')[^1]);
        Assert.StartsWith("/receipts/slt/", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Null((await site.World.Get<DeliveryStore>().FindAsync(DepartmentId.Parse("slt"), id, Stop))!.Value.Delivery.Match);
    }

    [Fact]
    public async Task The_browsers_cookie_sends_parts_only_from_a_page_of_this_site()
    {
        var site = shared.Site;
        using var browser = site.Browser(site.OwnKey);
        foreach (var (from, expected) in new[] { ("same-origin", 201), ("cross-site", 401), ("same-site", 401) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/departments/szf/uploads")
            {
                Content = new StringContent("""{"kind":"rule","metadata":{"title":"办法","issued":"2025-01-02"},"files":[{"name":"a.txt","length":3}]}""", Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Sec-Fetch-Site", from);
            using var answer = await browser.SendAsync(request, Stop);
            Assert.Equal(expected, (int)answer.StatusCode);
        }
    }

    private static async Task<HttpResponseMessage> PostAsync(
        Site site,
        string kind,
        (string Name, string Value)[] fields,
        (string Name, byte[] Content)[] files,
        string language = "en",
        (string Name, string Value)? from = null,
        string? key = null)
    {
        using var browser = site.Browser(key ?? site.OwnKey, language);
        using var body = new MultipartFormDataContent("----form");
        foreach (var (name, value) in fields)
        {
            body.Add(new StringContent(value), $"\"{name}\"");
        }

        foreach (var (name, content) in files)
        {
            var part = new ByteArrayContent(content);
            part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "\"file\"", FileNameStar = name };
            body.Add(part);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, $"/deliver/{kind}") { Content = body };
        var (header, site2) = from ?? ("Sec-Fetch-Site", "same-origin");
        request.Headers.Add(header, site2);
        request.Headers.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        return await browser.SendAsync(request, Stop);
    }

    private static string OnceOf(string html) => Token().Match(html).Groups[1].Value;

    [GeneratedRegex("name=\"once\" value=\"([0-9a-f]{32})\"")]
    private static partial Regex Token();

    [GeneratedRegex("name=\"confirmed\" value=\"([a-z-]+)\"")]
    private static partial Regex Confirmations();
}
