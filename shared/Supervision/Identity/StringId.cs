using System.Text.Json;
using System.Text.Json.Serialization;

namespace Supervision.Identity;

/// <summary>An identifier that is a validated string.</summary>
public interface IStringId<TSelf>
    where TSelf : struct, IStringId<TSelf>
{
    string Value { get; }

    static abstract bool TryParse(string? text, out TSelf id);
}

/// <summary>Text that is not the identifier it was given for.</summary>
public sealed class InvalidIdException(string kind, string? text)
    : FormatException($"'{Shorten(text)}' is not a {kind}.")
{
    /// <summary>What was expected, e.g. "alert id".</summary>
    public string Kind { get; } = kind;

    private static string Shorten(string? text) => text is { Length: > 80 } ? string.Concat(text.AsSpan(0, 80), "...") : text ?? "";
}

/// <summary>Writes and reads identifiers as plain JSON strings, also as dictionary keys.</summary>
public sealed class StringIdConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsValueType && typeToConvert.GetInterfaces()
            .Any(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IStringId<>));

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert))!;

    private sealed class Converter<T> : JsonConverter<T>
        where T : struct, IStringId<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && T.TryParse(reader.GetString(), out var id)
                ? id
                : throw new JsonException($"Not a {typeof(T).Name}.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
