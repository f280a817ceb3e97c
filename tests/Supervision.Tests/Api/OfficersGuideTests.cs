using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Supervision.Access;

namespace Supervision.Tests.Api;

/// <summary>The lines of the guide for officers, as the page shows them, sent by those whom it names, in the life of invented deadlines.</summary>
public sealed partial class OfficersGuideTests(ApiHost host) : IClassFixture<ApiHost>
{
    /// <summary>What the guide's bodies have in the place of the reader's own.</summary>
    private const string Deadline = "l1a2b3c4d5e6f-1-dept-1";
    private const string Obligation = "l1a2b3c4d5e6f-1";
    private const string Delivery = "d0c1v2b3n4m5q6w7e8r9t0y1x2z";

    /// <summary>What departments are told of at once. Of the rest they hear nothing here, where no alert ends by it.</summary>
    private static readonly string[] Told = ["accept-in-part", "return", "accept-explanation", "reject-explanation", "approve", "reopen", "withdraw-ending"];

    private readonly HashSet<string> sent = [];
    private readonly HashSet<string> mails = [];
    private IReadOnlyDictionary<string, string> lines = new Dictionary<string, string>();
    private ApiHost office = null!;
    private (string Officer, string Other, string Director, string Administrator) keys;

    [Fact]
    public async Task Every_line_is_let_through_to_whom_the_guide_names_and_nobody_decides_alone()
    {
        // A profile that knows reviews of rules.
        await using var site = new ApiHost(host);
        site.Settings["Jurisdiction:Profile"] = "zibo-like";
        await site.InitializeAsync();
        office = site;
        office.Clock.SetNoon(new DateOnly(2024, 1, 2));
        keys = (await office.KeyAsync(Role.Officer), await office.KeyAsync(Role.Officer), await office.KeyAsync(Role.Director), await office.KeyAsync(Role.Administrator));
        lines = await LinesAsync();

        var newKey = (await SendAsync("key", keys.Administrator)).GetProperty("key").GetString()!;
        await ObligationsAsync();
        await DeliveriesAsync(newKey);
        await StepsAsync();
        await EndsAsync();
        await SuccessionsAsync();
        await LateAsync();

        Assert.Equal(lines.Keys.Order(StringComparer.Ordinal), sent.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("zh-CN", "谁", "[a-z]{4,} [a-z]{4,} [a-z]{4,}")]
    [InlineData("en", "who", "[一-鿿]{9,}")]
    public async Task The_guide_is_for_staff_and_in_the_language_asked_for(string language, string word, string foreign)
    {
        var html = await ReadAsync(host, language);
        var words = Regex.Replace(Regex.Replace(html, "<pre[\\s\\S]*?</pre>|<code>[\\s\\S]*?</code>", ""), "<[^>]+>", "");

        Assert.Contains(word, words, StringComparison.Ordinal);
        Assert.DoesNotMatch(foreign, words);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
    }

    private async Task ObligationsAsync()
    {
        var (department, _) = await office.DepartmentAsync();
        await office.Administrator.PutAsync("api/departments/szf", new { name = "临江省人民政府", aliases = new[] { "省人民政府" } }, 200);
        var (law, sure) = (await office.LawAsync(), await office.LawAsync());

        await SendAsync("correct-find", keys.Officer, ("LAW", law), ("NUMBER", "1"));
        var confirmed = await SendAsync("confirm", keys.Officer, ("LAW", law), ("NUMBER", "1"), ("\"dept\"", $"\"{department}\""));
        await SendAsync("reject-find", keys.Officer, ("LAW", law), ("NUMBER", "2"));
        var added = await SendAsync("add", keys.Officer, ("LAW", law));
        var offer = (await office.Officer.GetAsync($"api/laws/{sure}/bulk-confirmation", 200)).Json;
        var done = await SendAsync(
            "confirm-many", keys.Officer, ("LAW", sure), ("0123456789abcdef", offer.GetProperty("token").GetString()!), ("[1,2]", offer.GetProperty("sample").GetRawText()));

        Assert.Single(confirmed.GetProperty("confirmation").GetProperty("deadlines").EnumerateArray());
        Assert.Equal("proposed", added.GetProperty("status").GetString());
        Assert.NotEmpty(done.GetProperty("confirmed").EnumerateArray());
    }

    private async Task DeliveriesAsync(string newKey)
    {
        var (department, own, obligation, deadline) = await office.RuleAsync();
        var law = obligation.Split('-')[0];
        var delivery = (await own.SendAsync(Upload.Rule(department, obligation), 201)).Json.GetProperty("id").GetString()!;
        (string, string)[] names = [("DEPARTMENT", department), ("DELIVERY", delivery), ("DEADLINE", deadline), ("LAW", law), (Delivery, delivery), ("\"dept\"", $"\"{department}\"")];

        await SendAsync("accept", keys.Officer, names);
        var filing = (await SendAsync("publication", keys.Officer, names)).GetProperty("filing").GetString();
        var opinion = (await SendAsync("opinion", keys.Officer, names)).GetProperty("number").GetInt32();
        await SendAsync("withdraw-event", keys.Officer, [.. names, ("NUMBER", $"{opinion}")]);
        await SendAsync("higher-law", keys.Officer, names);
        await StepAsync("fulfilled-date", "approve", names);
        var removal = (await SendAsync("propose-removal", keys.Administrator, names)).GetProperty("id").GetString()!;

        // The key that the administrator made is no second person.
        await RefuseAsync("own-proposal", "decide-removal", newKey, [.. names, ("REMOVAL", removal)]);
        await SendAsync("decide-removal", keys.Director, [.. names, ("REMOVAL", removal)]);
        Assert.Contains("F", filing, StringComparison.Ordinal);

        var (second, client, further, _) = await office.RuleAsync();
        var part = (await client.SendAsync(Upload.Rule(second, further), 201)).Json.GetProperty("id").GetString()!;
        await SendAsync("accept-in-part", keys.Officer, ("DEPARTMENT", second), ("DELIVERY", part));
        await SendAsync("return", keys.Officer, ("DEPARTMENT", second), ("DELIVERY", part));

        var (third, early) = await office.DepartmentAsync();
        var unmatched = (await early.SendAsync(Upload.Rule(third, null), 201)).Json.GetProperty("id").GetString()!;
        var meant = Assert.Single(await office.ConfirmAsync(await office.LawAsync(), 1, new { departments = new[] { third } }));
        await SendAsync("match", keys.Officer, ("DEPARTMENT", third), ("DELIVERY", unmatched), (Deadline, meant));
    }

    private async Task StepsAsync()
    {
        await StepAsync("extension", "approve", ("DEADLINE", (await office.RuleAsync()).Deadline));
        var deferred = (await office.RuleAsync()).Deadline;
        await StepAsync("deferral", "approve", ("DEADLINE", deferred));
        await SendAsync("reopen", keys.Officer, ("DEADLINE", deferred));
        await StepAsync("waiver", "reject-step", ("DEADLINE", (await office.RuleAsync()).Deadline));
        await StepAsync("correction", "approve", ("DEADLINE", (await office.RuleAsync()).Deadline));

        var mistaken = (await office.RuleAsync()).Deadline;
        var number = (await SendAsync("withdrawal", keys.Officer, ("DEADLINE", mistaken))).GetProperty("number").GetInt32();
        await RefuseAsync("forbidden", "take-back", keys.Other, ("DEADLINE", mistaken), ("NUMBER", $"{number}"));
        await SendAsync("take-back", keys.Officer, ("DEADLINE", mistaken), ("NUMBER", $"{number}"));
    }

    private async Task EndsAsync()
    {
        var (department, _) = await office.DepartmentAsync();
        var law = await office.LawAsync();
        await office.ConfirmAsync(law, 2, new { departments = new[] { department } });
        var ending = (await SendAsync("provisions", keys.Officer, ("LAW", law))).GetProperty("id").GetString()!;
        await RefuseAsync("own-ending", "withdraw-ending", keys.Officer, ("LAW", law), ("ENDING", ending));
        await SendAsync("withdraw-ending", keys.Other, ("LAW", law), ("ENDING", ending));
        await SendAsync("repeal", keys.Officer, ("LAW", law));
    }

    private async Task SuccessionsAsync()
    {
        var (merged, _, obligation, _) = await office.RuleAsync();
        var ((divided, _), (heir, _), (another, _)) = (await office.DepartmentAsync(), await office.DepartmentAsync(), await office.DepartmentAsync());
        await SendAsync("merger", keys.Administrator, ("DEPARTMENT", merged), ("dept2", heir));
        await SendAsync("split", keys.Administrator, ("DEPARTMENT", divided), ("dept2", heir), ("dept3", another), (Obligation, obligation));
    }

    /// <summary>What comes up only when time has passed.</summary>
    private async Task LateAsync()
    {
        var (_, first, _, explained) = await office.RuleAsync();
        var (_, second, _, unexplained) = await office.RuleAsync();
        var (_, _, _, silent) = await office.RuleAsync();
        var law = await office.LawAsync();
        await PassAsync(new DateOnly(2025, 1, 3));
        await first.PostAsync($"api/deadlines/{explained}/explanations", new { text = "人手不足。" }, 200);
        await second.PostAsync($"api/deadlines/{unexplained}/explanations", new { text = "正在起草。" }, 200);
        await TellAsync();
        await SendAsync("accept-explanation", keys.Officer, ("DEADLINE", explained), ("NUMBER", "1"));
        await SendAsync("reject-explanation", keys.Officer, ("DEADLINE", unexplained), ("NUMBER", "1"));

        var (third, _) = await office.DepartmentAsync();
        var inherited = Assert.Single(await office.ConfirmAsync(law, 1, new { departments = new[] { third } }));
        await SendAsync("release", keys.Officer, ("DEADLINE", inherited));

        await RefuseAsync("stage-not-reached", "supervision-letter", keys.Officer, ("DEADLINE", silent));
        await PassAsync(new DateOnly(2025, 2, 20));
        await StepAsync("supervision-letter", "approve", ("DEADLINE", silent));
        await PassAsync(new DateOnly(2025, 4, 10));
        await StepAsync("standing-committee", "approve", ("DEADLINE", silent));
    }

    private async Task PassAsync(DateOnly to)
    {
        await office.SweepAsync(to);
        await TellAsync();
    }

    /// <summary>Sends what waits.</summary>
    /// <returns>True when anybody of a department got a mail.</returns>
    private async Task<bool> TellAsync()
    {
        await office.RelayAsync();
        var isTold = false;
        foreach (var file in Directory.Exists(office.MailFolder) ? Directory.EnumerateFiles(office.MailFolder, "*.eml", SearchOption.AllDirectories) : [])
        {
            isTold |= mails.Add(file) && (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Contains("contact@", StringComparison.Ordinal);
        }

        return isTold;
    }

    /// <summary>One officer proposes and does not decide; for a letter and beyond, no officer does.</summary>
    private async Task StepAsync(string step, string decision, params (string Name, string Value)[] names)
    {
        var isDirectors = step is "supervision-letter" or "standing-committee";
        var number = (await SendAsync(step, keys.Officer, names)).GetProperty("number").GetInt32();
        (string, string)[] decided = [.. names, ("NUMBER", $"{number}")];
        await RefuseAsync("own-proposal", decision, keys.Officer, decided);
        if (isDirectors)
        {
            await RefuseAsync("forbidden", decision, keys.Other, decided);
        }

        await SendAsync(decision, isDirectors ? keys.Director : keys.Other, decided);
    }

    private async Task<JsonElement> SendAsync(string act, string key, params (string Name, string Value)[] names)
    {
        var (status, body) = await RunAsync(act, key, names);
        Assert.True(status is 200 or 201, $"{act}: {status} {body}");
        sent.Add(act);
        Assert.True(await TellAsync() == Told.Contains(act), $"{act} is {(Told.Contains(act) ? "not " : "")}told to the department.");
        return JsonDocument.Parse(body).RootElement;
    }

    private async Task RefuseAsync(string code, string act, string key, params (string Name, string Value)[] names)
    {
        var (_, body) = await RunAsync(act, key, names);
        Assert.Equal((act, code), (act, JsonDocument.Parse(body).RootElement.TryGetProperty("code", out var said) ? said.GetString() : body));
    }

    /// <param name="names">Values of the line's variables, in capitals, and what stands in the body in the place of others.</param>
    private async Task<(int Status, string Body)> RunAsync(string act, string key, (string Name, string Value)[] names)
    {
        var line = lines[act];
        foreach (var (name, value) in names.Where(name => !IsVariable(name.Name)))
        {
            line = line.Replace(name, value, StringComparison.Ordinal);
        }

        var start = new ProcessStartInfo("sh", ["-c", line + " -sS -w '\\n%{http_code}'"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["BASE"] = office.Address.ToString().TrimEnd('/');
        start.Environment["KEY"] = key;
        foreach (var (name, value) in names.Where(name => IsVariable(name.Name)))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (said, faults) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await faults);
        var answer = (await said).Split('\n');
        return (int.Parse(answer[^1], System.Globalization.CultureInfo.InvariantCulture), string.Join('\n', answer[..^1]));
    }

    private static bool IsVariable(string name) => name.All(char.IsAsciiLetterUpper);

    private async Task<IReadOnlyDictionary<string, string>> LinesAsync() =>
        Line().Matches(await ReadAsync(office, "zh-CN")).ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value), StringComparer.Ordinal);

    private static async Task<string> ReadAsync(ApiHost site, string language)
    {
        using var client = new HttpClient { BaseAddress = site.Address };
        client.DefaultRequestHeaders.Add("Authorization", "Bearer " + await site.KeyAsync(Role.Reader));
        return await client.GetStringAsync(new Uri($"guide/officers?lang={language}", UriKind.Relative), TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("<div class=\"card\" id=\"act-([a-z-]+)\">[\\s\\S]*?<code>(curl [\\s\\S]*?)</code>")]
    private static partial Regex Line();
}
