using System.Text;
using System.Text.RegularExpressions;
using UglyToad.PdfPig.Content;

namespace Supervision.Laws.Reading.Documents;

/// <summary>A line of a page. Lengths are in points from the page's lower left corner.</summary>
/// <param name="Size">Height of its letters.</param>
/// <param name="IsFull">It runs to the right margin.</param>
internal readonly record struct PdfLine(string Text, double Left, double Right, double Base, double Size, bool IsFull);

/// <summary>Puts the letters of a page into lines.</summary>
internal static partial class PdfLines
{
    private const int Edge = 2;

    public static List<PdfLine> Of(Page page)
    {
        var lines = new List<PdfLine>();
        var letters = page.Letters
            .Where(letter => letter.Value.Length > 0 && double.IsFinite(letter.StartBaseLine.X) && double.IsFinite(letter.StartBaseLine.Y))
            .Select(letter => (letter.Value, Left: letter.StartBaseLine.X, Right: Math.Max(letter.EndBaseLine.X, letter.StartBaseLine.X),
                Base: letter.StartBaseLine.Y, Size: Math.Clamp(letter.PointSize, 1, 200)))
            .OrderByDescending(letter => letter.Base)
            .ToList();
        for (var from = 0; from < letters.Count;)
        {
            // Letters within half a letter's height stand on one line.
            var to = from + 1;
            while (to < letters.Count && letters[from].Base - letters[to].Base < letters[from].Size * 0.5)
                to++;
            var row = letters[from..to];
            row.Sort((one, other) => one.Left.CompareTo(other.Left));
            var text = new StringBuilder();
            var (end, lastText, lastLeft) = (double.NaN, "", double.NaN);
            foreach (var letter in row)
            {
                // The same letter a hair beside itself is how some programs print bold.
                if (letter.Value == lastText && letter.Left - lastLeft < letter.Size * 0.2)
                    continue;
                if (text.Length > 0 && letter.Left - end > letter.Size * 0.4 && text[^1] != ' ')
                    text.Append(' ');
                text.Append(letter.Value);
                (end, lastText, lastLeft) = (letter.Right, letter.Value, letter.Left);
            }

            var written = row.Where(letter => !string.IsNullOrWhiteSpace(letter.Value)).ToList();
            if (written.Count > 0)
            {
                var shown = text.ToString().Normalize(NormalizationForm.FormC).Trim();
                lines.Add(new PdfLine(shown, written[0].Left, written[^1].Right, written[0].Base, Middle(written.Select(letter => letter.Size)), false));
            }

            from = to;
        }

        return lines;
    }

    /// <summary>Takes page numbers and the heads and feet that pages repeat away.</summary>
    public static void DropRunningHeads(List<List<PdfLine>> pages)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var text in pages.SelectMany(lines => lines.Take(Edge).Concat(lines.TakeLast(Edge)).Select(line => line.Text).Distinct()))
            seen[text] = seen.GetValueOrDefault(text) + 1;
        foreach (var lines in pages)
        {
            for (var i = lines.Count - 1; i >= 0; i--)
            {
                if ((i < Edge || i >= lines.Count - Edge) && (PageNumber().IsMatch(lines[i].Text)
                    || (pages.Count >= 3 && seen.GetValueOrDefault(lines[i].Text) * 2 > pages.Count)))
                {
                    lines.RemoveAt(i);
                }
            }
        }
    }

    /// <summary>Where most lines begin that are not set in: the least left edge that several lines share.</summary>
    public static double LeftMargin(List<PdfLine> lines)
    {
        var lefts = lines.Select(line => line.Left).Order().ToList();
        for (var i = 0; i + 1 < lefts.Count; i++)
        {
            if (lefts[i + 1] - lefts[i] < 2)
                return lefts[i];
        }

        return lefts[0];
    }

    private static double Middle(IEnumerable<double> sizes)
    {
        var sorted = sizes.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    [GeneratedRegex(@"\A[\s\-—–―－·]*(?:第\s?)?[0-9]{1,4}(?:\s?页)?(?:\s?[/／共]\s?[0-9]{1,4}(?:\s?页)?)?[\s\-—–―－·]*\z")]
    private static partial Regex PageNumber();
}
