using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Supervision.Departments;

namespace Supervision.Deliveries.Figures;

/// <summary>Reads figures from a filled-in template. Any other workbook holds none.</summary>
public static partial class FiguresWorkbook
{
    public const string CellFault = "figures-cell";

    /// <summary>The most characters of one part that is read: a filled-in template has some ten thousand.</summary>
    private const long MostCharacters = 2_000_000;
    private const int LongestShown = 30;
    private const int DaysFrom1900To1904 = 1_462;

    /// <param name="name">Name of the file, for faults.</param>
    /// <param name="faults">What no figure can be, cell by cell.</param>
    /// <returns>The figures as JSON, still to be checked against the schema; null when the workbook is no template or has faults.</returns>
    public static JsonElement? Read(string name, Stream content, ICollection<InputFault> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        try
        {
            content.Position = 0;
            using var document = SpreadsheetDocument.Open(content, isEditable: false, new OpenSettings { MaxCharactersInPart = MostCharacters });
            return document.WorkbookPart is { Workbook: { } workbook } part && CellsOf(workbook) is { } cells
                ? new Reading(part, workbook, faults).Read(cells)
                : null;
        }
        catch (Exception unread) when (unread is OpenXmlPackageException or XmlException or InvalidDataException or FormatException
            or InvalidOperationException or ArgumentException or System.IO.FileFormatException or KeyNotFoundException or OverflowException)
        {
            faults.Add(InputFault.Of("figures-unreadable", name, "The workbook cannot be read; fill in a fresh template."));
            return null;
        }
        finally
        {
            content.Position = 0;
        }
    }

    /// <summary>Where the named cells are: name to sheet and cell; null when the workbook is not the template.</summary>
    private static Dictionary<string, (string Sheet, string Cell)>? CellsOf(Workbook workbook)
    {
        var names = workbook.DefinedNames?.Elements<DefinedName>().ToList() ?? [];
        if (!names.Any(defined => defined.Name?.Value == FiguresTemplate.Mark))
        {
            return null;
        }

        var cells = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        foreach (var defined in names)
        {
            if (defined.Name?.Value is { } name && Place().Match(defined.Text) is { Success: true } place)
            {
                cells[name] = (place.Groups["sheet"].Value.Replace("''", "'", StringComparison.Ordinal), place.Groups["column"].Value + place.Groups["row"].Value);
            }
        }

        return cells;
    }

    [GeneratedRegex(@"\A(?:'(?<sheet>(?:[^']|'')+)'|(?<sheet>[^'!]+))!\$?(?<column>[A-Z]{1,3})\$?(?<row>[0-9]{1,7})\z")]
    private static partial Regex Place();

    [GeneratedRegex(@"\A(?<year>[0-9]{4})[-/.年](?<month>[0-9]{1,2})[-/.月](?<day>[0-9]{1,2})日?\z")]
    private static partial Regex WrittenDate();

    private sealed class Reading(WorkbookPart part, Workbook workbook, ICollection<InputFault> faults)
    {
        private readonly List<string> shared =
            part.SharedStringTablePart?.SharedStringTable?.Elements<SharedStringItem>().Select(item => item.InnerText).ToList() ?? [];

        private readonly bool from1904 = workbook.WorkbookProperties?.Date1904?.Value == true;

        public JsonElement? Read(Dictionary<string, (string Sheet, string Cell)> cells)
        {
            var root = new JsonObject();
            var before = faults.Count;
            var sheets = new Dictionary<string, Dictionary<string, Cell>>(StringComparer.Ordinal);
            foreach (var item in FigureItems.All)
            {
                if (cells.TryGetValue(item.CellName, out var place) && TextOf(place, sheets) is { Length: > 0 } text)
                {
                    Put(root, item, place.Cell, text);
                }
            }

            return faults.Count > before ? null : JsonSerializer.SerializeToElement(root);
        }

        private string? TextOf((string Sheet, string Cell) place, Dictionary<string, Dictionary<string, Cell>> sheets)
        {
            if (!sheets.TryGetValue(place.Sheet, out var cells))
            {
                var sheet = workbook.Sheets?.Elements<Sheet>().FirstOrDefault(candidate => candidate.Name?.Value == place.Sheet);
                var data = sheet?.Id?.Value is { } id && part.GetPartById(id) is WorksheetPart worksheet ? worksheet.Worksheet : null;
                cells = [];
                foreach (var cell in data?.Descendants<Cell>() ?? [])
                {
                    cells[cell.CellReference?.Value ?? ""] = cell;
                }

                sheets[place.Sheet] = cells;
            }

            if (!cells.TryGetValue(place.Cell, out var found))
            {
                return null;
            }

            var value = found.CellValue?.Text ?? "";
            var text = found.DataType?.Value is { } type && type == CellValues.SharedString ? shared.ElementAtOrDefault(int.Parse(value, CultureInfo.InvariantCulture)) ?? ""
                : found.InlineString?.InnerText ?? value;
            return text.Trim();
        }

        private void Put(JsonObject root, FigureItem item, string cell, string text)
        {
            JsonNode? value = item.Kind switch
            {
                FigureKind.Date => DateOf(text) is { } date ? JsonValue.Create(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) : null,
                FigureKind.Text => JsonValue.Create(text),
                _ => NumberOf(text) is { } number ? JsonValue.Create(number) : null,
            };
            if (value is null)
            {
                var shown = text.Length <= LongestShown ? text : text[..LongestShown] + "…";
                faults.Add(item.Kind == FigureKind.Date
                    ? InputFault.Of(CellFault, "figures." + item.Path, "Cell {cell} holds '{shown}', which is no date.", ("cell", cell), ("shown", shown))
                    : InputFault.Of(CellFault, "figures." + item.Path, "Cell {cell} holds '{shown}', which is no number.", ("cell", cell), ("shown", shown)));
                return;
            }

            var path = item.Path.Split('.');
            if (item.Kind == FigureKind.Text)
            {
                if (root[path[0]] is not JsonArray texts)
                {
                    root[path[0]] = texts = [];
                }

                texts.Add(value);
                return;
            }

            if (root[path[0]] is not JsonObject group)
            {
                root[path[0]] = group = [];
            }

            group[path[1]] = value;
        }

        /// <summary>A number as cells hold it, or as people type it into a cell of text: 1,200 or １２００. Cells store 0.1 + 0.2 as 0.30000000000000004.</summary>
        private static decimal? NumberOf(string text)
        {
            var plain = text.Normalize(System.Text.NormalizationForm.FormKC).Replace(",", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
            return !decimal.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? null
                : Math.Abs(number - Math.Round(number, 2)) < 0.000_000_1m ? Math.Round(number, 2) / 1.000000000000000000000000000m
                : number;
        }

        private DateOnly? DateOf(string text)
        {
            if (WrittenDate().Match(text) is { Success: true } written)
            {
                var iso = $"{written.Groups["year"].Value}-{written.Groups["month"].Value.PadLeft(2, '0')}-{written.Groups["day"].Value.PadLeft(2, '0')}";
                return DateOnly.TryParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
            }

            return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var serial) && serial is >= 1 and <= 200_000 && serial == Math.Floor(serial)
                ? DateOnly.FromDateTime(DateTime.FromOADate((double)serial + (from1904 ? DaysFrom1900To1904 : 0)))
                : null;
        }
    }
}
