using Microsoft.Extensions.DependencyInjection;
using Supervision.Operations.Alerts;

namespace Supervision.Tests.Api;

public sealed class OperationTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Staff_list_and_acknowledge_what_is_wrong_with_the_running_of_the_product()
    {
        var stop = TestContext.Current.CancellationToken;
        var subject = host.NewId("feed");
        await host.Host.Services.GetRequiredService<RaiseOperationalAlert>().ExecuteAsync(OperationalCode.FeedSilent, subject, host.Clock.GetUtcNow(), "504", stop);

        var listed = (await host.Officer.GetAsync("api/operations/alerts", 200)).Json.GetProperty("items").EnumerateArray()
            .Single(alert => alert.GetProperty("subject").GetString() == subject);
        await host.Officer.PostAsync($"api/operations/alerts/{listed.GetProperty("id")}/acknowledgement", null, 200);
        var acknowledged = (await host.Officer.PostAsync($"api/operations/alerts/{listed.GetProperty("id")}/acknowledgement", null, 200)).Json;
        await host.Host.Services.GetRequiredService<ClearOperationalAlert>().ExecuteAsync(OperationalCode.FeedSilent, subject, stop);
        var ended = (await host.Officer.GetAsync("api/operations/alerts?state=ended", 200)).Json.GetProperty("items").EnumerateArray()
            .Single(alert => alert.GetProperty("subject").GetString() == subject);

        Assert.Equal("feed-silent", listed.GetProperty("code").GetString());
        Assert.False(listed.TryGetProperty("acknowledged", out _));
        Assert.True(acknowledged.TryGetProperty("acknowledged", out _));
        Assert.True(ended.TryGetProperty("ended", out _));
        Assert.Equal("operational-alert-not-found", (await host.Officer.PostAsync($"api/operations/alerts/{listed.GetProperty("id")}/acknowledgement", null, 404)).Code);
        Assert.Equal("operational-alert-not-found", (await host.Officer.PostAsync("api/operations/alerts/nonsense/acknowledgement", null, 404)).Code);
        Assert.Equal(["state-unknown state"], (await host.Officer.GetAsync("api/operations/alerts?state=closed", 422)).Faults);
    }
}
