using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Supervision.Access;
using Supervision.Tests.Storage;

namespace Supervision.Tests.Api;

/// <summary>The API with an issuer of its own, and with the local issuer.</summary>
public sealed class IssuedHost(AzuriteFixture azurite) : IAsyncLifetime
{
    public IssuerServer Issuer { get; private set; } = null!;

    public ApiHost Api { get; } = new(azurite);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"supervision-issuer-{Guid.NewGuid():N}");

    public async ValueTask InitializeAsync()
    {
        Issuer = await IssuerServer.StartAsync();
        Api.Settings["Access:Oidc:Authority"] = Issuer.Address.ToString();
        Api.Settings["Access:Oidc:Audience"] = "supervision";
        Api.Settings["Access:LocalIssuerFolder"] = Folder;
        Api.Settings["Access:RateLimits:RefusedPerMinute"] = "100000";
        await Api.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        await Issuer.DisposeAsync();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}

public sealed class TokenTests(IssuedHost host) : IClassFixture<IssuedHost>
{
    private DateTimeOffset Now => host.Api.Clock.GetUtcNow();

    [Theory]
    [InlineData("officer", 200, 403)]
    [InlineData("reader", 200, 403)]
    [InlineData("director", 200, 403)]
    [InlineData("administrator", 200, 200)]
    [InlineData("department", 403, 403)]
    [InlineData("Officer", 403, 403)]
    [InlineData("nonsense", 403, 403)]
    public async Task A_token_opens_what_its_role_opens(string role, int departments, int keys)
    {
        var client = host.Api.As(host.Issuer.Token(Now, new { roles = new[] { role } }));

        await client.GetAsync("api/departments", departments);
        await client.GetAsync("api/keys", keys);
    }

    [Fact]
    public async Task A_department_token_acts_for_the_department_it_names_and_no_other()
    {
        var (own, _) = await host.Api.DepartmentAsync();
        var (other, _) = await host.Api.DepartmentAsync();
        var client = host.Api.As(host.Issuer.Token(Now, new { roles = new[] { "department" }, department = own }));

        await client.GetAsync($"api/departments/{own}/deadlines", 200);
        Assert.Equal("not-your-department", (await client.GetAsync($"api/departments/{other}/deadlines", 403)).Code);
        var receipt = await client.SendAsync(Upload.Rule(own, null), 201);
        Assert.Equal(own, receipt.Json.GetProperty("department").GetString());
    }

    [Theory]
    [InlineData("""{"roles":["department"]}""")]
    [InlineData("""{"roles":["department"],"department":"no such/id"}""")]
    [InlineData("""{"roles":["department"],"department":["a","b"]}""")]
    [InlineData("""{"roles":[]}""")]
    [InlineData("{}")]
    [InlineData("""{"roles":"Staff"}""")]
    public async Task A_token_that_names_no_role_or_no_single_department_is_known_and_may_nothing(string claims)
    {
        var client = host.Api.As(host.Issuer.Token(Now, JsonDocument.Parse(claims).RootElement));

        Assert.Equal("forbidden", (await client.GetAsync("api/laws", 403)).Code);
    }

    [Fact]
    public async Task Tokens_that_anyone_could_make_or_that_are_meant_for_others_are_refused()
    {
        var issuer = host.Issuer;
        using var foreign = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = Encoding.UTF8.GetBytes(issuer.Key.ExportSubjectPublicKeyInfoPem());
        var modulus = issuer.Key.ExportParameters(false).Modulus!;
        var good = issuer.Token(Now);
        var parts = good.Split('.');
        byte[] None(byte[] _) => [];
        byte[] Foreign(byte[] bytes) => foreign.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var own = foreign.ExportParameters(false);
        var jwk = new Dictionary<string, object>
        {
            ["kty"] = "RSA",
            ["n"] = IssuerServer.Encode(own.Modulus!),
            ["e"] = IssuerServer.Encode(own.Exponent!),
            ["kid"] = issuer.KeyId,
        };
        var hostile = new Dictionary<string, string>
        {
            ["alg none, no signature"] = issuer.Token(Now, algorithm: "none", sign: None),
            ["alg None"] = issuer.Token(Now, algorithm: "None", sign: None),
            ["alg none, signature kept"] = issuer.Token(Now, algorithm: "none"),
            ["no signature"] = parts[0] + "." + parts[1] + ".",
            ["key confusion: HS256 with the public key as PEM"] = issuer.Token(Now, algorithm: "HS256", sign: bytes => HMACSHA256.HashData(publicKey, bytes)),
            ["key confusion: HS256 with the modulus"] = issuer.Token(Now, algorithm: "HS256", sign: bytes => HMACSHA256.HashData(modulus, bytes)),
            ["RS512 is not on the list"] = issuer.Token(
                Now, algorithm: "RS512", sign: bytes => issuer.Key.SignData(bytes, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1)),
            ["ES256 with an unknown key"] = issuer.Token(Now, algorithm: "ES256", sign: bytes => curve.SignData(bytes, HashAlgorithmName.SHA256)),
            ["signed by another key under the same id"] = issuer.Token(Now, sign: Foreign),
            ["key in the header (jwk)"] = issuer.Token(Now, header: new Dictionary<string, object> { ["jwk"] = jwk }, sign: Foreign),
            ["key at an address (jku)"] = issuer.Token(
                Now, header: new Dictionary<string, object> { ["jku"] = issuer.Address + "keys", ["kid"] = "mine" }, sign: Foreign),
            ["key id as a path"] = issuer.Token(Now, keyId: "../../etc/passwd"),
            ["unknown key id"] = issuer.Token(Now, keyId: "unknown"),
            ["critical extension"] = issuer.Token(Now, header: new Dictionary<string, object> { ["crit"] = new[] { "exp" } }),
            ["type of another kind"] = issuer.Token(Now, type: "logout+jwt"),
            ["another audience"] = issuer.Token(Now, changed: ("aud", "other")),
            ["no audience"] = issuer.Token(Now, changed: ("aud", null)),
            ["another issuer"] = issuer.Token(Now, changed: ("iss", "https://issuer.example")),
            ["no issuer"] = issuer.Token(Now, changed: ("iss", null)),
            ["issuer of the machine, signed by another"] = issuer.Token(Now, changed: ("iss", "urn:supervision:local-issuer")),
            ["no subject"] = issuer.Token(Now, changed: ("sub", null)),
            ["no end"] = issuer.Token(Now, changed: ("exp", null)),
            ["body changed"] = parts[0] + "." + IssuerServer.Encode(Encoding.UTF8.GetBytes("""{"roles":["administrator"]}""")) + "." + parts[2],
            ["one bit of the signature changed"] = good[..^3] + (good[^3] == 'A' ? 'B' : 'A') + good[^2..],
            ["four parts"] = good + ".x",
            ["header no JSON"] = "eyJ." + parts[1] + "." + parts[2],
            ["too long"] = "ey" + new string('a', 20_000) + ".a.a",
        };
        await host.Api.As(good).GetAsync("api/laws", 200);

        foreach (var (name, token) in hostile)
        {
            var answer = await host.Api.As(token).GetAsync("api/laws");
            Assert.True(answer.Status == 401, $"{name}: {answer.Status} {answer.Text}");
        }
    }

    [Theory]
    [InlineData("exp", -3_600, "token-expired")]
    [InlineData("exp", -121, "token-expired")]
    [InlineData("nbf", 180, "token-expired")]
    [InlineData("exp", -60, null)]
    [InlineData("nbf", 60, null)]
    public async Task Time_is_checked_with_two_minutes_for_clocks_that_differ(string claim, int seconds, string? code)
    {
        var client = host.Api.As(host.Issuer.Token(Now, changed: (claim, Now.AddSeconds(seconds).ToUnixTimeSeconds())));

        var answer = await client.GetAsync("api/laws", code is null ? 200 : 401);

        Assert.Equal(code, code is null ? null : answer.Code);
    }

    [Fact]
    public async Task A_new_signing_key_is_found_at_once_but_invented_key_ids_do_not_make_us_ask_without_end()
    {
        await host.Api.As(host.Issuer.Token(Now)).GetAsync("api/laws", 200);
        host.Api.Clock.Advance(TimeSpan.FromSeconds(31));
        host.Issuer.Rotate("second" + Guid.NewGuid().ToString("N"));

        await host.Api.As(host.Issuer.Token(Now)).GetAsync("api/laws", 200);

        host.Api.Clock.Advance(TimeSpan.FromSeconds(31));
        var before = host.Issuer.Reads;
        for (var i = 0; i < 20; i++)
        {
            await host.Api.As(host.Issuer.Token(Now, keyId: "invented" + i.ToString(CultureInfo.InvariantCulture))).GetAsync("api/laws", 401);
        }

        Assert.InRange(host.Issuer.Reads - before, 0, 1);
    }

    [Fact]
    public async Task While_the_issuer_is_away_known_keys_serve_and_unknown_keys_wait()
    {
        await using var issuer = await IssuerServer.StartAsync();
        await using var second = new ApiHost(host.Api);
        second.Settings["Access:Oidc:Authority"] = issuer.Address.ToString();
        second.Settings["Access:Oidc:Audience"] = "supervision";
        await second.InitializeAsync();
        issuer.Down = true;

        var waiting = await second.As(issuer.Token(second.Clock.GetUtcNow())).GetAsync("api/laws", 503);
        issuer.Down = false;
        second.Clock.Advance(TimeSpan.FromSeconds(31));
        await second.As(issuer.Token(second.Clock.GetUtcNow())).GetAsync("api/laws", 200);
        issuer.Down = true;
        second.Clock.Advance(TimeSpan.FromDays(2));

        Assert.NotNull(waiting.Message.Headers.RetryAfter);
        await second.As(issuer.Token(second.Clock.GetUtcNow())).GetAsync("api/laws", 200);
        second.Clock.Advance(TimeSpan.FromDays(2));
        await second.As(issuer.Token(second.Clock.GetUtcNow())).GetAsync("api/laws", 503);
    }

    [Fact]
    public async Task The_same_person_is_the_same_caller_and_history_holds_no_name()
    {
        var (department, _, obligation, deadline) = await host.Api.RuleAsync();
        var token = host.Issuer.Token(Now, new { roles = new[] { "department" }, department, name = "张三", sub = "zhang.san@example" });

        await host.Api.As(token).SendAsync(Upload.Rule(department, obligation), 201);

        var history = (await host.Api.Officer.GetAsync($"api/deadlines/{deadline}/history", 200)).Text;
        Assert.DoesNotContain("zhang.san", history, StringComparison.Ordinal);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(host.Issuer.Issuer + "\nzhang.san@example")))[..24];
        Assert.Contains("u" + hash, history, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_the_local_issuer_is_taken_here_and_one_of_another_machine_is_not()
    {
        using var issuer = LocalIssuer.FindOrCreate(host.Folder);
        var elsewhere = Path.Combine(Path.GetTempPath(), $"supervision-issuer-{Guid.NewGuid():N}");
        using var other = LocalIssuer.FindOrCreate(elsewhere);
        Directory.Delete(elsewhere, recursive: true);

        await host.Api.As(issuer.Issue(["officer"], null, "me", TimeSpan.FromHours(1), Now)).GetAsync("api/departments", 200);
        await host.Api.As(issuer.Issue(["officer"], null, "me", TimeSpan.FromHours(1), Now.AddHours(-2))).GetAsync("api/departments", 401);
        await host.Api.As(other.Issue(["officer"], null, "me", TimeSpan.FromHours(1), Now)).GetAsync("api/departments", 401);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Directory.GetFiles(host.Folder).Single()));
        }
    }

    [Fact]
    public async Task Tokens_of_the_local_issuer_are_refused_where_the_storage_is_elsewhere()
    {
        using var issuer = LocalIssuer.FindOrCreate(host.Folder);
        using var tokens = new BearerTokens(
            Microsoft.Extensions.Options.Options.Create(new AccessOptions { LocalIssuerFolder = host.Folder }),
            new Azure.Storage.Blobs.BlobServiceClient(new Uri("https://account.blob.core.windows.net/")),
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<BearerTokens>.Instance);

        var (caller, refusal) = await tokens.CheckAsync(
            issuer.Issue(["administrator"], null, "me", TimeSpan.FromHours(1), TimeProvider.System.GetUtcNow()), TestContext.Current.CancellationToken);

        Assert.Null(caller);
        Assert.Equal("token-issuer", refusal);
    }

    [Fact]
    public async Task What_the_platform_says_of_a_person_counts_only_where_it_is_configured()
    {
        await using var trusting = new ApiHost(host.Api);
        trusting.Settings["Access:PlatformSignIn"] = "true";
        trusting.Settings["Host:TrustPlatformIdentityHeaders"] = "true";
        await trusting.InitializeAsync();
        var principal = Principal("officer");

        Assert.Equal(401, await CodeAsync(host.Api, HttpMethod.Get, "api/departments", principal));
        Assert.Equal(200, await CodeAsync(trusting, HttpMethod.Get, "api/departments", principal));
        Assert.Equal(403, await CodeAsync(trusting, HttpMethod.Get, "api/departments", Principal("nonsense")));
        Assert.Equal(401, await CodeAsync(trusting, HttpMethod.Get, "api/departments", "not Base64"));
        Assert.Equal(401, await CodeAsync(trusting, HttpMethod.Get, "api/departments", Convert.ToBase64String("[]"u8)));
    }

    [Fact]
    public async Task A_person_signed_in_at_the_platform_acts_only_from_pages_of_this_site()
    {
        await using var trusting = new ApiHost(host.Api);
        trusting.Settings["Access:PlatformSignIn"] = "true";
        trusting.Settings["Host:TrustPlatformIdentityHeaders"] = "true";
        await trusting.InitializeAsync();
        var principal = Principal("administrator");

        Assert.Equal(401, await CodeAsync(trusting, HttpMethod.Post, "api/sweeps", principal));
        Assert.Equal(401, await CodeAsync(trusting, HttpMethod.Post, "api/sweeps", principal, ("Sec-Fetch-Site", "cross-site")));
        Assert.Equal(401, await CodeAsync(trusting, HttpMethod.Post, "api/sweeps", principal, ("Sec-Fetch-Site", "same-site")));
        Assert.Equal(401, await CodeAsync(trusting, HttpMethod.Post, "api/sweeps", principal, ("Origin", "https://elsewhere.example")));
        Assert.Equal(200, await CodeAsync(trusting, HttpMethod.Post, "api/sweeps", principal, ("Sec-Fetch-Site", "same-origin")));
    }

    private static string Principal(string role) => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new
    {
        auth_typ = "aad",
        claims = new[] { new { typ = "oid", val = "1" }, new { typ = "tid", val = "2" }, new { typ = "roles", val = role } },
    }));

    private static async Task<int> CodeAsync(ApiHost api, HttpMethod method, string path, string principal, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("X-MS-CLIENT-PRINCIPAL", principal);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return (await api.As(null).SendAsync(request)).Status;
    }
}
