using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Supervision.Access;
using Supervision.Functions;
using Supervision.Functions.Commands;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.LocalHost;
using Supervision.Mail.Sending;
using Supervision.Operations.Telemetry;
using Supervision.Storage;
using Supervision.Tests.Api;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Operations;

public sealed partial class TelemetryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_table_of_metrics_is_what_the_program_has()
    {
        var instruments = new ConcurrentBag<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == Telemetry.Name)
                {
                    instruments.Add($"{instrument.Name} {instrument.Unit} {(instrument is Histogram<double> ? "histogram" : "counter")}");
                }
            },
        };
        Telemetry.StorageAnswered("table", "GET", 200, TimeSpan.Zero);
        listener.Start();

        var documented = MetricRow.Matches(File.ReadAllText(Path.Combine(Repository.Root, "infra", "metrics.md")))
            .Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value} {match.Groups[3].Value}").ToList();

        Assert.True(documented.Count >= 10);
        Assert.Equal(documented.Order(StringComparer.Ordinal), instruments.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Upload_alert_and_mail_are_found_by_their_deadline()
    {
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using var site = await TelemetrySite.StartAsync(null);

        var (deadline, _) = await site.ActAsync();

        var ours = spans.Where(span => (string?)span.GetTagItem(Telemetry.Deadline) == deadline).ToList();
        var alert = Assert.Single(ours.Where(span => span.OperationName == "raise alert").Select(span => span.GetTagItem(Telemetry.Alert)).Distinct());
        Assert.Contains(ours, span => span.OperationName == "receive upload" && span.GetTagItem(Telemetry.Delivery) is string);
        Assert.Contains(ours, span => span.OperationName == "send mail" && Equals(span.GetTagItem(Telemetry.Alert), alert) && span.GetTagItem(Telemetry.Mail) is string);
    }

    [Fact]
    public async Task A_collector_gets_traces_metrics_and_logs_without_keys_passwords_or_mail_bodies()
    {
        await using var collector = await Collector.StartAsync();
        string deadline;
        string[] secrets;
        IReadOnlyList<string> bodies;
        await using (var site = await TelemetrySite.StartAsync(collector.Address))
        {
            (deadline, secrets) = await site.ActAsync();
            LogSaid(site.Logger, "AccountKey=c2VjcmV0LWtleQ==;Bearer " + secrets[0]);
            try
            {
                throw new InvalidOperationException("The server did not take Password=hunter2hunter2 from " + secrets[0]);
            }
            catch (InvalidOperationException fault)
            {
                LogFailed(site.Logger, fault);
            }

            bodies = [.. site.Mail.Taken.Select(mail => mail.Content.Text)];
            await site.StopAsync();
        }

        var traces = collector.Of("/v1/traces");
        var metrics = collector.Of("/v1/metrics");
        var logs = collector.Of("/v1/logs");
        Assert.Contains("receive upload", traces, StringComparison.Ordinal);
        Assert.Contains(deadline, traces, StringComparison.Ordinal);
        Assert.Contains("supervision.alerts.raised", metrics, StringComparison.Ordinal);
        Assert.Contains("supervision.storage.requests", metrics, StringComparison.Ordinal);
        Assert.Contains("Swept as of", logs, StringComparison.Ordinal);
        Assert.Contains("AccountKey=***", logs, StringComparison.Ordinal);
        Assert.True(bodies.Count > 0 && bodies.All(body => body.Length > 100));
        var all = traces + metrics + logs;
        Assert.All([.. secrets.Select(key => key.Split('.')[1]), "c2VjcmV0LWtleQ", "hunter2hunter2", "contact@szf.example"], secret =>
            Assert.DoesNotContain(secret, all, StringComparison.Ordinal));
        Assert.All(bodies.SelectMany(body => body.Split('\n')).Where(line => line.Trim().Length > 20), line =>
            Assert.DoesNotContain(line.Trim(), all, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Bearer k0123456789ab.0123456789abcdef0123456789abcdef01234567", "Bearer ***")]
    [InlineData("key k0123456789ab.0123456789abcdef0123456789abcdef01234567 used", "key k0123456789ab.*** used")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=abc+/==;EndpointSuffix=x", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=***;EndpointSuffix=x")]
    [InlineData("https://a.example/b?sv=1&sig=abc%2B&se=2", "https://a.example/b?sv=1&sig=***&se=2")]
    [InlineData("\"password\": \"geheim\"", "\"password\": \"***\"")]
    [InlineData("Deadline lhbhl1-1-szf-1 raised overdue", "Deadline lhbhl1-1-szf-1 raised overdue")]
    public void What_looks_like_a_secret_is_masked_and_the_rest_is_not(string text, string expected)
    {
        Assert.Equal(expected, Redaction.Of(text));
        Assert.Equal(expected, Redaction.Of(Redaction.Of(text)));
    }

    [GeneratedRegex(@"(?m)^\| `([a-z_.]+)` \| `([^`]+)` \| (counter|histogram) \|")]
    private static partial Regex MetricRow { get; }

    [LoggerMessage(LogLevel.Warning, "A library said {What}")]
    private static partial void LogSaid(ILogger logger, string what);

    [LoggerMessage(LogLevel.Error, "It failed.")]
    private static partial void LogFailed(ILogger logger, Exception fault);

    /// <summary>The embedded host on storage in memory, its telemetry set up as in the program.</summary>
    private sealed class TelemetrySite : IAsyncDisposable
    {
        private const string Home = "telemetry";

        private readonly LocalFunctionsHost host;
        private readonly OfficeClock clock;

        private TelemetrySite(LocalFunctionsHost host, OfficeClock clock, RecordingTransport mail) => (this.host, this.clock, Mail) = (host, clock, mail);

        public RecordingTransport Mail { get; }

        public ILogger Logger => host.Services.GetRequiredService<ILogger<TelemetrySite>>();

        public static async Task<TelemetrySite> StartAsync(Uri? collector)
        {
            var clock = new OfficeClock(new DateOnly(2024, 1, 2));
            var storage = new InMemoryStorageService(clock);
            var mail = new RecordingTransport();
            var builder = LocalFunctionsHost.CreateBuilder().UsePort(0).UseTimers(false);
            builder.Configuration.AddInMemoryCollection(LocalRuntime.Defaults).AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Jurisdiction:Profile"] = "jilin-like",
                ["Office:BaseUrl"] = "https://supervision.example/",
                ["Telemetry:OtlpEndpoint"] = collector?.ToString(),
            });
            builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug);
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Services.AddSingleton(storage.CreateTableServiceClient(options => options.AddPolicy(new StorageMetricsPolicy("table"), Azure.Core.HttpPipelinePosition.PerRetry)));
            builder.Services.AddSingleton(storage.CreateBlobServiceClient());
            builder.Services.AddSupervision(builder.Configuration).AddFunctionServices().AddTelemetry(builder.Configuration);
            builder.Services.AddSingleton<IMailTransport>(mail);
            var host = builder.AddFunctions(typeof(LawFunctions).Assembly).Build();
            await host.Services.GetRequiredService<SupervisionStorage>().PrepareAsync(Cancellation);
            await host.StartAsync(Cancellation);
            return new TelemetrySite(host, clock, mail);
        }

        /// <summary>A rule is owed, delivered, returned, falls due and is told of. No other test has this department: spans are heard from the whole process.</summary>
        public async Task<(string Deadline, string[] Keys)> ActAsync()
        {
            var keys = host.Services.GetRequiredService<AccessKeys>();
            var address = new Uri(host.Urls.Single());
            var staffKey = (await keys.CreateAsync(Role.Officer | Role.Administrator, null, TimeSpan.FromDays(900), Cancellation)).Text;
            var ownKey = (await keys.CreateAsync(Role.Department, DepartmentId.Parse(Home), TimeSpan.FromDays(900), Cancellation)).Text;
            var (staff, own) = (new ApiClient(address, staffKey), new ApiClient(address, ownKey));
            await staff.PutAsync($"api/departments/{Home}", new { name = "临江省人民政府" }, 200);
            await staff.PutAsync($"api/departments/{Home}/people/contact", new { name = "联络员", mail = "contact@szf.example", roles = new[] { "department" } }, 200);
            var law = (await staff.PostTextAsync("api/laws?file=law.md", Given.Law, 201)).Json.GetProperty("law").GetProperty("id").GetString()!;
            var confirmed = (await staff.PostAsync($"api/laws/{law}/obligations/1/confirmation", new { departments = new[] { Home } }, 200)).Json;
            var deadline = confirmed.GetProperty("confirmation").GetProperty("deadlines")[0].GetString()!;
            var receipt = (await own.SendAsync(Upload.Rule(Home, $"{law}-1"), 201)).Json.GetProperty("id").GetString()!;
            await staff.PostAsync(
                $"api/departments/{Home}/deliveries/{receipt}/review", new { decision = "return-for-content", note = "附件缺失，请补正后重新报送。" }, 200);
            clock.SetNoon(new DateOnly(2025, 1, 3));
            await host.RunTimerAsync("SweepDeadlines", Cancellation);
            await host.RunTimerAsync("RelayMail", Cancellation);
            return (deadline, [staffKey, ownKey]);
        }

        public Task StopAsync() => host.StopAsync(Cancellation);

        public ValueTask DisposeAsync() => host.DisposeAsync();
    }

    /// <summary>Takes what is sent as a collector does and keeps it; text in protobuf is plain UTF-8.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly WebApplication app;
        private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> kept = new();

        private Collector(WebApplication app) => this.app = app;

        public Uri Address => new(app.Urls.Single());

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var collector = new Collector(builder.Build());
            collector.app.MapPost("/v1/{signal}", async (HttpContext context) =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                collector.kept.GetOrAdd(context.Request.Path.Value!, _ => []).Enqueue(Encoding.UTF8.GetString(body.ToArray()));
                context.Response.ContentType = "application/x-protobuf";
            });
            await collector.app.StartAsync(Cancellation);
            return collector;
        }

        public string Of(string path) => string.Concat(kept.GetValueOrDefault(path) ?? []);

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
