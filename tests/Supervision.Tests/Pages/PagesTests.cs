using System.Net;
using System.Text.RegularExpressions;
using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Deadlines.Explanations;
using Supervision.Deadlines.Steps;
using Supervision.Deliveries;
using Supervision.Functions;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Obligations;
using Supervision.Tests.Jurisdictions;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Pages;

public sealed partial class PagesTests(SharedSite shared) : IClassFixture<SharedSite>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private const string Hostile = "<img src=x onerror=alert(1)>\"'&amp;{{ page }}{instant}";

    [Fact]
    public async Task Opens_each_page_to_those_who_may_see_it_and_to_nobody_else()
    {
        var site = shared.Site;
        var unknown = $"{site.Law.Id}-2-szf-1999";
        (string Path, int Nobody, int Staff, int Own, int Other)[] expected =
        [
            ("/", 200, 200, 200, 200),
            ("/laws", 401, 200, 200, 200),
            ($"/laws/{site.Law.Id}", 401, 200, 200, 200),
            ($"/laws/{site.Law.Id}/review", 401, 200, 403, 403),
            ("/laws/l000000000000/review", 401, 404, 403, 403),
            ("/laws/l000000000000", 401, 404, 404, 404),
            ("/laws/nonsense", 401, 404, 404, 404),
            ($"/deadlines/{site.Overdue}", 401, 200, 200, 403),
            ($"/deadlines/{unknown}", 401, 404, 404, 403),
            ("/deadlines/nonsense", 401, 404, 403, 403),
            ("/sweeps", 401, 200, 403, 403),
            ("/guide", 200, 200, 200, 200),
            ("/guide/officers", 401, 200, 403, 403),
            ("/guide/nobody", 404, 404, 404, 404),
            ("/deliver", 401, 403, 200, 200),
            ("/deliver/report", 401, 403, 200, 200),
            ("/deliver/rule", 401, 403, 200, 200),
            ("/deliver/letter", 401, 403, 404, 404),
            ($"/receipts/szf/{site.Delivered}", 401, 200, 200, 403),
            ("/receipts/szf/d00000000000000000000000000", 401, 404, 404, 403),
            ("/receipts/..%2Fslt/x", 404, 404, 404, 404),
            ("/nothing/here", 404, 404, 404, 404),
            ("/api/nothing", 404, 404, 404, 404),
            ("/assets/site.css", 200, 200, 200, 200),
            ("/assets/other.css", 404, 404, 404, 404),
        ];

        foreach (var (path, nobody, staff, own, other) in expected)
        {
            Assert.Equal((path, nobody, staff, own, other), (
                path,
                await StatusAsync(site, path, null),
                await StatusAsync(site, path, site.StaffKey),
                await StatusAsync(site, path, site.OwnKey),
                await StatusAsync(site, path, site.OtherKey)));
        }

        Assert.Equal(401, await StatusAsync(site, "/laws", "k000000000000.0000000000000000000000000000000000000000"));
    }

    [Theory]
    [InlineData("en", "Committee in charge", "Legislative Affairs Committee", "Officers in charge")]
    [InlineData("zh-CN", "负责的委员会", "法制委员会", "负责的工作人员")]
    public async Task The_page_of_a_law_says_who_is_in_charge(string language, string inCharge, string committee, string officers)
    {
        var site = shared.Site;

        var staff = await site.ReadAsync($"/laws/{site.Law.Id}", site.StaffKey, language);
        var own = await site.ReadAsync($"/laws/{site.Law.Id}", site.OwnKey, language);

        Assert.Contains($"<dt>{inCharge}</dt><dd>{committee}</dd>", staff, StringComparison.Ordinal);
        Assert.Contains($"<dt>{officers}</dt><dd>officer-in-charge</dd>", staff, StringComparison.Ordinal);
        Assert.Contains($"<dt>{inCharge}</dt><dd>{committee}</dd>", own, StringComparison.Ordinal);
        Assert.DoesNotContain(officers, own, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "No sweep has succeeded for hours")]
    [InlineData("zh-CN", "巡查已数小时未成功")]
    public async Task The_overview_says_that_no_sweep_has_succeeded_for_hours_though_no_timer_runs(string language, string words)
    {
        await using var site = await Site.StartAsync();
        Assert.DoesNotContain(words, await site.ReadAsync("/", site.StaffKey, language), StringComparison.Ordinal);

        site.World.Clock.Advance(TimeSpan.FromHours(7));

        Assert.Contains(words, await site.ReadAsync("/", site.StaffKey, language), StringComparison.Ordinal);
        Assert.DoesNotContain(words, await site.ReadAsync("/", site.OwnKey, language), StringComparison.Ordinal);
    }

    /// <summary>What the department explained is linked for both; what the office wrote to itself when it proposed a step, for the office alone.</summary>
    [Fact]
    public async Task The_history_leads_to_the_texts_that_its_reader_may_read()
    {
        await using var site = await Site.StartAsync();
        var clerk = new Caller("clerk1", Role.Department, DepartmentId.Parse("szf"));
        Assert.IsType<SubmitExplanation.Outcome.Submitted>(await site.World.Get<SubmitExplanation>().ExecuteAsync(
            site.Overdue, "因机构改革，起草推迟。<script>alert(1)</script>", null, new Act(clerk), Stop));
        Assert.IsType<ProposeStep.Outcome.Proposed>(await site.World.Get<ProposeStep>().ExecuteAsync(
            site.Overdue, new StepRequest(StepName.Waiver, "拟予免除，内部研究。"), new Act(World.Officer), Stop));

        var own = PapersOn(await site.ReadAsync($"/deadlines/{site.Overdue}", site.OwnKey));
        var staff = PapersOn(await site.ReadAsync($"/deadlines/{site.Overdue}", site.StaffKey, "zh-CN"));

        var explanation = Assert.Single(own);
        Assert.Equal(2, staff.Count);
        Assert.Contains(explanation, staff);
        var text = await site.ReadAsync(explanation, site.OwnKey);
        Assert.Contains("因机构改革，起草推迟。", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", text, StringComparison.Ordinal);
        var inner = Assert.Single(staff, path => path != explanation);
        Assert.Contains("拟予免除，内部研究。", await site.ReadAsync(inner, site.StaffKey), StringComparison.Ordinal);
        Assert.Equal(404, await StatusAsync(site, inner, site.OwnKey));
        Assert.Equal(403, await StatusAsync(site, explanation, site.OtherKey));
        Assert.Equal(401, await StatusAsync(site, explanation, null));

        static List<string> PapersOn(string page) => [.. Regex.Matches(page, "href=\"(/deadlines/[^\"]+/papers/[^\"]+)\"").Select(match => match.Groups[1].Value)];
    }

    [Fact]
    public async Task An_unknown_address_of_the_API_is_answered_with_a_problem()
    {
        var site = shared.Site;
        using var browser = site.Browser(site.StaffKey);

        using var answer = await browser.GetAsync(new Uri("/api/no/such/thing", UriKind.Relative), Stop);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task The_overview_of_staff_shows_sweep_alerts_months_and_unmatched_deliveries()
    {
        var site = shared.Site;

        var english = await site.ReadAsync("/", site.StaffKey);
        var chinese = await site.ReadAsync("/", site.StaffKey, "zh-CN");

        Assert.Contains("Overdue (1)", english, StringComparison.Ordinal);
        Assert.Contains("8 days late", english, StringComparison.Ordinal);
        Assert.Contains("临江省湿地保护条例, Article 3", english, StringComparison.Ordinal);
        Assert.Contains("<time datetime=\"2025-01-02\">2 January 2025</time>", english, StringComparison.Ordinal);
        Assert.Contains("Due in January 2025", english, StringComparison.Ordinal);
        Assert.Contains("无从对应的办法", english, StringComparison.Ordinal);
        Assert.Contains("matches no deadline", english, StringComparison.Ordinal);
        Assert.Contains("Deliveries to be reviewed", english, StringComparison.Ordinal);
        Assert.Contains("10 January 2025 12:00", english, StringComparison.Ordinal);
        Assert.Contains("逾期8天", chinese, StringComparison.Ordinal);
        Assert.Contains("《临江省湿地保护条例》第三条", chinese, StringComparison.Ordinal);
        Assert.Contains("2025年1月2日", chinese, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_department_sees_its_own_duties_and_how_to_deliver_and_never_a_key()
    {
        var site = shared.Site;

        var own = await site.ReadAsync("/", site.OwnKey);
        var other = await site.ReadAsync("/", site.OtherKey);

        Assert.Contains($"/deadlines/{site.Overdue}", own, StringComparison.Ordinal);
        Assert.Contains($"/receipts/szf/{site.Delivered}", own, StringComparison.Ordinal);
        Assert.Contains("/api/departments/szf/reports", own, StringComparison.Ordinal);
        Assert.DoesNotContain(site.OwnKey, own, StringComparison.Ordinal);
        Assert.DoesNotContain(site.OwnKey.Split('.')[1], own, StringComparison.Ordinal);
        Assert.DoesNotContain("szf", other, StringComparison.Ordinal);
        Assert.Contains("Nothing is awaited.", other, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_a_deadline_shows_whose_duty_it_is_why_and_all_that_happened()
    {
        var site = shared.Site;

        var html = await site.ReadAsync($"/deadlines/{site.Overdue}", site.OwnKey);

        Assert.Contains("湿地生态补偿的具体办法由省人民政府制定。", html, StringComparison.Ordinal);
        Assert.Contains("Default period applied", html, StringComparison.Ordinal);
        Assert.Contains("1 year", html, StringComparison.Ordinal);
        Assert.Contains("1 January 2025, moved to 2 January 2025", html, StringComparison.Ordinal);
        Assert.Contains("Alert raised, round 1: Overdue", html, StringComparison.Ordinal);
        Assert.Contains("Deadline opened; due 2 January 2025 (d0).", html, StringComparison.Ordinal);
        Assert.Contains("the chain is unbroken", html, StringComparison.Ordinal);
        Assert.DoesNotContain("联络员", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_receipt_shows_hashes_server_time_and_the_obligation_matched()
    {
        var site = shared.Site;
        var (delivery, _) = (await site.World.Get<DeliveryStore>().FindAsync(DepartmentId.Parse("szf"), site.Delivered, Stop))!.Value;

        var html = await site.ReadAsync($"/receipts/szf/{site.Delivered}", site.OwnKey);

        Assert.Contains(delivery.ContentHash, html, StringComparison.Ordinal);
        Assert.Contains(delivery.Files[0].Sha256, html, StringComparison.Ordinal);
        Assert.Contains("2024-12-20 04:00:00 UTC", html, StringComparison.Ordinal);
        Assert.Contains("on time", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_names_stay_text_on_every_page()
    {
        await using var site = await Site.StartAsync(
            Hostile, Given.Law.Replace("临江省湿地保护条例", "临江省<b>湿地</b>保护条例", StringComparison.Ordinal), Hostile);
        var mine = new DeliveryRequest(
            DepartmentId.Parse("slt"),
            DeliveryKind.Rule,
            "key",
            null,
            new DeliveryMetadata(Hostile, Number: Hostile, Issued: new DateOnly(2024, 6, 4)),
            [new IncomingFile("\"><script>alert(1)</script>.txt", "text/plain", 1, new string('a', 64), new MemoryStream([1]))]);
        var received = Assert.IsType<ReceiveDelivery.Outcome.Received>(
            await site.World.Get<ReceiveDelivery>().ExecuteAsync(mine, Stop));
        await site.World.RelayAsync();

        foreach (var key in new[] { site.StaffKey, site.OwnKey })
        {
            foreach (var path in new[] { "/", "/laws", $"/laws/{site.Law.Id}", $"/deadlines/{site.Overdue}", $"/receipts/szf/{site.Delivered}" })
            {
                AssertHarmless(await site.ReadAsync(path, key));
                AssertHarmless(await site.ReadAsync(path, key, "zh"));
            }
        }

        var receipt = await site.ReadAsync($"/receipts/slt/{received.Delivery.Id}", site.StaffKey);
        AssertHarmless(receipt);
        Assert.Contains("{instant}", await site.ReadAsync("/", site.OwnKey), StringComparison.Ordinal);
        Assert.Contains("{{ page }}", receipt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Finds that await review")]
    [InlineData("zh-CN", "待审核的法定义务")]
    public async Task The_review_page_marks_each_find_in_its_paragraph(string language, string title)
    {
        await using var site = await Site.StartAsync();
        var text = "临江省渡口条例\n（2023年11月20日临江省第十四届人民代表大会常务委员会第六次会议通过）\n第一章 总则\n第一条 为了渡口，制定本条例。\n"
            + "第二条 渡口<b>分级</b>。具体办法由省渡口局制定。\n第三条 本条例自2024年1月1日起施行。\n";
        var imported = Assert.IsType<Supervision.Laws.ImportLaw.Outcome.Imported>(
            await site.World.Get<Supervision.Laws.ImportLaw>().ExecuteAsync("law.txt", System.Text.Encoding.UTF8.GetBytes(text), Stop));

        var page = await site.ReadAsync($"/laws/{imported.Law.Id}/review", site.StaffKey, language);

        Assert.Contains(title, page, StringComparison.Ordinal);
        Assert.Contains("<mark>具体办法由省渡口局制定。</mark>", page, StringComparison.Ordinal);
        Assert.Contains("渡口&lt;b&gt;分级&lt;/b&gt;。", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "The words have changed: keep, correct or end.", "moved, same words", "text beside the one before (2 obligations")]
    [InlineData("zh-CN", "词句已改变：保留、更正或者终结。", "移动，词句不变", "（2项义务待决定）")]
    public async Task The_page_of_a_further_version_shows_old_and_new_words_and_what_awaits_a_decision(string language, string changed, string moved, string link)
    {
        await using var site = await Site.StartAsync();
        var law = await site.World.ImportAsync(Worlds.GivenVersions.Before);
        foreach (var number in (int[])[2, 3, 4])
        {
            await site.World.ConfirmAsync(new ObligationId(law.Id, number), new ConfirmationRequest([DepartmentId.Parse("szf")]));
        }

        var next = await site.World.ImportAsync(Worlds.GivenVersions.After.Replace("在线计量设施，", "<b>在线</b>计量设施，", StringComparison.Ordinal));

        var page = await site.ReadAsync($"/laws/{law.Id}/versions/{next.TextVersion}", site.StaffKey, language);
        var ofLaw = await site.ReadAsync($"/laws/{law.Id}", site.StaffKey, language);
        var ofDepartment = await site.ReadAsync($"/laws/{law.Id}", site.OwnKey, language);

        Assert.Contains(changed, page, StringComparison.Ordinal);
        Assert.Contains(moved, page, StringComparison.Ordinal);
        Assert.Contains("<del>计量设施的技术规范由省人民政府制定。</del>", page, StringComparison.Ordinal);
        Assert.Contains("<ins>在线计量设施的技术规范由省水利厅会同有关部门制定。</ins>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;在线&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.Contains(link, ofLaw, StringComparison.Ordinal);
        Assert.Contains($"/laws/{law.Id}/review", ofLaw, StringComparison.Ordinal);
        Assert.DoesNotContain("/review", ofDepartment, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "look at this")]
    [InlineData("zh-CN", "请查看")]
    public async Task The_page_of_a_delivered_rule_shows_staff_how_it_agrees_with_the_law_and_the_department_nothing_of_it(string language, string look)
    {
        await using var site = await Site.StartAsync();
        var law = await site.World.ImportAsync(Worlds.GivenVersions.Before);
        var government = DepartmentId.Parse("szf");
        await site.World.ConfirmAsync(new ObligationId(law.Id, 2), new ConfirmationRequest([government]));
        var received = Assert.IsType<ReceiveDelivery.Outcome.Received>(await site.World.DeliverAsync(
            government,
            DeliveryKind.Rule,
            new DeliveryMetadata("水源巡查办法", new ObligationId(law.Id, 2), Issued: site.World.Today),
            "临江省水利厅水源巡查办法\n第一条 为了巡查，根据《另一条例》第三条，制定本办法。\n第二条 本办法自2029年3月1日起施行。\n"));

        var staff = await site.ReadAsync($"/receipts/szf/{received.Delivery.Id}", site.StaffKey, language);
        var own = await site.ReadAsync($"/receipts/szf/{received.Delivery.Id}", site.OwnKey, language);

        Assert.Contains(look, staff, StringComparison.Ordinal);
        Assert.Contains("本办法自2029年3月1日起施行。", staff, StringComparison.Ordinal);
        Assert.Contains("巡查的具体办法由省人民政府制定。", staff, StringComparison.Ordinal);
        Assert.DoesNotContain(look, own, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"conformity\"", own, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", null, null, "zh-CN")]
    [InlineData("/", "fr", null, "zh-CN")]
    [InlineData("/", "zh-CN,zh;q=0.9,en;q=0.8", null, "zh-CN")]
    [InlineData("/", "fr, en;q=0.5, zh;q=0.4", null, "en")]
    [InlineData("/?lang=zh-CN", "en", null, "zh-CN")]
    [InlineData("/?lang=klingon", "zh", null, "zh-CN")]
    [InlineData("/", "zh", "en", "en")]
    [InlineData("/?lang=en", "zh", "zh-CN", "en")]
    [InlineData("/nowhere", "zh", null, "zh-CN")]
    public async Task Speaks_the_language_asked_for_then_the_one_remembered_then_the_browsers(string path, string? accepts, string? cookie, string expected)
    {
        var site = shared.Site;
        using var browser = site.Browser(null, accepts);
        if (cookie is not null)
        {
            browser.DefaultRequestHeaders.Add("Cookie", $"{PageRequest.LanguageCookie}={cookie}");
        }

        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative), Stop);
        var html = await answer.Content.ReadAsStringAsync(Stop);

        Assert.Contains($"<html lang=\"{expected}\">", html, StringComparison.Ordinal);
        Assert.Equal(expected, answer.Content.Headers.ContentLanguage.Single());
        Assert.Equal(path is "/?lang=zh-CN" or "/?lang=en", answer.Headers.TryGetValues("Set-Cookie", out var set)
            && set.Single().StartsWith($"{PageRequest.LanguageCookie}={expected};", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("zh-CN", "en")]
    [InlineData("en", "zh-CN")]
    public async Task Speaks_only_the_languages_of_the_jurisdiction(string offered, string other)
    {
        using var profile = new ProfileFile(offered);
        await using var site = await Site.StartAsync(settings: profile.Settings);
        using var browser = site.Browser(site.StaffKey, other);
        browser.DefaultRequestHeaders.Add("Cookie", $"{PageRequest.LanguageCookie}={other}");

        foreach (var path in new[] { "/", $"/?lang={other}" })
        {
            using var page = await browser.GetAsync(new Uri(path, UriKind.Relative), Stop);
            var html = await page.Content.ReadAsStringAsync(Stop);
            Assert.Contains($"<html lang=\"{offered}\">", html, StringComparison.Ordinal);
            Assert.DoesNotContain("hreflang", html, StringComparison.Ordinal);
        }

        using var refusal = await browser.GetAsync(new Uri("/api/no/such/thing", UriKind.Relative), Stop);
        Assert.Equal(offered, refusal.Content.Headers.ContentLanguage.Single());
    }

    [Theory]
    [InlineData("en", "Default still to be confirmed by the legal office", "To be confirmed by the legal office.", "Standing Committee of the Provincial People&#x27;s Congress")]
    [InlineData("zh-CN", "默认期限待法制工作机构确认", "待法制工作机构确认。", "省人民代表大会常务委员会")]
    public async Task The_page_of_a_deadline_shows_what_of_its_default_is_to_be_confirmed_and_to_whom_it_is_explained(
        string language, string mark, string note, string body)
    {
        var html = await shared.Site.ReadAsync($"/deadlines/{shared.Site.Overdue}", shared.Site.StaffKey, language);

        Assert.Contains(mark, html, StringComparison.Ordinal);
        Assert.Contains($"<span class=\"under\">{note}</span>", html, StringComparison.Ordinal);
        Assert.Contains($"<dd>{body}</dd>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_owed_by_the_term_says_that_the_start_of_the_term_is_to_be_confirmed()
    {
        await using var site = await Site.StartAsync(law: Given.Law.Replace("每年", "每届", StringComparison.Ordinal));
        var page = $"/deadlines/{site.Report.Id}-szf-2023T01";

        Assert.Contains("<span class=\"tag\">按届计算，届的起始日待确认</span>", await site.ReadAsync(page, site.StaffKey, "zh-CN"), StringComparison.Ordinal);
        Assert.Contains("The first day of the term is an example, to be confirmed by the legal office.", await site.ReadAsync(page, site.StaffKey), StringComparison.Ordinal);
        Assert.DoesNotContain("first day is still to be confirmed", await site.ReadAsync($"/deadlines/{site.Overdue}", site.StaffKey), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_page_links_to_itself_in_the_other_language()
    {
        var site = shared.Site;

        Assert.Contains($"href=\"/deadlines/{site.Overdue}?lang=zh-CN\"", await site.ReadAsync($"/deadlines/{site.Overdue}", site.StaffKey), StringComparison.Ordinal);
        Assert.Contains("href=\"/laws?lang=en\"", await site.ReadAsync("/laws", site.StaffKey, "zh"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_page_forbids_scripts_frames_other_sites_and_keeping()
    {
        var site = shared.Site;
        using var browser = site.Browser(site.StaffKey);

        foreach (var path in new[] { "/", "/laws", $"/deadlines/{site.Overdue}", "/nowhere", $"/receipts/szf/{site.Delivered}", "/deadlines/nonsense" })
        {
            using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative), Stop);
            var html = await answer.Content.ReadAsStringAsync(Stop);

            Assert.Equal(
                "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
                answer.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("same-origin", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.True(answer.Headers.CacheControl!.NoStore);
            Assert.DoesNotMatch(Scripting(), html);
            Assert.Empty(Remote().Matches(html));
        }
    }

    [Fact]
    public async Task The_style_sheet_has_its_version_in_its_address_and_may_be_kept()
    {
        var site = shared.Site;
        using var browser = site.Browser();
        var address = StyleSheet().Match(await site.ReadAsync("/", null)).Groups["address"].Value;

        using var current = await browser.GetAsync(new Uri(address, UriKind.Relative), Stop);
        using var former = await browser.GetAsync(new Uri("/assets/site.css?v=000000000000", UriKind.Relative), Stop);

        Assert.Equal(TimeSpan.FromDays(365), current.Headers.CacheControl!.MaxAge);
        Assert.True(former.Headers.CacheControl!.NoCache);
        Assert.Equal("text/css", current.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Pages_ask_storage_for_what_they_show_and_not_for_what_is_registered()
    {
        await using var site = await Site.StartAsync();
        var storage = site.World.Storage;
        (string Path, string Key, int Requests)[] expected =
        [
            ("/", site.StaffKey, 18), // last success, operational alerts, last sweep, 7 committees, 3 months, proposals, to review, unmatched, failed mails, the name of one department
            ("/", site.OwnKey, 10), // department, awaited, joint, taken over, delivered, receipts, 1 law, 2 obligations, the department that owes
            ($"/deadlines/{site.Overdue}", site.StaffKey, 7), // deadline, alerts, history, law, obligation, department, mails
            ("/laws", site.StaffKey, 1),
            ($"/laws/{site.Law.Id}", site.StaffKey, 4), // law, obligations, deadlines, people of the office
            ($"/receipts/szf/{site.Delivered}", site.StaffKey, 5), // delivery, what was removed of it, department, law, obligation
        ];
        await site.ReadAsync("/", site.StaffKey);
        await site.ReadAsync("/", site.OwnKey);

        foreach (var registered in new[] { 2, 40 })
        {
            for (var number = 0; number < registered; number++)
            {
                await site.World.RegisterAsync($"more_{registered}_{number}", $"又一个部门{registered}-{number}");
            }

            storage.KeepsLog = true;
            foreach (var (path, key, requests) in expected)
            {
                storage.ResetCounts();
                await site.ReadAsync(path, key);
                Assert.Equal((path, requests), (path, storage.Log.Count));
                Assert.All(storage.Log, request => Assert.False(request.IsWrite));
            }

            storage.KeepsLog = false;
        }
    }

    [Fact]
    public async Task Storage_that_does_not_answer_becomes_a_page_that_says_so()
    {
        await using var site = await Site.StartAsync();
        using var browser = site.Browser(site.StaffKey, "zh");
        (await browser.GetAsync(new Uri("/laws", UriKind.Relative), Stop)).Dispose();
        site.World.Storage.Interceptor = request => new(StorageFault.Answer(503));

        using var answer = await browser.GetAsync(new Uri("/laws", UriKind.Relative), Stop);
        var html = await answer.Content.ReadAsStringAsync(Stop);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter!.Delta);
        Assert.Contains("<html lang=\"zh-CN\">", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", html, StringComparison.Ordinal);
    }

    private static void AssertHarmless(string html)
    {
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("PageModel", html, StringComparison.Ordinal);
    }

    private static async Task<int> StatusAsync(Site site, string path, string? key)
    {
        using var browser = site.Browser(key);
        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative), Stop);
        return (int)answer.StatusCode;
    }

    [GeneratedRegex(@"<script|\son[a-z]+=|javascript:|style=", RegexOptions.IgnoreCase)]
    private static partial Regex Scripting();

    [GeneratedRegex(@"(src|href|action)=""(https?:)?//", RegexOptions.IgnoreCase)]
    private static partial Regex Remote();

    [GeneratedRegex(@"rel=""stylesheet"" href=""(?<address>[^""]+)""")]
    private static partial Regex StyleSheet();
}
