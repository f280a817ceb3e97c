namespace Supervision.Laws.Reading;

/// <summary>Walks through a text line by line and gives each line cleaned of what only its file format put there.</summary>
internal ref struct LineCleaner(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private readonly char[] _buffer = new char[Math.Min(text.Length, LawReader.MaximumCharacters)];
    private int _next;

    /// <summary>The current line: white space collapsed, invisible characters, heading and emphasis marks gone.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>The current line was marked as a heading of any depth.</summary>
    public bool IsHeading { get; private set; }

    /// <summary>The current line is a comment of the format.</summary>
    public bool IsComment { get; private set; }

    public bool MoveNext()
    {
        if (_next >= _text.Length)
            return false;

        var length = _text[_next..].IndexOfAny('\n', '\r');
        var line = length < 0 ? _text[_next..] : _text.Slice(_next, length);
        _next += line.Length + 1;

        line = line.Trim();
        IsComment = line.StartsWith("<!--") && line.EndsWith("-->");
        IsHeading = line.Length > 0 && line[0] == '#';
        if (IsHeading)
            line = line.TrimStart('#');
        Current = Clean(line, _buffer);
        return true;
    }

    /// <summary>Takes the spaces out that stand beside Chinese characters: 总 则 becomes 总则; other spaces stay.</summary>
    public static int Squeeze(ReadOnlySpan<char> line, Span<char> target)
    {
        var length = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var beside = line[i] == ' ' && ((i > 0 && IsWide(line[i - 1])) || (i + 1 < line.Length && IsWide(line[i + 1])));
            if (!beside)
                target[length++] = line[i];
        }

        return length;
    }

    public static bool IsWide(char c) => c is >= '\u2E80' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF' or >= '\uFF00' and <= '\uFFEF'
        or >= '\u2014' and <= '\u2026';

    private static ReadOnlySpan<char> Clean(ReadOnlySpan<char> line, Span<char> target)
    {
        var length = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '*' && ((i > 0 && line[i - 1] == '*') || (i + 1 < line.Length && line[i + 1] == '*')))
                continue;
            if (char.IsWhiteSpace(c))
            {
                if (length > 0 && target[length - 1] != ' ')
                    target[length++] = ' ';
            }
            else if (!char.IsControl(c) && c is not (>= '\u200B' and <= '\u200F' or '\u2060' or '\uFEFF' or '\u00AD' or '\uFFFC'
                or '\uFFFD'))
            {
                target[length++] = c;
            }
        }

        if (length > 0 && target[length - 1] == ' ')
            length--;
        return target[..length];
    }
}
