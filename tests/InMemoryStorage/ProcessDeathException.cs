namespace Supervision.InMemoryStorage;

/// <summary>The simulated process has ended: this and every further request of its clients is thrown out.</summary>
/// <remarks>
/// The SDK retries I/O failures, failures without a status, and any OperationCanceledException the caller did not ask for; this type is
/// therefore none of them and leaves the call at once. Because the whole process stays dead, code in catch and finally blocks cannot reach
/// storage either, as after a kill -9.
/// </remarks>
public sealed class ProcessDeathException(string process) : Exception($"The simulated process '{process}' has ended.")
{
    /// <summary>Name of the process that ended.</summary>
    public string Process { get; } = process;
}
