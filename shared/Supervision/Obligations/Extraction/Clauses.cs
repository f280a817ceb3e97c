namespace Supervision.Obligations.Extraction;

/// <summary>Small searches in a sentence.</summary>
internal static class Clauses
{
    /// <summary>Where the clause that holds <paramref name="place"/> begins: after the last ，；： outside brackets, or at 0.</summary>
    public static int StartOf(ReadOnlySpan<char> sentence, int place)
    {
        var depth = 0;
        for (var i = place - 1; i >= 0; i--)
        {
            switch (sentence[i])
            {
                case '）' or '》' or '〉':
                    depth++;
                    break;
                case '（' or '《' or '〈':
                    depth = Math.Max(0, depth - 1);
                    break;
                case '，' or '；' or '：' or '。' when depth == 0:
                    return i + 1;
            }
        }

        return 0;
    }

    /// <summary>Where the clause that holds <paramref name="place"/> ends: before the next ，；：。 outside brackets, or at the end.</summary>
    public static int EndOf(ReadOnlySpan<char> sentence, int place)
    {
        var depth = 0;
        for (var i = place; i < sentence.Length; i++)
        {
            switch (sentence[i])
            {
                case '（' or '《' or '〈':
                    depth++;
                    break;
                case '）' or '》' or '〉':
                    depth = Math.Max(0, depth - 1);
                    break;
                case '，' or '；' or '：' or '。' when depth == 0:
                    return i;
            }
        }

        return sentence.Length;
    }

    /// <summary>The first of the words that stands at <paramref name="place"/>, or null.</summary>
    public static string? WordAt(ReadOnlySpan<char> text, int place, ReadOnlySpan<string> words)
    {
        if (place >= text.Length)
            return null;
        var rest = text[place..];
        foreach (var word in words)
        {
            if (rest.StartsWith(word, StringComparison.Ordinal))
                return word;
        }

        return null;
    }

    public static bool ContainsAny(ReadOnlySpan<char> text, ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (text.Contains(word, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    public static bool EndsWithAny(ReadOnlySpan<char> text, ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (text.EndsWith(word, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    public static bool StartsWithAny(ReadOnlySpan<char> text, ReadOnlySpan<string> words) => WordAt(text, 0, words) is not null;
}
