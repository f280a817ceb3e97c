namespace Supervision.Deliveries.Files;

/// <summary>What the bytes of a file must be.</summary>
public enum FileForm
{
    Text,
    Csv,
    Pdf,
    Word,
    Sheet,
    Png,
    Jpeg,
}

/// <summary>A type of file that is taken.</summary>
public sealed record FileType(string ContentType, FileForm Form);

/// <summary>The types of files that are taken, by the ending of their names. Archives and everything else are refused.</summary>
public static class FileTypes
{
    private static readonly Dictionary<string, FileType> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".docx"] = new("application/vnd.openxmlformats-officedocument.wordprocessingml.document", FileForm.Word),
        [".xlsx"] = new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", FileForm.Sheet),
        [".pdf"] = new("application/pdf", FileForm.Pdf),
        [".csv"] = new("text/csv", FileForm.Csv),
        [".txt"] = new("text/plain", FileForm.Text),
        [".md"] = new("text/markdown", FileForm.Text),
        [".png"] = new("image/png", FileForm.Png),
        [".jpg"] = new("image/jpeg", FileForm.Jpeg),
        [".jpeg"] = new("image/jpeg", FileForm.Jpeg),
    };

    public static IReadOnlyCollection<string> Endings => Types.Keys;

    /// <summary>Which files are taken, in words.</summary>
    internal static FaultWords EndingsInWords => FaultWords.Of("Files end in {endings}.", ("endings", Endings));

    public static FileType? OfName(string name) => Types.GetValueOrDefault(Path.GetExtension(name));
}
