using System.Text.Json;
using System.Text.RegularExpressions;

namespace Supervision.Papers;

/// <summary>Finds the papers that a fact points to, of whatever type it is.</summary>
public static partial class PaperRefs
{
    /// <summary>True for text that may be the id of a paper.</summary>
    public static bool IsId(string? text) => text is not null && Form().IsMatch(text);

    /// <param name="content">The content of a fact as it was hashed.</param>
    /// <returns>Every pointer in it; none where it cannot be read.</returns>
    public static IReadOnlyList<PaperRef> In(string content)
    {
        var found = new List<PaperRef>();
        try
        {
            using var json = JsonDocument.Parse(content);
            Walk(json.RootElement, found);
        }
        catch (JsonException)
        {
            // Whoever checks the chain names it; it points to nothing.
        }

        return found;
    }

    private static void Walk(JsonElement element, List<PaperRef> found)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Walk(item, found);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            if (Text(element, "id") is { } id && IsId(id) && Text(element, "hash") is { Length: 64 } hash)
            {
                found.Add(new PaperRef(id, hash));
            }

            foreach (var property in element.EnumerateObject())
            {
                Walk(property.Value, found);
            }
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex(@"\A[0-9]{8}[0-9a-z]{26}\z")]
    private static partial Regex Form();
}
