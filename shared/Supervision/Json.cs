using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Supervision.Identity;

namespace Supervision;

/// <summary>How this product writes and reads JSON, in storage and over HTTP.</summary>
public static class Json
{
    public static readonly JsonSerializerOptions Options = Create(JsonUnmappedMemberHandling.Skip);

    /// <summary>For what callers send: a member nobody knows is a fault, not a typing error passed over.</summary>
    public static readonly JsonSerializerOptions Strict = Create(JsonUnmappedMemberHandling.Disallow);

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <exception cref="JsonException">The text is not JSON of this type.</exception>
    public static T Read<T>(string text) =>
        JsonSerializer.Deserialize<T>(text, Options) ?? throw new JsonException($"null is not a {typeof(T).Name}.");

    /// <summary>The name of an enumeration's value as it is written: kebab-case.</summary>
    public static string NameOf(Enum value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DictionaryKeyPolicy = null;
        options.PropertyNameCaseInsensitive = false;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.RespectNullableAnnotations = true;
        options.Converters.Add(new StringIdConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
    }

    private static JsonSerializerOptions Create(JsonUnmappedMemberHandling unmapped)
    {
        var options = new JsonSerializerOptions
        {
            UnmappedMemberHandling = unmapped,

            // What this product wrote leaves nulls out; what a caller leaves out must be optional.
            RespectRequiredConstructorParameters = unmapped == JsonUnmappedMemberHandling.Disallow,
        };
        Configure(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
