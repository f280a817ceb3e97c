using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Supervision.Deadlines;
using Supervision.Deliveries.Files;
using Supervision.Functions;
using Supervision.Jurisdictions;

namespace Supervision.Tests.Api;

/// <summary>Whoever reads Chinese is told what whoever reads English is told.</summary>
public sealed partial class FaultTextsTests(ApiHost host) : IClassFixture<ApiHost>
{
    /// <summary>Said by commands only, which speak English.</summary>
    private const string CommandFolder = "functions/Commands/";

    [Fact]
    public void Every_sentence_of_a_fault_has_a_Chinese_one_with_the_same_values()
    {
        var sentences = Sentences().ToList();
        var wrong = sentences
            .Select(said => (said, Chinese: FaultTexts.SentenceZh(said.Code, said.Text)))
            .Where(pair => pair.Chinese is null
                || !FaultWords.NamesIn(pair.Chinese).ToHashSet(StringComparer.Ordinal).SetEquals(FaultWords.NamesIn(pair.said.Text)))
            .Select(pair => $"{pair.said.File}: {pair.said.Code}: {pair.said.Text} -> {pair.Chinese ?? "nothing"}");

        Assert.Empty(wrong);
        Assert.InRange(sentences.Select(said => said.Text).Distinct().Count(), 120, int.MaxValue);
    }

    [Fact]
    public void A_code_that_says_different_things_says_them_in_Chinese_too()
    {
        var blurred = Sentences().GroupBy(said => said.Code, StringComparer.Ordinal)
            .Where(group => group.Key.Length > 0)
            .Select(group => (group.Key, English: group.Select(said => said.Text).Distinct(StringComparer.Ordinal).ToList()))
            .Where(said => said.English.Select(text => FaultTexts.SentenceZh(said.Key, text)).Distinct(StringComparer.Ordinal).Count() < said.English.Count)
            .Select(said => $"{said.Key}: {string.Join(" / ", said.English)}");

        Assert.Empty(blurred);
    }

    [Fact]
    public async Task A_choice_from_a_list_is_refused_with_the_list()
    {
        var profile = host.Host.Services.GetRequiredService<JurisdictionProfile>();
        var committees = profile.Committees.Select(committee => committee.Id).ToList();

        await SaysAsync(host.Officer, HttpMethod.Get, "api/deadlines?standing=late", null, [.. StandingNames.All]);
        await SaysAsync(host.Officer, HttpMethod.Get, "api/operations/alerts?state=closed", null, ["open", "ended"]);
        await SaysAsync(host.Officer, HttpMethod.Get, "api/alerts?committee=nowhere", null, [.. committees]);
        await SaysAsync(host.Officer, HttpMethod.Post, $"api/laws/{await host.LawAsync()}/committee", """{"committee":"nowhere"}""", [.. committees]);
        await SaysAsync(
            host.Administrator, HttpMethod.Post, "api/keys", """{"role":"staff","validDays":0}""",
            ["department", "officer", "director", "administrator", "reader", "1095"]);
        await SaysAsync(
            host.Administrator, HttpMethod.Put, $"api/departments/office/people/{host.NewId("p")}",
            """{"name":"张三","mail":"a@example.org","roles":["cook"],"language":"fr"}""",
            ["officer-in-charge", "committee-office-head", "committee-office", "standing-committee-office", "zh-CN", "en"]);
        await SaysAsync(host.Administrator, HttpMethod.Post, "api/removals", """{"reason":"r"}""", ["deadline", "delivery", "file", "paper", "removal"]);
    }

    [Fact]
    public async Task A_kind_of_instrument_is_refused_with_those_that_the_profile_knows()
    {
        var (department, own, obligation, deadline) = await host.RuleAsync();
        var delivery = (await own.SendAsync(Upload.Rule(department, obligation), 201)).Json.GetProperty("id").GetString();
        var profile = host.Host.Services.GetRequiredService<JurisdictionProfile>();

        await SaysAsync(
            host.Officer, HttpMethod.Post, $"api/deadlines/{deadline}/publications",
            JsonSerializer.Serialize(new { delivery, published = "2024-01-02", instrument = "song" }), [.. profile.KnownInstruments()]);
    }

    [Fact]
    public async Task A_clock_without_a_start_is_refused_with_the_event_that_starts_it()
    {
        var (department, _) = await host.DepartmentAsync();
        var law = await host.LawAsync();
        var added = await host.Officer.PostAsync($"api/laws/{law}/obligations", new { kind = "answer-to-review-opinion", article = "第九条", quote = "限期答复" }, 200);
        var number = added.Json.GetProperty("id").GetString()!.Split('-')[1];

        var (chinese, english) = await AskAsync(host.Officer, HttpMethod.Post, $"api/laws/{law}/obligations/{number}/confirmation", Departments(department));

        Assert.Contains("审查意见", Assert.Single(chinese), StringComparison.Ordinal);
        Assert.Contains("the review opinion", Assert.Single(english), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_that_cannot_be_computed_is_quoted_and_no_reader_is_told_that_the_law_sets_none()
    {
        var (department, _) = await host.DepartmentAsync();
        var text = Texts.Law(host.NewId("临江省湿地保护条例")).Replace("每年向", "定期向", StringComparison.Ordinal);
        var law = (await host.Officer.PostTextAsync("api/laws?file=law.md", text, 201)).Json.GetProperty("law").GetProperty("id").GetString();

        var (chinese, english) = await AskAsync(host.Officer, HttpMethod.Post, $"api/laws/{law}/obligations/2/confirmation", Departments(department));

        Assert.Contains("定期", Assert.Single(chinese), StringComparison.Ordinal);
        Assert.Contains("定期", Assert.Single(english), StringComparison.Ordinal);
        Assert.DoesNotContain("未规定", chinese[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_and_dates_are_named()
    {
        var (department, own, obligation, deadline) = await host.RuleAsync();
        var today = host.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd", null);

        await SaysAsync(host.Officer, HttpMethod.Post, $"api/laws/{obligation.Split('-')[0]}/changes", """{"changed":"2124-12-31"}""", [today]);
        await SaysAsync(
            host.Officer, HttpMethod.Post, $"api/laws/{obligation.Split('-')[0]}/correction", """{"effectiveOn":"2999-01-01","reason":"r"}""",
            ["1949-10-01", "2199-12-31"]);
        await SaysAsync(
            host.Officer, HttpMethod.Post, $"api/deadlines/{deadline}/steps",
            JsonSerializer.Serialize(new { step = "waiver", reason = new string('字', 20_001) }), ["20000"]);
        await SaysAsync(
            own, HttpMethod.Post, $"api/departments/{department}/uploads",
            """{"kind":"rule","metadata":{"title":"办法"},"files":[{"name":"a.exe","length":1}]}""", [.. FileTypes.Endings]);
    }

    private static string Departments(string department) => JsonSerializer.Serialize(new { departments = new[] { department } });

    /// <summary>Both answers name every value, in the errors or in the detail.</summary>
    private static async Task SaysAsync(ApiClient caller, HttpMethod method, string path, string? body, params string[] values)
    {
        var (chinese, english) = await AskAsync(caller, method, path, body);

        Assert.All(values, value => Assert.Contains(english, said => said.Contains(value, StringComparison.Ordinal)));
        Assert.All(values, value => Assert.Contains(chinese, said => said.Contains(value, StringComparison.Ordinal)));
    }

    private static async Task<(IReadOnlyList<string> Chinese, IReadOnlyList<string> English)> AskAsync(ApiClient caller, HttpMethod method, string path, string? body)
    {
        return (await InAsync("zh-CN"), await InAsync("en"));

        async Task<IReadOnlyList<string>> InAsync(string language)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue(language));
            var answer = await caller.SendAsync(request);
            Assert.True(answer.Status >= 400, answer.Text);
            return answer.Json.TryGetProperty("errors", out var errors)
                ? [.. errors.EnumerateArray().Select(error => error.GetProperty("message").GetString()!)]
                : [answer.Json.GetProperty("detail").GetString()!];
        }
    }

    /// <summary>What faults and details say, as it stands in the sources; the build refuses there a sentence that is no constant.</summary>
    private static IEnumerable<(string File, string Code, string Text)> Sentences()
    {
        foreach (var path in new[] { "shared/Supervision", "functions" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)))
        {
            var file = Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');
            var source = File.ReadAllText(path);
            if (file.StartsWith(CommandFolder, StringComparison.Ordinal) || file == "functions/FaultTexts.cs" || !Mentions().IsMatch(source))
            {
                continue;
            }

            var constants = Constant().Matches(source).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value, StringComparer.Ordinal);
            foreach (Match call in Call().Matches(source))
            {
                var arguments = Arguments(source, call.Index + call.Length);
                var code = arguments.TakeWhile(character => character != ',').ToArray() is var first && constants.GetValueOrDefault(new string(first).Trim()) is { } known
                    ? known
                    : Code().Match(arguments) is { Success: true } literal ? literal.Groups[1].Value : "";
                foreach (Match text in Sentence().Matches(arguments))
                {
                    yield return (file, code, Regex.Unescape(text.Groups[1].Value));
                }
            }
        }
    }

    private static string Arguments(string source, int from)
    {
        var depth = 1;
        var to = from;
        for (; depth > 0 && to < source.Length; to++)
        {
            depth += source[to] switch { '(' => 1, ')' => -1, _ => 0 };
        }

        return source[from..(to - 1)];
    }

    [GeneratedRegex(@"InputFault|FaultWords|FileVerdict")]
    private static partial Regex Mentions();

    [GeneratedRegex(@"const string (\w+) = ""([a-z-]+)"";")]
    private static partial Regex Constant();

    [GeneratedRegex(@"\b(?:InputFault\.Of|FaultWords\.Of|Fault|Refused|Invalid|Unusually|Nothing<[^(]*>)\(")]
    private static partial Regex Call();

    [GeneratedRegex(@"(?<!\$)""([a-z]+(?:-[a-z]+)+)""")]
    private static partial Regex Code();

    /// <summary>A literal that ends as sentences do, or holds a name; not the stem of a path such as "figures.".</summary>
    [GeneratedRegex(@"(?<!\$)""((?:[^""\\\r\n]|\\.)*(?:[^""\\\r\n]* [^""\\\r\n]*\.|yyyy-MM\.|\{[a-z]+\}[^""\\\r\n]*))""")]
    private static partial Regex Sentence();
}
