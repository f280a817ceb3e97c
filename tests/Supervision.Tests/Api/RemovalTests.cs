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
