using System.Text.Json;
using Supervision.Identity;

namespace Supervision.Deliveries;

/// <summary>What a browser's form holds beside files. It is kept as it was typed, so that a form with faults can be shown again.</summary>
public sealed class FormFields
{
    /// <summary>The deadline chosen, or empty.</summary>
    public const string Deadline = "deadline";

    /// <summary>Codes of warnings that the sender stands by; may be there several times.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>The most characters of a field.</summary>
    public const int LongestValue = 2_000;

    /// <summary>The most fields that are read; no form of this product has as many.</summary>
    internal const int MostValues = 40;

    private static readonly string[] Plain =
        ["title", "number", "periodStart", "periodEnd", "documentDate", "issued", "published", "effective"];

    private readonly List<(string Name, string Value)> values = [];

    /// <summary>The first value of a field, without white space around it; empty when there is none.</summary>
    public string this[string name] => values.FirstOrDefault(field => field.Name == name).Value?.Trim() ?? "";

    public IReadOnlyList<string> All(string name) => [.. values.Where(field => field.Name == name).Select(field => field.Value)];

    /// <summary>Keeps a field; more than forty are passed over.</summary>
    public void Add(string name, string value)
    {
        if (values.Count < MostValues)
        {
            values.Add((name, value));
        }
    }

    /// <summary>The metadata as a script would send it; what was left empty is left out.</summary>
    internal byte[] ToMetadata()
    {
        var metadata = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var name in Plain.Where(name => this[name].Length > 0))
        {
            metadata[name] = this[name];
        }

        if (this[Deadline] is { Length: > 0 } text)
        {
            if (DeadlineId.TryParse(text, out var deadline))
            {
                metadata["obligation"] = deadline.Obligation.Value;
                metadata["occurrence"] = deadline.Occurrence;
            }
            else
            {
                metadata["obligation"] = text;
            }
        }

        if (All(Confirmed) is { Count: > 0 } confirmed)
        {
            metadata["confirmed"] = confirmed;
        }

        return JsonSerializer.SerializeToUtf8Bytes(metadata);
    }
}
