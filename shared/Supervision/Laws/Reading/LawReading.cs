namespace Supervision.Laws.Reading;

/// <summary>What came of reading a file: a law, or a refusal with its reason.</summary>
public abstract record LawReading
{
    private LawReading()
    {
    }

    /// <summary>The file is a law text and was read.</summary>
    public sealed record Law(LawText Text) : LawReading;

    /// <summary>The file was not read. <see cref="Code"/> is one of <see cref="RefusalCodes"/>; the reason is for people.</summary>
    public sealed record Refused(string Code, FaultWords Reason) : LawReading;
}
