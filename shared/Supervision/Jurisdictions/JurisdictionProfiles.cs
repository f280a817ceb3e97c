using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Supervision.Jurisdictions;

/// <summary>Reads jurisdiction profiles and refuses those at fault, naming every fault by JSON path and stable code.</summary>
public static class JurisdictionProfiles
{
    private const string Prefix = "Supervision.Jurisdictions.Profiles.";
    private const string SchemaFile = "jurisdiction-profile.schema.json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowOutOfOrderMetadataProperties = true,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Ids of the profiles shipped with the product, in alphabetical order.</summary>
    public static IReadOnlyList<string> ShippedIds { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && !name.EndsWith(SchemaFile, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^".json".Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The published JSON schema of profiles.</summary>
    public static string Schema { get; } = Resource(SchemaFile);

    /// <summary>The profile that the settings name.</summary>
    /// <exception cref="ProfileException">It is missing or at fault.</exception>
    public static JurisdictionProfile Load(JurisdictionOptions options) =>
        string.IsNullOrWhiteSpace(options.File) ? LoadShipped(options.Profile) : LoadFile(options.File);

    /// <summary>A profile shipped with the product, e.g. <c>national</c>.</summary>
    /// <exception cref="ProfileException">There is none of that id.</exception>
    public static JurisdictionProfile LoadShipped(string id) => ShippedIds.Contains(id)
        ? Parse(Resource($"{id}.json"), id)
        : throw NotFound(id, $"No profile '{id}' is shipped; there are {string.Join(", ", ShippedIds)}.");

    /// <summary>A profile from a file of the office.</summary>
    /// <exception cref="ProfileException">The file is missing or at fault.</exception>
    public static JurisdictionProfile LoadFile(string path) =>
        File.Exists(path) ? Parse(File.ReadAllText(path), path) : throw NotFound(path, "There is no such file.");

    /// <summary>A profile from its JSON text.</summary>
    /// <param name="json">The text; comments and trailing commas are refused.</param>
    /// <param name="source">What faults are reported of: an id or a file.</param>
    /// <exception cref="ProfileException">The text is at fault; every fault is named.</exception>
    public static JurisdictionProfile Parse(string json, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            using var schema = JsonDocument.Parse(Schema);
            Refuse(source, new JsonShape(schema.RootElement).Check(document.RootElement));
            var profile = document.Deserialize<JurisdictionProfile>(Options)!;
            Refuse(source, ProfileRules.Check(profile));
            return profile;
        }
        catch (JsonException exception)
        {
            // Reading the text gives line and position; turning it into values gives the path of the value, such as a date that no
            // calendar has.
            throw exception.Path is { Length: > 0 } path && path != "$"
                ? new ProfileException(source, [new ProfileFault(ProfileFaultCodes.WrongValue, path, exception.Message)])
                : new ProfileException(source, [new ProfileFault(ProfileFaultCodes.NotJson, "$", exception.Message)]);
        }
    }

    /// <summary>The JSON text of a profile, as <see cref="Parse"/> reads it.</summary>
    public static string Write(JurisdictionProfile profile) => JsonSerializer.Serialize(profile, Options);

    private static void Refuse(string source, IReadOnlyList<ProfileFault> faults)
    {
        if (faults.Count > 0) throw new ProfileException(source, faults);
    }

    private static ProfileException NotFound(string source, string message) =>
        new(source, [new ProfileFault(ProfileFaultCodes.NotFound, "$", message)]);

    private static string Resource(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name)!);
        return reader.ReadToEnd();
    }
}
