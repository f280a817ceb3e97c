using System.Globalization;
using Supervision.Access;
using Supervision.Functions;
using Supervision.LocalHost;

namespace Supervision.Tests.Api;

public sealed class AccessTests(ApiHost host) : IClassFixture<ApiHost>
{
    /// <summary>Columns: nobody, the department itself, another department, officer, director, administrator, reader. 1: 401, 3: 403, +: let through.</summary>
    internal static readonly Dictionary<string, string> Expected = new()
    {
        ["get api/laws"] = "1++++++",
        ["post api/laws"] = "133+333",
        ["get api/laws/{law}"] = "1++++++",
        ["get api/laws/{law}/obligations"] = "1++++++",
        ["post api/laws/{law}/obligations/{number}/confirmation"] = "133+333",
        ["get api/laws/{law}/review"] = "133++++",
        ["post api/laws/{law}/review/{number}/acceptance"] = "133+333",
        ["post api/laws/{law}/review/{number}/correction"] = "133+333",
        ["post api/laws/{law}/review/{number}/rejection"] = "133+333",
        ["post api/laws/{law}/review/{number}/restoration"] = "133+333",
        ["get api/laws/{law}/versions/{version}"] = "133++++",
        ["post api/laws/{law}/versions/{version}/decision"] = "133+333",
        ["get api/laws/{law}/bulk-confirmation"] = "133++++",
        ["post api/laws/{law}/bulk-confirmation"] = "133+333",
        ["get api/laws/{law}/review-cases"] = "133++++",
        ["get api/laws/{law}/deadlines"] = "133++++",
        ["get api/departments"] = "133++++",
        ["get api/departments/{department}"] = "1+3++++",
        ["put api/departments/{department}"] = "13333+3",
        ["get api/departments/{department}/people"] = "133++++",
        ["get api/departments/{department}/people/{person}"] = "133++++",
        ["put api/departments/{department}/people/{person}"] = "13333+3",
        ["get api/departments/{department}/deadlines"] = "1+3++++",
        ["post api/departments/{department}/reports"] = "1+3+333",
        ["post api/departments/{department}/rules"] = "1+3+333",
        ["post api/departments/{department}/uploads"] = "1+3+333",
        ["get api/departments/{department}/uploads/{upload}"] = "1+3+333",
        ["put api/departments/{department}/uploads/{upload}/files/{file:int}/parts/{part:int}"] = "1+3+333",
        ["post api/departments/{department}/uploads/{upload}/commit"] = "1+3+333",
        ["delete api/departments/{department}/uploads/{upload}"] = "1+3+333",
        ["get api/departments/{department}/deliveries"] = "1+3++++",
        ["get api/departments/{department}/deliveries/{delivery}"] = "1+3++++",
        ["get api/departments/{department}/deliveries/{delivery}/files/{number:int}"] = "1+3++++",
        ["get api/departments/{department}/deliveries/{delivery}/conformity"] = "133++++",
        ["post api/departments/{department}/deliveries/{delivery}/review"] = "133+333",
        ["get api/deadlines"] = "133++++",
        ["get api/deadlines/due/{month}"] = "133++++",
        ["get api/deadlines/{deadline}"] = "1+3++++",
        ["get api/deadlines/{deadline}/history"] = "1+3++++",
        ["get api/deadlines/{deadline}/verification"] = "1+3++++",
        ["post api/deadlines/{deadline}/release"] = "133+333",
        ["post api/deadlines/{deadline}/explanations"] = "1+3+333",
        ["post api/deadlines/{deadline}/explanations/{number:int}/decision"] = "133++33",
        ["post api/deadlines/{deadline}/steps"] = "1+3++33",
        ["post api/deadlines/{deadline}/steps/{number:int}/decision"] = "1+3++33",
        ["post api/deadlines/{deadline}/reopening"] = "133++33",
        ["post api/deadlines/{deadline}/publications"] = "133+333",
        ["post api/deadlines/{deadline}/review-opinions"] = "133+333",
        ["post api/deadlines/{deadline}/events/{number:int}/withdrawal"] = "133+333",
        ["post api/departments/{department}/deliveries/{delivery}/match"] = "133+333",
        ["post api/departments/{department}/deliveries/{delivery}/withdrawal"] = "1+3+333",
        ["post api/laws/{law}/obligations"] = "133+333",
        ["get api/steps/pending"] = "133++++",
        ["post api/laws/{law}/ending"] = "133+333",
        ["get api/laws/{law}/endings"] = "133++++",
        ["post api/laws/{law}/endings/{ending}/withdrawal"] = "133++33",
        ["post api/laws/{law}/correction"] = "133+333",
        ["post api/laws/{law}/committee"] = "133++33",
        ["post api/laws/{law}/changes"] = "133+333",
        ["get api/alerts"] = "133++++",
        ["get api/alerts/{alert}"] = "1+3++++",
        ["post api/alerts/{alert}/acknowledgement"] = "1+3+333",
        ["post api/keys"] = "13333+3",
        ["delete api/keys/{key}"] = "13333+3",
        ["get api/keys"] = "13333+3",
        ["get api/keys/{key}"] = "13333+3",
        ["get api/mails/failed"] = "133++++",
        ["get api/deadlines/{deadline}/mails"] = "133++++",
        ["get api/departments/{department}/mails"] = "133++++",
        ["get api/departments/{department}/mails/{mail}"] = "133++++",
        ["post api/departments/{department}/mails/{mail}/resend"] = "133+++3",
        ["get api/departments/{department}/calendar"] = "1+3++++",
        ["get api/deliveries/to-review"] = "133++++",
        ["get api/deliveries/unmatched"] = "133++++",
        ["get api/health"] = "13333+3",
        ["get api/health/live"] = "+++++++",
        ["get api/health/ready"] = "+++++++",
        ["get api/operations/alerts"] = "133++++",
        ["post api/operations/alerts/{operation}/acknowledgement"] = "133+++3",
        ["get api/deadlines/{deadline}/papers/{paper}"] = "1+3++++",
        ["post api/removals"] = "13333+3",
        ["get api/removals"] = "1333++3",
        ["get api/departments/{department}/removals/{removal}"] = "1333++3",
        ["post api/departments/{department}/removals/{removal}/decision"] = "1333+33",
        ["get api/sources"] = "133++++",
        ["get api/sources/{source}/not-taken"] = "133++++",
        ["post api/sources/gathering"] = "13333+3",
        ["get api/departments/{department}/verification"] = "1+3++++",
        ["get api/profile"] = "133++++",
        ["get api/sweeps"] = "133++++",
        ["post api/sweeps"] = "13333+3",
    };

    /// <summary>Routes of pages and their forms, which answer with pages; who may open and send them is tested where the pages are.</summary>
    private static readonly HashSet<string> PublicPages =
    [
        "get {*path}", "post deliver/{kind}", "post mails/{department}/{mail}/resend", "post sign-in", "post sign-out",
        "get acknowledge/{alert}/{organ}/{person}/{until}/{signature}", "post acknowledge/{alert}/{organ}/{person}/{until}/{signature}",
        "get api/schemas/jurisdiction-profile", "get api/schemas/report-figures", "get api/templates/report-figures", "get api/openapi.json",
    ];

    [Fact]
    public void Every_route_has_its_row_in_the_table_of_roles_and_every_row_its_route()
    {
        var routes = LocalFunctionsHost.Describe(typeof(LawFunctions).Assembly)
            .Where(function => function.Kind == FunctionKind.Http)
            .SelectMany(function => function.Methods.Select(method => $"{method} {function.Route}"))
            .Where(route => !PublicPages.Contains(route))
            .ToList();

        Assert.Equal(Expected.Keys.Concat(PublicPages).Order(StringComparer.Ordinal), routes.Concat(PublicPages).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_key_is_also_taken_from_the_header_of_its_own()
    {
        var (department, _) = await host.DepartmentAsync();
        using var known = new HttpRequestMessage(HttpMethod.Get, $"api/departments/{department}/deadlines");
        known.Headers.Add(Gate.KeyHeader, await host.KeyAsync(Role.Department, department));
        using var unknown = new HttpRequestMessage(HttpMethod.Get, $"api/departments/{department}/deadlines");
        unknown.Headers.Add(Gate.KeyHeader, "k000000000000.0000000000000000000000000000000000000000");

        await host.As(null).SendAsync(known, 200);
        await host.As(null).SendAsync(unknown, 401);
    }

    [Fact]
    public async Task A_department_that_owes_jointly_sees_the_deadline_and_a_third_does_not()
    {
        var (lead, _) = await host.DepartmentAsync();
        var (partner, partnerClient) = await host.DepartmentAsync();
        var (_, third) = await host.DepartmentAsync();
        var deadline = (await host.ConfirmAsync(await host.LawAsync(), 1, new { departments = new[] { lead }, coDepartments = new[] { partner } }))[0];

        foreach (var address in new[] { $"api/deadlines/{deadline}", $"api/deadlines/{deadline}/history", $"api/deadlines/{deadline}/verification" })
        {
            await partnerClient.GetAsync(address, 200);
            await third.GetAsync(address, 403);
        }
    }

    [Fact]
    public async Task Each_role_gets_through_exactly_where_the_table_says()
    {
        var (department, own, obligation, deadline) = await host.RuleAsync();
        var (_, other) = await host.DepartmentAsync();
        var receipt = await own.SendAsync(Upload.Rule(department, obligation), 201);
        ApiClient[] callers =
        [
            host.As(null), own, other, host.Officer, host.As(await host.KeyAsync(Role.Director)), host.Administrator, host.As(await host.KeyAsync(Role.Reader)),
        ];
        var wrong = new List<string>();

        foreach (var (route, expected) in Expected)
        {
            var path = route.Split(' ')[1]
                .Replace("{law}", obligation.Split('-')[0], StringComparison.Ordinal)
                .Replace("{number}", "2", StringComparison.Ordinal)
                .Replace("{department}", department, StringComparison.Ordinal)
                .Replace("{person}", "contact", StringComparison.Ordinal)
                .Replace("{delivery}", receipt.Json.GetProperty("id").GetString(), StringComparison.Ordinal)
                .Replace("{upload}", "u2024010200000000000000000000000000", StringComparison.Ordinal)
                .Replace("{file:int}", "1", StringComparison.Ordinal)
                .Replace("{part:int}", "1", StringComparison.Ordinal)
                .Replace("{number:int}", "1", StringComparison.Ordinal)
                .Replace("{month}", "2025-01", StringComparison.Ordinal)
                .Replace("{deadline}", deadline, StringComparison.Ordinal)
                .Replace("{alert}", deadline + "-r1-overdue", StringComparison.Ordinal)
                .Replace("{key}", "k000000000000", StringComparison.Ordinal)
                .Replace("{source}", "drop", StringComparison.Ordinal)
                .Replace("{paper}", "20240102abcdefghjkmnpqrstvwxyz0123", StringComparison.Ordinal)
                .Replace("{removal}", "x00000000000000000000000000", StringComparison.Ordinal);
            var got = "";
            foreach (var caller in callers)
            {
                using var request = new HttpRequestMessage(new HttpMethod(route.Split(' ')[0].ToUpperInvariant()), path);
                var answer = await caller.SendAsync(request);
                Assert.True(answer.Status < 500, $"{route}: {answer.Text}");
                got += answer.Status switch { 401 => "1", 403 => "3", _ => "+" };
            }

            if (got != expected)
            {
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{route}: {expected} expected, got {got}"));
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task What_does_not_exist_looks_to_another_department_like_what_does()
    {
        var (department, _, _, deadline) = await host.RuleAsync();
        var (_, other) = await host.DepartmentAsync();

        var existing = await other.GetAsync($"api/deadlines/{deadline}", 403);
        var missing = await other.GetAsync($"api/deadlines/{deadline[..^1]}7", 403);
        var malformed = await other.GetAsync("api/deadlines/nonsense", 403);
        var nowhere = await other.GetAsync("api/departments/nowhere", 403);
        var delivery = await other.GetAsync($"api/departments/{department}/deliveries/d{new string('0', 26)}", 403);

        Assert.All([missing, malformed, nowhere, delivery], answer => Assert.Equal(existing.Text, answer.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer nonsense")]
    [InlineData("Bearer k000000000000.0000000000000000000000000000000000000000")]
    [InlineData("Bearer K000000000000.0000000000000000000000000000000000000000")]
    [InlineData("Bearer k000000000000")]
    [InlineData("Bearer ../../../../etc.passwd")]
    [InlineData("Basic YTpi")]
    public async Task A_missing_or_malformed_key_is_refused_with_401_and_says_how_to_come_in(string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/laws");
        request.Headers.TryAddWithoutValidation("Authorization", header);

        var answer = await host.As(null).SendAsync(request, 401);

        Assert.Equal("unauthenticated", answer.Code);
        Assert.Equal("Bearer", answer.Message.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task A_key_with_one_character_changed_or_another_keys_secret_is_refused()
    {
        var key = await host.KeyAsync(Role.Reader);
        var another = await host.KeyAsync(Role.Administrator);
        await host.As(key).GetAsync("api/laws", 200);

        var last = key[^1] == '0' ? '1' : '0';
        await host.As(key[..^1] + last).GetAsync("api/laws", 401);
        await host.As(key + "0").GetAsync("api/laws", 401);
        await host.As(key.Split('.')[0] + "." + another.Split('.')[1]).GetAsync("api/laws", 401);
    }

    [Fact]
    public async Task A_key_ends_with_its_last_day()
    {
        var key = await host.KeyAsync(Role.Reader, valid: TimeSpan.FromHours(2));
        await host.As(key).GetAsync("api/laws", 200);

        host.Clock.Advance(TimeSpan.FromMinutes(121));

        await host.As(key).GetAsync("api/laws", 401);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_where_it_was_revoked_and_within_a_minute_elsewhere()
    {
        var (department, _) = await host.DepartmentAsync();
        var created = (await host.Administrator.PostAsync("api/keys", new { role = "department", department, validDays = 30 }, 201)).Json;
        var id = created.GetProperty("id").GetString()!;
        var client = host.As(created.GetProperty("key").GetString());
        await using var elsewhere = new ApiHost(host);
        await elsewhere.InitializeAsync();
        var clientElsewhere = elsewhere.As(created.GetProperty("key").GetString());
        await client.GetAsync($"api/departments/{department}", 200);
        await clientElsewhere.GetAsync($"api/departments/{department}", 200);

        await host.Administrator.DeleteAsync($"api/keys/{id}", 204);
        await host.Administrator.DeleteAsync($"api/keys/{id}", 204);

        await client.GetAsync($"api/departments/{department}", 401);
        elsewhere.Clock.Advance(TimeSpan.FromSeconds(61));
        await clientElsewhere.GetAsync($"api/departments/{department}", 401);
        Assert.Equal("key-not-found", (await host.Administrator.DeleteAsync("api/keys/k000000000000", 404)).Code);
        Assert.Equal("key-not-found", (await host.Administrator.DeleteAsync("api/keys/nonsense", 404)).Code);
    }

    [Fact]
    public async Task A_browsers_cookie_reads_but_does_not_act()
    {
        var key = await host.KeyAsync(Role.Officer | Role.Administrator);
        using var read = new HttpRequestMessage(HttpMethod.Get, "api/laws");
        read.Headers.Add("Cookie", $"{Gate.Cookie}={key}");
        using var act = new HttpRequestMessage(HttpMethod.Post, "api/sweeps");
        act.Headers.Add("Cookie", $"{Gate.Cookie}={key}");

        await host.As(null).SendAsync(read, 200);
        await host.As(null).SendAsync(act, 401);
    }
}
