using System.Text.Json;

namespace Supervision.Deliveries.Figures;

/// <summary>What a cell of the template holds.</summary>
public enum FigureKind
{
    Count,
    Amount,
    Date,
    Text,
}

/// <summary>One figure of the schema.</summary>
/// <param name="Path">E.g. inspections.carriedOut; texts are numbered, e.g. problems.1.</param>
public sealed record FigureItem(string Path, FigureKind Kind, string GroupZh, string GroupEn, string LabelZh, string LabelEn)
{
    /// <summary>The name of its cell in the template.</summary>
    public string CellName => "fig_" + Path.Replace('.', '_');
}

/// <summary>The figures in the order and with the titles of the published schema, so that template and schema cannot differ.</summary>
public static class FigureItems
{
    /// <summary>Lines of the template for each list of texts. JSON takes more.</summary>
    public const int TextLines = 10;

    private static readonly Lazy<IReadOnlyList<FigureItem>> Items = new(Read);

    public static IReadOnlyList<FigureItem> All => Items.Value;

    private static List<FigureItem> Read()
    {
        using var schema = JsonDocument.Parse(FiguresSchema.Text);
        var root = schema.RootElement;
        var items = new List<FigureItem>();
        foreach (var group in root.GetProperty("properties").EnumerateObject())
        {
            var (groupZh, groupEn) = Titles(group.Value);
            if (Reference(group.Value) == "texts")
            {
                items.AddRange(Enumerable.Range(1, TextLines).Select(line =>
                    new FigureItem($"{group.Name}.{line}", FigureKind.Text, groupZh, groupEn, $"{groupZh} {line}", $"{groupEn} {line}")));
                continue;
            }

            var shape = Reference(group.Value) is { } name ? root.GetProperty("$defs").GetProperty(name) : group.Value;
            foreach (var figure in shape.GetProperty("properties").EnumerateObject())
            {
                var (zh, en) = Titles(figure.Value);
                items.Add(new FigureItem($"{group.Name}.{figure.Name}", Enum.Parse<FigureKind>(Reference(figure.Value)!, ignoreCase: true), groupZh, groupEn, zh, en));
            }
        }

        return items;
    }

    private static string? Reference(JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference) ? reference.GetString()!.Split('/')[^1] : null;

    private static (string Zh, string En) Titles(JsonElement schema)
    {
        var titles = schema.GetProperty("title").GetString()!.Split(" / ");
        return (titles[1], titles[0]);
    }
}
