using Azure;
using Azure.Storage.Blobs.Models;

namespace Supervision.Storage;

/// <summary>What a storage fault means for a use case that writes under conditions.</summary>
public static class StorageFaults
{
    /// <summary>Waits before a use case is judged anew: a random time, longer with each attempt, so that those who raced part.</summary>
    public static Task PauseAsync(int attempt, TimeProvider time, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20 << attempt)), time, cancellationToken);

    /// <summary>True when a blob that was to be put where none lies is there already; any other conflict means that it was not put.</summary>
    public static bool MeansThere(RequestFailedException fault) =>
        fault.ErrorCode == BlobErrorCode.BlobAlreadyExists || fault.ErrorCode == BlobErrorCode.ConditionNotMet;

    /// <summary>
    /// True when the write may have lost a race or its answer may have been lost: the use case re-reads and finds out.
    /// 404 belongs here too: a row to be replaced was deleted meanwhile, or a retried request met its own effect.
    /// </summary>
    public static bool MeansReread(Exception fault) => fault switch
    {
        RequestFailedException failed => failed.Status is 0 or 404 or 408 or 409 or 412 or 429 or >= 500,
        AggregateException many => many.InnerExceptions.Count > 0 && many.InnerExceptions.All(MeansReread),
        HttpRequestException or IOException or TimeoutException => true,
        // The SDK gives up on an answer that does not come by cancelling its own attempt.
        TaskCanceledException => true,
        _ => false,
    };
}
