using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Supervision.Deliveries.Figures;

/// <summary>
/// The workbook in which a clerk fills in figures. Cells are found again by their names, not by where they are, and each takes only what the
/// schema takes.
/// </summary>
public static class FiguresTemplate
{
    /// <summary>The name by which a workbook is known as this template; its value is the version of the schema.</summary>
    public const string Mark = "supervision_report_figures";

    private const uint Plain = 0;
    private const uint Heading = 1;
    private const uint Input = 2;
    private const uint DateInput = 3;
    private const uint AmountInput = 4;
    private const uint Wrapped = 5;

    /// <param name="chinese">Labels in Chinese, else in English.</param>
    public static byte[] Create(bool chinese)
    {
        using var bytes = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(bytes, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            var styles = book.AddNewPart<WorkbookStylesPart>();
            styles.Stylesheet = Styles();
            var sheet = book.AddNewPart<WorksheetPart>();
            var names = new DefinedNames();
            sheet.Worksheet = Sheet(chinese, names);
            names.Append(new DefinedName("1") { Name = Mark });
            book.Workbook = new Workbook(
                new Sheets(new DocumentFormat.OpenXml.Spreadsheet.Sheet { Name = SheetName(chinese), SheetId = 1, Id = book.GetIdOfPart(sheet) }),
                names);
        }

        return bytes.ToArray();
    }

    private static string SheetName(bool chinese) => chinese ? "数字表" : "Figures";

    private static Worksheet Sheet(bool chinese, DefinedNames names)
    {
        var rows = new SheetData();
        var validations = new DataValidations();
        var merges = new MergeCells();
        var at = 0u;
        foreach (var (text, style) in Head(chinese))
        {
            at++;
            rows.Append(new Row(TextCell("A", at, text, style)) { RowIndex = at });
            merges.Append(new MergeCell { Reference = $"A{at}:D{at}" });
        }

        var group = "";
        foreach (var item in FigureItems.All)
        {
            at++;
            var name = chinese ? item.GroupZh : item.GroupEn;
            var row = new Row { RowIndex = at };
            if (name != group)
            {
                group = name;
                row.Append(TextCell("A", at, name, Heading));
            }

            row.Append(TextCell("B", at, chinese ? item.LabelZh : item.LabelEn, Plain));
            row.Append(new Cell { CellReference = $"C{at}", StyleIndex = item.Kind switch { FigureKind.Date => DateInput, FigureKind.Amount => AmountInput, _ => Input } });
            row.Append(TextCell("D", at, Hint(item.Kind, chinese), Plain));
            rows.Append(row);
            names.Append(new DefinedName($"'{SheetName(chinese)}'!$C${at}") { Name = item.CellName });
            validations.Append(Validation(item, $"C{at}", chinese));
        }

        validations.Count = (uint)validations.ChildElements.Count;
        return new Worksheet(
            new Columns(
                new Column { Min = 1, Max = 1, Width = 26, CustomWidth = true },
                new Column { Min = 2, Max = 2, Width = 38, CustomWidth = true },
                new Column { Min = 3, Max = 3, Width = 28, CustomWidth = true },
                new Column { Min = 4, Max = 4, Width = 22, CustomWidth = true }),
            rows,
            merges,
            validations);
    }

    private static (string Text, uint Style)[] Head(bool chinese) => chinese
        ?
        [
            ("实施情况报告数字表", Heading),
            ("请在 C 列填写。未统计的留空；已统计且为零的填 0。请勿改动单元格名称。", Wrapped),
            ("不得填报国家秘密。", Heading),
        ]
        :
        [
            ("Figures of an implementation report", Heading),
            ("Fill in column C. Leave empty what was not counted; enter 0 where there was none. Do not change the names of cells.", Wrapped),
            ("No state secrets may be entered.", Heading),
        ];

    private static string Hint(FigureKind kind, bool chinese) => kind switch
    {
        FigureKind.Count => chinese ? "整数" : "whole number",
        FigureKind.Amount => chinese ? "元，最多两位小数" : "yuan, two decimals at most",
        FigureKind.Date => chinese ? "日期，如 2026-03-31" : "date, e.g. 2026-03-31",
        _ => chinese ? "至多 500 字" : "at most 500 characters",
    };

    private static DataValidation Validation(FigureItem item, string cell, bool chinese)
    {
        var validation = new DataValidation
        {
            AllowBlank = true,
            ShowErrorMessage = true,
            ErrorTitle = chinese ? "填写有误" : "Not taken",
            Error = Hint(item.Kind, chinese),
            SequenceOfReferences = new ListValue<StringValue> { InnerText = cell },
            Operator = DataValidationOperatorValues.Between,
            Type = item.Kind switch
            {
                FigureKind.Count => DataValidationValues.Whole,
                FigureKind.Amount => DataValidationValues.Decimal,
                FigureKind.Date => DataValidationValues.Date,
                _ => DataValidationValues.TextLength,
            },
        };
        var (least, most) = item.Kind switch
        {
            FigureKind.Count => (0, 1_000_000_000L),
            FigureKind.Amount => (0, 1_000_000_000_000),
            FigureKind.Date => (Serial(new DateOnly(1949, 10, 1)), Serial(new DateOnly(2199, 12, 31))),
            _ => (0, 500),
        };
        validation.Append(new Formula1(Number(least)), new Formula2(Number(most)));
        return validation;
    }

    private static long Serial(DateOnly date) => (long)date.ToDateTime(TimeOnly.MinValue).ToOADate();

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static Cell TextCell(string column, uint row, string text, uint style) => new()
    {
        CellReference = $"{column}{row}",
        DataType = CellValues.InlineString,
        InlineString = new InlineString(new Text(text)),
        StyleIndex = style,
    };

    private static Stylesheet Styles() => new(
        new NumberingFormats(new NumberingFormat { NumberFormatId = 164, FormatCode = "yyyy\\-mm\\-dd" }) { Count = 1 },
        new Fonts(new Font(), new Font(new Bold())) { Count = 2 },
        new Fills(
            new Fill(new PatternFill { PatternType = PatternValues.None }),
            new Fill(new PatternFill { PatternType = PatternValues.Gray125 }),
            new Fill(new PatternFill(new ForegroundColor { Rgb = "FFFFF8DC" }) { PatternType = PatternValues.Solid }))
        { Count = 3 },
        new Borders(new Border(), Box()) { Count = 2 },
        new CellStyleFormats(new CellFormat()) { Count = 1 },
        new CellFormats(
            new CellFormat(),
            new CellFormat { FontId = 1, ApplyFont = true },
            new CellFormat { FillId = 2, BorderId = 1, ApplyFill = true, ApplyBorder = true },
            new CellFormat { FillId = 2, BorderId = 1, NumberFormatId = 164, ApplyFill = true, ApplyBorder = true, ApplyNumberFormat = true },
            new CellFormat { FillId = 2, BorderId = 1, NumberFormatId = 4, ApplyFill = true, ApplyBorder = true, ApplyNumberFormat = true },
            new CellFormat(new Alignment { WrapText = true, Vertical = VerticalAlignmentValues.Top }) { ApplyAlignment = true })
        { Count = 6 });

    private static Border Box() => new(
        new LeftBorder { Style = BorderStyleValues.Thin },
        new RightBorder { Style = BorderStyleValues.Thin },
        new TopBorder { Style = BorderStyleValues.Thin },
        new BottomBorder { Style = BorderStyleValues.Thin });
}
