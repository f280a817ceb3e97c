using System.Security.Cryptography;
using System.Text;

namespace Supervision.Tests.Api;

public sealed class DeliveryTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public async Task A_rule_delivered_in_time_gets_a_receipt_that_proves_it()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client, obligation, deadline) = await host.RuleAsync();

        var created = await client.SendAsync(Upload.Rule(department, obligation, text: "补偿办法全文"), 201, "first");

        var receipt = created.Json;
        var id = receipt.GetProperty("id").GetString();
        Assert.Equal($"/api/departments/{department}/deliveries/{id}", created.Message.Headers.Location!.OriginalString);
        var file = Assert.Single(receipt.GetProperty("files").EnumerateArray());
        Assert.Equal("办法.txt", file.GetProperty("name").GetString());
        Assert.Equal(18, file.GetProperty("length").GetInt64());
        Assert.Equal(Sha256("补偿办法全文"), file.GetProperty("sha256").GetString());
        var at = receipt.GetProperty("receivedAt").GetDateTimeOffset();
        Assert.InRange(host.Clock.GetUtcNow() - at, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal("2024-01-02", receipt.GetProperty("receivedOn").GetString());
        var match = receipt.GetProperty("match");
        Assert.Equal(deadline, match.GetProperty("deadline").GetString());
        Assert.Equal("2025-01-02", match.GetProperty("due").GetString());
        Assert.Equal(0, match.GetProperty("daysLate").GetInt32());
        Assert.True(match.GetProperty("onTime").GetBoolean());
        Assert.Equal(created.Text, (await client.GetAsync(created.Message.Headers.Location.OriginalString, 200)).Text);
    }

    [Fact]
    public async Task A_late_rule_is_told_its_days()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client, obligation, _) = await host.RuleAsync();
        host.Clock.SetNoon(new DateOnly(2025, 2, 1));

        var match = (await client.SendAsync(Upload.Rule(department, obligation, issued: "2025-01-31"), 201)).Json.GetProperty("match");

        Assert.Equal(29, match.GetProperty("daysLate").GetInt32());
        Assert.False(match.GetProperty("onTime").GetBoolean());
    }

    [Fact]
    public async Task A_report_is_matched_to_the_year_it_covers_also_when_no_obligation_is_named()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client) = await host.DepartmentAsync();
        var law = await host.LawAsync();
        var deadline = Assert.Single(await host.ConfirmAsync(law, 2, new { departments = new[] { department } }));

        var receipt = (await client.SendAsync(Upload.Report(department, null), 201)).Json;

        Assert.Equal(deadline, receipt.GetProperty("match").GetProperty("deadline").GetString());
        Assert.EndsWith("-2024", deadline, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_took_over_one_share_delivers_and_takes_back_only_for_that_share()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (old, _) = await host.DepartmentAsync();
        var (taker, share) = await host.DepartmentAsync();
        var (successor, rest) = await host.DepartmentAsync();
        var law = await host.LawAsync();
        var (rule, report) = (await host.ConfirmAsync(law, 1, new { departments = new[] { old } }), await host.ConfirmAsync(law, 2, new { departments = new[] { old } }));
        await host.Administrator.PutAsync(
            $"api/departments/{old}",
            new { name = "旧厅" + old, validTo = "2024-01-01", successor, split = new[] { new { to = taker, obligations = new[] { $"{law}-1" } } } },
            200);
        var blobs = (await host.BlobsAsync()).Count;

        // What is not theirs: a deadline of another's, named or found, and what no deadline awaits.
        Assert.Equal("not-your-department", (await share.SendAsync(Upload.Report(old, $"{law}-2"), 403, "k-1")).Code);
        Assert.Equal("not-your-department", (await share.SendAsync(Upload.Report(old, null), 403)).Code);
        Assert.Equal("not-your-department", (await rest.SendAsync(Upload.Rule(old, $"{law}-1"), 403)).Code);
        Assert.Equal("not-your-department", (await share.SendAsync(Upload.Rule(old, $"{law}-9"), 403)).Code);
        Assert.Empty(await host.RowsAsync("supervision", old, "delivery-"));
        Assert.Equal(blobs, (await host.BlobsAsync()).Count);

        var of = await share.SendAsync(Upload.Rule(old, null), 201, "k-2");
        var reported = await rest.SendAsync(Upload.Report(old, $"{law}-2"), 201);
        var unmatched = await rest.SendAsync(Upload.Rule(old, $"{law}-9", text: "无人等待"), 201);
        Assert.Equal(Assert.Single(rule), of.Json.GetProperty("match").GetProperty("deadline").GetString());
        Assert.Equal(Assert.Single(report), reported.Json.GetProperty("match").GetProperty("deadline").GetString());

        // Nothing awaits a rule any more: the same sent again is the same all the same.
        Assert.Equal(of.Text, (await share.SendAsync(Upload.Rule(old, null), 200, "k-2")).Text);

        Assert.Equal("not-your-department", (await TakeBackAsync(share, reported, 403)).Code);
        Assert.Equal("not-your-department", (await TakeBackAsync(share, unmatched, 403)).Code);
        Assert.Equal("not-your-department", (await TakeBackAsync(rest, of, 403)).Code);
        await TakeBackAsync(share, of, 200);
        await TakeBackAsync(rest, reported, 200);
        await TakeBackAsync(rest, unmatched, 200);

        static Task<Answer> TakeBackAsync(ApiClient client, Answer created, int status) =>
            client.PostAsync(created.Message.Headers.Location!.OriginalString.TrimStart('/') + "/withdrawal", new { reason = "误报" }, status);
    }

    [Fact]
    public async Task The_same_key_again_returns_the_same_receipt_and_other_content_under_it_is_refused()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client, obligation, _) = await host.RuleAsync();
        var first = await client.SendAsync(Upload.Rule(department, obligation), 201, "k-1");
        var blobs = (await host.BlobsAsync()).Count;

        var again = await client.SendAsync(Upload.Rule(department, obligation), 200, "k-1");
        var other = await client.SendAsync(Upload.Rule(department, obligation, text: "另一份"), 422, "k-1");

        Assert.Equal(first.Text, again.Text);
        Assert.Equal("idempotency-key-reused", other.Code);
        Assert.Equal(blobs, (await host.BlobsAsync()).Count);
        Assert.Single(await host.RowsAsync("supervision", department, "delivery-"));
    }

    [Fact]
    public async Task The_same_content_without_a_key_returns_the_first_receipt_until_it_is_returned()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client, obligation, _) = await host.RuleAsync();
        var first = await client.SendAsync(Upload.Rule(department, obligation), 201);
        var id = first.Json.GetProperty("id").GetString();

        var again = await client.SendAsync(Upload.Rule(department, obligation), 200);
        await host.Officer.PostAsync($"api/departments/{department}/deliveries/{id}/review", new { decision = "return-for-content", note = "缺第三章" }, 200);
        var afterReturn = await client.SendAsync(Upload.Rule(department, obligation), 201);

        Assert.Equal(first.Text, again.Text);
        Assert.NotEqual(id, afterReturn.Json.GetProperty("id").GetString());
        Assert.Equal(2, (await host.RowsAsync("supervision", department, "delivery-")).Count);
        Assert.Single(await host.RowsAsync("supervision", department, "content-"));
    }

    [Fact]
    public async Task Sixteen_uploads_of_one_request_at_once_are_one_delivery()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client, obligation, _) = await host.RuleAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => client.SendAsync(Upload.Rule(department, obligation), null, "storm")));

        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 201 or 503, answer.Text));
        Assert.Single(answers, answer => answer.Status == 201);
        Assert.Single(answers.Where(answer => answer.Status < 300).Select(answer => answer.Text).Distinct());
        Assert.Single(await host.RowsAsync("supervision", department, "delivery-"));
    }

    [Fact]
    public async Task A_key_used_for_an_upload_and_then_for_an_acknowledgement_or_a_review_is_refused_as_reused()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client, obligation, deadline) = await host.RuleAsync();
        await host.SweepAsync(new DateOnly(2025, 1, 3));
        var alert = $"api/alerts/{deadline}-r1-overdue/acknowledgement";

        await client.SendAsync(Upload.Report(department, null), 201, "one");
        Assert.Equal("idempotency-key-reused", (await client.PostAsync(alert, null, 422, "one")).Code);
        await client.PostAsync(alert, null, 200, "two");
        Assert.Equal("idempotency-key-reused", (await client.SendAsync(Upload.Rule(department, obligation, issued: "2025-01-03"), 422, "two")).Code);

        var rule = (await host.Officer.SendAsync(Upload.Rule(department, obligation, issued: "2025-01-03"), 201, "three")).Json.GetProperty("id").GetString();
        var review = $"api/departments/{department}/deliveries/{rule}/review";
        var back = new { decision = "return-for-form", note = "缺少印章" };
        Assert.Equal("own-delivery", (await host.Officer.PostAsync(review, new { decision = "accept" }, 403)).Code);
        Assert.Equal("idempotency-key-reused", (await host.Officer.PostAsync(review, back, 422, "three")).Code);
        await host.Officer.PostAsync(review, back, 200, "four");
        await host.Officer.PostAsync(review, back, 200, "four");
        Assert.Equal("idempotency-key-reused", (await host.Officer.PostAsync(review, new { decision = "return-for-content", note = "重写" }, 422, "four")).Code);
    }

    [Fact]
    public async Task Every_fault_of_the_metadata_is_named_in_one_answer()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client) = await host.DepartmentAsync();
        (string, byte[]) file = ("a.txt", [65]);

        var rule = await client.SendAsync(
            Upload.Of(
                department,
                "rules",
                new { title = "", number = new string('字', 101), issued = "2024-01-03", published = "2023-12-31", periodStart = "2024-01-01", occurrence = "1234567890123456789012345" },
                file),
            422);
        var report = await client.SendAsync(
            Upload.Of(department, "reports", new { title = "a\u0001b", periodStart = "2024-02-01", periodEnd = "2024-01-01", documentDate = "2024-01-03", issued = "2024-01-01" }, file),
            422);

        Assert.Equal(
            ["date-in-future issued", "field-not-for-kind periodStart", "published-before-issued published", "text-missing title", "text-too-long number", "text-too-long occurrence"],
            rule.Faults);
        Assert.Equal(
            ["date-in-future documentDate", "field-not-for-kind issued", "period-order periodEnd", "text-control-characters title"], report.Faults);
    }

    [Fact]
    public async Task Faults_of_form_and_of_files_are_named_beside_the_others()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client) = await host.DepartmentAsync();

        var answer = await client.SendAsync(
            Upload.Of(
                department,
                "rules",
                """{"issued":"2024-13-01","published":"2024-01-03","obligation":"nonsense","colour":"red","number":7}""",
                ("leer.txt", [])),
            422);

        Assert.Equal(
            [
                "date-in-future published", "file-empty leer.txt", "metadata-invalid colour", "metadata-invalid issued", "metadata-invalid number",
                "metadata-invalid obligation", "text-missing title",
            ],
            answer.Faults);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("\"text\"")]
    [InlineData("{\"title\":\"a\",\"title\":\"b\",\"issued\":\"2024-01-01\"}{}")]
    public async Task Metadata_that_is_no_object_is_refused(string metadata)
    {
        var (department, client) = await host.DepartmentAsync();

        var answer = await client.SendAsync(Upload.Of(department, "rules", metadata, ("a.txt", [65])), 422);

        Assert.Equal(["metadata-invalid metadata"], answer.Faults);
    }

    [Fact]
    public async Task An_unknown_department_is_404_and_leaves_nothing_behind()
    {
        var blobs = (await host.BlobsAsync()).Count;

        var answer = await host.Officer.SendAsync(Upload.Rule("nowhere", null), 404);

        Assert.Equal("department-not-found", answer.Code);
        Assert.Equal(blobs, (await host.BlobsAsync()).Count);
        Assert.Empty(await host.RowsAsync("supervision", "nowhere", ""));
    }

    [Fact]
    public async Task Refused_uploads_leave_neither_blobs_nor_rows()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client) = await host.DepartmentAsync();
        var blobs = (await host.BlobsAsync()).Count;
        byte[] big = new byte[100_000];

        await client.SendAsync(Upload.Of(department, "rules", new { title = "a" }, ("a.txt", big)), 422);
        await client.SendAsync(Upload.Of(department, "rules", null, ("a.txt", big)), 422);
        await client.SendAsync(Upload.Of(department, "rules", new { title = "a", issued = "2024-01-01" }, ("a.txt", big), ("b.exe", big)), 415);
        await client.SendAsync(Upload.Of(department, "rules", new { title = "a", issued = "2024-01-01" }), 422);
        await client.SendAsync(Upload.Rule(department, "l000000000000-1"), 400, new string('k', 201));

        Assert.Equal(blobs, (await host.BlobsAsync()).Count);
        Assert.Empty(await host.RowsAsync("supervision", department, ""));
    }

    [Fact]
    public async Task A_downloaded_file_is_the_uploaded_one_and_never_shown_in_place()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client, obligation, _) = await host.RuleAsync();
        byte[] content = [.. "%PDF-1.7\n"u8, .. RandomNumberGenerator.GetBytes(3_000_001)];
        var upload = Upload.Of(
            department, "rules", new { title = "办法", obligation, issued = "2024-01-02" }, ("一.pdf", content), ("二 \"x\".md", "<script>"u8.ToArray()));
        var receipt = (await client.SendAsync(upload, 201)).Json;
        var path = $"api/departments/{department}/deliveries/{receipt.GetProperty("id").GetString()}/files/";

        var first = await client.GetAsync(path + "1", 200);
        var second = await client.GetAsync(path + "2", 200);

        Assert.Equal(content, first.Body);
        Assert.Equal("application/octet-stream", second.ContentType);
        Assert.Equal("attachment", second.Message.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", second.Message.Headers.GetValues("X-Content-Type-Options").Single());
        foreach (var number in new[] { "0", "3", "-1", "2147483647" })
        {
            await client.GetAsync(path + number, 404);
        }
    }

    [Fact]
    public async Task A_list_is_read_page_by_page_and_holds_only_the_departments_own()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client) = await host.DepartmentAsync();
        var (other, otherClient) = await host.DepartmentAsync();
        await otherClient.SendAsync(Upload.Report(other, null), 201);
        var sent = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            var receipt = (await client.SendAsync(Upload.Report(department, null, text: $"报告{i}"), 201)).Json;
            Assert.Equal("match-none", receipt.GetProperty("findings")[0].GetString());
            sent.Add(receipt.GetProperty("id").GetString()!);
        }

        var read = new List<string>();
        var pages = 0;
        for (string? continuation = ""; continuation is not null; pages++)
        {
            var page = (await client.GetAsync($"api/departments/{department}/deliveries?size=2&continuation={Uri.EscapeDataString(continuation)}", 200)).Json;
            read.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            continuation = page.TryGetProperty("continuation", out var next) ? next.GetString() : null;
        }

        Assert.Equal(3, pages);
        Assert.Equal(sent.Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_officer_accepts_returns_for_form_and_returns_for_content()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client, obligation, deadline) = await host.RuleAsync();
        var first = (await client.SendAsync(Upload.Rule(department, obligation), 201)).Json.GetProperty("id").GetString();

        await ReviewAsync(first, "return-for-form", "returned-for-form");
        Assert.Equal("delivery-already-returned", (await host.Officer.PostAsync(Path(first), new { decision = "accept" }, 409)).Code);
        host.Clock.SetNoon(new DateOnly(2024, 3, 1));
        var second = (await client.SendAsync(Upload.Rule(department, obligation, text: "盖章版"), 201)).Json.GetProperty("id").GetString();
        await ReviewAsync(second, "return-for-content", "returned-for-content");
        var third = (await client.SendAsync(Upload.Rule(department, obligation, issued: "2024-03-01", text: "第三版"), 201)).Json.GetProperty("id").GetString();
        await ReviewAsync(third, "accept", "accepted");
        await ReviewAsync(third, "accept", "accepted");

        var state = (await client.GetAsync($"api/deadlines/{deadline}", 200)).Json.GetProperty("deadline");
        Assert.Equal(3, state.GetProperty("round").GetInt32());
        Assert.Equal(third, Assert.Single(state.GetProperty("deliveries").EnumerateArray()).GetProperty("delivery").GetString());
        var unmatched = (await client.SendAsync(Upload.Report(department, null), 201)).Json.GetProperty("id").GetString();
        Assert.Equal("delivery-unmatched", (await host.Officer.PostAsync(Path(unmatched), new { decision = "accept" }, 409)).Code);
        Assert.Equal("delivery-not-found", (await host.Officer.PostAsync(Path("d" + new string('0', 26)), new { decision = "accept" }, 404)).Code);
        Assert.Equal("json-invalid", (await host.Officer.PostAsync(Path(third), new { decision = "burn" }, 400)).Code);

        string Path(string? id) => $"api/departments/{department}/deliveries/{id}/review";

        async Task ReviewAsync(string? id, string decision, string state)
        {
            var answer = (await host.Officer.PostAsync(Path(id), new { decision, note = "说明" }, 200)).Json;
            Assert.Equal(state, answer.GetProperty("state").GetString());
            var receipt = (await client.GetAsync($"api/departments/{department}/deliveries/{id}", 200)).Json;
            Assert.Equal(state, receipt.GetProperty("review").GetString());
        }
    }

    [Fact]
    public async Task A_note_of_any_length_an_officer_may_type_is_taken_or_refused_with_a_reason()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client, obligation, _) = await host.RuleAsync();
        var id = (await client.SendAsync(Upload.Rule(department, obligation), 201)).Json.GetProperty("id").GetString();

        var answer = await host.Officer.PostAsync(
            $"api/departments/{department}/deliveries/{id}/review", new { decision = "accept", note = new string('字', 40_000) }, 422);

        Assert.Equal(["text-too-long note"], answer.Faults);
    }
}
