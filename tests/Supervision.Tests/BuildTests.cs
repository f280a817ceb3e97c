namespace Supervision.Tests;

public sealed class BuildTests
{
    [Fact]
    public void The_top_level_of_the_repository_holds_only_what_is_agreed()
    {
        var agreed = new[] { "functions", "shared", "tests", "infra", "host.json", "Supervision.sln", "README.md", "README.zh-CN.md" };

        var found = Directory.EnumerateFileSystemEntries(Repository.Root)
            .Select(path => Path.GetFileName(path)!)
            .Where(name => !name.StartsWith('.') && !agreed.Contains(name) && !name.StartsWith("Directory.", StringComparison.Ordinal)
                && name is not ("TestResults" or "BannedSymbols.txt" or "global.json" or "LICENSE"));

        Assert.Empty(found);
    }
}
