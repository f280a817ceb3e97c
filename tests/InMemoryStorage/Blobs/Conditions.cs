using System.Globalization;

namespace Supervision.InMemoryStorage;

/// <summary>Conditional headers and the lease id of a request.</summary>
internal static class Conditions
{
    /// <summary>The error of a write whose conditions do not hold, or null.</summary>
    /// <param name="creates">Whether the write makes the blob when there is none; If-None-Match: * is then answered 409.</param>
    public static ServiceError? ForWrite(HttpCall call, BlobData? blob, bool creates, DateTimeOffset now)
    {
        if (creates && blob is not null && call.Header("If-None-Match") == "*")
        {
            return BlobErrors.BlobAlreadyExists;
        }

        return Hold(call, blob?.ETag, blob?.LastModified) ? ForLease(call, blob?.Lease ?? Lease.None, true, required: true, now) : BlobErrors.ConditionNotMet;
    }

    /// <summary>Whether If-Match, If-None-Match and the dates hold for a resource with this tag; null when there is none.</summary>
    public static bool Hold(HttpCall call, string? etag, DateTimeOffset? modified)
    {
        if (call.Header("If-Match") is { } match && (etag is null || (match != "*" && match != etag)))
        {
            return false;
        }

        if (call.Header("If-None-Match") is { } none && etag is not null && (none == "*" || none == etag))
        {
            return false;
        }

        // HTTP dates have whole seconds.
        var second = modified is { } time ? time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond)) : (DateTimeOffset?)null;
        return !(Date(call, "If-Modified-Since") is { } since && second <= since) && !(Date(call, "If-Unmodified-Since") is { } until && second > until);
    }

    /// <summary>The error of a lease id that is missing or does not fit, or null.</summary>
    /// <param name="required">Whether a lease that holds must be named: true for writes.</param>
    public static ServiceError? ForLease(HttpCall call, Lease lease, bool onBlob, bool required, DateTimeOffset now)
    {
        var id = call.Header("x-ms-lease-id");
        if (lease.Holds(now))
        {
            return id is null
                ? required ? BlobErrors.LeaseIdMissing(onBlob) : null
                : Lease.Same(id, lease.Id) ? null : BlobErrors.LeaseIdMismatch(onBlob);
        }

        return id switch
        {
            null => null,
            _ when Lease.Same(id, lease.Id) => BlobErrors.LeaseLost,
            _ => BlobErrors.LeaseNotPresent(onBlob),
        };
    }

    private static DateTimeOffset? Date(HttpCall call, string name) =>
        call.Header(name) is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;
}
