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
/// <param name="Label">What it is for, in the words of who made it; null when nothing was said.</param>
/// <param name="CreatedBy">Id of who made it; null when it was made at the command line.</param>
public sealed record AccessKey(
    string Id,
    Role Role,
    DepartmentId? Department,
    string SecretHash,
    DateTimeOffset Created,
    DateTimeOffset Expires,
    DateTimeOffset? Revoked,
    string? Label = null,
    string? CreatedBy = null,
    string? RevokedBy = null);

/// <summary>A key as administrators see it.</summary>
/// <param name="LastUsed">When it was last used, to the hour; null when never.</param>
public sealed record AccessKeyUse(AccessKey Key, DateTimeOffset? LastUsed);

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
    private const int MostAttempts = 4;
    private const int MostCreators = 20;
    private const string LastUsed = "LastUsed";
    private static readonly TimeSpan UseNotedEvery = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, (AccessKeyUse Use, DateTimeOffset Until)> read = new(StringComparer.Ordinal);

    /// <summary>Creates a key and returns it with its secret, which is shown this once.</summary>
    public async Task<(AccessKey Key, string Text)> CreateAsync(
        Role role, DepartmentId? department, TimeSpan valid, CancellationToken cancellationToken, string? label = null, string? by = null)
    {
        const string Letters = "0123456789abcdefghjkmnpqrstvwxyz";
        var secret = RandomNumberGenerator.GetString(Letters, 40);
        var now = time.GetUtcNow();
        var key = new AccessKey("k" + RandomNumberGenerator.GetString(Letters, 12), role, department, HashOf(secret), now, now + valid, null, label, by);
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
        var key = await RecallAsync(text[..dot], cancellationToken);
        var same = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(key?.SecretHash ?? new string('0', hash.Length)));
        return same && key is { Revoked: null } && key.Expires > time.GetUtcNow() ? new Caller(key.Id, key.Role, key.Department, key.CreatedBy) : null;
    }

    /// <summary>One page of all keys, or of one department's, with when they were last used. Secrets are not known.</summary>
    public async Task<(IReadOnlyList<AccessKeyUse> Keys, string? Continuation)> PageAsync(
        DepartmentId? department, string? continuation, int size, CancellationToken cancellationToken)
    {
        var filter = department is { } id ? TableClient.CreateQueryFilter($"Department eq {id.Value}") : null;
        var page = await storage.Directory.PageAsync(Partition, "k", filter, continuation, size, cancellationToken);
        return ([.. page.Rows.Select(UseOf)], page.Continuation);
    }

    /// <summary>A key, or null.</summary>
    public async Task<AccessKeyUse?> FindAsync(string id, CancellationToken cancellationToken) =>
        IdForm().IsMatch(id) && await storage.Directory.FindAsync(Partition, id, cancellationToken) is { } row ? UseOf(row) : null;

    /// <summary>
    /// True where who proposed and who decides may be one person: it is the same id, or one of them created the other's key, itself or by way
    /// of further keys. A department's key is given to the department: who created it for that may decide on what the department asks for.
    /// </summary>
    public async Task<bool> AreOneHandAsync(Caller decides, string proposed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(decides);
        return decides.Id == proposed
            || await IsAmongCreatorsAsync(proposed, decides.CreatedBy, cancellationToken)
            || (await FindAsync(proposed, cancellationToken) is { Key: { Department: null, CreatedBy: var creator } }
                && await IsAmongCreatorsAsync(decides.Id, creator, cancellationToken));
    }

    private async Task<bool> IsAmongCreatorsAsync(string id, string? creator, CancellationToken cancellationToken)
    {
        for (var step = 0; step < MostCreators && creator is not null; step++)
        {
            if (creator == id)
            {
                return true;
            }

            creator = (await FindAsync(creator, cancellationToken))?.Key.CreatedBy;
        }

        return false;
    }

    /// <summary>Revokes a key for good. Revoking it again changes nothing.</summary>
    /// <returns>False when there is no such key.</returns>
    public async Task<bool> RevokeAsync(string id, CancellationToken cancellationToken, string? by = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (!IdForm().IsMatch(id) || await storage.Directory.FindAsync(Partition, id, cancellationToken) is not { } row)
            {
                return false;
            }

            try
            {
                var key = Json.Read<AccessKey>(row.GetString("Key"));
                if (key.Revoked is null)
                {
                    row["Key"] = Json.Write(key with { Revoked = time.GetUtcNow(), RevokedBy = by });
                    await storage.Directory.ReplaceAsync(row, row.ETag, cancellationToken);
                }

                read.TryRemove(id, out _);
                return true;
            }
            catch (Azure.RequestFailedException used) when (used.Status == 412 && attempt < MostAttempts)
            {
                // Its use was noted meanwhile.
            }
        }
    }

    /// <summary>
    /// Notes that a key is in use, at most once an hour. Call it beside what the caller asked for: it may fail without harm, and then the next
    /// use is noted.
    /// </summary>
    public async Task NoteUseAsync(string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!read.TryGetValue(id, out var remembered) || remembered.Use.LastUsed > now - UseNotedEvery)
        {
            return;
        }

        var noted = remembered.Use with { LastUsed = now };
        if (!read.TryUpdate(id, (noted, remembered.Until), remembered))
        {
            return;
        }

        try
        {
            await storage.Directory.MergeAsync(new TableEntity(Partition, id) { [LastUsed] = now }, cancellationToken);
        }
        catch (Exception fault) when (StorageFaults.MeansReread(fault))
        {
            read.TryUpdate(id, remembered, (noted, remembered.Until));
        }
    }

    private static TableEntity RowOf(AccessKey key) => new(Partition, key.Id) { ["Key"] = Json.Write(key), ["Department"] = key.Department?.Value };

    private static AccessKeyUse UseOf(TableEntity row) => new(Json.Read<AccessKey>(row.GetString("Key")), row.GetDateTimeOffset(LastUsed));

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private async Task<AccessKey?> RecallAsync(string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (read.TryGetValue(id, out var remembered) && remembered.Until > now)
        {
            return remembered.Use.Key;
        }

        if (await storage.Directory.FindAsync(Partition, id, cancellationToken) is not { } row)
        {
            return null;
        }

        var use = UseOf(row);
        if (read.Count >= MostRemembered)
        {
            read.Clear();
        }

        read[id] = (use, now + BelievedFor);
        return use.Key;
    }

    [GeneratedRegex(@"\Ak[0-9a-z]{12}\.[0-9a-z]{40}\z")]
    private static partial Regex Form();

    [GeneratedRegex(@"\Ak[0-9a-z]{12}\z")]
    private static partial Regex IdForm();
}
