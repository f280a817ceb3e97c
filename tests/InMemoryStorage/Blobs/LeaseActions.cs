using System.Globalization;

namespace Supervision.InMemoryStorage;

/// <summary>The lease operation, alike for blobs and containers.</summary>
internal static class LeaseActions
{
    /// <summary>Applies the action of the headers: gives the lease after it and the answer.</summary>
    public static (Lease Lease, InMemoryResponse Response) Apply(HttpCall call, Lease lease, bool onBlob, DateTimeOffset now)
    {
        var (after, status, error) = call.Header("x-ms-lease-action")?.ToLowerInvariant() switch
        {
            "acquire" => Acquire(call, lease, now),
            "renew" => Renew(call, lease, onBlob, now),
            "change" => Change(call, lease, onBlob, now),
            "release" => Release(call, lease, onBlob, now),
            "break" => Break(call, lease, onBlob, now),
            _ => (lease, 0, BlobErrors.InvalidHeader("x-ms-lease-action")),
        };
        if (error is not null)
        {
            return (lease, error.ToResponse(StorageKind.Blob, now));
        }

        var response = new InMemoryResponse(status, now);
        if (status == 202)
        {
            var left = after.State(now) == LeaseState.Breaking ? (int)Math.Ceiling((after.EndsAt!.Value - now).TotalSeconds) : 0;
            response.Add("x-ms-lease-time", left.ToString(CultureInfo.InvariantCulture));
        }
        else if (after.Id is not null)
        {
            response.Add("x-ms-lease-id", after.Id);
        }

        return (after, response);
    }

    private static (Lease, int, ServiceError?) Acquire(HttpCall call, Lease lease, DateTimeOffset now)
    {
        if (!int.TryParse(call.Header("x-ms-lease-duration"), CultureInfo.InvariantCulture, out var seconds) || seconds is not (-1 or (>= 15 and <= 60)))
        {
            return (lease, 0, BlobErrors.InvalidHeader("x-ms-lease-duration"));
        }

        var id = call.Header("x-ms-proposed-lease-id") ?? Guid.NewGuid().ToString();
        var same = Lease.Same(id, lease.Id);
        switch (lease.State(now))
        {
            case LeaseState.Leased when !same:
            case LeaseState.Breaking when !same:
                return (lease, 0, BlobErrors.LeaseAlreadyPresent);
            case LeaseState.Breaking:
                return (lease, 0, BlobErrors.LeaseIsBreakingAndCannotBeAcquired);
        }

        TimeSpan? length = seconds < 0 ? null : TimeSpan.FromSeconds(seconds);
        return (new Lease(id, length, now + length, false), 201, null);
    }

    private static (Lease, int, ServiceError?) Renew(HttpCall call, Lease lease, bool onBlob, DateTimeOffset now)
    {
        if (!Lease.Same(call.Header("x-ms-lease-id"), lease.Id) || lease.Id is null)
        {
            return (lease, 0, BlobErrors.LeaseIdMismatchWithLeaseOperation(onBlob));
        }

        return lease.State(now) is LeaseState.Breaking or LeaseState.Broken
            ? (lease, 0, BlobErrors.LeaseIsBrokenAndCannotBeRenewed)
            : (lease with { EndsAt = now + lease.Length }, 200, null);
    }

    private static (Lease, int, ServiceError?) Change(HttpCall call, Lease lease, bool onBlob, DateTimeOffset now)
    {
        var proposed = call.Header("x-ms-proposed-lease-id");
        return lease.State(now) switch
        {
            LeaseState.Breaking => (lease, 0, BlobErrors.LeaseIsBreakingAndCannotBeChanged),
            LeaseState.Leased when Lease.Same(call.Header("x-ms-lease-id"), lease.Id) || Lease.Same(proposed, lease.Id) =>
                (lease with { Id = proposed }, 200, null),
            LeaseState.Leased => (lease, 0, BlobErrors.LeaseIdMismatchWithLeaseOperation(onBlob)),
            _ => (lease, 0, BlobErrors.LeaseNotPresentWithLeaseOperation(onBlob)),
        };
    }

    private static (Lease, int, ServiceError?) Release(HttpCall call, Lease lease, bool onBlob, DateTimeOffset now) =>
        lease.Id is not null && Lease.Same(call.Header("x-ms-lease-id"), lease.Id)
            ? (Lease.None, 200, null)
            : (lease, 0, BlobErrors.LeaseIdMismatchWithLeaseOperation(onBlob));

    private static (Lease, int, ServiceError?) Break(HttpCall call, Lease lease, bool onBlob, DateTimeOffset now)
    {
        var state = lease.State(now);
        if (state == LeaseState.Available)
        {
            return (lease, 0, BlobErrors.LeaseNotPresentWithLeaseOperation(onBlob));
        }

        if (!lease.Holds(now))
        {
            return (lease with { Breaks = true, EndsAt = now }, 202, null);
        }

        var rest = lease.EndsAt - now;
        TimeSpan? asked = call.Header("x-ms-lease-break-period") is { } text ? TimeSpan.FromSeconds(int.Parse(text, CultureInfo.InvariantCulture)) : null;
        var wait = (asked, rest) switch
        {
            ({ } a, { } r) => a < r ? a : r,
            (null, { } r) => r,
            ({ } a, null) => a,
            _ => TimeSpan.Zero,
        };
        return (lease with { Breaks = true, EndsAt = now + wait }, 202, null);
    }
}
