using System.Text.Json;

namespace Supervision.Tests.Api;

public sealed class ReviewTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task The_queue_shows_each_find_in_its_context_with_the_department_that_bears_its_name()
    {
        var law = await ImportAsync("具体办法由省自然资源局制定。");
        var (department, name) = await NamedAsync("省自然资源局");

        var waiting = (await host.Officer.GetAsync($"api/laws/{law}/review", 200)).Json.GetProperty("items");

        var found = Assert.Single(waiting.EnumerateArray());
        Assert.Equal("第一章 总则", found.GetProperty("chapter").GetString());
        Assert.Equal("湿地分级保护。", found.GetProperty("before").GetString());
        Assert.Equal("保护应当科学。具体办法由省自然资源局制定。", found.GetProperty("paragraph").GetString());
        Assert.Equal(7, found.GetProperty("quoteAt").GetInt32());
        Assert.Equal("违者依法处理。", found.GetProperty("after").GetString());
        Assert.Equal(name is null ? [] : [department], found.GetProperty("suggested").EnumerateArray().Select(id => id.GetString()!));
    }

    [Fact]
    public async Task A_rejected_find_leaves_the_queue_and_stays_as_a_case()
    {
        var law = await ImportAsync("具体办法由省渔业局制定。");

        var unknown = await host.Officer.PostAsync($"api/laws/{law}/review/1/rejection", new { reason = "because" }, 422);
        var rejected = (await host.Officer.PostAsync($"api/laws/{law}/review/1/rejection", new { reason = "no-duty", note = "只是说明" }, 200)).Json;

        Assert.Equal(["rejection-reason-unknown reason"], unknown.Faults);
        Assert.Equal("rejected", rejected.GetProperty("status").GetString());
        Assert.Empty((await host.Officer.GetAsync($"api/laws/{law}/review", 200)).Json.GetProperty("items").EnumerateArray());
        var one = Assert.Single(await CasesAsync(law));
        Assert.Equal(("rejected", "no-duty"), (one.GetProperty("decision").GetString(), one.GetProperty("reason").GetString()));
        Assert.Equal(JsonValueKind.Null, one.TryGetProperty("right", out var right) ? right.ValueKind : JsonValueKind.Null);
    }

    [Fact]
    public async Task Rejected_finds_are_listed_with_the_tag_by_which_they_are_taken_back()
    {
        var law = await ImportAsync("具体办法由省园林局制定。");
        await host.Officer.PostAsync($"api/laws/{law}/review/1/rejection", new { reason = "no-duty" }, 200);

        var found = Assert.Single((await host.Officer.GetAsync($"api/laws/{law}/review?state=rejected", 200)).Json.GetProperty("items").EnumerateArray());
        var tag = $"\"{found.GetProperty("tag").GetString()}\"";
        Assert.Equal("no-duty", found.GetProperty("obligation").GetProperty("review").GetProperty("reason").GetString());
        Assert.Equal("state-changed", (await RestoreAsync("\"x\"", 412)).Code);
        Assert.Equal("proposed", (await RestoreAsync(tag, 200)).Json.GetProperty("status").GetString());
        Assert.Empty((await host.Officer.GetAsync($"api/laws/{law}/review?state=rejected", 200)).Json.GetProperty("items").EnumerateArray());
        Assert.Single((await host.Officer.GetAsync($"api/laws/{law}/review?state=proposed", 200)).Json.GetProperty("items").EnumerateArray());
        Assert.Equal(["state-unknown state"], (await host.Officer.GetAsync($"api/laws/{law}/review?state=confirmed", 422)).Faults);

        async Task<Answer> RestoreAsync(string seen, int status)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"api/laws/{law}/review/1/restoration");
            request.Headers.Add("If-Match", seen);
            return await host.Officer.SendAsync(request, status);
        }
    }

    [Fact]
    public async Task A_correction_counts_for_the_confirmation_and_the_find_is_kept_beside_it()
    {
        var law = await ImportAsync("具体办法由省林草局制定。");
        var (department, _) = await host.DepartmentAsync();

        var corrected = (await host.Officer.PostAsync(
            $"api/laws/{law}/review/1/correction", new { instrument = "分级保护办法", deadlineWords = "自本条例施行之日起六个月内" }, 200)).Json;
        var again = (await host.Officer.PostAsync(
            $"api/laws/{law}/review/1/correction", new { bodies = new[] { "省林草局", "省水利厅" } }, 200)).Json;
        var accepted = (await host.Officer.PostAsync($"api/laws/{law}/review/1/acceptance", new { departments = new[] { department } }, 200)).Json;

        Assert.Equal("分级保护办法", corrected.GetProperty("candidate").GetProperty("instrument").GetString());
        Assert.Equal("具体办法", again.GetProperty("review").GetProperty("found").GetProperty("instrument").GetString());
        var deadline = accepted.GetProperty("confirmation").GetProperty("deadlines")[0].GetString();
        Assert.Equal("2024-07-01", (await host.Officer.GetAsync($"api/deadlines/{deadline}", 200)).Json.GetProperty("deadline").GetProperty("originalDue").GetString());
        Assert.Equal("already-confirmed", (await host.Officer.PostAsync($"api/laws/{law}/review/1/rejection", new { reason = "no-duty" }, 409)).Code);
        var one = Assert.Single(await CasesAsync(law));
        Assert.Equal("corrected", one.GetProperty("decision").GetString());
        Assert.Equal(2, one.GetProperty("right").GetProperty("bodies").GetArrayLength());
        Assert.Equal(1, one.GetProperty("found").GetProperty("bodies").GetArrayLength());
    }

    [Fact]
    public async Task A_confirmation_teaches_the_name_by_which_the_next_law_is_suggested_its_department()
    {
        var (department, _) = await host.DepartmentAsync();
        var first = await ImportAsync("具体办法由省海洋发展局制定。");
        var second = await ImportAsync("收费标准由省海洋发展局制定。");

        await host.Officer.PostAsync($"api/laws/{first}/review/1/acceptance", new { departments = new[] { department } }, 200);

        var waiting = (await host.Officer.GetAsync($"api/laws/{second}/review", 200)).Json.GetProperty("items")[0];
        Assert.Equal([department], waiting.GetProperty("suggested").EnumerateArray().Select(id => id.GetString()!));
    }

    [Fact]
    public async Task Many_are_confirmed_at_once_only_after_the_sample_was_checked_and_the_list_is_still_the_same()
    {
        var (department, _) = await NamedAsync("省气象服务局");
        var law = await ImportAsync("具体办法由省气象服务局制定。\n\n第四条 收费标准由省气象服务局制定。\n\n第五条 市、县人民政府应当制定实施细则。\n\n第六条 省气象服务局可以制定服务规范。");

        var offer = (await host.Officer.GetAsync($"api/laws/{law}/bulk-confirmation?threshold=0.8", 200)).Json;
        var token = offer.GetProperty("token").GetString();
        var numbers = offer.GetProperty("numbers").EnumerateArray().Select(number => number.GetInt32()).ToList();
        var unchecked1 = await host.Officer.PostAsync($"api/laws/{law}/bulk-confirmation", new { threshold = 0.8, token, @checked = new[] { 1 } }, 409);
        var changed = await host.Officer.PostAsync($"api/laws/{law}/bulk-confirmation", new { threshold = 0.8, token = "x", @checked = numbers }, 409);
        var done = (await host.Officer.PostAsync($"api/laws/{law}/bulk-confirmation", new { threshold = 0.8, token, @checked = numbers }, 200)).Json;

        Assert.Equal([1, 2], numbers);
        Assert.Equal("sample-unchecked", unchecked1.Code);
        Assert.Equal("review-changed", changed.Code);
        Assert.Equal([1, 2], done.GetProperty("confirmed").EnumerateArray().Select(number => number.GetInt32()));
        Assert.Equal(2, (await host.Officer.GetAsync($"api/departments/{department}/deadlines", 200)).Json.GetProperty("items").GetArrayLength());
        Assert.Equal(2, (await host.Officer.GetAsync($"api/laws/{law}/review", 200)).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_rejected_find_is_neither_confirmed_nor_corrected_until_it_was_taken_back()
    {
        var law = await ImportAsync("具体办法由省牧业局制定。");
        var (department, _) = await host.DepartmentAsync();
        await host.Officer.PostAsync($"api/laws/{law}/review/1/rejection", new { reason = "no-duty" }, 200);

        var confirmed = await host.Officer.PostAsync($"api/laws/{law}/obligations/1/confirmation", new { departments = new[] { department } }, 409);
        var accepted = await host.Officer.PostAsync($"api/laws/{law}/review/1/acceptance", new { departments = new[] { department } }, 409);
        var corrected = await host.Officer.PostAsync($"api/laws/{law}/review/1/correction", new { instrument = "办法" }, 409);
        var restored = (await host.Officer.PostAsync($"api/laws/{law}/review/1/restoration", new { }, 200)).Json;
        await host.Officer.PostAsync($"api/laws/{law}/obligations/1/confirmation", new { departments = new[] { department } }, 200);

        Assert.All(new[] { confirmed, accepted, corrected }, refused => Assert.Equal("obligation-rejected", refused.Code));
        Assert.Equal("proposed", restored.GetProperty("status").GetString());
        Assert.Equal("already-confirmed", (await host.Officer.PostAsync($"api/laws/{law}/review/1/restoration", new { }, 409)).Code);
    }

    [Fact]
    public async Task Confirming_many_says_which_it_skipped_and_why()
    {
        await NamedAsync("省水文服务局");
        var law = await ImportAsync("具体办法由省水文服务局制定。\n\n第四条 收费标准由省水文服务局制定。");
        var offer = (await host.Officer.GetAsync($"api/laws/{law}/bulk-confirmation?threshold=0.8", 200)).Json;
        await host.Officer.PostAsync($"api/laws/{law}/ending", new { on = "2090-01-01" }, 200);

        var done = (await host.Officer.PostAsync(
            $"api/laws/{law}/bulk-confirmation", new { threshold = 0.8, token = offer.GetProperty("token").GetString(), @checked = new[] { 1, 2 } }, 200)).Json;

        Assert.Empty(done.GetProperty("confirmed").EnumerateArray());
        Assert.Equal(
            ["1 obligation-ended", "2 obligation-ended"],
            done.GetProperty("skipped").EnumerateArray().Select(find => $"{find.GetProperty("number")} {find.GetProperty("code").GetString()}"));
    }

    private async Task<string> ImportAsync(string duty)
    {
        var title = host.NewId("临江省湿地分级条例");
        var text = $"{title}\n（2023年11月20日临江省第十四届人民代表大会常务委员会第六次会议通过）\n第一章 总则\n第一条 为了湿地，制定本条例。\n\n第二条 湿地分级保护。\n\n"
            + $"保护应当科学。{duty}\n\n违者依法处理。\n\n第九条 本条例自2024年1月1日起施行。\n";
        return (await host.Officer.PostTextAsync("api/laws?file=law.txt", text, 201)).Json.GetProperty("law").GetProperty("id").GetString()!;
    }

    private async Task<(string Department, string? Name)> NamedAsync(string name)
    {
        var (department, _) = await host.DepartmentAsync();
        await host.Administrator.PutAsync($"api/departments/{department}", new { name = department + name, aliases = new[] { name } }, null);
        return (department, name);
    }

    private async Task<IReadOnlyList<JsonElement>> CasesAsync(string law) =>
    [
        .. (await host.Officer.GetAsync($"api/laws/{law}/review-cases", 200)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement),
    ];
}
