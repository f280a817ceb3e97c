using System.Security.Cryptography;
using System.Text;

namespace Supervision.Tests.Api;

public sealed class DeadlineTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Lists_by_department_law_and_month_show_what_was_swept_and_relayed()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client, obligation, deadline) = await host.RuleAsync();
        var law = obligation.Split('-')[0];
        await host.SweepAsync(new DateOnly(2025, 1, 3));
        await host.RelayAsync();

        var own = (await client.GetAsync($"api/departments/{department}/deadlines", 200)).Json.GetProperty("items");
        Assert.Equal(deadline, Assert.Single(own.EnumerateArray()).GetProperty("id").GetString());
        foreach (var path in new[] { $"api/laws/{law}/deadlines", "api/deadlines/due/2025-01?size=500", "api/alerts?size=500" })
        {
            var row = Assert.Single((await host.Officer.GetAsync(path, 200)).Json.GetProperty("items").EnumerateArray(), item => item.GetProperty("id").GetString() == deadline);
            Assert.Equal("overdue", row.GetProperty("stage").GetString());
            Assert.Equal("2025-01-02", row.GetProperty("due").GetString());
            Assert.Equal("open", row.GetProperty("alertStatus").GetString());
            Assert.True(row.GetProperty("defaultPeriodApplied").GetBoolean());
            Assert.Equal("第三条", row.GetProperty("article").GetString());
        }

        Assert.Equal("deadline-not-found", (await host.Officer.GetAsync("api/deadlines/due/2025-13", 404)).Code);
        Assert.Equal("deadline-not-found", (await host.Officer.GetAsync("api/deadlines/nonsense", 404)).Code);
        Assert.Equal("deadline-not-found", (await host.Officer.GetAsync($"api/deadlines/{law}-9-{department}-1", 404)).Code);
        Assert.Equal("deadline-not-found", (await host.Officer.GetAsync($"api/deadlines/{law}-9-{department}-1/history", 404)).Code);
        Assert.Equal(["committee-unknown committee"], (await host.Officer.GetAsync("api/alerts?committee=nowhere", 422)).Faults);
    }

    [Fact]
    public async Task A_departments_deadlines_are_read_page_by_page()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client) = await host.DepartmentAsync();
        var opened = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var law = await host.LawAsync();
            opened.AddRange(await host.ConfirmAsync(law, 1, new { departments = new[] { department } }));
        }

        var read = new List<string>();
        for (string? continuation = ""; continuation is not null;)
        {
            var page = (await client.GetAsync($"api/departments/{department}/deadlines?size=2&continuation={Uri.EscapeDataString(continuation)}", 200)).Json;
            Assert.InRange(page.GetProperty("items").GetArrayLength(), 1, 2);
            read.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            continuation = page.TryGetProperty("continuation", out var next) ? next.GetString() : null;
        }

        Assert.Equal(opened.Order(StringComparer.Ordinal), read);
    }

    [Fact]
    public async Task The_history_is_a_chain_that_ends_in_the_deadlines_head()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (_, client, _, deadline) = await host.RuleAsync();
        await host.SweepAsync(new DateOnly(2025, 1, 3));
        await host.RelayAsync();
        await client.PostAsync($"api/alerts/{deadline}-r1-overdue/acknowledgement", null, 200);

        var history = (await client.GetAsync($"api/deadlines/{deadline}/history", 200)).Json.GetProperty("items").EnumerateArray().ToList();
        var head = (await client.GetAsync($"api/deadlines/{deadline}", 200)).Json.GetProperty("history");

        Assert.Equal(["opened", "stage-raised", "notice-sent", "alert-acknowledged"], history.Select(fact => fact.GetProperty("body").GetProperty("type").GetString()));
        var previous = new string('0', 64);
        foreach (var fact in history)
        {
            Assert.Equal(previous, fact.GetProperty("prev").GetString());
            previous = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(fact.GetRawText())));
        }

        Assert.Equal(previous, head.GetProperty("hash").GetString());
        Assert.Equal(4, head.GetProperty("seq").GetInt32());
    }

    [Fact]
    public async Task An_alert_is_acknowledged_once_and_ends_with_the_delivery()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client, obligation, deadline) = await host.RuleAsync();
        await host.SweepAsync(new DateOnly(2025, 1, 3));
        var alert = $"api/alerts/{deadline}-r1-overdue";

        var first = await client.PostAsync(alert + "/acknowledgement", null, 200, "seen");
        host.Clock.SetNoon(new DateOnly(2025, 1, 6));
        var repeated = await client.PostAsync(alert + "/acknowledgement", null, 200, "seen");
        var second = await host.Officer.PostAsync(alert + "/acknowledgement", null, 200);
        Assert.Equal("acknowledged", (await client.GetAsync(alert, 200)).Json.GetProperty("status").GetString());
        await client.SendAsync(Upload.Rule(department, obligation, issued: "2024-12-31"), 201);

        Assert.Equal("2025-01-03", first.Json.GetProperty("on").GetString());
        Assert.Equal("2025-01-03", repeated.Json.GetProperty("on").GetString());
        Assert.Equal("2025-01-03", second.Json.GetProperty("on").GetString());
        var ended = (await client.GetAsync(alert, 200)).Json;
        Assert.Equal("resolved", ended.GetProperty("status").GetString());
        Assert.Equal("fulfilled-on-time-notified-late", ended.GetProperty("resolution").GetProperty("outcome").GetString());
        Assert.Equal("alert-not-found", (await host.Officer.GetAsync(alert.Replace("-r1-", "-r2-", StringComparison.Ordinal), 404)).Code);
        Assert.Equal("alert-not-found", (await host.Officer.PostAsync("api/alerts/nonsense/acknowledgement", null, 404)).Code);
    }

    [Fact]
    public async Task A_deadline_says_what_of_its_default_period_is_to_be_confirmed_and_who_hears_the_explanation()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (_, client, _, deadline) = await host.RuleAsync();

        var applied = (await client.GetAsync($"api/deadlines/{deadline}", 200)).Json.GetProperty("default");

        Assert.True(applied.GetProperty("toBeConfirmed").GetBoolean());
        Assert.Equal("To be confirmed by the legal office.", applied.GetProperty("note").GetProperty("en").GetString());
        Assert.Equal("省人民代表大会常务委员会", applied.GetProperty("explainTo").GetProperty("zh").GetString());
        Assert.Equal("provincial-legislation-ordinance", applied.GetProperty("basis").GetProperty("code").GetString());
        Assert.Empty(applied.GetProperty("receivedBy").EnumerateArray());
    }

    [Fact]
    public async Task An_alert_that_ended_unseen_is_409()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client, obligation, deadline) = await host.RuleAsync();
        await host.SweepAsync(new DateOnly(2025, 1, 3));
        await client.SendAsync(Upload.Rule(department, obligation, issued: "2025-01-03"), 201);

        Assert.Equal("alert-ended", (await client.PostAsync($"api/alerts/{deadline}-r1-overdue/acknowledgement", null, 409)).Code);
    }

    [Fact]
    public async Task A_sweep_at_once_reports_what_it_did_and_the_list_shows_the_latest_first()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (_, _, _, deadline) = await host.RuleAsync();
        host.Clock.SetNoon(new DateOnly(2024, 12, 27));

        var report = (await host.Administrator.PostAsync("api/sweeps", null, 200)).Json;

        Assert.Equal("2024-12-27", report.GetProperty("asOf").GetString());
        Assert.True(report.GetProperty("raised").GetInt32() >= 1);
        Assert.Empty(report.GetProperty("faults").EnumerateArray());
        Assert.True(report.GetProperty("succeeded").GetBoolean());
        Assert.True(report.TryGetProperty("foundEnded", out _));
        await host.Officer.GetAsync($"api/alerts/{deadline}-r1-reminder", 200);
        var listed = (await host.Officer.GetAsync("api/sweeps", 200)).Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("started").GetDateTimeOffset()).ToList();
        Assert.Equal(listed.OrderDescending(), listed);
    }
}
