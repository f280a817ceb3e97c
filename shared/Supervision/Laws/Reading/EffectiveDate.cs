namespace Supervision.Laws.Reading;

/// <summary>Finds when a law takes effect: in the last article that says so, else in the header.</summary>
internal static class EffectiveDate
{
    private const int ClosestWords = 12;

    public static (DateOnly? On, EffectiveBasis Basis) Find(IReadOnlyList<Article> articles, HeaderReader header)
    {
        for (var i = articles.Count - 1; i >= 0; i--)
        {
            for (var p = articles[i].Paragraphs.Count - 1; p >= 0; p--)
            {
                if (Stated(articles[i].Paragraphs[p]) is not { } stated)
                    continue;
                return stated.On is { } date ? (date, EffectiveBasis.StatedDate)
                    : header.EffectiveOn is { } announced ? (announced, EffectiveBasis.StatedDate)
                    : stated.Basis == EffectiveBasis.Promulgation ? Promulgated(header)
                    : header.AdoptedOn is { } adopted && stated.Basis == EffectiveBasis.Adoption ? (adopted, EffectiveBasis.Adoption)
                    : (null, EffectiveBasis.DateMissing);
            }
        }

        return header.EffectiveOn is { } on ? (on, EffectiveBasis.StatedDate) : (null, EffectiveBasis.NotStated);
    }

    private static (DateOnly?, EffectiveBasis) Promulgated(HeaderReader header) =>
        header.PromulgatedOn is { } promulgated ? (promulgated, EffectiveBasis.Promulgation)
        : header.ApprovedOn is { } approved ? (approved, EffectiveBasis.ApprovalInPlaceOfPromulgation)
        : header.AdoptedOn is { } adopted ? (adopted, EffectiveBasis.AdoptionInPlaceOfPromulgation)
        : (null, EffectiveBasis.DateMissing);

    /// <summary>Reads 本条例自2024年3月1日起施行, 本办法自公布之日起施行 and their variants.</summary>
    private static (DateOnly? On, EffectiveBasis Basis)? Stated(string paragraph)
    {
        for (var from = 0; ;)
        {
            var self = paragraph.IndexOf('本', from);
            if (self < 0)
                return null;
            from = self + 1;
            var clause = paragraph.AsSpan(self, Math.Min(paragraph.Length - self, 60));
            var stop = clause.IndexOfAny("。，；,;");
            if (stop >= 0)
                clause = clause[..stop];
            var since = clause.IndexOfAny('自', '从', '于');
            var effect = Math.Max(clause.LastIndexOf("施行"), Math.Max(clause.LastIndexOf("实施"), clause.LastIndexOf("生效")));
            // 本条例施行之日 only refers to the day; the statement itself ends with the verb.
            if (since is < 2 or > ClosestWords || effect < since || effect + 2 != clause.Length || Names(clause[1..since]) == false)
                continue;
            var words = clause[(since + 1)..effect];
            if (ChineseDate.TryFind(words, 0, out var date, out _, out _))
                return (date, EffectiveBasis.StatedDate);
            if (words.StartsWith("公布") || words.StartsWith("发布") || words.StartsWith("颁布") || words.StartsWith("公告"))
                return (null, EffectiveBasis.Promulgation);
            if (words.StartsWith("通过"))
                return (null, EffectiveBasis.Adoption);
            return (null, EffectiveBasis.DateMissing);
        }
    }

    private static bool Names(ReadOnlySpan<char> instrument) =>
        instrument.EndsWith("法") || instrument.EndsWith("例") || instrument.EndsWith("定") || instrument.EndsWith("则")
            || instrument.EndsWith("议")
        || instrument.EndsWith("程");
}
