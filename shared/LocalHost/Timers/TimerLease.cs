using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Logging;

namespace Supervision.LocalHost.Timers;

/// <summary>The right to run one timer, renewed until disposed of. <see cref="Lost"/> fires when it can no longer be relied on.</summary>
internal sealed partial class TimerLease : IAsyncDisposable
{
    private static readonly TimeSpan RetryAfterFault = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(5);

    private readonly BlobClient blob;
    private readonly BlobLeaseClient lease;
    private readonly TimeSpan duration;
    private readonly string function;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly CancellationTokenSource lost = new();
    private readonly CancellationTokenSource disposed = new();
    private readonly Task keeping;

    public TimerLease(
        BlobClient blob, BlobLeaseClient lease, TimeSpan duration, long askedAt, string function, TimeProvider clock,
        ILogger<TimerLease> logger)
    {
        (this.blob, this.lease, this.duration, this.function, this.clock, this.logger) = (blob, lease, duration, function, clock, logger);
        Lost = lost.Token;
        keeping = KeepAsync(askedAt);
    }

    public CancellationToken Lost { get; }

    /// <summary>Reads when the timer last ran; null when it never has. Content that is not a record counts as none and is logged.</summary>
    public async Task<TimerRecord?> ReadAsync(CancellationToken cancellationToken)
    {
        var answer = await blob.DownloadContentAsync(cancellationToken);
        try
        {
            return TimerRecord.Parse(answer.Value.Content);
        }
        catch (JsonException exception)
        {
            LogUnreadable(exception, function, blob.Name);
            return null;
        }
    }

    /// <summary>Writes when the timer last ran. Storage refuses this with 412 once another holds the lease.</summary>
    public async Task WriteAsync(TimerRecord record, CancellationToken cancellationToken)
    {
        var underLease = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { LeaseId = lease.LeaseId },
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
        };
        await blob.UploadAsync(record.ToContent(), underLease, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await disposed.CancelAsync();
        await keeping;
        if (!lost.IsCancellationRequested)
            await ReleaseAsync();
        disposed.Dispose();
        lost.Dispose();
    }

    private async Task ReleaseAsync()
    {
        // The limit is on real time: a stopping host must not hang here. What is not released runs out by itself.
        using var limit = new CancellationTokenSource(ReleaseLimit);
        try
        {
            await lease.ReleaseAsync(cancellationToken: limit.Token);
        }
        catch (Exception exception) when (exception is RequestFailedException or OperationCanceledException or AggregateException)
        {
            LogNotReleased(exception, function, duration);
        }
    }

    // Counts from before the request that last succeeded, so that storage never ends the lease earlier than this does.
    private async Task KeepAsync(long grantedAt)
    {
        var reliable = duration * 0.9;
        var pause = duration / 3;
        while (!disposed.IsCancellationRequested)
        {
            await Task.Delay(pause, clock, disposed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (disposed.IsCancellationRequested)
                return;
            var asked = clock.GetTimestamp();
            var left = reliable - clock.GetElapsedTime(grantedAt, asked);
            if (left <= TimeSpan.Zero)
            {
                await LoseAsync("it could not be renewed in time");
                return;
            }

            try
            {
                using var limit = new CancellationTokenSource(left, clock);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, disposed.Token);
                await lease.RenewAsync(cancellationToken: either.Token);
                (grantedAt, pause) = (asked, duration / 3);
            }
            catch (RequestFailedException taken) when (taken.Status is 404 or 409 or 412)
            {
                await LoseAsync(taken.ErrorCode ?? taken.Message);
                return;
            }
            catch (Exception exception) when (exception is RequestFailedException or OperationCanceledException or AggregateException)
            {
                if (!disposed.IsCancellationRequested)
                    LogRenewalFailed(exception, function);
                pause = RetryAfterFault;
            }
        }
    }

    private async Task LoseAsync(string reason)
    {
        LogLost(function, reason);
        await lost.CancelAsync();
    }

    [LoggerMessage(LogLevel.Warning, "The lease of timer {Function} is lost: {Reason}.")]
    private partial void LogLost(string function, string reason);

    [LoggerMessage(LogLevel.Warning, "The lease of timer {Function} could not be renewed yet.")]
    private partial void LogRenewalFailed(Exception exception, string function);

    [LoggerMessage(LogLevel.Debug, "The lease of timer {Function} was not released; it runs out within {Duration}.")]
    private partial void LogNotReleased(Exception exception, string function, TimeSpan duration);

    [LoggerMessage(LogLevel.Warning, "The status of timer {Function} in blob {Blob} is unreadable and counts as none.")]
    private partial void LogUnreadable(Exception exception, string function, string blob);
}
