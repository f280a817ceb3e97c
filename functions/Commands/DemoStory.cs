using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Supervision.Access;
using Supervision.Jurisdictions;
using Supervision.Sweeping;

namespace Supervision.Functions.Commands;

/// <summary>
/// The story of two invented laws from March 2025 to April 2026: one report in time, one rule late, one rule that never comes. Whatever
/// a person or a department does in it goes over HTTP; whatever the clock does is a timer function.
/// </summary>
internal sealed class DemoStory : IDisposable
{
    public static readonly DateOnly Begins = new(2025, 3, 1);

    private static readonly string[] Government = ["省人民政府"];
    private static readonly string[] Environment = ["省生态环境主管部门"];
    private static readonly string[] Market = ["省市场监督管理部门"];
    private static readonly string[] Department = ["department"];

    private readonly LocalRuntime runtime;
    private readonly DemoClock clock;
    private readonly string mails;
    private readonly TextWriter output;
    private readonly HttpClient http;
    private string staffKey = "";

    public DemoStory(LocalRuntime runtime, DemoClock clock, int port, string mails, TextWriter output)
    {
        this.runtime = runtime;
        this.clock = clock;
        this.mails = mails;
        this.output = output;
        http = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}/"), Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>What the listener goes on with.</summary>
    public sealed record Ending(string StaffKey, string DepartmentKey, string Committee);

    public async Task<Ending> TellAsync(CancellationToken cancellationToken)
    {
        (_, staffKey) = await runtime.Services.GetRequiredService<AccessKeys>()
            .CreateAsync(Role.Officer | Role.Administrator, null, TimeSpan.FromDays(3650), cancellationToken);
        var committee = runtime.Services.GetRequiredService<JurisdictionProfile>().DefaultCommittee;

        await TellDateAsync(Begins, "The first law takes effect. All laws, departments and persons here are invented.");
        await RegisterAsync();
        var departmentKey = await CreateKeyAsync("sthjt");
        var governmentKey = await CreateKeyAsync("szf");
        var wetland = await ImportAsync(DemoTexts.Wetland, DemoTexts.WetlandTitle, DemoTexts.WetlandTitleEn, 2);
        var compensation = Pick(wetland, "implementing-rule");
        var yearly = Pick(wetland, "recurring-report");
        await ConfirmAsync(compensation, "sthjt", null);
        await ConfirmAsync(
            yearly, "szf", new { recurrence = new { recurs = "each-calendar-period", every = 1, unit = "year", by = "03-31" } });

        await TellDateAsync(new DateOnly(2025, 3, 20), "The provincial government uploads its report, in time.");
        await UploadAsync(governmentKey, "szf", "reports", DemoTexts.Report, new
        {
            title = "2025年湿地保护工作情况报告",
            obligation = yearly,
            periodStart = "2025-01-01",
            periodEnd = "2025-03-15",
        });

        await TellDateAsync(new DateOnly(2025, 9, 1), "The second law takes effect.");
        var lift = await ImportAsync(DemoTexts.Lift, DemoTexts.LiftTitle, DemoTexts.LiftTitleEn, 1);
        await ConfirmAsync(Pick(lift, "implementing-rule"), "scjgt", null);

        await SweepAsync(new DateOnly(2026, 1, 26), "A sweep, 36 days before the first rule is due.");
        await SweepAsync(new DateOnly(2026, 2, 23), "A sweep, a week before both rules are due.");
        await SweepAsync(new DateOnly(2026, 3, 3), "A sweep, the day after both rules were due.");

        await TellDateAsync(new DateOnly(2026, 3, 18), "The environment department uploads its rule, late.");
        await UploadAsync(departmentKey, "sthjt", "rules", DemoTexts.Rule, new
        {
            title = "临江省湿地生态补偿办法",
            obligation = compensation,
            number = "临环规〔2026〕2号",
            issued = "2026-03-17",
            published = "2026-03-18",
            effective = "2026-05-01",
        });

        await SweepAsync(new DateOnly(2026, 3, 19), "A sweep. The market regulation department has still delivered nothing.");
        await SweepAsync(new DateOnly(2026, 4, 8), "A sweep, more than a month after the second rule was due.");
        await TellOpenAlertsAsync(committee, new DateOnly(2026, 4, 8));
        await TellMailsAsync();
        return new Ending(staffKey, departmentKey, committee);
    }

    public void Dispose() => http.Dispose();

    private async Task RegisterAsync()
    {
        await PutAsync("api/departments/szf", new { name = "临江省人民政府", nameEn = "Linjiang Provincial Government", aliases = Government });
        await PutAsync("api/departments/sthjt", new
        {
            name = "临江省生态环境厅",
            nameEn = "Linjiang Department of Ecology and Environment",
            aliases = Environment,
        });
        await PutAsync("api/departments/scjgt", new
        {
            name = "临江省市场监督管理厅",
            nameEn = "Linjiang Department of Market Regulation",
            aliases = Market,
        });
        foreach (var (organ, language) in new[] { ("szf", "zh-CN"), ("sthjt", "zh-CN"), ("scjgt", "en") })
        {
            await PutAsync(
                $"api/departments/{organ}/people/contact", new { name = "联络员", mail = $"contact@{organ}.example", language, roles = Department });
        }

        foreach (var role in new[] { "officer-in-charge", "committee-office-head", "committee-office", "standing-committee-office" })
        {
            await PutAsync(
                $"api/departments/office/people/{role.Replace('-', '_')}",
                new { name = "监督工作人员", mail = $"{role}@congress.example", language = "zh-CN", roles = new[] { role } });
        }

        await SayAsync("3 departments and 4 people of the congress's office are registered.");
    }

    private async Task<JsonElement> ImportAsync(string text, string title, string titleEn, int expected)
    {
        using var request = New(HttpMethod.Post, $"api/laws?file=law.md&titleEn={Uri.EscapeDataString(titleEn)}");
        request.Content = new StringContent(text, Encoding.UTF8, "text/markdown");
        var law = await SendAsync(request);
        var proposed = law.GetProperty("proposed");
        await SayAsync($"《{title}》 ({titleEn}) is imported; obligations found: {proposed.GetArrayLength()}.");
        foreach (var obligation in proposed.EnumerateArray())
        {
            var candidate = obligation.GetProperty("candidate");
            await output.WriteLineAsync($"      {candidate.GetProperty("kind")}, {candidate.GetProperty("article")}: {candidate.GetProperty("quote")}");
        }

        Demand(proposed.GetArrayLength() == expected, $"{expected} obligations were expected in 《{title}》.");
        return proposed;
    }

    private static string Pick(JsonElement proposed, string kind) => proposed.EnumerateArray()
        .First(obligation => obligation.GetProperty("candidate").GetProperty("kind").GetString() == kind)
        .GetProperty("id").GetString()!;

    private async Task ConfirmAsync(string obligation, string department, object? due)
    {
        var parts = obligation.Split('-');
        using var request = New(HttpMethod.Post, $"api/laws/{parts[0]}/obligations/{parts[1]}/confirmation");
        request.Headers.Add("Idempotency-Key", "demo-" + obligation);
        request.Content = JsonContent.Create(new { departments = new[] { department }, due }, options: Json.Options);
        var confirmed = await SendAsync(request);
        var deadline = confirmed.GetProperty("confirmation").GetProperty("deadlines")[0].GetString()!;
        using var read = New(HttpMethod.Get, "api/deadlines/" + deadline);
        var state = (await SendAsync(read)).GetProperty("deadline");
        var basis = state.GetProperty("provenance").GetProperty("basis").GetString();
        await SayAsync($"An officer confirms {obligation}: {department} owes it by {state.GetProperty("due")} ({basis}).");
    }

    private async Task<string> CreateKeyAsync(string department)
    {
        using var request = New(HttpMethod.Post, "api/keys");
        request.Content = JsonContent.Create(new { role = "department", department, validDays = 1095 }, options: Json.Options);
        return (await SendAsync(request)).GetProperty("key").GetString()!;
    }

    private async Task UploadAsync(string key, string department, string what, string text, object metadata)
    {
        using var body = new MultipartFormDataContent
        {
            { JsonContent.Create(metadata, options: Json.Options), "metadata" },
            { new StringContent(text, Encoding.UTF8, "text/plain"), "file", "document.txt" },
        };
        using var request = New(HttpMethod.Post, $"api/departments/{department}/{what}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Add("Idempotency-Key", "demo-" + department);
        request.Content = body;
        var receipt = await SendAsync(request);
        var match = receipt.GetProperty("match");
        var days = match.GetProperty("daysLate").GetInt32();
        await SayAsync(
            $"Receipt {receipt.GetProperty("id")}, SHA-256 {receipt.GetProperty("files")[0].GetProperty("sha256").GetString()![..16]}..., "
            + $"matched to {match.GetProperty("deadline")}: {(days == 0 ? "on time" : string.Create(CultureInfo.InvariantCulture, $"{days} days late"))}.");
    }

    private async Task SweepAsync(DateOnly date, string what)
    {
        await TellDateAsync(date, what);
        await runtime.Host.RunTimerAsync("SweepDeadlines");
        await runtime.Host.RunTimerAsync("RelayMail");
        var report = (await runtime.Services.GetRequiredService<SweepReportStore>().ListLatestAsync(1, CancellationToken.None))[0];
        Demand(report.Succeeded, $"The sweep had faults: {string.Join("; ", report.Faults)}");
        await SayAsync(string.Create(CultureInfo.InvariantCulture, $"Looked at {report.LookedAt}, alerts raised: {report.Raised}."));
    }

    private async Task TellOpenAlertsAsync(string committee, DateOnly today)
    {
        using var request = New(HttpMethod.Get, $"api/alerts?committee={committee}");
        var items = (await SendAsync(request)).GetProperty("items");
        await SayAsync($"Open alerts: {items.GetArrayLength()}.");
        foreach (var item in items.EnumerateArray())
        {
            var due = DateOnly.ParseExact(item.GetProperty("due").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"      {item.GetProperty("stage")}: {item.GetProperty("departmentNameEn")}, 《{item.GetProperty("lawTitle")}》{item.GetProperty("article")}, due {due:yyyy-MM-dd}, {today.DayNumber - due.DayNumber} days late"));
        }

        Demand(items.GetArrayLength() == 2, "2 open alerts were expected: the second rule and the report of 2026.");
    }

    private async Task TellMailsAsync()
    {
        var files = Directory.Exists(mails) ? Directory.GetFiles(mails, "*.eml").Length : 0;
        await SayAsync($"{files} mails lie in {Path.GetRelativePath(Directory.GetCurrentDirectory(), mails)} (open one with a mail program).");
        Demand(files > 0, "Mails were expected.");
    }

    private async Task TellDateAsync(DateOnly date, string what)
    {
        clock.GoTo(date);
        await output.WriteLineAsync();
        await output.WriteLineAsync($"{date:yyyy-MM-dd}  {what}");
    }

    private Task SayAsync(string text) => output.WriteLineAsync("    " + text);

    private HttpRequestMessage New(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", staffKey);
        return request;
    }

    private async Task PutAsync(string path, object body)
    {
        using var request = New(HttpMethod.Put, path);
        request.Content = JsonContent.Create(body, options: Json.Options);
        await SendAsync(request);
    }

    private async Task<JsonElement> SendAsync(HttpRequestMessage request)
    {
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Demand(answer.IsSuccessStatusCode, $"{request.Method} {request.RequestUri} answered {(int)answer.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new DemoStepException(otherwise);
        }
    }
}
