using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Supervision.Access;
using Supervision.Deliveries;
using Supervision.Functions;
using Supervision.Functions.Commands;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.LocalHost;
using Supervision.Mail.Sending;
using Supervision.Obligations;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Pages;

/// <summary>The pages over real HTTP: the embedded host on a free port, on the in-memory storage of a world that has something to show.</summary>
public sealed partial class Site : IAsyncDisposable
{
    private readonly LocalFunctionsHost host;

    private Site(World world, LocalFunctionsHost host)
    {
        World = world;
        this.host = host;
        Address = new Uri(host.Urls.Single());
    }

    public World World { get; }

    public Uri Address { get; }

    public string StaffKey { get; private set; } = "";

    /// <summary>Key of the department "szf", which owes.</summary>
    public string OwnKey { get; private set; } = "";

    /// <summary>Key of another department.</summary>
    public string OtherKey { get; private set; } = "";

    public Law Law { get; private set; } = null!;

    public Obligation Rule { get; private set; } = null!;

    public Obligation Report { get; private set; } = null!;

    /// <summary>The deadline of the rule: overdue.</summary>
    public DeadlineId Overdue { get; private set; }

    /// <summary>A delivery that matched the report.</summary>
    public DeliveryId Delivered { get; private set; }

    /// <summary>Address of the page on which the contact of "szf" acknowledges the overdue alert, as their mail links to it.</summary>
    public Uri AcknowledgeLink
    {
        get
        {
            var mail = World.Mail.Taken.Last(mail => mail.ToAddress == "contact@szf.example");
            return new Uri(Link().Match(mail.Content.Html).Groups[1].Value, UriKind.Relative);
        }
    }

    /// <summary>Address of the page of the mail that told of the overdue alert, as the deadline's page links to it.</summary>
    public async Task<string> FindMailPathAsync() => MailPath().Matches(await ReadAsync($"/deadlines/{Overdue}", StaffKey))
        .Last(match => match.Value.Contains("overdue", StringComparison.Ordinal)).Groups[1].Value;

    /// <summary>A world in which one rule is overdue, one report was delivered, and one delivery matches nothing.</summary>
    public static async Task<Site> StartAsync(string departmentName = "临江省人民政府", string law = Given.Law, string title = "2024年湿地保护工作情况的报告", IReadOnlyDictionary<string, string?>? settings = null)
    {
        var world = await World.StartAsync(settings: new Dictionary<string, string?>());
        await world.RegisterOfficeAsync();
        var government = await world.RegisterAsync("szf", departmentName);
        await world.RegisterAsync("slt", "临江省水利厅");
        var imported = await world.ImportAsync(law);
        var obligations = await world.Get<LawStore>().ListObligationsAsync(imported.Id, CancellationToken.None);
        var rule = obligations.Single(obligation => obligation.Candidate.Kind == ObligationKind.ImplementingRule);
        var report = obligations.Single(obligation => obligation.Candidate.Kind == ObligationKind.RecurringReport);
        var confirmed = Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await world.ConfirmAsync(rule.Id, new ConfirmationRequest([government])));
        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await world.ConfirmAsync(report.Id, new ConfirmationRequest([government])));

        world.Clock.SetNoon(new DateOnly(2024, 12, 20));
        var delivered = Assert.IsType<ReceiveDelivery.Outcome.Received>(await world.DeliverAsync(
            government,
            DeliveryKind.Report,
            new DeliveryMetadata(title, report.Id, PeriodStart: new DateOnly(2024, 1, 1), PeriodEnd: new DateOnly(2024, 12, 31))));
        Assert.IsType<ReceiveDelivery.Outcome.Received>(await world.DeliverAsync(
            DepartmentId.Parse("slt"), DeliveryKind.Rule, new DeliveryMetadata("无从对应的办法", Issued: new DateOnly(2024, 6, 3)), "other"));
        await world.SweepAsync();
        await world.RelayAsync();
        world.Clock.SetNoon(new DateOnly(2025, 1, 10));
        await world.SweepAsync();
        await world.RelayAsync();

        var site = new Site(world, await HostAsync(world, settings))
        {
            Law = imported,
            Rule = rule,
            Report = report,
            Overdue = confirmed.Obligation.Confirmation!.Deadlines.Single(),
            Delivered = delivered.Delivery.Id,
        };
        var keys = world.Get<AccessKeys>();
        site.StaffKey = (await keys.CreateAsync(Role.Reader, null, TimeSpan.FromDays(30), CancellationToken.None)).Text;
        site.OwnKey = (await keys.CreateAsync(Role.Department, government, TimeSpan.FromDays(30), CancellationToken.None)).Text;
        site.OtherKey = (await keys.CreateAsync(Role.Department, DepartmentId.Parse("slt"), TimeSpan.FromDays(30), CancellationToken.None)).Text;
        return site;
    }

    /// <summary>A browser without scripts: it keeps no cookies of its own and follows nothing.</summary>
    /// <param name="key">The key in its cookie, or null.</param>
    public HttpClient Browser(string? key = null, string? acceptLanguage = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Add("Cookie", $"{Gate.Cookie}={key}");
        }

        if (acceptLanguage is not null)
        {
            client.DefaultRequestHeaders.Add("Accept-Language", acceptLanguage);
        }

        return client;
    }

    public async Task<string> ReadAsync(string path, string? key, string language = "en")
    {
        using var browser = Browser(key, language);
        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative));
        var html = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode} {html}");
        return html;
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await host.DisposeAsync();
        await World.DisposeAsync();
    }

    private static async Task<LocalFunctionsHost> HostAsync(World world, IReadOnlyDictionary<string, string?>? settings)
    {
        var builder = LocalFunctionsHost.CreateBuilder();
        builder.Configuration["Jurisdiction:Profile"] = "jilin-like";
        builder.Configuration.AddInMemoryCollection(LocalRuntime.Defaults).AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(new WorldTime(world.Clock));
        builder.Services.AddSingleton(world.Storage.MainProcess.CreateTableServiceClient());
        builder.Services.AddSingleton(world.Storage.MainProcess.CreateBlobServiceClient());
        builder.Services.AddSupervision(builder.Configuration).AddFunctionServices();
        builder.Services.AddSingleton<IMailTransport>(world.Mail);
        builder.AddFunctions(typeof(Gate).Assembly, Path.Combine(Repository.Root, "host.json")).UsePort(0).UseTimers(false);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>The world's time of day with the machine's timers, which the web server needs.</summary>
    private sealed class WorldTime(JumpClock clock) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();
    }

    [GeneratedRegex("https://supervision\\.example(/acknowledge/[^\"]+)\"")]
    private static partial Regex Link();

    [GeneratedRegex("href=\"(/mails/szf/mail-[^\"]+)\"")]
    private static partial Regex MailPath();
}
