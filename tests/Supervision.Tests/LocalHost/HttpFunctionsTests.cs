using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace Supervision.Tests.LocalHost;

public sealed class HttpFunctionsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_with_the_result_of_the_function_bound_by_name()
    {
        await using var host = await TestHost.StartAsync([typeof(SampleFunctions)]);

        Assert.Equal("law=水法", await host.Http.GetStringAsync("api/laws/%E6%B0%B4%E6%B3%95", Stop));
        Assert.Equal("\"x 12 none\"", await host.Http.GetStringAsync("api/laws/x/articles/12", Stop));
        Assert.Equal("\"x 12 0000000000000000000000000000000a\"",
            await host.Http.GetStringAsync("api/laws/x/articles/12/0000000000000000000000000000000a", Stop));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("api/laws/x/articles/0", Stop)).StatusCode);
        using var body = new StringContent("text");
        Assert.Equal("put x text", await (await host.Http.PutAsync("api/laws/x", body, Stop)).Content.ReadAsStringAsync(Stop));
        Assert.Equal(5, host.Calls.Seen.Count(call => call == "disposed"));
    }

    [Theory]
    [InlineData("api/laws/a%2Fb", "law=a/b")]
    [InlineData("api/laws/a%2fb%2Fc", "law=a/b/c")]
    [InlineData("api/laws/a%5Cb", "law=a\\b")]
    [InlineData("api/laws/a%252Fb", "law=a%2Fb")]
    [InlineData("api/laws/a%252Fb%2Fc", "law=a%2Fb/c")]
    [InlineData("api/laws/a%20b%3F?law=other", "law=a b?")]
    [InlineData("pages/a%2Fb/c", "page=pages/a/b/c")]
    [InlineData("", "page=(start)")]
    [InlineData("alerts/1.html", "page=alerts/1.html")]
    public async Task Gives_route_values_decoded_once(string path, string expected)
    {
        await using var host = await TestHost.StartAsync([typeof(SampleFunctions)]);

        Assert.Equal($"HTTP/1.1 200 OK|{expected}", await SendRawAsync(host, "GET", path));
    }

    [Theory]
    [InlineData("DELETE", "api/laws/x")]
    [InlineData("HEAD", "api/laws/x")]
    [InlineData("OPTIONS", "api/laws/x")]
    [InlineData("HEAD", "")]
    [InlineData("POST", "nowhere")]
    [InlineData("GET", "api/reports")]
    [InlineData("GET", "api/unknown")]
    [InlineData("GET", "api/laws/x/articles/first")]
    [InlineData("GET", "admin/host/status")]
    [InlineData("GET", "runtime/webhooks")]
    public async Task Answers_404_for_methods_and_values_that_no_route_declares(string method, string path)
    {
        await using var host = await TestHost.StartAsync([typeof(SampleFunctions)]);

        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await host.Http.SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Stop));
    }

    [Fact]
    public async Task Passes_multipart_forms_and_authorization_headers_through()
    {
        await using var host = await TestHost.StartAsync([typeof(SampleFunctions)]);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("{\"title\":\"报告\"}"), "metadata" },
            { new ByteArrayContent(new byte[1000]), "file", "report.pdf" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/reports") { Content = form };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer abc.def");

        using var response = await host.Http.SendAsync(request, Stop);

        Assert.Equal("{\"title\":\"报告\"}|report.pdf|1000|Bearer abc.def", await response.Content.ReadFromJsonAsync<string>(Stop));
    }

    [Fact]
    public async Task Lets_the_function_refuse_large_bodies_itself_and_stops_at_100_MiB()
    {
        await using var host = await TestHost.StartAsync([typeof(SampleFunctions)]);

        using var accepted = new ByteArrayContent(new byte[35_000_000]);
        Assert.Equal(35_000_000, await (await host.Http.PostAsync("api/size", accepted, Stop)).Content.ReadFromJsonAsync<long>(Stop));
        var refused = await SendRawAsync(host, "POST", "api/size", "Content-Length: 40000001");
        Assert.StartsWith("HTTP/1.1 413", refused, StringComparison.Ordinal);
        Assert.Contains("Too large for this function.", refused, StringComparison.Ordinal);
        Assert.Equal("HTTP/1.1 413 Payload Too Large|", await SendRawAsync(host, "POST", "api/size", "Content-Length: 104857601"));
    }

    [Fact]
    public async Task Stops_a_body_of_undeclared_length_at_100_MiB()
    {
        await using var host = await TestHost.StartAsync([typeof(SampleFunctions)]);
        using var stream = new EndlessStream();
        using var content = new StreamContent(stream);
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/size") { Content = content };
        request.Headers.TransferEncodingChunked = true;

        // The answer may come while the body is still being sent; then the client sees a closed connection instead.
        var status = await Record.ExceptionAsync(async () =>
        {
            using var response = await host.Http.SendAsync(request, Stop);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        });

        Assert.True(status is null or HttpRequestException, status?.ToString());
        Assert.InRange(stream.Sent, 100 * 1024 * 1024, 200 * 1024 * 1024);
        Assert.Contains(host.Log.Lines, line => line.Contains("Size could not read the request (413)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answers_an_unhandled_exception_with_a_bare_500_and_logs_it()
    {
        await using var host = await TestHost.StartAsync([typeof(SampleFunctions)], settings: ["--environment", "Development"]);

        using var response = await host.Http.GetAsync("api/fails", Stop);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Stop));
        Assert.False(response.Headers.Contains("Server"));
        Assert.Single(host.Log.Lines, line =>
            line.StartsWith("Error: Fails failed.", StringComparison.Ordinal) && line.Contains("The secret inside."));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Removes_platform_identity_headers_unless_told_to_trust_them(bool trust)
    {
        await using var host = await TestHost.StartAsync(
            [typeof(SampleFunctions)], settings: ["--Host:TrustPlatformIdentityHeaders", trust ? "true" : "false"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/headers");
        request.Headers.Add("X-MS-CLIENT-PRINCIPAL", "x");
        request.Headers.Add("x-ms-client-principal-name", "x");
        request.Headers.Add("X-MS-TOKEN-AAD-ID-TOKEN", "x");
        request.Headers.Add("X-Ours", "x");

        using var response = await host.Http.SendAsync(request, Stop);

        var seen = await response.Content.ReadFromJsonAsync<string[]>(Stop);
        Assert.Contains("X-OURS", seen!);
        Assert.Equal(trust ? 3 : 0, seen!.Count(name => name.StartsWith("X-MS-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Puts_the_route_prefix_of_host_json_before_the_routes_and_shows_the_homepage_when_told()
    {
        await using var host = await TestHost.StartAsync([typeof(SlowFunctions)], b => b.Services.AddSingleton(Finished()), "{ }",
            "--AzureWebJobsDisableHomepage", "false");

        Assert.Equal("finished", await host.Http.GetStringAsync("api/api/slow", Stop));
        Assert.Equal("The functions host is running.", await host.Http.GetStringAsync("", Stop));
    }

    [Theory]
    [InlineData("00:01:00", 60)]
    [InlineData("00:10:00", 230)]
    [InlineData("-1", 230)]
    public async Task Cancels_a_function_at_its_time_limit_and_answers_504(string timeout, int seconds)
    {
        var clock = new ManualClock(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var slow = new Slow();
        await using var host = await TestHost.StartAsync(
            [typeof(SlowFunctions)], b => b.Services.AddSingleton(slow).AddSingleton<TimeProvider>(clock),
            $$"""{ "functionTimeout": "{{timeout}}", "extensions": { "http": { "routePrefix": "" } } }""");

        var answer = host.Http.GetAsync("api/slow", Stop);
        await slow.Begun.Task;
        clock.Advance(TimeSpan.FromSeconds(seconds - 1));
        await Task.Delay(50, Stop);
        Assert.False(slow.Cancelled);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.GatewayTimeout, (await answer).StatusCode);
        Assert.True(slow.Cancelled);
    }

    [Fact]
    public async Task Cancels_the_function_when_the_caller_goes_away()
    {
        var slow = new Slow();
        await using var host = await TestHost.StartAsync([typeof(SlowFunctions)], b => b.Services.AddSingleton(slow));
        using var leave = new CancellationTokenSource();

        var answer = host.Http.GetAsync("api/slow", leave.Token);
        await slow.Begun.Task;
        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await Eventually.HoldsAsync(() => slow.Cancelled);
        Assert.DoesNotContain(host.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stops_accepting_at_once_and_lets_a_running_request_finish()
    {
        var slow = new Slow();
        await using var host = await TestHost.StartAsync([typeof(SlowFunctions)], b => b.Services.AddSingleton(slow));

        var answer = host.Http.GetStringAsync("api/slow", Stop);
        await slow.Begun.Task;
        var stopped = host.Host.StopAsync(Stop);
        using var late = new HttpClient { BaseAddress = host.Http.BaseAddress };
        await Eventually.HoldsAsync(async () => await Record.ExceptionAsync(() => late.GetAsync("", Stop)) is HttpRequestException);
        Assert.False(stopped.IsCompleted);
        slow.LetGo();

        Assert.Equal("finished", await answer);
        await stopped;
        Assert.False(slow.Cancelled);
    }

    [Fact]
    public async Task Cancels_a_running_request_when_the_time_for_stopping_is_over()
    {
        var slow = new Slow();
        await using var host = await TestHost.StartAsync(
            [typeof(SlowFunctions)], b => b.Services.AddSingleton(slow), settings: ["--Host:ShutdownTimeout", "00:00:00.3"]);

        var answer = host.Http.GetAsync("api/slow", Stop);
        await slow.Begun.Task;
        await host.Host.StopAsync(Stop);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await answer).StatusCode);
        Assert.True(slow.Cancelled);
    }

    private static Slow Finished()
    {
        var slow = new Slow();
        slow.LetGo();
        return slow;
    }

    // HttpClient rewrites paths; this sends exactly what it is given. Returns the status line and the body.
    private static async Task<string> SendRawAsync(TestHost host, string method, string path, string? header = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host.Http.BaseAddress!.Host, host.Http.BaseAddress.Port, Stop);
        await using var stream = client.GetStream();
        var request = $"{method} /{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{(header is null ? "" : header + "\r\n")}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Stop);
        // A refused body is never sent, so the server resets the connection some time after its answer: read no further than the answer.
        var answer = new List<byte>();
        var buffer = new byte[4096];
        while (true)
        {
            var text = Encoding.UTF8.GetString([.. answer]);
            if (text.Split("\r\n\r\n", 2) is [var head, var rest])
            {
                var status = head.Split("\r\n")[0];
                if (head.Contains("chunked", StringComparison.OrdinalIgnoreCase))
                {
                    if (rest.EndsWith("0\r\n\r\n", StringComparison.Ordinal))
                        return $"{status}|{rest.Split("\r\n")[1]}";
                }
                else if (Encoding.UTF8.GetByteCount(rest) >= LengthIn(head))
                {
                    return $"{status}|{rest}";
                }
            }

            var read = await stream.ReadAsync(buffer, Stop);
            Assert.NotEqual(0, read);
            answer.AddRange(buffer[..read]);
        }
    }

    private static int LengthIn(string head) =>
        int.Parse(Regex.Match(head, @"Content-Length: (\d+)").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    private sealed class EndlessStream : Stream
    {
        public long Sent { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Sent; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Sent += count;
            return Sent > 200 * 1024 * 1024 ? 0 : count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
