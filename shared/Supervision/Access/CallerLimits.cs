using System.Diagnostics.Metrics;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Supervision.Access;

/// <summary>
/// How often one caller may ask, and how often one address may be refused; counted in this process. A valid caller is never kept out by the
/// refusals of others at the same address.
/// </summary>
public sealed class CallerLimits : IDisposable
{
    private readonly PartitionedRateLimiter<string> callers;
    private readonly PartitionedRateLimiter<string> addresses;

    public CallerLimits(IOptions<AccessOptions> options)
    {
        var limits = options.Value.RateLimits;
        callers = Buckets(limits.RequestsPerMinute, limits.Burst);
        addresses = Buckets(limits.RefusedPerMinute, limits.RefusedPerMinute);
    }

    /// <summary>Null when the caller may ask now, else how long to wait.</summary>
    public TimeSpan? Wait(string caller) => Wait(callers, caller);

    /// <summary>Counts a refusal of an address: null, or how long it should wait before it asks again.</summary>
    public TimeSpan? WaitAfterRefusal(string address) => Wait(addresses, address);

    public void Dispose()
    {
        callers.Dispose();
        addresses.Dispose();
    }

    private static TimeSpan? Wait(PartitionedRateLimiter<string> limiter, string who)
    {
        using var lease = limiter.AttemptAcquire(who);
        return lease.IsAcquired ? null
            : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) && wait > TimeSpan.Zero ? wait
            : TimeSpan.FromSeconds(1);
    }

    private static PartitionedRateLimiter<string> Buckets(int perMinute, int burst)
    {
        // A whole number of tokens each time: one a period where there are few, several where there are many.
        var each = Math.Max(1, perMinute / 60);
        var period = TimeSpan.FromMinutes((double)each / perMinute);
        return PartitionedRateLimiter.Create<string, string>(who => RateLimitPartition.GetTokenBucketLimiter(who, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = each,
            ReplenishmentPeriod = period,
            QueueLimit = 0,
        }));
    }
}

/// <summary>Counts refusals by their reason, as the instrument <c>supervision.refusals</c> of the meter Supervision.Access.</summary>
public static class Refusals
{
    public const string MeterName = "Supervision.Access";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Counter = Meter.CreateCounter<long>("supervision.refusals", "{request}", "Requests refused before they were acted on.");

    public static void Count(string reason) => Counter.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
