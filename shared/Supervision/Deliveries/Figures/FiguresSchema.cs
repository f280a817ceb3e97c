using System.Text.Json;
using Json.Schema;
using Supervision.Departments;

namespace Supervision.Deliveries.Figures;

/// <summary>The published JSON Schema of the figures, and the check against it.</summary>
public static class FiguresSchema
{
    public const string Fault = "figures-invalid";

    private const int MostFaults = 50;
    private static readonly Lazy<string> Published = new(ReadText);
    private static readonly Lazy<JsonSchema> Schema = new(() => JsonSchema.FromText(Published.Value));

    /// <summary>The schema as published.</summary>
    public static string Text => Published.Value;

    /// <summary>Reads figures; faults are added, each with its place below "figures".</summary>
    /// <returns>The figures, or null when there are faults.</returns>
    public static ReportFigures? Read(JsonElement figures, ICollection<InputFault> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        if (FirstUnreadable(figures, "figures") is { } place)
        {
            faults.Add(InputFault.Of(Fault, place, "A number that no figure can be, or text that is none."));
            return null;
        }

        var result = Schema.Value.Evaluate(figures, new EvaluationOptions { OutputFormat = OutputFormat.List, Culture = System.Globalization.CultureInfo.InvariantCulture });
        if (!result.IsValid)
        {
            var found = (result.Details ?? []).Append(result)
                .SelectMany(detail => (detail.Errors ?? []).Select(error => (Place: Name(detail.InstanceLocation.ToString()), error.Value)))
                .Distinct()
                .OrderBy(fault => fault.Place, StringComparer.Ordinal)
                .Take(MostFaults)
                .ToList();
            foreach (var (at, message) in found)
            {
                faults.Add(InputFault.Of(Fault, at, "Does not fit the schema: {message}", ("message", message)));
            }

            if (found.Count == 0)
            {
                faults.Add(InputFault.Of(Fault, "figures", "Does not fit the schema."));
            }

            return null;
        }

        try
        {
            return figures.Deserialize<ReportFigures>(Supervision.Json.Strict);
        }
        catch (JsonException unread)
        {
            // A date that the calendar does not have.
            faults.Add(InputFault.Of(Fault, "figures" + (unread.Path ?? "").TrimStart('$'), "Not a value of the kind expected."));
            return null;
        }
    }

    private static string Name(string pointer) => ("figures" + pointer.Replace('/', '.')) is { Length: <= 100 } name ? name : "figures";

    private static string? FirstUnreadable(JsonElement element, string place) => element.ValueKind switch
    {
        JsonValueKind.Number => element.TryGetDecimal(out _) && !element.GetRawText().Contains('e', StringComparison.OrdinalIgnoreCase) ? null : place,
        JsonValueKind.String => IsText(element) ? null : place,
        JsonValueKind.Array => element.EnumerateArray().Select(item => FirstUnreadable(item, place)).FirstOrDefault(found => found is not null),
        JsonValueKind.Object => element.EnumerateObject()
            .Select(member => FirstUnreadable(member.Value, member.Name.Length <= 50 ? $"{place}.{member.Name}" : place))
            .FirstOrDefault(found => found is not null),
        _ => null,
    };

    private static bool IsText(JsonElement element)
    {
        try
        {
            return !element.GetString()!.Any(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t'));
        }
        catch (InvalidOperationException)
        {
            // An escape that stands for half a character.
            return false;
        }
    }

    private static string ReadText()
    {
        using var stream = typeof(FiguresSchema).Assembly.GetManifestResourceStream("Supervision.Deliveries.Figures.report-figures.schema.json")
            ?? throw new InvalidOperationException("The schema of figures is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
