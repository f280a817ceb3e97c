using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Supervision.Tests.Api;

/// <summary>An OpenID Connect issuer on loopback that signs whatever it is told to. Tokens are put together by hand, not by a library.</summary>
public sealed class IssuerServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly List<(string Id, RSA Key)> keys = [];

    private IssuerServer(WebApplication app) => this.app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>How often the discovery document was read.</summary>
    public int Reads { get; private set; }

    public bool Down { get; set; }

    public RSA Key => keys[^1].Key;

    public string KeyId => keys[^1].Id;

    public static async Task<IssuerServer> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new IssuerServer(builder.Build());
        server.Rotate("first");
        server.app.MapGet("/.well-known/openid-configuration", () =>
        {
            server.Reads++;
            return server.Down
                ? Results.StatusCode(503)
                : Results.Json(new { issuer = server.Issuer, jwks_uri = new Uri(server.Address, "keys").ToString() });
        });
        server.app.MapGet("/keys", () => Results.Json(new
        {
            keys = server.keys.Select(key =>
            {
                var numbers = key.Key.ExportParameters(false);
                return new { kty = "RSA", use = "sig", kid = key.Id, n = Encode(numbers.Modulus!), e = Encode(numbers.Exponent!) };
            }),
        }));
        await server.app.StartAsync();
        server.Address = new Uri(server.app.Urls.Single());
        return server;
    }

    public string Issuer => Address.ToString().TrimEnd('/');

    /// <summary>Publishes another key and signs with it from now on.</summary>
    public void Rotate(string id) => keys.Add((id, RSA.Create(2048)));

    /// <summary>A token as this issuer signs it, with what a test wants to be otherwise.</summary>
    public string Token(
        DateTimeOffset now,
        object? claims = null,
        string algorithm = "RS256",
        string? keyId = null,
        string type = "JWT",
        IReadOnlyDictionary<string, object>? header = null,
        Func<byte[], byte[]>? sign = null,
        params (string Name, object? Value)[] changed)
    {
        var head = new Dictionary<string, object> { ["alg"] = algorithm, ["typ"] = type, ["kid"] = keyId ?? KeyId };
        foreach (var (name, value) in header ?? new Dictionary<string, object>())
        {
            head[name] = value;
        }

        var body = new Dictionary<string, object?>
        {
            ["iss"] = Issuer,
            ["aud"] = "supervision",
            ["sub"] = "person-1",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
        };
        foreach (var property in JsonSerializer.SerializeToElement(claims ?? new { roles = new[] { "officer" } }).EnumerateObject())
        {
            body[property.Name] = property.Value;
        }

        foreach (var (name, value) in changed)
        {
            if (value is null)
            {
                body.Remove(name);
            }
            else
            {
                body[name] = value;
            }
        }

        var signed = $"{Encode(JsonSerializer.SerializeToUtf8Bytes(head))}.{Encode(JsonSerializer.SerializeToUtf8Bytes(body))}";
        sign ??= bytes => Key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Encode(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        keys.ForEach(key => key.Key.Dispose());
    }
}
