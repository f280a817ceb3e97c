namespace Supervision.LocalHost;

/// <summary>
/// The functions, their settings or host.json do not allow a start. The message names every fault found, not only the first.
/// </summary>
public sealed class HostStartException : Exception
{
    public HostStartException(IReadOnlyList<string> faults)
        : base(Compose(faults)) => Faults = faults;

    /// <summary>One sentence for each fault, each beginning with the function it concerns.</summary>
    public IReadOnlyList<string> Faults { get; }

    private static string Compose(IReadOnlyList<string> faults) =>
        $"The host cannot start: {faults.Count} fault(s).{string.Concat(faults.Select(fault => $"{Environment.NewLine}  {fault}"))}";
}
