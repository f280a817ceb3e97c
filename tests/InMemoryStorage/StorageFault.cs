namespace Supervision.InMemoryStorage;

/// <summary>Called once for each request before it is applied. It may wait; null lets the request pass.</summary>
public delegate ValueTask<StorageFault?> StorageInterceptor(StorageRequest request);

/// <summary>What goes wrong with one request.</summary>
public sealed class StorageFault
{
    private StorageFault()
    {
    }

    /// <summary>The connection breaks before the request arrives: nothing is applied, the SDK retries.</summary>
    public static StorageFault ConnectionLost { get; } = Throw(() => new HttpRequestException("The connection was reset before the request arrived."));

    /// <summary>The request times out before it arrives: nothing is applied, the SDK retries.</summary>
    public static StorageFault Timeout { get; } = Throw(() => new TaskCanceledException("The request timed out."));

    /// <summary>The request is applied, its answer is lost on the way back; the SDK retries.</summary>
    public static StorageFault AnswerLost { get; } = ThrowAfter(() => new IOException("The connection was reset before the answer arrived."));

    /// <summary>The process ends before the request leaves it. See <see cref="ProcessDeathException"/>.</summary>
    public static StorageFault DieBefore { get; } = new() { DiesBefore = true };

    /// <summary>The process ends after the service applied the request, before the answer arrives.</summary>
    public static StorageFault DieAfter { get; } = new() { DiesAfter = true };

    internal int Status { get; private init; }

    internal string Code { get; private init; } = "";

    internal TimeSpan? RetryAfter { get; private init; }

    internal Func<Exception>? Before { get; private init; }

    internal Func<Exception>? After { get; private init; }

    internal Task? WaitBefore { get; private init; }

    internal Task? WaitAfter { get; private init; }

    internal bool DiesBefore { get; private init; }

    internal bool DiesAfter { get; private init; }

    /// <summary>The service answers with this status and applies nothing.</summary>
    /// <param name="status">HTTP status, 400 to 599; the SDK retries 408, 429, 500, 502, 503 and 504.</param>
    /// <param name="code">Error code; by default the one the real service gives with this status.</param>
    /// <param name="retryAfter">Value of Retry-After, whole seconds; null omits the header.</param>
    public static StorageFault Answer(int status, string? code = null, TimeSpan? retryAfter = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        return new StorageFault
        {
            Status = status,
            RetryAfter = retryAfter,
            Code = code ?? status switch { 503 => "ServerBusy", 429 => "TooManyRequests", 500 => "InternalError", 504 => "OperationTimedOut", _ => "Fault" },
        };
    }

    /// <summary>Nothing is applied and the transport throws.</summary>
    public static StorageFault Throw(Func<Exception> exception) => new() { Before = exception };

    /// <summary>The request is applied and the transport throws.</summary>
    public static StorageFault ThrowAfter(Func<Exception> exception) => new() { After = exception };

    /// <summary>The request waits before it is applied.</summary>
    public static StorageFault PauseBefore(Task until) => new() { WaitBefore = until };

    /// <summary>The request is applied, its answer waits.</summary>
    public static StorageFault PauseAfter(Task until) => new() { WaitAfter = until };
}
