using System.Text.Json;

namespace Supervision.Tests.Api;

public sealed class ConfirmationTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Without_words_of_the_law_the_default_applies_and_is_marked()
    {
        var (department, _) = await BeginAsync();

        var state = await ConfirmAsync(1, new { departments = new[] { department } });

        Assert.Equal("2025-01-02", state.GetProperty("due").GetString());
        Assert.Equal("2025-01-02", state.GetProperty("originalDue").GetString());
        var provenance = state.GetProperty("provenance");
        Assert.Equal("profile-default", provenance.GetProperty("basis").GetString());
        Assert.Equal("provincial-legislation-ordinance", provenance.GetProperty("basisCode").GetString());
        Assert.Equal("2024-01-01", provenance.GetProperty("triggerDate").GetString());
        Assert.Equal("P1Y", provenance.GetProperty("period").GetString());
        Assert.Equal("2025-01-01", provenance.GetProperty("unadjusted").GetString());
        Assert.False(state.GetProperty("inherited").GetBoolean());
    }

    [Theory]
    [InlineData("""{"period":"P6M"}""", null, "2024-07-01")]
    [InlineData("""{"period":"P30D"}""", "2024-02-01", "2024-03-04")]
    [InlineData("""{"period":"10WD"}""", "2024-02-01", "2024-02-20")]
    [InlineData("""{"on":"2024-09-28"}""", null, "2024-09-28")]
    [InlineData("""{"recurrence":{"recurs":"each-calendar-period","every":1,"unit":"year","by":"03-31"}}""", null, "2024-04-01")]
    public async Task The_due_rule_that_an_officer_sets_goes_first(string due, string? trigger, string expected)
    {
        // 2 March 2024 is a Saturday, 31 March a Sunday; the days off of the Spring Festival are 10 to 17 February, 4 and 18 are worked.
        var (department, _) = await BeginAsync();

        var state = await ConfirmAsync(1, new { departments = new[] { department }, due = JsonDocument.Parse(due).RootElement, trigger });

        Assert.Equal(expected, state.GetProperty("due").GetString());
        Assert.Equal("officer", state.GetProperty("provenance").GetProperty("basis").GetString());
    }

    [Fact]
    public async Task No_deadline_and_a_may_open_no_clock()
    {
        var (department, _) = await BeginAsync();
        var law = await host.LawAsync();
        var title = host.NewId("临江省节约用水条例");
        var may = (await host.Officer.PostTextAsync(
            "api/laws?file=a.md",
            Worlds.Given.Law.Replace("临江省湿地保护条例", title, StringComparison.Ordinal)
                .Replace("湿地生态补偿的具体办法由省人民政府制定", "设区的市人民政府可以根据本条例制定具体办法", StringComparison.Ordinal),
            201)).Json;
        var obligation = may.GetProperty("proposed").EnumerateArray().Single(item => item.GetProperty("candidate").GetProperty("modality").GetString() == "may");

        Assert.Empty(await host.ConfirmAsync(law, 1, new { departments = new[] { department }, due = new { none = true } }));
        var id = obligation.GetProperty("id").GetString()!.Split('-');
        Assert.Empty(await host.ConfirmAsync(id[0], int.Parse(id[1], System.Globalization.CultureInfo.InvariantCulture), new { departments = new[] { department } }));

        Assert.Equal(0, (await host.Officer.GetAsync($"api/departments/{department}/deadlines", 200)).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_class_of_organs_gives_each_member_a_deadline_and_partners_are_named_in_it()
    {
        var (first, client) = await BeginAsync();
        var (second, _) = await host.DepartmentAsync();
        var (partner, _) = await host.DepartmentAsync();
        var law = await host.LawAsync();

        var deadlines = await host.ConfirmAsync(law, 1, new { departments = new[] { first, second }, coDepartments = new[] { partner } });

        Assert.Equal([$"{law}-1-{first}-1", $"{law}-1-{second}-1"], deadlines);
        var state = (await client.GetAsync($"api/deadlines/{deadlines[0]}", 200)).Json.GetProperty("deadline");
        Assert.Equal(partner, Assert.Single(state.GetProperty("coDepartments").EnumerateArray()).GetString());
        Assert.Equal(2, (await host.RowsAsync("supervision", partner, "joint-")).Count);
    }

    [Fact]
    public async Task A_deadline_already_past_is_inherited_silent_and_released_once()
    {
        var (department, client) = await BeginAsync();
        host.Clock.SetNoon(new DateOnly(2025, 3, 3));
        var law = await host.LawAsync();
        var deadline = Assert.Single(await host.ConfirmAsync(law, 1, new { departments = new[] { department } }));
        await host.SweepAsync(new DateOnly(2025, 3, 4));
        var silent = (await client.GetAsync($"api/deadlines/{deadline}", 200)).Json;

        var released = await host.Officer.PostAsync($"api/deadlines/{deadline}/release", null, 200);
        host.Clock.SetNoon(new DateOnly(2025, 3, 5));
        var again = await host.Officer.PostAsync($"api/deadlines/{deadline}/release", null, 200);
        await host.SweepAsync(new DateOnly(2025, 3, 6));

        Assert.True(silent.GetProperty("deadline").GetProperty("inherited").GetBoolean());
        Assert.Equal(0, silent.GetProperty("alerts").GetArrayLength());
        Assert.Equal("2025-03-04", released.Json.GetProperty("on").GetString());
        Assert.Equal(released.Text, again.Text);
        var alerts = (await client.GetAsync($"api/deadlines/{deadline}", 200)).Json.GetProperty("alerts");
        Assert.EndsWith("-r1-overdue", Assert.Single(alerts.EnumerateArray()).GetProperty("id").GetString(), StringComparison.Ordinal);
        var law2 = await host.LawAsync();
        var later = Assert.Single(await host.ConfirmAsync(law2, 1, new { departments = new[] { department }, due = new { on = "2026-01-05" } }));
        Assert.Equal("not-inherited", (await host.Officer.PostAsync($"api/deadlines/{later}/release", null, 409)).Code);
        Assert.Equal("deadline-not-found", (await host.Officer.PostAsync($"api/deadlines/{law2}-9-{department}-1/release", null, 404)).Code);
    }

    [Fact]
    public async Task The_same_confirmation_again_is_answered_alike_and_another_is_409()
    {
        var (department, _) = await BeginAsync();
        var law = await host.LawAsync();
        var path = $"api/laws/{law}/obligations/1/confirmation";
        var body = new { departments = new[] { department } };

        var first = await host.Officer.PostAsync(path, body, 200, "one");
        var again = await host.Officer.PostAsync(path, body, 200, "one");

        Assert.Equal(first.Text, again.Text);
        Assert.Equal("already-confirmed", (await host.Officer.PostAsync(path, body, 409, "two")).Code);
        Assert.Equal("already-confirmed", (await host.Officer.PostAsync(path, body, 409)).Code);
        Assert.Single(await host.RowsAsync("supervision", department, "deadline-"));
    }

    [Fact]
    public async Task Sixteen_officers_at_once_confirm_once()
    {
        var (department, _) = await BeginAsync();
        var law = await host.LawAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => host.Officer.PostAsync(
            $"api/laws/{law}/obligations/1/confirmation", new { departments = new[] { department }, due = new { on = $"2026-01-{i + 1:D2}" } }, null, $"storm-{i}")));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal("already-confirmed", answer.Code));
        Assert.Single(await host.RowsAsync("supervision", department, "deadline-"));
    }

    [Theory]
    [InlineData("""{"departments":[]}""", "departments-count departments")]
    [InlineData("""{"departments":["nowhere"]}""", "department-unknown departments")]
    [InlineData("""{"departments":["D","D"]}""", "department-twice departments")]
    [InlineData("""{"departments":["D"],"coDepartments":["D"]}""", "department-twice departments")]
    [InlineData("""{"departments":["D"],"due":{}}""", "due-rule-one due")]
    [InlineData("""{"departments":["D"],"due":{"on":"2025-01-01","none":true}}""", "due-rule-one due")]
    [InlineData("""{"departments":["D"],"due":{"recurrence":{"recurs":"each-calendar-period","every":0,"unit":"year"}}}""", "recurrence-invalid due.recurrence")]
    [InlineData("""{"departments":["D"],"trigger":"9999-12-31"}""", "date-out-of-range trigger")]
    [InlineData("""{"departments":["D"],"trigger":"0001-01-01"}""", "date-out-of-range trigger")]
    [InlineData("""{"departments":["D"],"due":{"on":"9999-12-31"}}""", "date-out-of-range due.on")]
    [InlineData("""{"departments":["D"],"due":{"on":"0001-01-01"}}""", "date-out-of-range due.on")]
    public async Task A_faulty_confirmation_is_422_and_opens_nothing(string body, string fault)
    {
        var (department, _) = await BeginAsync();
        var law = await host.LawAsync();
        var plans = (await host.RowsAsync("agenda", "plan", "")).Count;

        var answer = await host.Officer.PostAsync(
            $"api/laws/{law}/obligations/1/confirmation", body.Replace("\"D\"", $"\"{department}\"", StringComparison.Ordinal), 422);

        Assert.Equal([fault], answer.Faults);
        Assert.Empty(await host.RowsAsync("supervision", department, "deadline-"));
        Assert.Equal(plans, (await host.RowsAsync("agenda", "plan", "")).Count);
    }

    [Theory]
    [InlineData("""{"departments":["D"],"due":{"period":"P1000Y"}}""")]
    [InlineData("""{"departments":["D"],"due":{"period":"soon"}}""")]
    [InlineData("""{"departments":["D"],"due":{"on":"2025-02-30"}}""")]
    [InlineData("""{"departments":["D"],"due":{"recurrence":{"recurs":"never"}}}""")]
    [InlineData("""{"departments":[null]}""")]
    [InlineData("""{"departments":["../x"]}""")]
    [InlineData("""{"departments":["D"],"colour":"red"}""")]
    [InlineData("""{}""")]
    public async Task A_confirmation_of_another_shape_is_400(string body)
    {
        var law = await host.LawAsync();

        Assert.Equal("json-invalid", (await host.Officer.PostAsync($"api/laws/{law}/obligations/1/confirmation", body.Replace("\"D\"", "\"d\"", StringComparison.Ordinal), 400)).Code);
    }

    private async Task<(string Department, ApiClient Client)> BeginAsync()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        return await host.DepartmentAsync();
    }

    private async Task<JsonElement> ConfirmAsync(int obligation, object request)
    {
        var deadline = Assert.Single(await host.ConfirmAsync(await host.LawAsync(), obligation, request));
        return (await host.Officer.GetAsync($"api/deadlines/{deadline}", 200)).Json.GetProperty("deadline");
    }
}
