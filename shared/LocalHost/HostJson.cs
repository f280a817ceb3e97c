using System.Globalization;
using System.Text.Json;

namespace Supervision.LocalHost;

/// <summary>What this host reads from host.json, with the defaults of the genuine runtime.</summary>
internal sealed record HostJson(string RoutePrefix, TimeSpan FunctionTimeout)
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads the file; what is wrong with it is added to the faults and the defaults are taken.</summary>
    public static HostJson Read(string path, ICollection<string> faults)
    {
        var defaults = new HostJson("api", TimeSpan.FromMinutes(30));
        if (!File.Exists(path))
        {
            faults.Add($"host.json: the file {path} does not exist.");
            return defaults;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), Lenient);
            var root = document.RootElement;
            var prefix = Find(root, "extensions", "http", "routePrefix") is { ValueKind: JsonValueKind.String } text
                ? text.GetString()!.Trim('/')
                : defaults.RoutePrefix;
            var timeout = Find(root, "functionTimeout") is { ValueKind: JsonValueKind.String } value
                ? ReadTimeout(value.GetString()!)
                : defaults.FunctionTimeout;
            return new HostJson(prefix, timeout);
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            faults.Add($"host.json: {path} cannot be read: {exception.Message}");
            return defaults;
        }
    }

    private static TimeSpan ReadTimeout(string text)
    {
        if (text == "-1")
            return Timeout.InfiniteTimeSpan;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var timeout) && timeout > TimeSpan.Zero
            ? timeout
            : throw new FormatException($"functionTimeout must be a positive time such as 00:10:00, or -1 for none; it is \"{text}\".");
    }

    private static JsonElement? Find(JsonElement element, params string[] path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }

        return element;
    }
}
