using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Supervision.Identity;
using Supervision.Storage;

namespace Supervision.Access;

/// <summary>A key that lets a script or a person act: <c>{id}.{secret}</c>. Only a hash of the secret is kept.</summary>
/// <param name="SecretHash">SHA-256 of the secret's UTF-8 bytes, lower-case hexadecimal.</param>
/// <param name="Department">The department it acts for; null for staff.</param>
public sealed record AccessKey(
    string Id, Role Role, DepartmentId? Department, string SecretHash, DateTimeOffset Created, DateTimeOffset Expires, DateTimeOffset? Revoked);

/// <summary>
/// Creates, checks and revokes keys. A check is a point read by id, then a comparison of hashes in constant time; what was read
/// is believed for a minute, so a revocation holds everywhere within a minute.
/// </summary>
public sealed partial class AccessKeys(SupervisionStorage storage, TimeProvider time)
{
    /// <summary>How long a key that was read is believed.</summary>
    public static readonly TimeSpan BelievedFor = TimeSpan.FromSeconds(60);

    private const string Partition = "key";
    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<string, (AccessKey Key, DateTimeOffset Until)> read = new(StringComparer.Ordinal);

    /// <summary>Creates a key and returns it with its secret, which is shown this once.</summary>
    public async Task<(AccessKey Key, string Text)> CreateAsync(Role role, DepartmentId? department, TimeSpan valid, CancellationToken cancellationToken)
    {
        const string Letters = "0123456789abcdefghjkmnpqrstvwxyz";
        var secret = RandomNumberGenerator.GetString(Letters, 40);
        var now = time.GetUtcNow();
        var key = new AccessKey("k" + RandomNumberGenerator.GetString(Letters, 12), role, department, HashOf(secret), now, now + valid, null);
        await storage.Directory.AddAsync(RowOf(key), cancellationToken);
        return (key, $"{key.Id}.{secret}");
    }

    /// <summary>The caller behind a key, or null when the key is unknown, wrong, expired or revoked.</summary>
    public async Task<Caller?> AuthenticateAsync(string text, CancellationToken cancellationToken)
    {
        if (!Form().IsMatch(text))
        {
            return null;
        }

        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var hash = HashOf(text[(dot + 1)..]);
        var key = await FindAsync(text[..dot], cancellationToken);
        var same = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(key?.SecretHash ?? new string('0', hash.Length)));
        return same && key is { Revoked: null } && key.Expires > time.GetUtcNow() ? new Caller(key.Id, key.Role, key.Department) : null;
    }

    /// <summary>Revokes a key for good. Revoking it again changes nothing.</summary>
    /// <returns>False when there is no such key.</returns>
    public async Task<bool> RevokeAsync(string id, CancellationToken cancellationToken)
    {
        if (!IdForm().IsMatch(id) || await storage.Directory.FindAsync(Partition, id, cancellationToken) is not { } row)
        {
            return false;
        }

        var key = Json.Read<AccessKey>(row.GetString("Key"));
        if (key.Revoked is null)
        {
            await storage.Directory.ReplaceAsync(RowOf(key with { Revoked = time.GetUtcNow() }), row.ETag, cancellationToken);
        }

        read.TryRemove(id, out _);
        return true;
    }

    private static TableEntity RowOf(AccessKey key) => new(Partition, key.Id) { ["Key"] = Json.Write(key) };

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private async Task<AccessKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (read.TryGetValue(id, out var remembered) && remembered.Until > now)
        {
            return remembered.Key;
        }

        if (await storage.Directory.FindAsync(Partition, id, cancellationToken) is not { } row)
        {
            return null;
        }

        var key = Json.Read<AccessKey>(row.GetString("Key"));
        if (read.Count >= MostRemembered)
        {
            read.Clear();
        }

        read[id] = (key, now + BelievedFor);
        return key;
    }

    [GeneratedRegex(@"\Ak[0-9a-z]{12}\.[0-9a-z]{40}\z")]
    private static partial Regex Form();

    [GeneratedRegex(@"\Ak[0-9a-z]{12}\z")]
    private static partial Regex IdForm();
}
