using Supervision.Tests.Api;
using Supervision.Tests.Storage;

namespace Supervision.Tests.Kills;

/// <summary>Removal by decision of two people, with the program itself as two people at two desks would start it.</summary>
public sealed class ExpungeCommandTests(ApiHost host, AzuriteFixture azurite) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task A_file_goes_when_an_administrator_proposes_it_and_a_director_confirms_and_every_chain_still_verifies()
    {
        var (department, client, obligation, _) = await host.RuleAsync();
        var receipt = (await client.SendAsync(Upload.Rule(department, obligation), 201)).Json;
        var file = $"{department}/{receipt.GetProperty("id").GetString()}/1";
        var administrator = (await RunAsync(0, null, "key", "administrator")).Trim();
        var director = (await RunAsync(0, null, "key", "director")).Trim();

        Assert.Contains("SUPERVISION_KEY", await RunAsync(2, null, "expunge", "propose", file, "--reason", "误传"), StringComparison.Ordinal);
        Assert.Contains("SUPERVISION_KEY", await RunAsync(2, director, "expunge", "propose", file, "--reason", "误传"), StringComparison.Ordinal);
        Assert.Contains("No history", await RunAsync(1, administrator, "expunge", "propose", file[..^1] + "2", "--reason", "误传"), StringComparison.Ordinal);
        var proposed = await RunAsync(0, administrator, "expunge", "propose", file, "--reason", "误传的个人信息");
        var removal = proposed.Split("expunge confirm ")[1].Split('\n')[0].Trim();
        Assert.Contains("SUPERVISION_KEY", await RunAsync(2, administrator, "expunge", "confirm", removal), StringComparison.Ordinal);
        await RunAsync(0, director, "expunge", "confirm", removal, "--note", "同意");

        var address = $"api/departments/{department}/deliveries/{receipt.GetProperty("id").GetString()}/files/1";
        Assert.Equal("content-removed", (await client.GetAsync(address, 410)).Json.GetProperty("code").GetString());
        Assert.Contains("\"breaks\":[]", await RunAsync(0, null, "verify"), StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(int code, string? key, params string[] arguments)
    {
        var settings = new Dictionary<string, string>
        {
            ["Storage:Connection"] = azurite.ConnectionString,
            ["Storage:Prefix"] = host.Prefix,
            ["Jurisdiction:Profile"] = "jilin-like",
            ["SUPERVISION_KEY"] = key ?? "",
        };
        await using var product = ProductProcess.Start(settings, arguments);
        var ended = await product.EndAsync();
        Assert.True(ended == code, $"{string.Join(' ', arguments)} ended with {ended}: {product.Output}");
        return product.Output;
    }
}
