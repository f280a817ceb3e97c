using System.Text.Json;
using Supervision.Functions.Commands;

namespace Supervision.Tests.Obligations.Extraction;

public sealed class ExtractCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("extract-");
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Fact]
    public async Task Prints_one_object_a_line_and_nothing_else()
    {
        Write("a/渡口条例(2020-01-01).md", "江南省渡口条例\n\n第一条 具体办法由省人民政府会同省交通部门制定。市人民政府应当每年向市人大常委会报告渡口工作。\n");

        var exit = await RunAsync(_folder.FullName);

        Assert.Equal(0, exit);
        var lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("具体办法由省人民政府", lines[0], StringComparison.Ordinal);
        var rule = JsonDocument.Parse(lines[0]).RootElement;
        Assert.Equal(
            ["file", "article", "sentence", "kind", "modality", "bodies", "instrument", "deadline", "frequency"],
            rule.EnumerateObject().Select(property => property.Name));
        Assert.Equal("渡口条例(2020-01-01).md", rule.GetProperty("file").GetString());
        Assert.Equal("rule", rule.GetProperty("kind").GetString());
        Assert.Equal("must", rule.GetProperty("modality").GetString());
        Assert.Equal(["省人民政府", "省交通部门"], rule.GetProperty("bodies").EnumerateArray().Select(body => body.GetString()!));
        Assert.Equal(JsonValueKind.Null, rule.GetProperty("deadline").ValueKind);
        Assert.Equal("每年", JsonDocument.Parse(lines[1]).RootElement.GetProperty("frequency").GetString());
    }

    [Fact]
    public async Task Refuses_a_file_that_is_no_law_with_the_reason_and_goes_on()
    {
        Write("1.md", "# Notes\n\nNothing here.");
        Write("2.txt", "江南省渡口条例\n\n第一条 具体办法由省人民政府制定。\n");
        Write("3.jsonl", "{}");

        var exit = await RunAsync(_folder.FullName);

        Assert.Equal(1, exit);
        Assert.Single(_output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("not-a-law-text", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 read, 1 refused", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_how_it_is_used_when_called_without_or_with_wrong_paths()
    {
        Assert.Equal(2, await RunAsync());
        Assert.Equal(2, await RunAsync(Path.Combine(_folder.FullName, "missing")));
        Assert.Empty(_output.ToString());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private Task<int> RunAsync(params string[] paths) => ExtractCommand.RunAsync(paths, _output, _error,
        TestContext.Current.CancellationToken);
}
