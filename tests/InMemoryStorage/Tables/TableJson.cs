using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Supervision.InMemoryStorage;

/// <summary>Rows as the service writes and reads them: OData JSON with minimal metadata.</summary>
internal static class TableJson
{
    public const string ContentType = "application/json;odata=minimalmetadata;streaming=true;charset=utf-8";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    /// <summary>A time as the service writes it: UTC, up to seven decimals.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);

    /// <summary>The members of a row's object, without braces.</summary>
    /// <param name="select">The properties asked for, or null for all; one the row lacks is written as null.</param>
    public static byte[] WriteMembers(Entity entity, string[]? select)
    {
        buffer ??= new ArrayBufferWriter<byte>(4096);
        buffer.ResetWrittenCount();
        writer ??= new Utf8JsonWriter(buffer, Options);
        writer.Reset(buffer);
        writer.WriteStartObject();
        writer.WriteString("odata.etag", entity.ETag);
        if (select is null)
        {
            writer.WriteString("PartitionKey", entity.PartitionKey);
            writer.WriteString("RowKey", entity.RowKey);
            writer.WriteString("Timestamp", Time(entity.Timestamp));
            foreach (var property in entity.Properties)
            {
                Write(writer, property);
            }
        }
        else
        {
            foreach (var name in select)
            {
                WriteSelected(writer, entity, name);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan[1..^1].ToArray();
    }

    /// <summary>Reads the object of an insert, update or merge.</summary>
    /// <exception cref="ServiceErrorException">The body is no such object, or a value does not fit its type.</exception>
    public static (string? PartitionKey, string? RowKey, EntityProperty[] Properties) Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return ReadObject(json);
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or InvalidOperationException or OverflowException or InvalidCastException)
        {
            throw new ServiceErrorException(TableErrors.InvalidInput);
        }
    }

    private static (string? PartitionKey, string? RowKey, EntityProperty[] Properties) ReadObject(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        string? partitionKey = null, rowKey = null;
        var values = new List<(string Name, object Value)>(16);
        List<(string Name, string Type)>? annotations = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new ServiceErrorException(TableErrors.InvalidInput);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name.EndsWith("@odata.type", StringComparison.Ordinal))
            {
                (annotations ??= []).Add((name[..^"@odata.type".Length], reader.GetString()!));
            }
            else if (name == "PartitionKey")
            {
                partitionKey = reader.GetString();
            }
            else if (name == "RowKey")
            {
                rowKey = reader.GetString();
            }
            else if (name != "Timestamp" && !name.StartsWith("odata.", StringComparison.Ordinal) && ReadValue(ref reader) is { } value)
            {
                values.Add((name, value));
            }
        }

        if (reader.TokenType != JsonTokenType.EndObject)
        {
            throw new ServiceErrorException(TableErrors.InvalidInput);
        }

        var properties = new EntityProperty[values.Count];
        for (var i = 0; i < properties.Length; i++)
        {
            var (name, value) = values[i];
            properties[i] = Typed(name, value, TypeOf(name, annotations));
        }

        return (partitionKey, rowKey, properties);
    }

    private static string? TypeOf(string name, List<(string Name, string Type)>? annotations)
    {
        foreach (var annotation in annotations ?? [])
        {
            if (annotation.Name == name)
            {
                return annotation.Type;
            }
        }

        return null;
    }

    private static object? ReadValue(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Number when reader.TryGetInt32(out var number) => number,
        JsonTokenType.Number => reader.GetDouble(),
        _ => throw new ServiceErrorException(TableErrors.InvalidInput),
    };

    private static EntityProperty Typed(string name, object value, string? type) => type switch
    {
        null => value switch
        {
            string => new(name, EdmType.String, value),
            int => new(name, EdmType.Int32, value),
            bool => new(name, EdmType.Boolean, value),
            _ => new(name, EdmType.Double, value),
        },
        "Edm.String" => new(name, EdmType.String, (string)value),
        "Edm.Int32" => new(name, EdmType.Int32, (int)value),
        "Edm.Boolean" => new(name, EdmType.Boolean, (bool)value),
        "Edm.Int64" => new(name, EdmType.Int64, value is string text ? long.Parse(text, CultureInfo.InvariantCulture) : Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        "Edm.Double" => new(name, EdmType.Double, value is string text ? ParseDouble(text) : Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        "Edm.DateTime" => new(name, EdmType.DateTime, ParseTime((string)value)),
        "Edm.Guid" => new(name, EdmType.Guid, Guid.Parse((string)value)),
        "Edm.Binary" => new(name, EdmType.Binary, Convert.FromBase64String((string)value)),
        _ => throw new ServiceErrorException(TableErrors.InvalidInput),
    };

    private static double ParseDouble(string text) => text switch
    {
        "INF" or "Infinity" => double.PositiveInfinity,
        "-INF" or "-Infinity" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static DateTimeOffset ParseTime(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private static void WriteSelected(Utf8JsonWriter json, Entity entity, string name)
    {
        switch (name)
        {
            case "PartitionKey":
                json.WriteString(name, entity.PartitionKey);
                return;
            case "RowKey":
                json.WriteString(name, entity.RowKey);
                return;
            case "Timestamp":
                json.WriteString(name, Time(entity.Timestamp));
                return;
        }

        var index = Array.FindIndex(entity.Properties, p => p.Name == name);
        if (index < 0)
        {
            json.WriteNull(name);
        }
        else
        {
            Write(json, entity.Properties[index]);
        }
    }

    private static void Write(Utf8JsonWriter json, EntityProperty property)
    {
        var name = property.Name;
        switch (property.Value)
        {
            case string text:
                json.WriteString(name, text);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case long number:
                Annotate(json, name, "Edm.Int64");
                json.WriteString(name, number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number when !double.IsFinite(number):
                Annotate(json, name, "Edm.Double");
                json.WriteString(name, double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
                break;
            case double number:
                // A whole number keeps its decimal point: that is how a reader knows the type.
                var digits = number.ToString("R", CultureInfo.InvariantCulture);
                json.WritePropertyName(name);
                json.WriteRawValue(digits.AsSpan().IndexOfAny('.', 'E') < 0 ? digits + ".0" : digits, skipInputValidation: true);
                break;
            case DateTimeOffset time:
                Annotate(json, name, "Edm.DateTime");
                json.WriteString(name, Time(time));
                break;
            case Guid guid:
                Annotate(json, name, "Edm.Guid");
                json.WriteString(name, guid);
                break;
            case byte[] bytes:
                Annotate(json, name, "Edm.Binary");
                json.WriteBase64String(name, bytes);
                break;
        }
    }

    private static void Annotate(Utf8JsonWriter json, string name, string type) => json.WriteString(name + "@odata.type", type);

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
