using System.Buffers;
using System.Text;

namespace Supervision.Laws.Reading;

/// <summary>Title, header and articles of a text, found in one pass over its lines.</summary>
internal sealed class LawStructure
{
    private const string EndOfHeader = "INFO END";
    private const int LongestTitle = 200;
    private const int LongestHeaderLine = 60;
    private const int LongestHeader = 10_000;
    private const int LongestHeading = 20;
    private const int LongestBracket = 100;

    private static readonly SearchValues<char> HeaderWords = SearchValues.Create("通批公修施令");

    private static readonly string[] TitleEndings =
        ["法", "条例", "办法", "规定", "细则", "规则", "决定", "决议", "守则", "规程", "法典", "通则", "解释", "规范", "标准"];

    private readonly StringBuilder _text = new();
    private readonly StringBuilder _header = new();
    private readonly List<ArticleDraft> _drafts = [];
    private readonly char[] _squeezed;
    private readonly bool _hasArticles;
    private readonly bool _hasHeaderMark;

    private string? _chapter;
    private string? _section;
    private bool _afterHeading;
    private bool _order;
    private bool _titleClosed;
    private bool _inHeader = true;
    private bool _inAppendix;
    private bool _paragraphOpen;
    private int _lastOrdinal;

    private LawStructure(string text)
    {
        _squeezed = new char[text.Length];
        (_hasArticles, _hasHeaderMark) = Survey(text);
        Read(text);
        Text = _text.ToString();
        Articles = [.. _drafts.Select(draft => draft.Finish(Text))];
    }

    public string? Title { get; private set; }

    /// <summary>What stands between title and first chapter or article: who passed the text, when, and how it was amended. No white
    /// space.</summary>
    public string Header => _header.ToString(0, Math.Min(_header.Length, LongestHeader));

    public string Text { get; }

    public IReadOnlyList<Article> Articles { get; }

    /// <summary>The text is divided by 第X条 or 一、; otherwise it runs on as one piece.</summary>
    public bool IsDivided => _drafts.Exists(draft => draft.Number != Article.Preamble);

    public static LawStructure Of(string text) => new(text);

    /// <summary>A text is divided by articles unless 第X条 at line beginnings only quotes another text.</summary>
    private static (bool HasArticles, bool HasHeaderMark) Survey(string text)
    {
        int articles = 0, items = 0;
        bool first = false, mark = false;
        var lines = new LineCleaner(text);
        while (lines.MoveNext())
        {
            if (lines.IsComment)
            {
                mark |= lines.Current.Contains(EndOfHeader, StringComparison.Ordinal);
                continue;
            }

            var line = TextLine.Of(lines.Current);
            if (line.Kind == LineKind.NumberedItem && articles == 0)
                items++;
            if (line.Kind != LineKind.Article || !line.Spaced)
                continue;
            articles++;
            first |= line.Ordinal == 1;
        }

        return (first || (articles >= 2 && items == 0), mark);
    }

    private void Read(string text)
    {
        var lines = new LineCleaner(text);
        while (lines.MoveNext())
        {
            if (lines.IsComment)
                _inHeader &= !lines.Current.Contains(EndOfHeader, StringComparison.Ordinal);
            else if (!lines.Current.IsEmpty)
                ReadLines(lines.Current, lines.IsHeading);
        }
    }

    /// <summary>Reads a line, and where a further article begins in its middle, each article by itself.</summary>
    private void ReadLines(ReadOnlySpan<char> line, bool isHeading)
    {
        var from = 0;
        while (_hasArticles && !isHeading && line[from..].IndexOf("。") is >= 0 and var stop)
        {
            from += stop + 1;
            var next = from < line.Length && line[from] == ' ' ? from + 1 : from;
            if (next >= line.Length)
                break;
            var found = TextLine.Of(line[next..]);
            // The article at the line's beginning is read first, so that the number that must follow is known.
            if (found.Kind != LineKind.Article)
                continue;
            var first = TextLine.Of(line);
            var last = first.Kind == LineKind.Article ? first.Ordinal : _lastOrdinal;
            if (found.Ordinal != last + 1 || (!found.Spaced && IsReference(line[next..], found)))
                continue;
            ReadLine(line[..from], isHeading);
            line = line[next..];
            from = 0;
        }

        ReadLine(line, isHeading);
    }

    private void ReadLine(ReadOnlySpan<char> line, bool isHeading)
    {
        var found = TextLine.Of(line);
        switch (found.Kind)
        {
            case LineKind.Article when _hasArticles && BeginsArticle(line, found):
                Begin(line[..found.NumberLength].ToString(), found.Ordinal);
                AddText(line[found.Rest..], separate: false);
                return;
            case LineKind.NumberedItem when !_hasArticles && !_inAppendix && !ContinuesSentence():
                Begin(line[..found.NumberLength].ToString(), found.Ordinal);
                AddText(line[found.Rest..], separate: false);
                return;
            case LineKind.Chapter or LineKind.Section when isHeading || !ContinuesSentence():
                BeginDivision(line, found);
                return;
            case LineKind.Contents:
                _inHeader = false;
                return;
            case LineKind.Appendix when _drafts.Count > 0 && !ContinuesSentence():
                _inAppendix = true;
                AddLine(line);
                return;
        }

        if (_afterHeading && found.Kind == LineKind.Text && line.Length <= LongestHeading && !line.Contains('，') && !EndsSentence(line[^1]))
        {
            GoOnWithHeading(Squeezed(line));
            return;
        }

        _afterHeading = false;

        if (Title is null)
            ReadTitle(line);
        else if (GoesOnWithTitle(line))
            AddToTitle(line);
        else if (_inHeader && (_hasHeaderMark || _hasArticles || IsHeaderLine(line)))
            AddHeader(line);
        else
            AddBody(line, isHeading, found.Kind);
    }

    private void ReadTitle(ReadOnlySpan<char> line)
    {
        // A text that begins in the middle has no title of its own; a paragraph is none.
        if (line.Length > LongestTitle || _drafts.Count > 0)
        {
            _inHeader = false;
            Title = "";
            AddBody(line, isHeading: false, LineKind.Text);
            return;
        }

        // 江南省人民政府令 and what follows it stand before the title: their dates belong to the header.
        if (IsOrder(line) || (_order && !EndsLikeTitle(line)))
        {
            _order = true;
            AddHeader(line);
            return;
        }

        Title = Squeezed(line);
        AddLine(line);
        // An order quotes the title in full, where the line may hold only its end.
        var quoted = _order ? Header.IndexOf(Title + "》", StringComparison.Ordinal) : -1;
        if (quoted > 0 && Header.LastIndexOf('《', quoted) is >= 0 and var open && quoted - open <= LongestHeaderLine)
            Title = Header[(open + 1)..quoted] + Title;
    }

    /// <summary>国务院令, 第十四届人民代表大会常务委员会公告: the heading of the order that promulgates a law.</summary>
    private static bool IsOrder(ReadOnlySpan<char> line) =>
        line.Length <= LongestHeaderLine && (line.EndsWith("令") || line.EndsWith("公告")) && !line.Contains('《');

    private bool EndsLikeTitle(ReadOnlySpan<char> line)
    {
        var title = LawIdentity.WithoutBrackets(Squeezed(line));
        return line.Length <= LongestHeaderLine && line[0] is not ('（' or '(' or '《' or '第') && !line.Contains('。')
            && Array.Exists(TitleEndings, ending => title.EndsWith(ending, StringComparison.Ordinal));
    }

    /// <summary>江南省 on one line and 渡口条例 on the next are one title.</summary>
    private bool GoesOnWithTitle(ReadOnlySpan<char> line) =>
        _inHeader && _header.Length == 0 && !_titleClosed && _drafts.Count == 0 && Title!.Length is > 0 and <= LongestHeaderLine && EndsLikeTitle(line)
        && !Array.Exists(TitleEndings, ending => LawIdentity.WithoutBrackets(Title).EndsWith(ending, StringComparison.Ordinal))
        && Title[^1] is not ('。' or '：');

    private void AddToTitle(ReadOnlySpan<char> line)
    {
        _titleClosed = true;
        var rest = Squeezed(line);
        Title += rest;
        _text.Append(rest);
    }

    private void AddHeader(ReadOnlySpan<char> line)
    {
        foreach (var c in line)
        {
            if (c != ' ')
                _header.Append(c);
        }

        AddLine(line);
    }

    private void AddBody(ReadOnlySpan<char> line, bool isHeading, LineKind kind)
    {
        _inHeader = false;
        // Text before the first number: the opening of a decision, a preamble, or articles whose numbers were lost.
        if (_drafts.Count == 0 && !isHeading && (!_hasArticles || line.Length > LongestHeading || EndsSentence(line[^1])))
            Begin(Article.Preamble, 0);
        if (_drafts.Count == 0 || _inAppendix || isHeading)
            AddLine(line);
        else
            AddText(line, separate: kind == LineKind.ListedItem || !ContinuesSentence());
    }

    /// <summary>第十条 at a line's beginning may be the torn end of 依照本条例第十条的规定.</summary>
    private bool BeginsArticle(ReadOnlySpan<char> line, TextLine found)
    {
        var follows = found.Ordinal == _lastOrdinal + 1 || (found.Ordinal == _lastOrdinal && line[..found.NumberLength].Contains('之'));
        if (found.Spaced)
            return follows || !ContinuesSentence();
        return follows && !ContinuesSentence() && !IsReference(line, found);
    }

    /// <summary>What follows the number goes on with a sentence about that article.</summary>
    private static bool IsReference(ReadOnlySpan<char> line, TextLine found) =>
        found.NumberLength >= line.Length || line[found.NumberLength] is '第' or '的' or '规' or '、' or '和' or '至' or '或' or '所' or '，'
            or '修' or '中';

    private void Begin(string number, int ordinal)
    {
        _inHeader = false;
        _inAppendix = false;
        _afterHeading = false;
        _lastOrdinal = ordinal;
        NewLine();
        _drafts.Add(new ArticleDraft(number, _chapter, _section, _text.Length));
        if (number != Article.Preamble)
            _text.Append(number).Append(_hasArticles ? ' ' : '、');
        _paragraphOpen = false;
    }

    private void BeginDivision(ReadOnlySpan<char> line, TextLine found)
    {
        _inHeader = false;
        var title = Squeezed(line[found.Rest..]);
        var heading = title.Length == 0 ? line[..found.NumberLength].ToString() : $"{line[..found.NumberLength]} {title}";
        _afterHeading = true;
        if (found.Kind == LineKind.Chapter)
            (_chapter, _section) = (heading, null);
        else
            _section = heading;
        AddLine(heading);
    }

    /// <summary>A chapter's title may stand on a line of its own, or be broken over two.</summary>
    private void GoOnWithHeading(string title)
    {
        var heading = _section ?? _chapter ?? "";
        var joined = heading.EndsWith('章') || heading.EndsWith('节') || heading.EndsWith('编') ? $"{heading} {title}" : heading + title;
        if (_section is not null)
            _section = joined;
        else
            _chapter = joined;
        _text.Append(joined, heading.Length, joined.Length - heading.Length);
    }

    private void AddLine(ReadOnlySpan<char> line)
    {
        NewLine();
        var length = LineCleaner.Squeeze(line, _squeezed);
        _text.Append(_squeezed, 0, length);
        _paragraphOpen = false;
    }

    private void AddText(ReadOnlySpan<char> line, bool separate)
    {
        if (line.IsEmpty)
            return;
        var draft = _drafts[^1];
        if (separate && _paragraphOpen)
            _text.Append('\n');
        if (separate || !_paragraphOpen)
        {
            if (!_paragraphOpen && _text.Length > draft.End)
                NewLine();
            draft.Open(_text.Length);
        }

        var length = LineCleaner.Squeeze(line, _squeezed);
        _text.Append(_squeezed, 0, length);
        draft.Extend(_text.Length);
        _paragraphOpen = true;
    }

    private void NewLine()
    {
        if (_text.Length > 0 && _text[^1] != '\n')
            _text.Append('\n');
    }

    private string Squeezed(ReadOnlySpan<char> line) => new(_squeezed, 0, LineCleaner.Squeeze(line, _squeezed));

    /// <summary>The open paragraph stops in the middle of a sentence: its line was broken.</summary>
    private bool ContinuesSentence()
    {
        if (!_paragraphOpen)
            return false;
        var last = _text.Length - 1;
        if (_text[last] is not ('）' or ')'))
            return !EndsSentence(_text[last]);

        // （…） ends a sentence only where it stands behind one, or alone.
        for (var i = last - 1; i >= 0 && i > last - LongestBracket; i--)
        {
            if (_text[i] is '（' or '(')
                return i > 0 && _text[i - 1] != '\n' && _text[i - 1] != ' ' && !EndsSentence(_text[i - 1]);
        }

        return true;
    }

    private static bool EndsSentence(char c) => c is '。' or '；' or '：' or '！' or '？' or ';' or ':' or '!' or '?' or '”' or '」' or '.';

    /// <summary>Without a mark or chapter that ends it, a header is short lines that carry dates.</summary>
    private static bool IsHeaderLine(ReadOnlySpan<char> line) =>
        line.Length <= LongestHeaderLine * 3 && !line.EndsWith("：") && (line[0] is '（' or '(' || (line.Contains('年') && line.Contains('日')))
        && line.IndexOfAny(HeaderWords) >= 0;
}
