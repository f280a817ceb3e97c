using System.Text.RegularExpressions;
using Supervision.Functions;
using Supervision.LocalHost;

namespace Supervision.Tests.Infra;

/// <summary>Both hosts run the same functions: what the isolated worker's build finds in the source is what the embedded host lists.</summary>
public sealed partial class FunctionListTests
{
    [Fact]
    public void The_azure_build_and_the_embedded_host_have_the_same_functions()
    {
        var azure = AzureSources().SelectMany(Declared).Order(StringComparer.Ordinal).ToList();
        var embedded = LocalFunctionsHost.Describe(typeof(FunctionServices).Assembly).Select(function => function.Kind == FunctionKind.Timer
            ? $"{function.Name} timer {function.Schedule}"
            : $"{function.Name} http {string.Join(',', function.Methods)} {function.Route}").Order(StringComparer.Ordinal).ToList();

        Assert.True(embedded.Count > 40);
        Assert.Equal(embedded, azure);
    }

    [Fact]
    public void The_azure_build_leaves_out_nothing_but_the_command_line()
    {
        var project = File.ReadAllText(Path.Combine(Repository.Root, "functions", "Supervision.Functions.csproj"));

        Assert.Equal(["Commands/**"], Removed.Matches(project).Select(match => match.Groups[1].Value));
        Assert.DoesNotContain("Conditional", project, StringComparison.Ordinal);
    }

    /// <summary>The source as the compiler sees it with FUNCTIONS_HOST_AZURE: what is for the other host is taken out.</summary>
    private static IEnumerable<string> AzureSources() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "functions"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Path.Combine(Repository.Root, "functions"), file).Split(Path.DirectorySeparatorChar)
                .Any(part => part is "Commands" or "bin" or "obj"))
            .Select(file => OtherHost.Replace(File.ReadAllText(file), ""));

    private static IEnumerable<string> Declared(string source) => Function.Matches(source).Select(match => match.Groups["schedule"].Success
        ? $"{match.Groups["name"].Value} timer {match.Groups["schedule"].Value}"
        : $"{match.Groups["name"].Value} http {string.Join(',', Word.Matches(match.Groups["methods"].Value).Select(word => word.Value).Order(StringComparer.Ordinal))} {match.Groups["route"].Value}");

    [GeneratedRegex("""\[Function\("(?<name>\w+)"\)\][^\[]*\[(?:HttpTrigger\(AuthorizationLevel\.Anonymous, (?<methods>(?:"\w+", )+)Route = "(?<route>[^"]*)"\)|TimerTrigger\("(?<schedule>[^"]+)"\))\]""")]
    private static partial Regex Function { get; }

    [GeneratedRegex("\\w+")]
    private static partial Regex Word { get; }

    [GeneratedRegex("#else.*?#endif", RegexOptions.Singleline)]
    private static partial Regex OtherHost { get; }

    [GeneratedRegex("<Compile Remove=\"([^\"]+)\"")]
    private static partial Regex Removed { get; }
}
