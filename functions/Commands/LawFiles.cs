namespace Supervision.Functions.Commands;

/// <summary>The law texts that a path names.</summary>
internal static class LawFiles
{
    /// <summary>The file itself, or every law text below the folder, in ordinal order.</summary>
    public static IEnumerable<string> In(string path) => File.Exists(path)
        ? [path]
        : Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file).ToUpperInvariant() is ".MD" or ".TXT" or ".DOCX" or ".PDF" or ".HTML" or ".HTM")
            .Order(StringComparer.Ordinal);
}
