using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Deadlines.Explanations;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Obligations;

namespace Supervision.Tests.Pages;

/// <summary>What people reach from a mail, and what staff see of mails: over real HTTP.</summary>
public sealed class MailPagesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Opening_the_link_of_a_mail_changes_nothing_and_one_click_acknowledges()
    {
        await using var site = await Site.StartAsync();
        var link = site.AcknowledgeLink;
        using var browser = site.Browser();

        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Get, HttpMethod.Head })
        {
            using var scanner = await browser.SendAsync(new HttpRequestMessage(method, link), Stop);
            Assert.Contains(scanner.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.NotFound });
        }

        Assert.DoesNotContain("alert-acknowledged", FactsOf(site), StringComparison.Ordinal);
        var page = await browser.GetStringAsync(link, Stop);
        Assert.Contains("<form method=\"post\">", page, StringComparison.Ordinal);
        Assert.Contains("湿地生态补偿的具体办法由省人民政府制定", page, StringComparison.Ordinal);

        using var click = await browser.PostAsync(link, null, Stop);
        Assert.Equal(HttpStatusCode.OK, click.StatusCode);
        Assert.DoesNotContain("<form", await click.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var again = await browser.PostAsync(link, null, Stop);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);

        Assert.Single(Regex.Matches(FactsOf(site), "alert-acknowledged"));
        Assert.Contains("\"by\":\"mail:szf/contact\"", FactsOf(site), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_link_to_an_alert_that_was_explained_says_that_it_was_seen_and_not_that_it_has_ended()
    {
        await using var site = await Site.StartAsync();
        using var browser = site.Browser(acceptLanguage: "en");
        Assert.IsType<SubmitExplanation.Outcome.Submitted>(await site.World.Get<SubmitExplanation>().ExecuteAsync(
            site.Overdue, "国家标准尚未发布。", null, new Act(new Caller("key-szf", Role.Department, site.Overdue.Home)), Stop));

        var page = await browser.GetStringAsync(site.AcknowledgeLink, Stop);

        Assert.Contains("Receipt is confirmed.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("has ended", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "This link is not valid")]
    [InlineData("zh-CN", "此链接无效")]
    public async Task A_link_that_was_changed_shows_nothing_of_the_alert_and_acknowledges_nothing(string language, string said)
    {
        await using var site = await Site.StartAsync();
        var link = site.AcknowledgeLink.ToString();
        using var browser = site.Browser(acceptLanguage: language);
        var changed = new Uri(link[..^1] + (link[^1] == 'A' ? 'B' : 'A'), UriKind.Relative);

        using var shown = await browser.GetAsync(changed, Stop);
        using var used = await browser.PostAsync(changed, null, Stop);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (shown.StatusCode, used.StatusCode));
        var html = await shown.Content.ReadAsStringAsync(Stop);
        Assert.Contains(said, html, StringComparison.Ordinal);
        Assert.DoesNotContain("湿地", html, StringComparison.Ordinal);
        Assert.DoesNotContain("alert-acknowledged", FactsOf(site), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_see_every_mail_of_a_deadline_and_the_mail_itself_and_departments_do_not()
    {
        await using var site = await Site.StartAsync();
        var path = await site.FindMailPathAsync();

        var page = await site.ReadAsync(path, site.StaffKey, "zh-CN");
        var html = await site.ReadAsync(path + "/html", site.StaffKey);

        Assert.NotEqual("", path);
        Assert.Contains("已发送", page, StringComparison.Ordinal);
        Assert.Contains("@szf.example", page, StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        var signature = site.AcknowledgeLink.ToString().Split('/')[^1];
        Assert.Equal(43, signature.Length);
        foreach (var shown in new[] { page, html, await site.ReadAsync("/api/departments" + path["/mails".Length..].Replace("/mail-", "/mails/mail-", StringComparison.Ordinal), site.StaffKey) })
        {
            Assert.Contains("/acknowledge/", shown, StringComparison.Ordinal);
            Assert.DoesNotContain(signature, shown, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("/mails/", await site.ReadAsync($"/deadlines/{site.Overdue}", site.OwnKey), StringComparison.Ordinal);
        using var department = site.Browser(site.OwnKey);
        foreach (var address in new[] { path, path + "/html", $"/api/deadlines/{site.Overdue}/mails", "/api/departments/szf/mails" })
        {
            using var refused = await department.GetAsync(new Uri(address, UriKind.Relative), Stop);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        using var staff = site.Browser(site.StaffKey);
        using var sandboxed = await staff.GetAsync(new Uri(path + "/html", UriKind.Relative), Stop);
        Assert.StartsWith("sandbox;", sandboxed.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var missing = await staff.GetAsync(new Uri("/mails/szf/mail-none", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task An_officer_has_a_mail_sent_again_from_its_page_and_that_is_part_of_the_history()
    {
        await using var site = await Site.StartAsync();
        var keys = site.World.Get<Access.AccessKeys>();
        var (_, officer) = await keys.CreateAsync(Access.Role.Officer, null, TimeSpan.FromDays(1), Stop);
        var path = await site.FindMailPathAsync();
        var before = site.World.Mail.Taken.Count;
        Assert.Contains($"action=\"{path}/resend\"", await site.ReadAsync(path, officer), StringComparison.Ordinal);
        Assert.DoesNotContain("/resend\"", await site.ReadAsync(path, site.StaffKey), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(officer, "cross-site")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(site.StaffKey, "same-origin")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(site.OwnKey, "same-origin")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(officer, "same-origin", "/mails/szf/mail-none")).Status);
        Assert.DoesNotContain("mail-resent", FactsOf(site), StringComparison.Ordinal);

        var first = await PostAsync(officer, "same-origin");
        var again = await PostAsync(officer, "same-origin");
        await site.World.RelayAsync();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.Status, again.Status));
        Assert.Contains("It is being sent again.", first.Html, StringComparison.Ordinal);
        Assert.Equal(before + 1, site.World.Mail.Taken.Count);
        Assert.Single(Regex.Matches(FactsOf(site), "\"type\":\"mail-resent\""));
        Assert.Contains("sent again on request, time 1", await site.ReadAsync($"/deadlines/{site.Overdue}", officer), StringComparison.Ordinal);

        async Task<(HttpStatusCode Status, string Html)> PostAsync(string key, string from, string? mail = null)
        {
            using var browser = site.Browser(key, "en");
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri((mail ?? path) + "/resend", UriKind.Relative));
            request.Headers.Add("Sec-Fetch-Site", from);
            using var answer = await browser.SendAsync(request, Stop);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop));
        }
    }

    [Fact]
    public async Task What_a_department_owes_jointly_or_has_taken_over_stands_on_its_page_and_in_its_calendar()
    {
        await using var site = await Site.StartAsync();
        var world = site.World;
        var heir = await world.RegisterAsync("xszf", "临江新区人民政府");
        var gone = new DateOnly(2025, 1, 10);
        Assert.Empty(await world.Get<RegisterDepartment>().ExecuteAsync(
            new Department(DepartmentId.Parse("szf"), "临江省人民政府", null, [], "zh-CN", null, gone, heir), Stop));
        var law = await world.ImportAsync(Worlds.Given.Law.Replace("湿地", "林地", StringComparison.Ordinal));
        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await world.ConfirmAsync(
            new ObligationId(law.Id, 1), new ConfirmationRequest([DepartmentId.Parse("slt")], [heir])));
        world.Clock.SetNoon(gone.AddDays(3));
        var (_, key) = await world.Get<Access.AccessKeys>().CreateAsync(Access.Role.Department, heir, TimeSpan.FromDays(30), Stop);

        var page = await site.ReadAsync("/", key, "en");
        var feed = await world.Get<Supervision.Mail.Calendar.CalendarFeeds>().FeedAsync(heir, "zh-CN", Stop);
        var (owed, beyond) = await world.Get<OwedDeadlines>().ListOpenAsync(heir, 100, Stop);

        Assert.False(beyond);
        var ids = owed.Select(state => state.Id.Value).Order(StringComparer.Ordinal).ToList();
        Assert.Contains(site.Overdue.Value, ids);
        Assert.Contains($"{law.Id}-1-slt-1", ids);
        foreach (var state in owed)
        {
            Assert.Contains($"/deadlines/{state.Id}", page, StringComparison.Ordinal);
            Assert.Equal(!state.IsSilent, feed!.Replace("\r\n ", "", StringComparison.Ordinal).Contains($"UID:{state.Id}@", StringComparison.Ordinal));
        }

        Assert.Contains("owed by 临江省人民政府", page, StringComparison.Ordinal);
        Assert.DoesNotContain(site.Overdue.Value, (await world.Get<OwedDeadlines>().ListOpenAsync(DepartmentId.Parse("slt"), 100, Stop)).Open.Select(state => state.Id.Value));
    }

    [Fact]
    public async Task A_calendar_program_reads_a_departments_due_dates_with_a_password_and_nobody_elses()
    {
        await using var site = await Site.StartAsync();
        using var program = site.Browser();
        var address = new Uri("/api/departments/szf/calendar?lang=zh-CN", UriKind.Relative);

        using var asked = await program.GetAsync(address, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, asked.StatusCode);
        Assert.StartsWith("Basic ", asked.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        using var stranger = await SendAsync(site.OtherKey);
        Assert.Equal(HttpStatusCode.Forbidden, stranger.StatusCode);
        using var wrong = await SendAsync("k000000000000.0000000000000000000000000000000000000000");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);

        using var own = await SendAsync(site.OwnKey);
        Assert.Equal("text/calendar", own.Content.Headers.ContentType!.MediaType);
        var lines = (await own.Content.ReadAsStringAsync(Stop)).Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n");
        Assert.Equal("BEGIN:VCALENDAR", lines[0]);
        Assert.Contains("METHOD:PUBLISH", lines);
        Assert.Contains($"UID:{site.Overdue}@example.invalid", lines);
        Assert.Contains("DTSTART;VALUE=DATE:20250102", lines);
        Assert.Contains("DTEND;VALUE=DATE:20250103", lines);
        Assert.Contains(lines, line => line.StartsWith("SUMMARY", StringComparison.Ordinal) && line.Contains("已逾期", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 2000));
        Assert.All((await own.Content.ReadAsStringAsync(Stop)).Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));

        async Task<HttpResponseMessage> SendAsync(string key)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Add("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("anybody:" + key)));
            return await program.SendAsync(request, Stop);
        }
    }

    private static string FactsOf(Site site) => string.Concat(site.World.Storage.Rows("supervision", "szf")
        .Where(row => row.RowKey.StartsWith("fact-", StringComparison.Ordinal)).Select(row => (string)row["Content"]!));
}
