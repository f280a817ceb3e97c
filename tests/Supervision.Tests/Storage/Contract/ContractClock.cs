namespace Supervision.Tests.Storage.Contract;

/// <summary>A clock that moves only when it is told to.</summary>
public sealed class ContractClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset now = start;

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by) => now += by;
}
