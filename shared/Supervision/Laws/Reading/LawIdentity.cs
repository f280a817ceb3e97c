namespace Supervision.Laws.Reading;

/// <summary>Tells from title and header who issued a text and what rank it has.</summary>
internal static class LawIdentity
{
    private static readonly string[] PlaceEndings = ["特别行政区", "自治区", "自治州", "自治县", "省", "市", "县", "区"];

    /// <summary>The issuer; where the header says only 市人大常委会, the place comes from the title.</summary>
    public static string? Issuer(string title, string? named)
    {
        if (named is null || !StartsWithBareRank(named))
            return named;
        foreach (var ending in PlaceEndings)
        {
            var at = title.IndexOf(ending, StringComparison.Ordinal);
            if (at is >= 2 and <= 12 && named.StartsWith(ending, StringComparison.Ordinal))
                return title[..at] + named;
        }

        return named;
    }

    public static LawLevel? Level(string title, string? issuer)
    {
        var bare = WithoutBrackets(title);
        if (issuer is null)
            return bare.StartsWith("中华人民共和国", StringComparison.Ordinal) && (bare.EndsWith('法')
                || bare.EndsWith("法典", StringComparison.Ordinal))
                && !bare.EndsWith("办法", StringComparison.Ordinal) ? LawLevel.NationalLaw : null;
        if (issuer.Contains("全国人民代表大会", StringComparison.Ordinal))
            return LawLevel.NationalLaw;
        if (issuer.Contains("人民代表大会", StringComparison.Ordinal))
            return LawLevel.LocalRegulation;
        if (issuer.EndsWith("国务院", StringComparison.Ordinal))
            return LawLevel.AdministrativeRegulation;
        return issuer.EndsWith("人民政府", StringComparison.Ordinal) ? LawLevel.LocalGovernmentRule : LawLevel.DepartmentalRule;
    }

    /// <summary>The title without what follows in brackets: （试行）, （2020年修订）.</summary>
    public static string WithoutBrackets(string title)
    {
        var bare = title.AsSpan().TrimEnd();
        while (bare.Length > 0 && bare[^1] is '）' or ')')
        {
            var open = bare.LastIndexOfAny('（', '(');
            if (open <= 0)
                break;
            bare = bare[..open].TrimEnd();
        }

        return bare.ToString();
    }

    private static bool StartsWithBareRank(string organ) => organ[0] is '省' or '市' or '县' or '区';
}
