using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;
using Supervision.Deliveries.Figures;
using Supervision.Departments;
using Supervision.Identity;

namespace Supervision.Deliveries;

/// <summary>Reads the metadata of an upload member by member, so that one answer names every fault.</summary>
internal static partial class MetadataReader
{
    private const string Part = "metadata";
    private const string Code = "metadata-invalid";
    private const int MostCodes = 20;

    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };

    /// <param name="faults">Faults of form are added here.</param>
    /// <returns>What could be read; null when it is no JSON object.</returns>
    public static DeliveryMetadata? Read(ReadOnlyMemory<byte> json, ICollection<InputFault> faults)
    {
        try
        {
            using var document = JsonDocument.Parse(json, NoDuplicates);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return Read(document.RootElement, faults);
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Named below. The latter comes of names and texts that are no UTF-8, or of an escape that stands for half a character.
        }

        faults.Add(InputFault.Of(Code, Part, "A JSON object is needed, each member once."));
        return null;
    }

    private static DeliveryMetadata Read(JsonElement root, ICollection<InputFault> faults)
    {
        var metadata = new DeliveryMetadata("");
        foreach (var member in root.EnumerateObject())
        {
            metadata = member.Name switch
            {
                "title" => metadata with { Title = Text() ?? "" },
                "obligation" => metadata with { Obligation = Obligation() },
                "occurrence" => metadata with { Occurrence = Text() },
                "number" => metadata with { Number = Text() },
                "periodStart" => metadata with { PeriodStart = Date() },
                "periodEnd" => metadata with { PeriodEnd = Date() },
                "documentDate" => metadata with { DocumentDate = Date() },
                "issued" => metadata with { Issued = Date() },
                "published" => metadata with { Published = Date() },
                "effective" => metadata with { Effective = Date() },
                "figures" => metadata with { Figures = member.Value.ValueKind == JsonValueKind.Null ? null : FiguresSchema.Read(member.Value, faults) },
                "confirmed" => metadata with { Confirmed = Codes() },
                _ => Unknown(),
            };

            string? Text()
            {
                try
                {
                    return member.Value.ValueKind is JsonValueKind.String ? member.Value.GetString() : Nothing<string>("Not a text.");
                }
                catch (InvalidOperationException)
                {
                    // An escape that stands for half a character.
                    return Nothing<string>("Not a text.");
                }
            }

            DateOnly? Date() =>
                Text() is not { } text ? null
                : DateOnly.TryParseExact(text, "yyyy-MM-dd", out var date) ? date
                : Nothing<DateOnly?>("Not a date such as 2026-03-31.");

            ObligationId? Obligation() =>
                Text() is not { } text ? null
                : ObligationId.TryParse(text, out var id) ? id
                : Nothing<ObligationId?>("Not the id of an obligation.");

            IReadOnlyList<string>? Codes() =>
                member.Value.ValueKind == JsonValueKind.Array && member.Value.GetArrayLength() <= MostCodes
                && member.Value.EnumerateArray().All(code => code.ValueKind == JsonValueKind.String && CodeForm().IsMatch(code.GetRawText()))
                    ? [.. member.Value.EnumerateArray().Select(code => code.GetString()!)]
                    : Nothing<IReadOnlyList<string>>("Not a list of codes.");

            DeliveryMetadata Unknown()
            {
                faults.Add(InputFault.Of(Code, Shortened(member.Name), "There is no such member."));
                return metadata;
            }

            T? Nothing<T>([ConstantExpected] string text)
            {
                if (member.Value.ValueKind != JsonValueKind.Null)
                {
                    faults.Add(InputFault.Of(Code, Shortened(member.Name), text));
                }

                return default;
            }
        }

        return metadata;
    }

    private static string Shortened(string name) => name.Length <= 50 ? name : name[..50];

    [GeneratedRegex(@"\A""[a-z-]{1,50}""\z")]
    private static partial Regex CodeForm();
}
