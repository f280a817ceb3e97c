namespace Supervision.Functions.Commands;

/// <summary>The law texts that a path names.</summary>
internal static class LawFiles
{
    /// <summary>The file itself, or every .md and .txt file below the folder, in ordinal order.</summary>
    public static IEnumerable<string> In(string path) => File.Exists(path)
        ? [path]
        : Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file).ToUpperInvariant() is ".MD" or ".TXT")
            .Order(StringComparer.Ordinal);
}
