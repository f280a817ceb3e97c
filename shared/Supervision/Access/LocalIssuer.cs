using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Supervision.Identity;

namespace Supervision.Access;

/// <summary>
/// Issues bearer tokens on this machine, for trying the product out and for tests. The signing key lies in a folder that only its owner may
/// read; whoever has it can be anyone, so <see cref="BearerTokens"/> takes its tokens only while the storage is on this machine too.
/// </summary>
public sealed class LocalIssuer : IDisposable
{
    public const string Issuer = "urn:supervision:local-issuer";
    public const string Audience = "urn:supervision:local";

    /// <summary>The longest time a token is good for.</summary>
    public static readonly TimeSpan MostValid = TimeSpan.FromHours(12);

    private const string FileName = "signing-key.pem";

    private readonly ECDsa key;

    private LocalIssuer(ECDsa key)
    {
        this.key = key;
        SigningKey = new ECDsaSecurityKey(key)
        {
            KeyId = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16],

            // The cache would keep this object's key beyond its life and give it to another of the same id.
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        };
    }

    internal SecurityKey SigningKey { get; }

    /// <summary>The issuer of a folder, or null when there is none yet.</summary>
    public static LocalIssuer? Find(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
        {
            return null;
        }

        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(file));
        return new LocalIssuer(key);
    }

    /// <summary>The issuer of a folder; made when there is none yet. Of two who make it at once one wins and both use it.</summary>
    public static LocalIssuer FindOrCreate(string folder)
    {
        Directory.CreateDirectory(folder);
        if (Find(folder) is { } there)
        {
            return there;
        }

        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var draft = Path.Combine(folder, $"{FileName}.{Guid.NewGuid():N}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(draft, options))
        {
            writer.Write(made.ExportPkcs8PrivateKeyPem());
        }

        try
        {
            File.Move(draft, Path.Combine(folder, FileName), overwrite: false);
        }
        catch (IOException) when (File.Exists(Path.Combine(folder, FileName)))
        {
            File.Delete(draft);
        }

        return Find(folder) ?? throw new InvalidOperationException($"The signing key in {folder} went away.");
    }

    /// <summary>A token for a caller.</summary>
    /// <param name="roles">Names of roles, e.g. officer.</param>
    /// <param name="subject">Who it is for; the same text is the same caller.</param>
    /// <param name="valid">At most <see cref="MostValid"/>.</param>
    public string Issue(IReadOnlyList<string> roles, DepartmentId? department, string subject, TimeSpan valid, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(valid, MostValid);
        var claims = new Dictionary<string, object> { ["sub"] = subject, ["roles"] = roles.ToArray() };
        if (department is { } id)
        {
            claims["department"] = id.Value;
        }

        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + valid).UtcDateTime,
            Claims = claims,
            SigningCredentials = new SigningCredentials(SigningKey, SecurityAlgorithms.EcdsaSha256),
        });
    }

    public void Dispose() => key.Dispose();
}
