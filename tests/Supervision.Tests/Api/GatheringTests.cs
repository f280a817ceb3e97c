using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Supervision.Gathering;
using Supervision.Storage;

namespace Supervision.Tests.Api;

/// <summary>Gathering from a real feed server that fails in every way, and from the drop container.</summary>
public sealed class GatheringTests(ApiHost host) : IClassFixture<ApiHost>, IAsyncLifetime
{
    private readonly string source = "s" + Guid.NewGuid().ToString("N")[..10];
    private FeedServer feed = null!;
    private ApiHost gatherer = null!;
    private string department = "";
    private ApiClient client = null!;

    public async ValueTask InitializeAsync()
    {
        (department, client) = await host.DepartmentAsync();
        feed = await FeedServer.StartAsync();
        gatherer = new ApiHost(host);
        gatherer.Settings[$"Gathering:Feeds:{source}:Address"] = new Uri(feed.Address, "feed.json").ToString();
        gatherer.Settings[$"Gathering:Feeds:{source}:Department"] = department;
        gatherer.Settings[$"Gathering:Feeds:{source}:AllowPrivate"] = "true";
        gatherer.Settings["Gathering:Drop"] = "false";
        gatherer.Settings["Gathering:Timeout"] = "00:00:01.5";
        gatherer.Settings["Gathering:RetryDelay"] = "00:00:00.010";
        gatherer.Settings["Gathering:MostFeedBytes"] = "100000";
        gatherer.Settings["Deliveries:MostBytes"] = "50000";
    }

    public async ValueTask DisposeAsync()
    {
        await gatherer.DisposeAsync();
        await feed.DisposeAsync();
    }

    [Fact]
    public async Task What_is_new_is_taken_once_and_what_has_not_changed_is_not_sent_again()
    {
        await gatherer.InitializeAsync();
        feed.File("/files/a.txt", "甲"u8.ToArray());
        feed.File("/files/b.txt", "乙"u8.ToArray());
        feed.Feed(FeedServer.Report("b"), FeedServer.Report("a"));

        var first = await GatherAsync();
        var second = await GatherAsync();
        feed.File("/files/c.txt", "丙"u8.ToArray());
        feed.Feed(FeedServer.Report("c"), FeedServer.Report("b"), FeedServer.Report("a"));
        var third = await GatherAsync();

        Assert.Equal(2, first.Taken);
        Assert.Equal(2, second.Taken);
        Assert.Equal(3, third.Taken);
        Assert.Null(third.FaultCode);
        Assert.Equal(3, await CountAsync());
        var asked = feed.Requests.Where(request => request.Path == "/feed.json").ToList();
        Assert.Null(asked[0].IfNoneMatch);
        Assert.NotNull(asked[1].IfNoneMatch);
        Assert.Single(feed.Requests, request => request.Path == "/files/a.txt");
        var items = (await client.GetAsync($"api/departments/{department}/deliveries", 200)).Json.GetProperty("items").EnumerateArray();
        Assert.All(items, item => Assert.Equal(64, item.GetProperty("files")[0].GetProperty("sha256").GetString()!.Length));
    }

    [Fact]
    public async Task An_item_taken_before_a_crash_is_not_taken_again()
    {
        await gatherer.InitializeAsync();
        feed.File("/files/a.txt", "甲"u8.ToArray());
        feed.Feed(FeedServer.Report("a"));
        await GatherAsync();
        foreach (var row in await host.RowsAsync("directory", "gathered-" + source, ""))
        {
            await host.Table("directory").DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: TestContext.Current.CancellationToken);
        }

        await host.Table("directory").DeleteEntityAsync("source", source, cancellationToken: TestContext.Current.CancellationToken);
        await GatherAsync();

        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Poisoned_items_are_kept_aside_with_the_reason_and_the_rest_goes_on()
    {
        await gatherer.InitializeAsync();
        feed.File("/files/good.txt", "正文"u8.ToArray());
        feed.File("/files/x.exe", "MZ"u8.ToArray());
        feed.File("/files/rar.txt", "Rar!\u001a\u0007"u8.ToArray());
        feed.File("/files/big.txt", new byte[60_000]);
        var metadata = new { title = "报告", periodStart = "2023-01-01", periodEnd = "2023-12-31" };
        feed.Feed(
            FeedServer.Item("kind", "letter", metadata, null, "files/good.txt"),
            FeedServer.Item("title", "report", new { title = "", periodStart = "2023-01-01", periodEnd = "2023-12-31" }, null, "files/good.txt"),
            FeedServer.Item("member", "report", new { x = 1 }, null, "files/good.txt"),
            FeedServer.Item("no-files", "report", metadata, null),
            FeedServer.Item("missing", "report", metadata, null, "files/none.txt"),
            FeedServer.Item("program", "report", metadata, null, "files/x.exe"),
            FeedServer.Item("archive", "report", metadata, null, "files/rar.txt"),
            FeedServer.Item("big", "report", metadata, null, "files/big.txt"),
            FeedServer.Item("elsewhere", "report", metadata, null, "http://example.org/a.txt"),
            FeedServer.Item("inside", "report", metadata, null, "http://169.254.169.254/a.txt"),
            FeedServer.Item("user", "report", metadata, null, feed.Address.ToString().Replace("http://", "http://user@", StringComparison.Ordinal) + "files/good.txt"),
            FeedServer.Item("file", "report", metadata, null, "file:///etc/passwd.txt"),
            FeedServer.Item(null, "report", metadata, null, "files/good.txt"),
            "no object",
            FeedServer.Report("good"));

        var state = await GatherAsync();
        await GatherAsync();

        Assert.Equal(1, state.Taken);
        Assert.Equal(1, await CountAsync());
        var aside = (await host.Officer.GetAsync($"api/sources/{source}/not-taken", 200)).Json.GetProperty("items").EnumerateArray()
            .ToDictionary(item => item.GetProperty("name").GetString()!, item => item.GetProperty("reason").GetString()!);
        Assert.Equal(14, aside.Count);
        Assert.Equal("item-without-metadata", aside["kind"]);
        Assert.Equal("input-invalid", aside["title"]);
        Assert.Equal("input-invalid", aside["member"]);
        Assert.Equal("input-invalid", aside["no-files"]);
        Assert.Equal("source-status", aside["missing"]);
        Assert.Equal("wrong-type", aside["program"]);
        Assert.Equal("input-invalid", aside["archive"]);
        Assert.Equal("source-too-large", aside["big"]);
        Assert.All(["elsewhere", "inside", "user", "file"], name => Assert.Equal("source-not-allowed", aside[name]));
        Assert.Equal(2, aside.Values.Count(reason => reason == "item-without-id"));
        Assert.Single(feed.Requests, request => request.Path == "/files/none.txt");
    }

    [Fact]
    public async Task What_passes_is_tried_again_until_it_is_there()
    {
        await gatherer.InitializeAsync();
        var tries = 0;
        feed.Feed(FeedServer.Report("a"));
        feed.Answer("/files/a.txt", async context =>
        {
            switch (Interlocked.Increment(ref tries))
            {
                case 1:
                    context.Response.StatusCode = 503;
                    break;
                case 2:
                    context.Response.ContentLength = 100;
                    await context.Response.Body.WriteAsync("half"u8.ToArray());
                    await context.Response.Body.FlushAsync();
                    context.Abort();
                    break;
                default:
                    await context.Response.Body.WriteAsync("全文"u8.ToArray());
                    break;
            }
        });

        await GatherAsync();

        Assert.Equal(3, tries);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task An_item_that_keeps_failing_is_set_aside_after_five_runs_and_asked_for_again_the_next_day()
    {
        gatherer.Settings["Gathering:BreakDuration"] = "00:00:01";
        await gatherer.InitializeAsync();
        feed.Feed(FeedServer.Report("a"));
        feed.Answer("/files/a.txt", FeedServer.Status(503));
        for (var run = 0; run < 5; run++)
        {
            Assert.Equal(run < 4 ? "failing" : "aside", await StateAfterAsync());
            gatherer.Clock.Advance(TimeSpan.FromHours(1));
        }

        feed.File("/files/a.txt", "全文"u8.ToArray());
        await GatherAsync();
        Assert.Equal(0, await CountAsync());
        gatherer.Clock.Advance(TimeSpan.FromDays(1));
        await GatherAsync();

        Assert.Equal(1, await CountAsync());

        async Task<string> StateAfterAsync()
        {
            await GatherAsync();
            return (await host.Officer.GetAsync($"api/sources/{source}/not-taken", 200)).Json.GetProperty("items")[0].GetProperty("state").GetString()!;
        }
    }

    [Theory]
    [InlineData("html", "feed-invalid")]
    [InlineData("other-json", "feed-invalid")]
    [InlineData("deep", "feed-invalid")]
    [InlineData("invalid-utf8", "feed-invalid")]
    [InlineData("too-large", "source-too-large")]
    [InlineData("too-large-undeclared", "source-too-large")]
    [InlineData("slow", "source-slow")]
    [InlineData("drip", "source-slow")]
    [InlineData("404", "source-status")]
    [InlineData("500", "source-status")]
    [InlineData("cut", "source-cut")]
    [InlineData("redirect-elsewhere", "source-not-allowed")]
    [InlineData("redirect-loop", "source-redirects")]
    [InlineData("304-unasked", "source-status")]
    public async Task A_feed_that_fails_is_recorded_with_its_code_and_takes_nothing(string way, string code)
    {
        await gatherer.InitializeAsync();
        feed.Answer("/feed.json", way switch
        {
            "html" => Body("<html>"u8.ToArray()),
            "other-json" => Body("""{"items":[]}"""u8.ToArray()),
            "deep" => Body(Encoding.ASCII.GetBytes("""{"version":"https://jsonfeed.org/version/1.1","items":""" + new string('[', 40_000))),
            "invalid-utf8" => Body([.. """{"version":"https://jsonfeed.org/version/1.1","items":[{"id":" """u8, 0xFF, 0xFE, .. "\"}]}"u8]),
            "too-large" => Body(new byte[100_001]),
            "too-large-undeclared" => async context =>
            {
                for (var i = 0; i < 1_000 && !context.RequestAborted.IsCancellationRequested; i++)
                {
                    await context.Response.Body.WriteAsync(new byte[10_000]);
                }
            }
            ,
            "slow" => context => Task.Delay(TimeSpan.FromSeconds(20), context.RequestAborted),
            "drip" => async context =>
            {
                for (var i = 0; i < 100 && !context.RequestAborted.IsCancellationRequested; i++)
                {
                    await context.Response.Body.WriteAsync("{"u8.ToArray());
                    await context.Response.Body.FlushAsync();
                    await Task.Delay(200);
                }
            }
            ,
            "404" or "500" => FeedServer.Status(int.Parse(way, System.Globalization.CultureInfo.InvariantCulture)),
            "cut" => async context =>
            {
                context.Response.ContentLength = 1_000;
                await context.Response.Body.WriteAsync("{"u8.ToArray());
                await context.Response.Body.FlushAsync();
                context.Abort();
            }
            ,
            "redirect-elsewhere" => Redirect("http://localhost:1/feed.json"),
            "redirect-loop" => Redirect("/feed.json"),
            _ => FeedServer.Status(304),
        });

        var state = await GatherAsync();

        Assert.Equal(code, state.FaultCode);
        Assert.Equal(1, state.FaultsInARow);
        Assert.Null(state.LastAnswered);
        Assert.Equal(0, await CountAsync());

        static Microsoft.AspNetCore.Http.RequestDelegate Body(byte[] content) => context => context.Response.Body.WriteAsync(content).AsTask();

        static Microsoft.AspNetCore.Http.RequestDelegate Redirect(string address) => context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = address;
            return Task.CompletedTask;
        };
    }

    [Fact]
    public async Task A_redirect_within_the_source_and_further_pages_are_followed()
    {
        await gatherer.InitializeAsync();
        feed.File("/files/a.txt", "甲"u8.ToArray());
        feed.File("/files/b.txt", "乙"u8.ToArray());
        feed.Answer("/feed.json", context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = "/page1.json";
            return Task.CompletedTask;
        });
        feed.FeedAt("/page1.json", "/page2.json", FeedServer.Report("a"));
        feed.FeedAt("/page2.json", null, FeedServer.Report("b"));

        var state = await GatherAsync();

        Assert.Null(state.FaultCode);
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task A_name_that_leads_inside_the_network_is_not_even_connected_to()
    {
        gatherer.Settings[$"Gathering:Feeds:{source}:Address"] = $"https://localhost:{feed.Address.Port}/feed.json";
        gatherer.Settings[$"Gathering:Feeds:{source}:AllowPrivate"] = "false";
        await gatherer.InitializeAsync();

        var state = await GatherAsync();

        Assert.Equal("source-not-allowed", state.FaultCode);
        Assert.Empty(feed.Requests);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.0.1", false)]
    [InlineData("198.19.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("::10.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("2001:0:1::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    public void Only_addresses_that_the_internet_routes_are_public(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddresses.Contain(IPAddress.Parse(address)));

    [Fact]
    public async Task Operations_are_told_of_a_source_that_is_silent_for_too_long_and_no_longer_when_it_speaks()
    {
        gatherer.Settings[$"Gathering:Feeds:{source}:SilentAfter"] = "7.00:00:00";
        await gatherer.InitializeAsync();
        feed.Feed();
        await GatherAsync();
        gatherer.Clock.Advance(TimeSpan.FromDays(8));
        await GatherAsync();
        await GatherAsync();
        var open = await AlertsAsync();
        feed.File("/files/a.txt", "甲"u8.ToArray());
        feed.Feed(FeedServer.Report("a"));
        await GatherAsync();

        Assert.Single(open);
        Assert.Empty(await AlertsAsync());

        async Task<IReadOnlyList<JsonElement>> AlertsAsync() =>
            [.. (await host.Officer.GetAsync("api/operations/alerts", 200)).Json.GetProperty("items").EnumerateArray()
                .Where(alert => alert.GetRawText().Contains(source, StringComparison.Ordinal))];
    }

    [Fact]
    public async Task A_source_that_fails_again_and_again_is_left_alone_for_a_while()
    {
        await gatherer.InitializeAsync();
        feed.Answer("/feed.json", FeedServer.Status(500));
        for (var run = 0; run < 4; run++)
        {
            await GatherAsync();
        }

        var before = feed.Requests.Count;
        var state = await GatherAsync();

        Assert.Equal("source-resting", state.FaultCode);
        Assert.Equal(before, feed.Requests.Count);
    }

    [Fact]
    public async Task What_was_dropped_is_taken_and_removed_and_what_cannot_be_taken_says_why()
    {
        gatherer.Settings["Gathering:Drop"] = "true";
        await gatherer.InitializeAsync();
        feed.Feed();
        var drop = gatherer.Host.Services.GetRequiredService<SupervisionStorage>().Drop;
        var metadata = """{"title":"报告","periodStart":"2023-01-01","periodEnd":"2023-12-31"}""";
        await PutAsync("reports/good/报告.txt", "正文");
        await PutAsync("reports/good/metadata.json", metadata);
        await PutAsync("reports/unfinished/a.txt", "正文");
        await PutAsync("reports/wrong/a.txt", "正文");
        await PutAsync("reports/wrong/metadata.json", """{"title":""}""");
        await PutAsync("letters/odd/metadata.json", metadata);

        await RunAsync();
        await RunAsync();
        var after = await NamesAsync();
        await PutAsync("reports/wrong/metadata.json", metadata);
        await PutAsync("reports/wrong/a.txt", "另一份正文");
        await RunAsync();

        Assert.Equal(
            ["letters/odd/metadata.json", "letters/odd/refused.json", "reports/unfinished/a.txt", "reports/wrong/a.txt", "reports/wrong/metadata.json", "reports/wrong/refused.json"],
            after);
        Assert.Equal(["letters/odd/metadata.json", "letters/odd/refused.json", "reports/unfinished/a.txt"], await NamesAsync());
        Assert.Equal(2, await CountAsync());

        Task PutAsync(string name, string text) => drop.GetBlobClient($"{department}/{name}").UploadAsync(BinaryData.FromString(text), overwrite: true);

        Task RunAsync() => gatherer.Host.RunTimerAsync("GatherReports");

        async Task<IReadOnlyList<string>> NamesAsync()
        {
            var names = new List<string>();
            await foreach (var blob in drop.GetBlobsAsync())
            {
                if (blob.Name.StartsWith(department + "/", StringComparison.Ordinal))
                {
                    names.Add(blob.Name[(department.Length + 1)..]);
                }
            }

            return names;
        }
    }

    private async Task<SourceState> GatherAsync()
    {
        await gatherer.Host.RunTimerAsync("GatherReports");
        return (await gatherer.Host.Services.GetRequiredService<SourceStore>().FindAsync(source, TestContext.Current.CancellationToken))!;
    }

    private async Task<int> CountAsync() =>
        (await client.GetAsync($"api/departments/{department}/deliveries", 200)).Json.GetProperty("items").GetArrayLength();
}
