namespace Supervision.Laws.Versions;

/// <summary>
/// A text without what two prints of the same words may differ in: white space, full-width or half-width signs, the form of quotation marks.
/// Every folded character remembers its place.
/// </summary>
public sealed class FoldedText
{
    private const char FullWidthFirst = '！';
    private const char FullWidthLast = '～';
    private const int FullWidthBehind = '！' - '!';

    private readonly int[] _places;

    private FoldedText(string words, int[] places)
    {
        Words = words;
        _places = places;
    }

    /// <summary>The words without what prints differ in.</summary>
    public string Words { get; }

    public static FoldedText Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = new char[text.Length];
        var places = new int[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]))
                continue;
            places[length] = i;
            words[length++] = Fold(text[i]);
        }

        return new FoldedText(new string(words, 0, length), places[..length]);
    }

    /// <summary>Only the words.</summary>
    public static string WordsOf(string text) => Of(text).Words;

    /// <summary>Where folded words first stand in the text as it was, in UTF-16 characters from 0 and with their length there; null where they do not.</summary>
    public (int Start, int Length)? Find(string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var at = words.Length == 0 ? -1 : Words.IndexOf(words, StringComparison.Ordinal);
        if (at < 0)
            return null;
        return (_places[at], _places[at + words.Length - 1] + 1 - _places[at]);
    }

    private static char Fold(char character) => character switch
    {
        >= FullWidthFirst and <= FullWidthLast => (char)(character - FullWidthBehind),
        '“' or '”' or '‘' or '’' or '「' or '」' or '\'' => '"',
        _ => character,
    };
}
