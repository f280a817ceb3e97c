using System.Text.Json;
using System.Text.RegularExpressions;

namespace Supervision.Tests.Infra;

/// <summary>What a parameter file would deploy, computed from the Bicep sources as they are now.</summary>
internal sealed partial class Deployment(string stage, string text)
{
    public static readonly string[] Stages = ["dev", "prod", "china"];

    private static readonly Lazy<Task<IReadOnlyList<Deployment>>> Computed = new(() => ComputeAsync(Stages, text => text));

    // No parameter file names the third kind of plan.
    private static readonly Lazy<Task<IReadOnlyList<Deployment>>> OnConsumption = new(() => ComputeAsync(
        ["dev"], text => FlexPlan.Replace(text, "param plan = { kind: 'Consumption', package: 'supervision-0.1.0.zip' }")));

    private readonly JsonElement root = JsonDocument.Parse(text).RootElement;

    public string Stage => stage;

    /// <summary>The snapshot as the CLI wrote it.</summary>
    public string Text => text;

    public IReadOnlyList<JsonElement> Resources => [.. root.GetProperty("predictedResources").EnumerateArray()];

    public JsonElement Outputs => root.GetProperty("outputs");

    /// <summary>What the CLI could not foresee; empty when every resource is in the list.</summary>
    public JsonElement Diagnostics => root.GetProperty("diagnostics");

    /// <summary>The function app's settings, expressions still unresolved.</summary>
    public IReadOnlyDictionary<string, string> Settings => Resources
        .Single(resource => resource.Text("name").EndsWith("/appsettings", StringComparison.Ordinal))
        .GetProperty("properties").EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.GetString()!);

    /// <summary>All three deployments. Skips the test where the CLI cannot be had.</summary>
    public static async Task<IReadOnlyList<Deployment>> AllAsync()
    {
        Assert.SkipWhen(await BicepCli.PathAsync is null, "The Bicep CLI could not be restored for this machine.");
        return await Computed.Value;
    }

    public static async Task<Deployment> OfAsync(string stage) => (await AllAsync()).Single(deployment => deployment.Stage == stage);

    /// <summary>What dev.bicepparam would deploy on the plan Consumption.</summary>
    public static async Task<Deployment> ConsumptionAsync()
    {
        await AllAsync();
        return Assert.Single(await OnConsumption.Value);
    }

    public IReadOnlyList<JsonElement> Any(string type) => [.. Resources.Where(resource => resource.Text("type") == type)];

    /// <summary>All resources of a type; there is at least one.</summary>
    public IReadOnlyList<JsonElement> Every(string type)
    {
        var found = Any(type);
        Assert.True(found.Count > 0, $"{Stage} deploys no {type}.");
        return found;
    }

    private static async Task<IReadOnlyList<Deployment>> ComputeAsync(IEnumerable<string> stages, Func<string, string> change)
    {
        var bicep = (await BicepCli.PathAsync)!;
        var folder = Directory.CreateTempSubdirectory("supervision-infra-");
        try
        {
            var source = Path.Combine(Repository.Root, "infra");
            foreach (var file in Directory.EnumerateFiles(source, "*.bicep*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(folder.FullName, Path.GetRelativePath(source, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }

            File.Copy(Path.Combine(source, "bicepconfig.json"), Path.Combine(folder.FullName, "bicepconfig.json"));
            var deployments = new List<Deployment>();
            foreach (var stage in stages)
            {
                // The same invented ids as in .ci/bicep: names are derived from them.
                var parameters = Path.Combine(folder.FullName, "parameters", stage);
                await File.WriteAllTextAsync(parameters + ".bicepparam", change(await File.ReadAllTextAsync(parameters + ".bicepparam")));
                var (code, output) = await BicepCli.RunAsync(
                    bicep, "snapshot", parameters + ".bicepparam", "--mode", "overwrite", "--deployment-name", "supervision",
                    "--subscription-id", "00000000-0000-0000-0000-000000000001", "--tenant-id", "00000000-0000-0000-0000-000000000002");
                Assert.True(code == 0, output);
                deployments.Add(new Deployment(stage, await File.ReadAllTextAsync(parameters + ".snapshot.json")));
            }

            return deployments;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex("(?m)^param plan = .*$")]
    private static partial Regex FlexPlan { get; }
}

/// <summary>Reads of JSON by a path of names.</summary>
internal static class JsonPaths
{
    public static JsonElement At(this JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            Assert.True(
                element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out _),
                $"There is no {name} of {path} in {element}.");
            element = element.GetProperty(name);
        }

        return element;
    }

    public static string Text(this JsonElement element, string path) => element.At(path).GetString()!;

    public static bool Flag(this JsonElement element, string path) => element.At(path).GetBoolean();

    public static int Number(this JsonElement element, string path) => element.At(path).GetInt32();

    public static bool Has(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;
}
