using System.Diagnostics.Metrics;
using Supervision.Access;
using Supervision.Tests.Storage;

namespace Supervision.Tests.Api;

/// <summary>The API with small limits.</summary>
public sealed class LimitedHost(AzuriteFixture azurite) : IAsyncLifetime
{
    public ApiHost Api { get; } = new(azurite);

    public ValueTask InitializeAsync()
    {
        Api.Settings["Access:RateLimits:RequestsPerMinute"] = "6";
        Api.Settings["Access:RateLimits:Burst"] = "3";
        Api.Settings["Access:RateLimits:RefusedPerMinute"] = "4";
        return Api.InitializeAsync();
    }

    public ValueTask DisposeAsync() => Api.DisposeAsync();
}

public sealed class LimitTests(LimitedHost host) : IClassFixture<LimitedHost>
{
    [Fact]
    public async Task A_caller_who_asks_too_often_is_told_when_to_come_back_and_others_are_served()
    {
        // What is made ready at the first answer must not let time pass between the requests that are counted.
        await host.Api.As(await host.Api.KeyAsync(Role.Reader)).GetAsync("api/laws", 200);
        var busy = host.Api.As(await host.Api.KeyAsync(Role.Reader));
        for (var i = 0; i < 3; i++)
        {
            await busy.GetAsync("api/laws", 200);
        }

        var refused = await busy.GetAsync("api/laws", 429);

        Assert.Equal("rate-limited", refused.Code);
        Assert.InRange(refused.Message.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 11);
        Assert.Equal(refused.Message.Headers.RetryAfter!.Delta!.Value.TotalSeconds, refused.Json.GetProperty("retryAfterSeconds").GetInt32());
        await host.Api.As(await host.Api.KeyAsync(Role.Reader)).GetAsync("api/laws", 200);
    }

    [Fact]
    public async Task Guessing_is_slowed_down_and_keeps_nobody_out_who_has_a_key()
    {
        var statuses = new List<int>();
        for (var i = 0; i < 10; i++)
        {
            statuses.Add((await host.Api.As("k000000000000.0000000000000000000000000000000000000000").GetAsync("api/laws")).Status);
        }

        Assert.Contains(401, statuses);
        Assert.Equal(429, statuses[^1]);
        await host.Api.As(await host.Api.KeyAsync(Role.Reader)).GetAsync("api/laws", 200);
    }

    [Fact]
    public async Task Refusals_are_counted_by_their_reason()
    {
        var counted = new System.Collections.Concurrent.ConcurrentDictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "supervision.refusals")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counted.AddOrUpdate((string)tags[0].Value!, value, (_, sum) => sum + value));
        listener.Start();

        await host.Api.As(await host.Api.KeyAsync(Role.Reader)).GetAsync("api/keys", 403);
        await host.Api.As("nonsense").GetAsync("api/laws");
        await host.Api.As(null).GetAsync("api/laws", 401);

        Assert.True(counted["forbidden"] >= 1);
        Assert.True(counted["key-refused"] >= 1);
        Assert.True(counted["unauthenticated"] >= 1);
    }

    [Theory]
    [InlineData("report-2026-1", true)]
    [InlineData("a b", false)]
    [InlineData("", false)]
    [InlineData("<script>", false)]
    public async Task Every_answer_names_its_request(string given, bool kept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/laws");
        request.Headers.TryAddWithoutValidation("X-Request-Id", given);

        var answer = await host.Api.As(null).SendAsync(request);

        var id = Assert.Single(answer.Message.Headers.GetValues("X-Request-Id"));
        Assert.Equal(kept, id == given);
        Assert.Matches(@"\A[A-Za-z0-9._-]{1,64}\z", id);
    }

    [Fact]
    public async Task A_list_shows_keys_without_their_secrets_and_when_they_were_used()
    {
        await using var second = new ApiHost(host.Api);
        await second.InitializeAsync();
        var (department, _) = await second.DepartmentAsync();
        var created = (await second.Administrator.PostAsync(
            "api/keys", new { role = "department", department, validDays = 10, label = "报送系统" }, 201)).Json;
        var id = created.GetProperty("id").GetString()!;
        var secret = created.GetProperty("key").GetString()!.Split('.')[1];
        var unused = (await second.Administrator.GetAsync($"api/keys/{id}", 200)).Json;
        await second.As(created.GetProperty("key").GetString()).GetAsync($"api/departments/{department}", 200);
        await second.Administrator.DeleteAsync($"api/keys/{id}", 204);

        var listed = await second.Administrator.GetAsync($"api/keys?department={department}", 200);

        Assert.False(unused.TryGetProperty("lastUsed", out _));
        var key = Assert.Single(listed.Json.GetProperty("items").EnumerateArray(), item => item.GetProperty("id").GetString() == id);
        Assert.Equal("报送系统", key.GetProperty("label").GetString());
        Assert.Equal(DateOnly.FromDateTime(second.Clock.GetUtcNow().Date), DateOnly.FromDateTime(key.GetProperty("lastUsed").GetDateTime()));
        Assert.True(key.TryGetProperty("revoked", out _));
        Assert.StartsWith("k", key.GetProperty("revokedBy").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, listed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secretHash", listed.Text, StringComparison.Ordinal);
        Assert.Equal("input-invalid", (await second.Administrator.PostAsync("api/keys", new { role = "reader", label = "a\nb" }, 422)).Code);
    }
}
