namespace Supervision.Laws.Reading;

/// <summary>An article while its lines are still being read; places are in the text that is being built.</summary>
internal sealed class ArticleDraft(string number, string? chapter, string? section, int offset)
{
    private readonly List<(int Start, int End)> _spans = [];

    public string Number => number;

    /// <summary>The place after the article's last character so far.</summary>
    public int End { get; private set; } = offset + (number == Article.Preamble ? 0 : number.Length + 1);

    public void Open(int start) => _spans.Add((start, start));

    public void Extend(int end)
    {
        _spans[^1] = (_spans[^1].Start, end);
        End = end;
    }

    public Article Finish(string text)
    {
        var paragraphs = new string[_spans.Count];
        var offsets = new int[_spans.Count];
        for (var i = 0; i < paragraphs.Length; i++)
        {
            offsets[i] = _spans[i].Start;
            paragraphs[i] = text[_spans[i].Start.._spans[i].End];
        }

        return new Article(number, chapter, section, paragraphs, offsets, offset, Math.Min(End, text.Length) - offset);
    }
}
