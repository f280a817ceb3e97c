using Supervision.Access;

namespace Supervision.Tests.Api;

public sealed class RemovalTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task A_delivered_file_is_removed_by_decision_and_says_so_wherever_it_was()
    {
        var (department, client, obligation, _) = await host.RuleAsync();
        var director = host.As(await host.KeyAsync(Role.Director));
        var delivery = (await client.SendAsync(Upload.Rule(department, obligation), 201)).Json.GetProperty("id").GetString();
        var file = $"api/departments/{department}/deliveries/{delivery}/files/1";
        await client.GetAsync(file, 200);

        var proposed = (await host.Administrator.PostAsync("api/removals", new { department, delivery, file = 1, reason = "Names a private person." }, 201)).Json;
        var address = $"api/departments/{department}/removals/{proposed.GetProperty("id").GetString()}";
        var shown = (await director.GetAsync(address, 200)).Json;
        await client.GetAsync(file, 200);
        var removed = (await director.PostAsync($"{address}/decision", new { confirm = true }, 200)).Json;

        Assert.Equal("Names a private person.", shown.GetProperty("reason").GetString());
        Assert.Equal("removed", removed.GetProperty("status").GetString());
        Assert.Equal("content-removed", (await client.GetAsync(file, 410)).Code);
        Assert.True((await client.GetAsync($"api/departments/{department}/deliveries/{delivery}", 200)).Json.GetProperty("files")[0].GetProperty("removed").GetBoolean());
        Assert.Equal("already-decided", (await director.PostAsync($"{address}/decision", new { confirm = false }, 409)).Code);
        Assert.Contains((await director.GetAsync("api/removals", 200)).Json.GetProperty("items").EnumerateArray(),
            listed => listed.GetProperty("id").GetString() == proposed.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_removal_is_decided_on_the_state_that_was_read()
    {
        var (department, client, obligation, _) = await host.RuleAsync();
        var (director, other) = (host.As(await host.KeyAsync(Role.Director)), host.As(await host.KeyAsync(Role.Director)));
        var delivery = (await client.SendAsync(Upload.Rule(department, obligation), 201)).Json.GetProperty("id").GetString();
        var id = (await host.Administrator.PostAsync("api/removals", new { department, delivery, file = 1, reason = "含有个人信息。" }, 201)).Json.GetProperty("id").GetString();
        var address = $"api/departments/{department}/removals/{id}";
        var seen = (await director.GetAsync(address, 200)).Message.Headers.ETag!.Tag;

        Assert.Equal("state-changed", (await DecideAsync(director, "\"9-0123456789abcdef\"", confirm: true, 412)).Code);
        await DecideAsync(director, seen, confirm: false, 200);
        var again = await DecideAsync(director, seen, confirm: false, 200);
        var late = await DecideAsync(other, seen, confirm: true, 412);
        var now = (await director.GetAsync(address, 200)).Message.Headers.ETag!.Tag;

        Assert.Equal("rejected", again.Json.GetProperty("status").GetString());
        Assert.Equal(("state-changed", now), (late.Code, late.Message.Headers.ETag!.Tag));
        await client.GetAsync($"api/departments/{department}/deliveries/{delivery}/files/1", 200);

        async Task<Answer> DecideAsync(ApiClient by, string tag, bool confirm, int status)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{address}/decision") { Content = System.Net.Http.Json.JsonContent.Create(new { confirm }) };
            request.Headers.Add("If-Match", tag);
            return await by.SendAsync(request, status);
        }
    }

    [Fact]
    public async Task What_is_not_one_content_or_points_nowhere_is_refused()
    {
        var (department, _, _, deadline) = await host.RuleAsync();
        var both = new { deadline, paper = "20240102abcdefghjkmnpqrstvwxyz0123", department, file = 1, reason = "r" };

        Assert.Equal(["target-one deadline"], (await host.Administrator.PostAsync("api/removals", both, 422)).Faults);
        Assert.Equal(["target-one deadline"], (await host.Administrator.PostAsync("api/removals", new { reason = "r" }, 422)).Faults);
        Assert.Equal("content-not-found", (await host.Administrator.PostAsync("api/removals", new { deadline, paper = both.paper, reason = "r" }, 404)).Code);
        Assert.Equal("paper-not-found", (await host.Officer.GetAsync($"api/deadlines/{deadline}/papers/{both.paper}", 404)).Code);
        Assert.Equal("removal-not-found", (await host.Administrator.GetAsync($"api/departments/{department}/removals/nonsense", 404)).Code);
    }
}
