using System.Globalization;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Supervision.Laws.Reading.Documents;

/// <summary>Counts the list numbers that Word shows and does not write into the text: 第一条, （一）, 1. — so that articles keep their
/// numbers.</summary>
internal sealed class DocxNumbers
{
    private const int MostLevels = 9;

    private readonly Dictionary<int, AbstractNum> _lists = [];
    private readonly Dictionary<int, int> _abstractOf = [];
    private readonly Dictionary<string, (int List, int Level)> _ofStyle = new(StringComparer.Ordinal);
    private readonly Dictionary<int, int[]> _counts = [];

    public static DocxNumbers Of(MainDocumentPart main)
    {
        var numbers = new DocxNumbers();
        if (main.NumberingDefinitionsPart?.Numbering is not { } numbering)
            return numbers;
        foreach (var list in numbering.Elements<AbstractNum>())
        {
            if (list.AbstractNumberId?.Value is { } id)
                numbers._lists[id] = list;
        }

        foreach (var instance in numbering.Elements<NumberingInstance>())
        {
            if (instance.NumberID?.Value is { } id && instance.AbstractNumId?.Val?.Value is { } list)
                numbers._abstractOf[id] = list;
        }

        foreach (var style in main.StyleDefinitionsPart?.Styles?.Elements<Style>() ?? [])
        {
            if (style.StyleId?.Value is { } id && style.StyleParagraphProperties?.NumberingProperties is { NumberingId.Val.Value: var list } properties)
                numbers._ofStyle[id] = (list, properties.NumberingLevelReference?.Val?.Value ?? 0);
        }

        return numbers;
    }

    /// <summary>The number that Word shows before this paragraph, with a space behind it; empty where it shows none.</summary>
    public string Next(ParagraphProperties properties)
    {
        var (list, level) = properties.NumberingProperties is { NumberingId.Val.Value: var id } own
            ? (id, own.NumberingLevelReference?.Val?.Value ?? 0)
            : properties.ParagraphStyleId?.Val?.Value is { } style && _ofStyle.TryGetValue(style, out var styled) ? styled : (0, 0);
        if (list == 0 || level is < 0 or >= MostLevels || !_abstractOf.TryGetValue(list, out var abstractId)
            || !_lists.TryGetValue(abstractId, out var definition))
        {
            return "";
        }

        if (!_counts.TryGetValue(abstractId, out var counts))
            _counts[abstractId] = counts = new int[MostLevels];
        counts[level] = counts[level] == 0 ? StartOf(definition, level) : counts[level] + 1;
        Array.Clear(counts, level + 1, MostLevels - level - 1);

        var shown = LevelOf(definition, level);
        if (shown?.NumberingFormat?.Val?.Value == NumberFormatValues.Bullet)
            return "";
        var text = shown?.LevelText?.Val?.Value ?? "";
        for (var i = 0; i <= level; i++)
        {
            var mark = string.Create(CultureInfo.InvariantCulture, $"%{i + 1}");
            if (text.Contains(mark, StringComparison.Ordinal))
                text = text.Replace(mark, Written(counts[i] == 0 ? StartOf(definition, i) : counts[i], LevelOf(definition, i)), StringComparison.Ordinal);
        }

        return text.Length > 0 ? text + " " : "";
    }

    private static Level? LevelOf(AbstractNum list, int level) =>
        list.Elements<Level>().FirstOrDefault(candidate => candidate.LevelIndex?.Value == level);

    private static int StartOf(AbstractNum list, int level) => LevelOf(list, level)?.StartNumberingValue?.Val?.Value ?? 1;

    private static string Written(int number, Level? level)
    {
        var format = level?.NumberingFormat?.Val?.Value;
        return format == NumberFormatValues.ChineseCounting || format == NumberFormatValues.ChineseCountingThousand
            || format == NumberFormatValues.ChineseLegalSimplified || format == NumberFormatValues.JapaneseCounting
            || format == NumberFormatValues.IdeographDigital || format == NumberFormatValues.TaiwaneseCountingThousand
            ? ChineseNumber.Write(number)
            : number.ToString(CultureInfo.InvariantCulture);
    }
}
