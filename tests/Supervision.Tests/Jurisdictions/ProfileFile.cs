using System.Text.Json;
using System.Text.Json.Nodes;

namespace Supervision.Tests.Jurisdictions;

/// <summary>A shipped profile with other languages, as an office's own file.</summary>
internal sealed class ProfileFile : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"supervision-profile-{Guid.NewGuid():N}.json");

    public ProfileFile(params string[] languages)
    {
        var shipped = Path.Combine(Repository.Root, "shared", "Supervision", "Jurisdictions", "Profiles", "jilin-like.json");
        var profile = JsonNode.Parse(File.ReadAllText(shipped))!;
        profile["languages"] = JsonSerializer.SerializeToNode(languages);
        File.WriteAllText(path, profile.ToJsonString());
    }

    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["Jurisdiction:File"] = path };

    public void Dispose() => File.Delete(path);
}
