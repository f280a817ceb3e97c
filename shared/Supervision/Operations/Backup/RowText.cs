using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Azure.Data.Tables;

namespace Supervision.Operations.Backup;

/// <summary>A table row as one line of JSON: the same row always gives the same line, and the line the same row with the same types.</summary>
public static class RowText
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(TableEntity row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString("p", row.PartitionKey);
            json.WriteString("r", row.RowKey);
            json.WriteStartObject("v");
            foreach (var (name, value) in row.Where(IsOwn).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                json.WriteStartArray(name);
                WriteValue(json, value);
                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="JsonException">The line is none that <see cref="Write"/> made.</exception>
    public static TableEntity Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var row = new TableEntity(root.GetProperty("p").GetString(), root.GetProperty("r").GetString());
            foreach (var property in root.GetProperty("v").EnumerateObject())
            {
                row[property.Name] = ReadValue(property.Value[0].GetString()!, property.Value[1]);
            }

            return row;
        }
        catch (Exception fault) when (fault is KeyNotFoundException or FormatException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new JsonException("The line is no row of a backup.", fault);
        }
    }

    /// <summary>What the service itself adds to a row is not part of it.</summary>
    private static bool IsOwn(KeyValuePair<string, object> property) =>
        property.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag") && property.Value is not null;

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue("s");
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteStringValue("b");
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteStringValue("i");
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteStringValue("l");
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteStringValue("d");
                json.WriteStringValue(number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset time:
                json.WriteStringValue("t");
                json.WriteStringValue(time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
                break;
            case DateTime time:
                json.WriteStringValue("t");
                json.WriteStringValue(new DateTimeOffset(time.ToUniversalTime()).ToString("O", CultureInfo.InvariantCulture));
                break;
            case Guid guid:
                json.WriteStringValue("g");
                json.WriteStringValue(guid);
                break;
            case byte[] bytes:
                json.WriteStringValue("x");
                json.WriteBase64StringValue(bytes);
                break;
            case BinaryData bytes:
                json.WriteStringValue("x");
                json.WriteBase64StringValue(bytes.ToMemory().Span);
                break;
            default:
                throw new NotSupportedException($"No table service stores a {value.GetType()}.");
        }
    }

    private static object ReadValue(string type, JsonElement value) => type switch
    {
        "s" => value.GetString()!,
        "b" => value.GetBoolean(),
        "i" => value.GetInt32(),
        "l" => value.GetInt64(),
        "d" => double.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        "t" => DateTimeOffset.ParseExact(value.GetString()!, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        "g" => value.GetGuid(),
        "x" => value.GetBytesFromBase64(),
        _ => throw new FormatException($"There is no type {type}."),
    };
}
