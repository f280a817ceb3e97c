using System.Text;

namespace Supervision.Laws.Reading;

/// <summary>What a law's header tells: who passed the text and when, and how it was amended.</summary>
internal sealed class HeaderReader
{
    private const int LongestOrderHeading = 40;

    private static readonly string[] Congresses = ["人民代表大会常务委员会", "人大常委会", "人民代表大会", "人大"];

    private readonly List<Amendment> _amendments = [];
    private string? _reviser;
    private bool _isOrder;

    private HeaderReader()
    {
    }

    public DateOnly? AdoptedOn { get; private set; }

    public DateOnly? ApprovedOn { get; private set; }

    public DateOnly? PromulgatedOn { get; private set; }

    public DateOnly? EffectiveOn { get; private set; }

    /// <summary>The organ that passed the text, as the header names it, or null.</summary>
    public string? Issuer { get; private set; }

    /// <summary>Distinct, by date.</summary>
    public IReadOnlyList<Amendment> Amendments => [.. _amendments.Distinct().OrderBy(amendment => amendment.On)];

    /// <summary>Reads a header without white space. Each event is a date and the words up to the next date; titles quoted in it are
    /// skipped.</summary>
    public static HeaderReader Read(string header)
    {
        var reader = new HeaderReader();
        var text = WithoutTitles(header);
        var opening = header.AsSpan(0, Math.Min(header.Length, LongestOrderHeading));
        reader._isOrder = opening.Contains("令", StringComparison.Ordinal) || opening.Contains("公告", StringComparison.Ordinal);
        if (!ChineseDate.TryFind(text, 0, out var date, out var start, out var end))
        {
            reader.Issuer = OrderIssuer(text);
            return reader;
        }

        var before = text[..start];
        while (true)
        {
            var more = ChineseDate.TryFind(text, end, out var nextDate, out var nextStart, out var nextEnd);
            reader.AddEvent(date, before, more ? text[end..nextStart] : text[end..]);
            if (!more)
                break;
            before = text[end..nextStart];
            (date, end) = (nextDate, nextEnd);
        }

        reader.Issuer ??= OrderIssuer(text) ?? reader._reviser;
        return reader;
    }

    private void AddEvent(DateOnly date, string before, string words)
    {
        // 修正 comes first: its words also name the session that 通过 or 批准 the amending decision.
        if (words.Contains("修正", StringComparison.Ordinal) || words.Contains("修改", StringComparison.Ordinal))
        {
            _amendments.Add(new Amendment(date, AmendmentKind.Amended));
        }
        else if (words.Contains("修订", StringComparison.Ordinal))
        {
            _amendments.Add(new Amendment(date, AmendmentKind.Revised));
            _reviser ??= Organ(words);
        }
        else if (words.IndexOf("批准", StringComparison.Ordinal) is >= 0 and var approved
            && words[..approved].IndexOf("通过", StringComparison.Ordinal) < 0)
        {
            ApprovedOn ??= date;
        }
        else if (words.Contains("通过", StringComparison.Ordinal))
        {
            AdoptedOn ??= date;
            Issuer ??= Organ(words);
        }
        else if (words.Contains("公布", StringComparison.Ordinal) || words.Contains("发布", StringComparison.Ordinal)
            || words.Contains("颁布", StringComparison.Ordinal))
        {
            PromulgatedOn ??= date;
            Issuer ??= Organ(words);
        }
        else if (words.Contains("施行", StringComparison.Ordinal) || words.Contains("实施", StringComparison.Ordinal))
        {
            EffectiveOn ??= date;
        }
        else if (before.Contains('令') || words.Contains('令') || before.EndsWith("公告", StringComparison.Ordinal) || (_isOrder && words.Length == 0))
        {
            // The date under an order is the day on which it was signed and given out.
            PromulgatedOn ??= date;
        }
    }

    /// <summary>The organ in 某省第十四届人民代表大会常务委员会第二次会议通过 is 某省人民代表大会常务委员会.</summary>
    private static string? Organ(string words)
    {
        foreach (var congress in Congresses)
        {
            var at = words.IndexOf(congress, StringComparison.Ordinal);
            if (at < 0)
                continue;
            var place = words[..at].TrimStart('，', '由', '经', '（', '(');
            var term = place.LastIndexOf('届');
            if (term >= 0)
            {
                var from = term;
                while (from > 0 && (ChineseNumber.IsNumeral(place[from - 1]) || place[from - 1] == '第'))
                    from--;
                place = place.Remove(from, term + 1 - from);
            }

            return place + (congress switch { "人大常委会" => "人民代表大会常务委员会", "人大" => "人民代表大会", _ => congress });
        }

        return OrderIssuer(words);
    }

    /// <summary>The organ in 国务院令第七百号, 某省人民政府第三次常务会议, 某部令第二号.</summary>
    private static string? OrderIssuer(string words)
    {
        foreach (var mark in (string[])["令第", "令（第", "令〔", "第", "公告"])
        {
            var at = words.IndexOf(mark, StringComparison.Ordinal);
            if (at is < 2 or > 40)
                continue;
            var organ = words[..at].TrimStart('（', '(', '，', '由', '经').TrimEnd('令');
            if (organ.EndsWith("国务院", StringComparison.Ordinal) || organ.EndsWith("人民政府", StringComparison.Ordinal)
                || organ.EndsWith('部') || organ.EndsWith("委员会", StringComparison.Ordinal) || organ.EndsWith('局')
                || organ.EndsWith('署') || organ.EndsWith("银行", StringComparison.Ordinal))
            {
                return organ;
            }
        }

        return null;
    }

    /// <summary>Cuts 《…》 out, with whatever is nested inside; a bracket that never closes cuts nothing.</summary>
    private static string WithoutTitles(string header)
    {
        var result = new StringBuilder(header.Length);
        var from = 0;
        while (from < header.Length)
        {
            var open = header.IndexOf('《', from);
            var close = open < 0 ? -1 : Closing(header, open);
            if (close < 0)
                break;
            result.Append(header, from, open - from);
            from = close + 1;
        }

        return result.Append(header, from, header.Length - from).ToString();
    }

    private static int Closing(string header, int open)
    {
        var depth = 0;
        for (var i = open; i < header.Length; i++)
        {
            depth += header[i] switch { '《' => 1, '》' => -1, _ => 0 };
            if (depth == 0)
                return i;
        }

        // Careless texts open 《 twice and close it once.
        return header.IndexOf('》', open);
    }
}
