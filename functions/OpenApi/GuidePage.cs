namespace Supervision.Functions.OpenApi;

/// <summary>The guide for departments, with the examples that a test runs.</summary>
public sealed record GuidePage(string Metadata, IReadOnlyList<GuideExample> Examples)
{
    internal static readonly GuidePage Written = new(
        Read("metadata.json"), [new("curl", Read("deliver.sh")), new("PowerShell", Read("deliver.ps1")), new("Python", Read("deliver.py")), new("curl (250 MB)", Read("deliver-large.sh"))]);

    private static string Read(string name)
    {
        using var stream = typeof(GuidePage).Assembly.GetManifestResourceStream("Supervision.Functions.Examples." + name)
            ?? throw new InvalidOperationException($"The example {name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

public sealed record GuideExample(string Name, string Text);
