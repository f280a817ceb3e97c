namespace Supervision.Tests;

/// <summary>Where the repository and, if it is there, the shared test data beside it are.</summary>
public static class Repository
{
    /// <summary>The folder that holds Supervision.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The corpus of real law texts beside the repository, or null when this checkout has none.</summary>
    public static string? Corpus
    {
        get
        {
            // A work tree may lie one level deeper than the checkout itself.
            for (var folder = new DirectoryInfo(Root).Parent; folder is not null; folder = folder.Parent)
            {
                var corpus = Path.Combine(folder.FullName, "shared", "corpus");
                if (Directory.Exists(Path.Combine(corpus, "laws")))
                {
                    return corpus;
                }
            }

            return null;
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Supervision.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Supervision.sln was not found above the test assembly.");
    }
}
