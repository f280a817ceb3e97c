namespace Supervision.Obligations.Extraction;

/// <summary>One sentence of a paragraph, up to and with its 。 or ；.</summary>
/// <param name="Start">Where it begins in the paragraph.</param>
/// <param name="Continues">The sentence before it ended with ；, so that its subject may still hold.</param>
internal readonly record struct Sentence(int Start, int Length, bool Continues)
{
    /// <summary>Splits a folded paragraph. Empty sentences are left out.</summary>
    public static void Split(ReadOnlySpan<char> paragraph, List<Sentence> sentences)
    {
        sentences.Clear();
        var start = 0;
        var continues = false;
        while (start < paragraph.Length)
        {
            var length = paragraph[start..].IndexOfAny('。', '；');
            var end = length < 0 ? paragraph.Length : start + length + 1;
            while (end < paragraph.Length && paragraph[end] is '”' or '」' or '’')
                end++;
            var first = start;
            while (first < end && paragraph[first] == ' ')
                first++;
            if (end - first > 1)
                sentences.Add(new Sentence(first, end - first, continues));
            continues = length >= 0 && paragraph[start + length] == '；';
            start = end;
        }
    }

    /// <summary>Makes Chinese punctuation of Western, character by character, so that places stay the same.</summary>
    public static void Fold(ReadOnlySpan<char> text, Span<char> target)
    {
        for (var i = 0; i < text.Length; i++)
        {
            target[i] = text[i] switch
            {
                ',' => '，',
                ';' => '；',
                ':' => '：',
                '(' => '（',
                ')' => '）',
                '\n' => ' ',
                var c => c,
            };
        }
    }
}
