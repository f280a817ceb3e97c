using System.Text.RegularExpressions;

namespace Supervision.Tests.Infra;

/// <summary>The tables of settings are what the program binds. APPROVE_SETTINGS=1 writes them anew; the Chinese meanings are kept.</summary>
public sealed partial class OptionsTableTests
{
    private static readonly string English = Path.Combine(Repository.Root, "infra", "settings.md");
    private static readonly string Chinese = Path.Combine(Repository.Root, "infra", "settings.zh-CN.md");

    [Fact]
    public void The_table_of_settings_is_generated_from_the_program()
    {
        var rows = OptionsTable.Read();
        var lines = rows.Select(row => $"| `{row.Name}` | {row.Type} | {row.Default} | {row.Meaning} |").ToList();
        if (Environment.GetEnvironmentVariable("APPROVE_SETTINGS") == "1")
        {
            Write(English, lines);
        }

        Assert.True(rows.Count > 40);
        Assert.All(rows, row => Assert.True(row.Meaning.Length > 0 || row.Default != "–", $"{row.Name} says nothing."));
        Assert.Equal(lines, Rows(English).Select(row => row.Value));
    }

    [Fact]
    public void The_Chinese_table_has_the_same_rows_and_says_in_Chinese_what_they_mean()
    {
        var rows = OptionsTable.Read();
        var known = Rows(Chinese).ToDictionary(row => row.Groups[1].Value, row => row.Groups[4].Value);
        if (Environment.GetEnvironmentVariable("APPROVE_SETTINGS") == "1")
        {
            Write(Chinese, [.. rows.Select(row => $"| `{row.Name}` | {row.Type} | {row.Default} | {known.GetValueOrDefault(row.Name, "？")} |")]);
        }

        var written = Rows(Chinese);
        Assert.Equal(rows.Select(row => $"{row.Name} {row.Type} {row.Default}"), written.Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value} {row.Groups[3].Value}"));
        Assert.All(written, row => Assert.Matches("[\u4e00-\u9fff]", row.Groups[4].Value));
    }

    private static List<Match> Rows(string file) => [.. Row.Matches(File.ReadAllText(file).ReplaceLineEndings("\n")).Cast<Match>()];

    private static void Write(string file, IReadOnlyList<string> lines)
    {
        var text = File.ReadAllText(file);
        var head = text[..(text.IndexOf("|---|---|---|---|\n", StringComparison.Ordinal) + "|---|---|---|---|\n".Length)];
        File.WriteAllText(file, head + string.Concat(lines.Select(line => line + "\n")));
    }

    [GeneratedRegex(@"(?m)^\| `([A-Za-z_0-9]+)` \| ([^|]+) \| ([^|]+) \| ((?:[^|\\]|\\\|)*) \|$")]
    private static partial Regex Row { get; }
}
