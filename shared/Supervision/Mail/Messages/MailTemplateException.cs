namespace Supervision.Mail.Messages;

/// <summary>One fault in a template file, told as <c>file(line,column): message</c>.</summary>
/// <param name="File">The file as it was opened.</param>
/// <param name="Line">From 1; 1 also where the fault has no place of its own.</param>
/// <param name="Column">From 1.</param>
public sealed record MailTemplateFault(string File, int Line, int Column, string Message)
{
    public override string ToString() => FormattableString.Invariant($"{File}({Line},{Column}): {Message}");
}

/// <summary>Templates that cannot be used; names every fault found.</summary>
public sealed class MailTemplateException(IReadOnlyList<MailTemplateFault> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<MailTemplateFault> Faults { get; } = faults;
}
