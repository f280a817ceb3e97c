namespace Supervision.Obligations.Extraction;

/// <summary>Finds the sentences in which a state organ reports to a people's congress or its standing committee.</summary>
internal static class ReportFinder
{
    private const int LongestTarget = 70;

    /// <summary>No sentence of a law has more places where a report might begin; what has more is no sentence.</summary>
    private const int MostPlaces = 48;

    private static readonly string[] CongressNames = ["人民代表大会", "人大", "常务委员会", "常委会", "大会"];

    private static readonly string[] OtherAssemblies =
    [
        "居民", "村民", "职工", "业主", "股东", "会员代表", "主任会议", "专门委员会", "主席团", "代表团", "财政经济委员会", "财经委员会", "全体代表",
    ];

    /// <summary>Where the words of the addressee end and those of reporting begin.</summary>
    private static readonly string[] Verbs =
    [
        "书面报告", "专题报告", "专项报告", "报告", "汇报", "提出", "提交", "报送", "作出", "做出", "作", "做", "书面", "专题", "专项", "依法", "如实", "及时", "定期", "每年", "递交",
        "通报",
    ];

    private static readonly string[] Adverbs = ["书面", "专题", "专项", "依法", "如实", "及时", "定期", "每年", "分别", "直接", "详细", "一并", "主动", "适时", "予以"];

    /// <summary>Bill procedure and the review of plans before approval: business of a session, no report on a law's execution.</summary>
    private static readonly string[] Procedure =
    [
        "法规案", "撤回", "交付表决", "罢免案", "质询案", "议案", "提案人", "审议结果", "终止审议", "列入会议议程", "不列入", "审议意见交", "代表职务", "逮捕", "刑事审判", "限制人身自由", "辞职",
        "候选人",
    ];

    public static void Find(ReadOnlySpan<char> sentence, Stretch? inherited, List<Finding> findings)
    {
        if (Clauses.ContainsAny(sentence, Procedure) || Clauses.ContainsAny(sentence, ["审批前", "报批前"]))
            return;
        var places = 0;
        for (var at = 0; at < sentence.Length && places < MostPlaces; at++)
        {
            if (sentence[at] is '向' or '在' or '报' or '提')
                places++;
            var found = sentence[at] switch
            {
                '向' => TryTowards(sentence, at, inherited),
                '在' => TryAtSession(sentence, at, inherited),
                '报' => TryDirect(sentence, at, inherited) ?? TryOnResolution(sentence, at) ?? TryDelivered(sentence, at, "报送", inherited),
                '提' => TryDelivered(sentence, at, "提交", inherited),
                _ => null,
            };
            if (found is not { } finding)
                continue;
            findings.Add(finding);
            return;
        }
    }

    /// <summary>每年向本级人民代表大会常务委员会报告……情况, 提出……报告, 作专项工作报告.</summary>
    private static Finding? TryTowards(ReadOnlySpan<char> sentence, int towards, Stretch? inherited)
    {
        var clauseEnd = Clauses.EndOf(sentence, towards);
        var limit = Math.Min(clauseEnd, towards + LongestTarget);
        var end = towards + 1;
        while (end < limit && Clauses.WordAt(sentence[..limit], end, Verbs) is null)
            end++;
        if (!IsCongress(sentence[(towards + 1)..end], out var session))
            return null;

        var place = end;
        while (Clauses.WordAt(sentence[..clauseEnd], place, Adverbs) is { } adverb)
            place += adverb.Length;
        Stretch? instrument;
        string rule;
        if (Clauses.WordAt(sentence[..clauseEnd], place, ["报告", "汇报"]) is { } report)
        {
            place += report.Length;
            if (place < clauseEnd && sentence[place] is '的' or '时' or '后' or '前')
                return null;
            rule = "report.reports-to-congress";
            var stop = Instruments.EndOfObject(sentence, place, clauseEnd);
            instrument = stop > place ? new Stretch(place, stop) : Moved(sentence, towards);
        }
        else if (Clauses.WordAt(sentence[..clauseEnd], place, ["提出", "提交", "报送", "作出", "做出", "作", "做", "递交"]) is { } submit)
        {
            place += submit.Length;
            var stop = Instruments.EndOfObject(sentence, place, clauseEnd);
            var text = sentence[Math.Min(place, stop)..stop];
            if (text.Length > 0 && text[0] == '的')
                return null;
            if (NamesReport(text))
                instrument = new Stretch(place, stop);
            else if (text.IsEmpty && Moved(sentence, towards) is { } moved
                && sentence[moved.Start..moved.End].Contains("报告", StringComparison.Ordinal))
                instrument = moved;
            else
                return null;
            rule = "report.submits-to-congress";
        }
        else
        {
            return null;
        }

        if (clauseEnd > 0 && sentence[clauseEnd - 1] is '时')
            return null;
        return WithSubject(sentence, rule, towards, instrument, inherited, session, clauseEnd);
    }

    /// <summary>在本级人民代表大会会议上报告……, 在向本级人民代表大会报告工作时，应当报告…….</summary>
    private static Finding? TryAtSession(ReadOnlySpan<char> sentence, int at, Stretch? inherited)
    {
        var first = Clauses.EndOf(sentence, at);
        var occasion = sentence[at..Math.Min(first, at + LongestTarget)];
        int place;
        if (occasion.StartsWith("在向") && Clauses.EndsWithAny(occasion, ["报告工作时", "作工作报告时", "报告时"])
            && first + 1 < sentence.Length && sentence[first] == '，')
        {
            var end = occasion.LastIndexOf("报告");
            end = end >= 0 && occasion[..end].EndsWith("作工作") ? end - 3 : end;
            if (end < 3 || !IsCongress(occasion[2..end], out _))
                return null;
            place = first + 1;
        }
        else
        {
            var session = occasion.IndexOf("会议上");
            if (session < 3 || !IsCongress(occasion[1..session], out _))
                return null;
            place = at + session + 3;
        }

        while (Clauses.WordAt(sentence, place, ["应当", "一并", "同时"]) is { } word)
            place += word.Length;
        while (Clauses.WordAt(sentence, place, Adverbs) is { } adverb)
            place += adverb.Length;
        if (Clauses.WordAt(sentence, place, ["报告", "汇报"]) is not { } report)
            return null;
        place += report.Length;
        var clauseEnd = Clauses.EndOf(sentence, place);
        if (place >= clauseEnd || sentence[place] is '的' or '时' or '后')
            return null;
        return WithSubject(sentence, "report.reports-at-session", at, new Stretch(place, Instruments.EndOfObject(sentence, place, clauseEnd)), inherited,
            session: true, clauseEnd);
    }

    /// <summary>并报告本级人民代表大会常务委员会.</summary>
    private static Finding? TryDirect(ReadOnlySpan<char> sentence, int at, Stretch? inherited)
    {
        if (!sentence[at..].StartsWith("报告") || (at > 0 && sentence[at - 1] is '的' or '作' or '项'))
            return null;
        var clauseEnd = Clauses.EndOf(sentence, at);
        var target = sentence[(at + 2)..clauseEnd];
        if (target.Length is < 4 or > LongestTarget || target[0] is '的' or '和' or '、' || !IsCongress(target, out var session) || session)
            return null;
        return WithSubject(sentence, "report.reports-congress", at, Moved(sentence, at), inherited, session, clauseEnd);
    }

    /// <summary>人民代表大会作出的决议，有关机关应当在决议规定的时间内报告贯彻落实情况: the addressee is the congress that resolved.</summary>
    private static Finding? TryOnResolution(ReadOnlySpan<char> sentence, int at)
    {
        if (!sentence[at..].StartsWith("报告"))
            return null;
        var clauseStart = Clauses.StartOf(sentence, at);
        var clauseEnd = Clauses.EndOf(sentence, at);
        if (!Clauses.ContainsAny(sentence[clauseStart..at], ["时间内", "期限内"]) || !Clauses.ContainsAny(sentence[..at], ["决议", "决定", "审议意见"])
            || !Clauses.ContainsAny(sentence[..clauseStart], CongressNames) || !sentence[at..clauseEnd].EndsWith("情况"))
        {
            return null;
        }

        return WithSubject(sentence, "report.on-resolution", at, new Stretch(at + 2, clauseEnd), null, session: true, clauseEnd);
    }

    /// <summary>将评估报告报送本级人民代表大会常务委员会.</summary>
    private static Finding? TryDelivered(ReadOnlySpan<char> sentence, int at, string verb, Stretch? inherited)
    {
        if (!sentence[at..].StartsWith(verb) || Moved(sentence, at) is not { } moved)
            return null;
        var text = sentence[moved.Start..moved.End];
        if (!NamesReport(text) && !text.EndsWith("情况"))
            return null;
        var clauseEnd = Clauses.EndOf(sentence, at);
        var target = sentence[(at + verb.Length)..clauseEnd];
        if (target.Length > LongestTarget)
            return null;
        // 和原审批机关 behind the congress does not make it another addressee.
        var also = target.IndexOfAny('和', '、');
        var session = false;
        if (!IsCongress(target, out session) && (also <= 0 || !IsCongress(target[..also], out session)))
            return null;
        if (session)
            return null;
        return WithSubject(sentence, "report.delivers-to-congress", at, moved, inherited, session, clauseEnd);
    }

    private static Finding? WithSubject(
        ReadOnlySpan<char> sentence, string rule, int verb, Stretch? instrument, Stretch? inherited, bool session, int clauseEnd)
    {
        var subject = Subjects.Of(sentence, verb, inherited: null, out var modality);
        if (subject is { } own)
        {
            var name = sentence[own.Start..own.End];
            if (Organs.IsCongressOffice(name) || (Organs.IsCongress(name) && !Clauses.ContainsAny(name, ["人民政府", "法院"])))
                return null;
        }
        else if (inherited is null || session)
        {
            return null;
        }

        return new Finding(rule, subject ?? inherited, null, instrument, modality, new Stretch(Clauses.StartOf(sentence, verb), clauseEnd));
    }

    /// <summary>The addressee is a people's congress or a standing committee, not one of their offices, nor an assembly of another
    /// kind.</summary>
    /// <param name="session">Only the session is named (向大会), so that the subject must show that it is no business of the session.</param>
    private static bool IsCongress(ReadOnlySpan<char> target, out bool session)
    {
        session = false;
        if (target.IsEmpty || Clauses.ContainsAny(target, OtherAssemblies))
            return false;
        if (target.EndsWith("备案"))
            target = target[..^2];
        session = target is "大会" or "会议" or "大会会议";
        if (target.EndsWith("会议"))
            target = target[..^2].TrimEnd("下次");
        return session || (Clauses.EndsWithAny(target, CongressNames) && Clauses.ContainsAny(target, ["人民代表大会", "人大", "常务委员会", "常委会"]));
    }

    /// <summary>One of the nouns joined in the phrase is 报告.</summary>
    private static bool NamesReport(ReadOnlySpan<char> phrase)
    {
        phrase = Instruments.Trim(phrase);
        for (var at = phrase.IndexOf("报告"); at >= 0;)
        {
            var after = at + 2;
            if (after == phrase.Length || Clauses.WordAt(phrase, after, ["、", "和", "以及", "及", "，", "（"]) is not null)
                return true;
            var next = phrase[after..].IndexOf("报告");
            at = next < 0 ? -1 : after + next;
        }

        return false;
    }

    /// <summary>将……情况向, 就……情况向: the object moved before the verb.</summary>
    private static Stretch? Moved(ReadOnlySpan<char> sentence, int verb)
    {
        var clauseStart = Clauses.StartOf(sentence, verb);
        var clause = sentence[clauseStart..verb];
        var at = Math.Max(clause.LastIndexOf('将'), clause.LastIndexOf('就'));
        if (at < 0)
            return null;
        var start = clauseStart + at + 1;
        var end = verb;
        while (end > start && Clauses.EndsWithAny(sentence[start..end], ["及时", "每年", "定期", "同时", "书面", "分别"]))
            end -= 2;
        if (end > start && sentence[end - 1] == '并')
            end--;
        return end > start ? new Stretch(start, end) : null;
    }
}
