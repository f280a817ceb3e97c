using Supervision.Tests.Worlds;

namespace Supervision.Tests.Api;

public sealed class VersionTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task A_further_version_is_read_beside_the_one_before_and_decided_on_in_one_act()
    {
        var (law, department) = await ConfirmedAsync();
        var imported = (await host.Officer.PostTextAsync("api/laws?file=law.md&amendmentEffective=2025-06-01", TextOf(GivenVersions.After, law.Title), 201)).Json;
        var version = imported.GetProperty("law").GetProperty("textVersion").GetString();
        var path = $"api/laws/{law.Id}/versions/{version}";

        var view = await host.Officer.GetAsync(path, 200);
        var tag = view.Message.Headers.ETag!.Tag;
        var body = new { decisions = new object[] { new { number = 3, choice = "keep" }, new { number = 4, choice = "end" } } };
        var undecided = await PostAsync(path, new { decisions = Array.Empty<object>() }, "a", tag, 422);
        var outdated = await PostAsync(path, body, "b", "\"0\"", 412);
        var decided = await PostAsync(path, body, "c", tag, 200);
        var again = await PostAsync(path, body, "c", tag, 200);
        var late = await PostAsync(path, body, "d", null, 409);

        Assert.Equal((4, 2), (imported.GetProperty("carriedOver").GetInt32(), imported.GetProperty("awaiting").GetInt32()));
        Assert.Equal(
            (5, 1, 1, 1, 1),
            (Count(view, "unchanged"), Count(view, "changed"), Count(view, "moved"), Count(view, "added"), Count(view, "gone")));
        Assert.Equal(["3 changed", "4 gone"], view.Json.GetProperty("awaiting").EnumerateArray().Select(one =>
            $"{one.GetProperty("id").GetString()!.Split('-')[^1]} {one.GetProperty("pending").GetProperty("fate").GetString()}"));
        Assert.Equal("2025-06-01", view.Json.GetProperty("added")[0].GetProperty("since").GetProperty("on").GetString());
        Assert.Equal(["provision-undecided decisions"], undecided.Faults);
        Assert.Equal("state-changed", outdated.Code);
        Assert.Equal(decided.Text, again.Text);
        Assert.Equal("version-decided", late.Code);
        var kept = (await host.Officer.GetAsync($"api/deadlines/{law.Id}-3-{department}-1", 200)).Json.GetProperty("deadline");
        Assert.Equal(version, kept.GetProperty("carriedTo").GetString());
        var history = (await host.Officer.GetAsync($"api/deadlines/{law.Id}-3-{department}-1/history", 200)).Json.GetProperty("items");
        Assert.Equal("kept", history[1].GetProperty("body").GetProperty("as").GetString());
    }

    [Fact]
    public async Task What_is_no_further_version_is_404_and_a_date_that_is_none_is_named()
    {
        var (law, _) = await ConfirmedAsync();

        Assert.Equal("version-not-found", (await host.Officer.GetAsync($"api/laws/{law.Id}/versions/0000000000000000", 404)).Code);
        Assert.Equal("version-not-found", (await host.Officer.PostAsync($"api/laws/{law.Id}/versions/x/decision", new { decisions = Array.Empty<object>() }, 404)).Code);
        Assert.Equal(
            ["date-missing amendmentEffective"],
            (await host.Officer.PostTextAsync("api/laws?file=law.md&amendmentEffective=soon", TextOf(GivenVersions.After, law.Title), 422)).Faults);
    }

    private static int Count(Answer view, string fate) => view.Json.GetProperty("counts").GetProperty(fate).GetInt32();

    private static string TextOf(string text, string title) => text.Replace("临江省水源保护条例", title, StringComparison.Ordinal);

    /// <summary>A law of its own with the obligations of articles 3 to 5 confirmed, the first rejected.</summary>
    private async Task<((string Id, string Title) Law, string Department)> ConfirmedAsync()
    {
        var title = host.NewId("临江省水源保护条例");
        var law = (await host.Officer.PostTextAsync("api/laws?file=law.md", TextOf(GivenVersions.Before, title), 201)).Json.GetProperty("law").GetProperty("id").GetString()!;
        var (department, _) = await host.DepartmentAsync();
        foreach (var number in (int[])[3, 4])
        {
            await host.Officer.PostAsync($"api/laws/{law}/obligations/{number}/confirmation", new { departments = new[] { department } }, 200);
        }

        return ((law, title), department);
    }

    private Task<Answer> PostAsync(string path, object body, string key, string? tag, int status)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path + "/decision") { Content = System.Net.Http.Json.JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key + path);
        if (tag is not null)
        {
            request.Headers.Add("If-Match", tag);
        }

        return host.Officer.SendAsync(request, status);
    }
}
