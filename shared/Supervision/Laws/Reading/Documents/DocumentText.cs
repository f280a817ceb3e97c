namespace Supervision.Laws.Reading.Documents;

/// <summary>What came of taking the text out of a file: its lines, or the code and reason of a refusal.</summary>
internal readonly record struct DocumentText(string? Text, string? Code, FaultWords? Reason)
{
    /// <summary>The largest docx, pdf or web page that is read, in bytes: what one upload may carry.</summary>
    public const int MaximumBytes = 25_000_000;

    public static DocumentText Of(string text) => new(text, null, null);

    public static DocumentText Refused(string code, FaultWords reason) => new(null, code, reason);
}
