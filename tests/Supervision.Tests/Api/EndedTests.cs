using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Supervision.Functions;

namespace Supervision.Tests.Api;

/// <summary>What the API says of obligations whose law was repealed or whose provision has gone.</summary>
public sealed class EndedTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Code = "obligation-ended";

    /// <summary>Every operation that can refuse because the obligation has ended, its path below the law or the deadline, and a body that is right.</summary>
    private static readonly Dictionary<string, (string Path, Func<string, object> Body)> Refusing = new()
    {
        ["ConfirmObligation"] = ("laws/{law}/obligations/2/confirmation", department => new { departments = new[] { department } }),
        ["AcceptObligation"] = ("laws/{law}/review/2/acceptance", department => new { departments = new[] { department } }),
        ["CorrectObligation"] = ("laws/{law}/review/2/correction", _ => new { instrument = "办法" }),
        ["RejectObligation"] = ("laws/{law}/review/2/rejection", _ => new { reason = "no-duty" }),
        ["RestoreObligation"] = ("laws/{law}/review/2/restoration", _ => new { }),
        ["AddObligation"] = ("laws/{law}/obligations", _ => new { kind = "recurring-report", article = "第二条", quote = "应当报告湿地管理情况。" }),
        ["ReopenDeadline"] = ("deadlines/{deadline}/reopening", _ => new { reason = "更正" }),
    };

    [Theory]
    [InlineData("zh-CN", "该法规已废止或该条款已不存在。")]
    [InlineData("en", "The law was repealed or the provision has gone.")]
    public async Task Each_route_that_wants_something_of_an_ended_obligation_is_409_with_a_code_that_the_document_names(string language, string title)
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, _, obligation, deadline) = await host.RuleAsync();
        var law = obligation.Split('-')[0];
        await host.Officer.PostAsync($"api/laws/{law}/ending", new { on = "2024-01-02" }, 200);
        var document = JsonNode.Parse((await host.As(null).GetAsync("api/openapi.json", 200)).Body)!["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(method => method.Value!))
            .Where(operation => operation["responses"]!["409"]?["description"]!.GetValue<string>().Split(", ").Contains(Code) == true);

        Assert.Equal(Refusing.Keys.Order(StringComparer.Ordinal), document.Select(operation => operation["operationId"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.Contains(Code, ProblemTexts.Codes);
        foreach (var (name, (path, body)) in Refusing)
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Post,
                "api/" + path.Replace("{law}", law, StringComparison.Ordinal).Replace("{deadline}", deadline, StringComparison.Ordinal))
            {
                Content = JsonContent.Create(body(department)),
            };
            request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue(language));

            var answer = await host.Officer.SendAsync(request);

            Assert.True(answer.Status == 409 && answer.Code == Code, $"{name}: {answer.Status} {answer.Text}");
            Assert.Equal(title, answer.Json.GetProperty("title").GetString());
        }

        Assert.Equal("closed-without-fulfilment", (await host.Officer.GetAsync($"api/deadlines/{deadline}", 200)).Json.GetProperty("standing").GetString());
    }

    [Fact]
    public async Task A_provision_that_has_gone_refuses_as_a_repeal_does_and_the_rest_of_its_law_does_not()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, _, obligation, deadline) = await host.RuleAsync();
        var law = obligation.Split('-')[0];
        await host.Officer.PostAsync($"api/laws/{law}/ending", new { on = "2024-01-02", obligations = new[] { 1 } }, 200);

        Assert.Equal(Code, (await host.Officer.PostAsync($"api/deadlines/{deadline}/reopening", new { reason = "更正" }, 409)).Code);
        Assert.Equal(Code, (await host.Officer.PostAsync($"api/laws/{law}/obligations/1/confirmation", new { departments = new[] { department } }, 409)).Code);
        await host.ConfirmAsync(law, 2, new { departments = new[] { department } });
    }

    /// <summary>A receipt says what was handed in and when; it revives nothing. So an upload is never refused because a law was repealed meanwhile.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_delivery_to_an_ended_obligation_is_received_and_changes_nothing_about_its_end(bool names)
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, client, obligation, deadline) = await host.RuleAsync();
        await host.Officer.PostAsync($"api/laws/{obligation.Split('-')[0]}/ending", new { on = "2024-01-02" }, 200);

        var receipt = (await client.SendAsync(Upload.Rule(department, names ? obligation : null), 201)).Json;
        var matched = await host.Officer.PostAsync($"api/departments/{department}/deliveries/{receipt.GetProperty("id").GetString()}/match", new { deadline }, names ? null : 409);
        await host.SweepAsync(new DateOnly(2025, 1, 3));

        Assert.Equal(names, receipt.TryGetProperty("match", out _));
        Assert.True(names || matched.Code == "match-does-not-fit");
        var state = (await host.Officer.GetAsync($"api/deadlines/{deadline}", 200)).Json;
        Assert.Equal("repealed", state.GetProperty("deadline").GetProperty("closure").GetProperty("reason").GetString());
        Assert.Equal("alert-not-found", (await host.Officer.GetAsync($"api/alerts/{deadline}-r1-overdue", 404)).Code);
    }
}
