using Supervision.Access;

namespace Supervision.Tests.Api;

public sealed class ConformityTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Staff_see_how_a_delivered_rule_agrees_with_its_obligation_and_the_delivery_stands_whatever_is_found()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client, obligation, _) = await host.RuleAsync();
        const string Text = "临江省水利厅渔业补偿办法\n第一条 为了规范补偿，根据《另一条例》第三条，制定本办法。\n第二条 本办法自2026年3月1日起施行。\n";
        var receipt = (await client.SendAsync(Upload.Rule(department, obligation, text: Text), 201)).Json.GetProperty("id").GetString();

        var answer = (await host.Officer.GetAsync($"api/departments/{department}/deliveries/{receipt}/conformity", 200)).Json;

        Assert.Equal(obligation, answer.GetProperty("obligation").GetString());
        var findings = answer.GetProperty("findings").EnumerateArray().ToDictionary(finding => finding.GetProperty("code").GetString()!);
        Assert.Equal("look-at", findings["law-not-cited"].GetProperty("level").GetString());
        Assert.Equal("look-at", findings["in-force-after-due-date"].GetProperty("level").GetString());
        Assert.Contains("2026-03-01", findings["in-force-after-due-date"].GetProperty("text").GetString()!, StringComparison.Ordinal);
        Assert.Equal("本办法自2026年3月1日起施行。", findings["in-force-after-due-date"].GetProperty("quote").GetString());
        await client.GetAsync($"api/departments/{department}/deliveries/{receipt}/conformity", 403);
        Assert.Equal("received", (await client.GetAsync($"api/departments/{department}/deliveries/{receipt}", 200)).Json.GetProperty("review").GetString());
    }

    [Fact]
    public async Task Reports_are_not_compared_and_files_that_cannot_be_read_say_why()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client, obligation, _) = await host.RuleAsync();
        var picture = (await client.SendAsync(Upload.Of(
            department, "rules", new { title = "办法", obligation, issued = "2024-01-02" }, ("办法.pdf", "%PDF-1.4 broken"u8.ToArray())), 201)).Json.GetProperty("id").GetString();
        var report = (await client.SendAsync(Upload.Report(department, null), 201)).Json.GetProperty("id").GetString();

        var findings = (await host.Officer.GetAsync($"api/departments/{department}/deliveries/{picture}/conformity", 200)).Json.GetProperty("findings");

        var only = Assert.Single(findings.EnumerateArray());
        Assert.Equal(("unreadable", "damaged-file"), (only.GetProperty("code").GetString(), only.GetProperty("said").GetString()));
        Assert.Equal("delivery-is-no-rule", (await host.Officer.GetAsync($"api/departments/{department}/deliveries/{report}/conformity", 409)).Code);
    }

    [Fact]
    public async Task A_rule_removed_by_decision_is_passed_over_and_no_more_quoted()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client, obligation, _) = await host.RuleAsync();
        var director = host.As(await host.KeyAsync(Role.Director));
        const string Text = "临江省水利厅渔业补偿办法\n第一条 为了规范补偿，根据《另一条例》第三条，制定本办法。\n第二条 本办法自2026年3月1日起施行。\n";
        var delivery = (await client.SendAsync(Upload.Rule(department, obligation, text: Text), 201)).Json.GetProperty("id").GetString();
        var removal = (await host.Administrator.PostAsync("api/removals", new { department, delivery, file = 1, reason = "r" }, 201)).Json.GetProperty("id").GetString();
        await director.PostAsync($"api/departments/{department}/removals/{removal}/decision", new { confirm = true }, 200);

        var answer = await host.Officer.GetAsync($"api/departments/{department}/deliveries/{delivery}/conformity", 200);

        var only = Assert.Single(answer.Json.GetProperty("findings").EnumerateArray());
        Assert.Equal(("unreadable", "content-removed"), (only.GetProperty("code").GetString(), only.GetProperty("said").GetString()));
    }
}
