namespace Supervision.Functions.OpenApi;

/// <summary>The guide for departments, with its examples: a test runs those for curl and Python.</summary>
/// <param name="Large">Examples for what goes in parts.</param>
public sealed record GuidePage(string Metadata, IReadOnlyList<GuideExample> Examples, IReadOnlyList<GuideExample> Large)
{
    internal static readonly GuidePage Written = new(
        Read("metadata.json"),
        [new("curl", Read("deliver.sh")), new("PowerShell", Read("deliver.ps1")), new("Python", Read("deliver.py"))],
        [new("curl (250 MB)", Read("deliver-large.sh")), new("PowerShell (250 MB)", Read("deliver-large.ps1")), new("Python (250 MB)", Read("deliver-large.py"))]);

    private static string Read(string name)
    {
        using var stream = typeof(GuidePage).Assembly.GetManifestResourceStream("Supervision.Functions.Examples." + name)
            ?? throw new InvalidOperationException($"The example {name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

public sealed record GuideExample(string Name, string Text);
