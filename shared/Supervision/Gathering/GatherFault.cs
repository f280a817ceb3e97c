namespace Supervision.Gathering;

/// <summary>A fault of a source or of one of its items, with a stable code.</summary>
/// <param name="isPassing">True when trying again may help; else only the source can mend it.</param>
public sealed class GatherFaultException(string code, string detail, bool isPassing, Exception? inner = null) : Exception(detail, inner)
{
    public string Code { get; } = code;

    public bool IsPassing { get; } = isPassing;
}
