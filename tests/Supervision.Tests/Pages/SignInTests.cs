using System.Net;
using Supervision.Functions;

namespace Supervision.Tests.Pages;

public sealed class SignInTests(SharedSite shared) : IClassFixture<SharedSite>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_valid_key_goes_into_a_cookie_that_scripts_and_other_sites_cannot_use()
    {
        var site = shared.Site;

        using var answer = await PostAsync(site, "/sign-in", [("key", $" {site.StaffKey}\n"), ("next", "/laws")], ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/laws", answer.Headers.Location!.OriginalString);
        var parts = answer.Headers.GetValues("Set-Cookie").Single().Split("; ").Select(part => part.ToLowerInvariant()).ToList();
        Assert.Equal($"{Gate.Cookie}={site.StaffKey}", parts[0]);
        Assert.Equal(["httponly", "path=/", "samesite=strict"], parts[1..].Order());
    }

    [Theory]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("Origin", "https")]
    public async Task The_cookie_is_secure_where_the_browser_speaks_https(string header, string value)
    {
        var site = shared.Site;
        var sent = header == "Origin" ? $"https://{site.Address.Authority}" : value;

        using var answer = await PostAsync(site, "/sign-in", [("key", site.StaffKey)], ("Sec-Fetch-Site", "same-origin"), (header, sent));

        Assert.Contains("; secure", answer.Headers.GetValues("Set-Cookie").Single(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_wrong_key_is_answered_like_an_unknown_one_and_never_echoed()
    {
        var site = shared.Site;
        var wrongSecret = site.StaffKey[..14] + new string('z', 40);
        var unknown = "k000000000000." + new string('z', 40);
        var answers = new List<string>();

        foreach (var key in new[] { wrongSecret, unknown, "\"><script>alert(1)</script>", "" })
        {
            using var answer = await PostAsync(site, "/sign-in", [("key", key), ("next", "/laws")], ("Sec-Fetch-Site", "same-origin"));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
            answers.Add(await answer.Content.ReadAsStringAsync(Stop));
        }

        Assert.Single(answers.Distinct());
        Assert.Contains("This key is not valid", answers[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("X-Nothing", "at-all")]
    public async Task Another_site_can_sign_nobody_in_or_out(string header, string value)
    {
        var site = shared.Site;

        foreach (var path in new[] { "/sign-in", "/sign-out" })
        {
            using var answer = await PostAsync(site, path, [("key", site.StaffKey)], (header, value));

            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }
    }

    [Fact]
    public async Task A_browser_on_plain_http_is_known_by_its_origin()
    {
        var site = shared.Site;

        using var answer = await PostAsync(site, "/sign-in", [("key", site.StaffKey)], ("Origin", site.Address.GetLeftPart(UriPartial.Authority)));

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("laws")]
    [InlineData("/laws\r\nX: y")]
    public async Task Leads_to_no_other_site_after_signing_in(string next)
    {
        var site = shared.Site;

        using var answer = await PostAsync(site, "/sign-in", [("key", site.StaffKey), ("next", next)], ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal("/", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Signing_out_removes_the_cookie()
    {
        var site = shared.Site;

        using var answer = await PostAsync(site, "/sign-out", [], ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith($"{Gate.Cookie}=;", cookie, StringComparison.Ordinal);
        Assert.Contains("1970", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_asked_for_before_signing_in_is_kept_as_the_way_on()
    {
        var site = shared.Site;
        using var browser = site.Browser(null, "en");

        using var answer = await browser.GetAsync(new Uri($"/deadlines/{site.Overdue}", UriKind.Relative), Stop);
        var html = await answer.Content.ReadAsStringAsync(Stop);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains($"name=\"next\" value=\"/deadlines/{site.Overdue}\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("临江", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cookie_lets_nobody_write()
    {
        var site = shared.Site;
        using var browser = site.Browser(site.OwnKey);

        using var answer = await browser.PostAsync(new Uri("/api/departments/szf/reports", UriKind.Relative), new MultipartFormDataContent(), Stop);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static async Task<HttpResponseMessage> PostAsync(
        Site site, string path, (string Name, string Value)[] fields, params (string Name, string Value)[] headers)
    {
        using var browser = site.Browser(null, "en");
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await browser.SendAsync(request, Stop);
    }
}
