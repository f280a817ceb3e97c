using System.Globalization;
using System.Text;

namespace Supervision.Deliveries.Files;

/// <summary>
/// Text is what holds no control characters but tabs and ends of lines, in UTF-8, GB 18030 or, with its mark, UTF-16. A CSV whose cells a
/// spreadsheet would run as formulas is flagged.
/// </summary>
internal static class TextInspection
{
    private const int Chunk = 32_768;

    public static async Task<FileVerdict> InspectAsync(string name, FileForm form, Stream content, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(content, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, Chunk, leaveOpen: true);
        var cells = new Cells();
        var buffer = new char[Chunk];
        for (int read; (read = await reader.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (buffer.AsSpan(0, read).ContainsAnyInRange('\0', '\u0008') || buffer.AsSpan(0, read).ContainsAnyInRange('\u000E', '\u001F'))
            {
                return FileVerdict.Refused("file-type-mismatch", name, "The content is not of the type that the name promises.");
            }

            if (form == FileForm.Csv)
            {
                cells.Read(buffer.AsSpan(0, read));
            }
        }

        return cells.HasFormula() ? new FileVerdict(null, [FileInspection.Formulas]) : FileVerdict.Fine;
    }

    /// <summary>Finds cells that begin as formulas do and are no numbers. Quotes are passed over, as spreadsheets do.</summary>
    private sealed class Cells
    {
        private const int Kept = 40;
        private readonly StringBuilder cell = new();
        private bool found;

        public void Read(ReadOnlySpan<char> text)
        {
            foreach (var character in text)
            {
                if (character is ',' or ';' or '\t' or '\r' or '\n')
                {
                    Judge();
                }
                else if (cell.Length < Kept && !(cell.Length == 0 && (character is '"' or ' ' || char.IsWhiteSpace(character))))
                {
                    cell.Append(character);
                }
            }
        }

        public bool HasFormula()
        {
            Judge();
            return found;
        }

        private void Judge()
        {
            if (cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠')
            {
                var text = cell.ToString().TrimEnd('"', ' ', '%');
                found |= text.Length > 1 && !decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out _);
            }

            cell.Clear();
        }
    }
}
