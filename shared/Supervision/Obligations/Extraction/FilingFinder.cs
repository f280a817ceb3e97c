namespace Supervision.Obligations.Extraction;

/// <summary>
/// Finds the sentences in which a state organ files a rule for record (报送备案), or sends a congress a plan or decision for record.
/// What companies, associations and citizens register with an office is none.
/// </summary>
internal static class FilingFinder
{
    private const int LongestTarget = 90;
    private const int MostPlaces = 16;

    private static readonly string[] Congress = ["人民代表大会", "人大常委会", "常务委员会"];

    private static readonly string[] OtherAssemblies = ["居民", "村民", "职工", "业主", "股东", "会员", "社员"];

    /// <summary>Filed by and within the congress: who sits there, not a rule.</summary>
    private static readonly string[] Personnel = ["辞职", "任免", "免职", "罢免", "代表资格", "代表名额", "具体名额", "候选人", "逮捕", "代理检察长", "组成人员", "答复"];

    /// <summary>What these begin after 备案 is a noun's, or the consequence of filing.</summary>
    private static readonly string[] Nominal =
        ["的", "后", "时", "前", "手续", "审查", "材料", "机关", "机构", "证", "部门", "制度", "管理", "工作", "登记", "情况", "号", "表", "书", "通知", "文件", "规范", "申请", "、", "和", "或"];

    private static readonly string[] Rules =
        ["规章", "规范性文件", "法规", "自治条例", "单行条例", "决定、命令", "决议、决定", "办法", "细则", "规定", "标准", "目录", "名录", "规范", "规则", "规程"];

    private static readonly string[] PrivateAgents =
    [
        "企业", "公司", "业主", "学校", "村民", "居民", "经营者", "建设单位", "施工单位", "当事人", "申请人", "协会", "合作社", "医疗机构", "幼儿园", "所有人", "个人", "单位", "评估机构", "章程", "合同",
    ];

    public static void Find(ReadOnlySpan<char> sentence, Stretch? inherited, Finding? made, List<Finding> findings)
    {
        if (Clauses.ContainsAny(sentence, Personnel))
            return;
        var from = 0;
        for (var places = 0; places < MostPlaces; places++)
        {
            var next = sentence[from..].IndexOf("备案");
            if (next < 0)
                return;
            var filing = from + next;
            from = filing + 2;
            if (Clauses.WordAt(sentence, from, Nominal) is null && Of(sentence, filing, inherited, made) is { } finding)
            {
                findings.Add(finding);
                return;
            }
        }
    }

    private static Finding? Of(ReadOnlySpan<char> sentence, int filing, Stretch? inherited, Finding? made)
    {
        var clauseStart = Clauses.StartOf(sentence, filing);
        var sent = Sending(sentence[clauseStart..filing], out var verbLength);
        if (sent < 0)
            return null;
        sent += clauseStart;
        var target = sentence[(sent + verbLength)..filing].Trim('，');
        var sentForRecord = target.IsEmpty && verbLength == 2;
        if (target.Length > LongestTarget || (!sentForRecord && !Organs.EndsName(target)) || Clauses.ContainsAny(target, OtherAssemblies))
            return null;

        var toCongress = Clauses.ContainsAny(target, Congress) || target.EndsWith("常委会") || target.EndsWith("大会");
        var moved = Moved(sentence, clauseStart, sent);
        var topic = moved ?? made?.Instrument ?? Topic(sentence, sent);
        if (moved is null && made is null && topic is { } opening && Organs.SubjectAt(sentence, opening.Start, sent) is { } agent
            && agent.Start == opening.Start)
        {
            topic = ObjectBefore(sentence, sent);
        }

        var named = topic is { } stretch ? sentence[stretch.Start..stretch.End] : default;
        var isRule = made is not null || Names(named);
        if (!isRule && !toCongress)
            return null;

        var owner = Maker(sentence, sent);
        var subject = owner ?? Subjects.Of(sentence, sent, null, out _);
        subject ??= made?.Subject is { } maker && maker != Stretch.Inherited ? maker : null;
        if (subject is { } own)
        {
            // An organ that only receives, or that another clause names as the one to punish, does not file.
            var name = sentence[own.Start..own.End];
            if (Clauses.ContainsAny(name, PrivateAgents) || Organs.IsCongressOffice(name))
                return null;
            // 控制性详细规划报省人民政府批准: the clause has begun before the organ, which only receives.
            if (own.Start <= 4 && owner is null && Begun(name))
                subject = null;
        }
        else if (Clauses.ContainsAny(sentence[..sent], PrivateAgents) || (!toCongress && inherited is null))
        {
            return null;
        }

        // 可以制定实施细则，并报……备案: free to make it, bound to file it.
        var modality = sentence[clauseStart..sent].Contains("可以", StringComparison.Ordinal) ? Modality.May : Modality.Must;
        return new Finding(
            toCongress ? "filing.with-congress" : "filing.of-rule", subject ?? inherited, null, topic, modality,
            new Stretch(clauseStart, Clauses.EndOf(sentence, filing)));
    }

    /// <summary>The last 报, 报送 or 报请 of the clause before its addressee, or -1; 报…批准，报…备案 leaves only the last.</summary>
    private static int Sending(ReadOnlySpan<char> clause, out int length)
    {
        length = 0;
        for (var at = clause.Length - 1; at >= 0; at--)
        {
            if (clause[at] != '报' || (at + 1 < clause.Length && clause[at + 1] is '告' or '经' or '批' or '刊' or '道'))
                continue;
            length = at + 1 < clause.Length && clause[at + 1] is '送' or '请' ? 2 : 1;
            return at;
        }

        return -1;
    }

    /// <summary>将规范性文件报送……: the object between 将 and 报.</summary>
    private static Stretch? Moved(ReadOnlySpan<char> sentence, int clauseStart, int sent)
    {
        var at = sentence[clauseStart..sent].LastIndexOf('将');
        if (at < 0)
            return null;
        var start = clauseStart + at + 1;
        var end = sent;
        while (end > start + 2 && Clauses.EndsWithAny(sentence[start..end], ["及时", "同时", "分别", "一并", "依法", "按照规定", "应当"]))
            end -= sentence[start..end].EndsWith("按照规定") ? 4 : 2;
        var since = sentence[start..end].IndexOf("自公布");
        if (since > 0)
            end = start + since;
        since = sentence[start..end].IndexOf('向');
        if (since > 0)
            end = start + since;
        return end > start ? new Stretch(start, end) : null;
    }

    /// <summary>What the sentence is about: its opening, up to 应当, 由, 经, 自, 报 or the first comma.</summary>
    private static Stretch? Topic(ReadOnlySpan<char> sentence, int sent)
    {
        var start = 0;
        if (sentence[0] == '（' && sentence.IndexOf('）') is > 0 and < 5 and var close)
            start = close + 1;
        var end = start;
        var depth = 0;
        while (end < sent && !(depth == 0 && (sentence[end] is '，' or '由' or '报' or '须' || Clauses.WordAt(sentence, end, ["应当", "应报", "自公", "自发", "自批", "经"]) is not null)))
        {
            depth += sentence[end] is '（' ? 1 : sentence[end] is '）' ? -1 : 0;
            end++;
        }

        // 经批准的控制性详细规划 begins with one of the marks.
        if (end == start && sentence[start] == '经')
        {
            while (end < sent && sentence[end] != '，')
                end++;
        }

        return end - start is > 1 and < 80 ? new Stretch(start, end) : null;
    }

    private static bool Begun(ReadOnlySpan<char> name) =>
        Clauses.ContainsAny(name, ["应报", "须报"]) || (Clauses.ContainsAny(name, ["规划", "方案", "计划", "办法", "标准"]) && name.IndexOfAny('报', '经') > 0);

    /// <summary>The object of an earlier clause: 组织编制控制性详细规划, 将决算汇总; null where no verb shows it.</summary>
    private static Stretch? ObjectBefore(ReadOnlySpan<char> sentence, int sent)
    {
        var (found, length) = (-1, 0);
        foreach (var verb in (ReadOnlySpan<string>)["将", "编制", "作出", "制定"])
        {
            var at = sentence[..sent].LastIndexOf(verb);
            if (at > found && sentence[at + verb.Length] != '的')
                (found, length) = (at, verb.Length);
        }

        if (found < 0)
            return null;
        var start = found + length;
        var end = Math.Min(Clauses.EndOf(sentence, start), sent);
        if (sentence[start..end].IndexOf("报送") is > 0 and var onward && !sentence[(start + onward)..].StartsWith("报送备案"))
            end = start + onward;
        if (end > start && sentence[start..end].EndsWith("汇总"))
            end -= 2;
        return end > start + 1 ? new Stretch(start, end) : null;
    }

    private static bool Names(ReadOnlySpan<char> phrase)
    {
        phrase = Instruments.Trim(phrase);
        return Clauses.EndsWithAny(phrase, Rules) || phrase.Contains("规范性文件", StringComparison.Ordinal) || phrase.Contains("规章", StringComparison.Ordinal);
    }

    /// <summary>省人民政府规章, 市人民政府制定的规范性文件: the topic names its maker.</summary>
    private static Stretch? Maker(ReadOnlySpan<char> sentence, int sent)
    {
        var limit = Math.Min(Clauses.EndOf(sentence, 0), sent);
        for (var end = 3; end < limit; end++)
        {
            if (!Organs.EndsName(sentence[..end]) || Clauses.WordAt(sentence, end, ["规章", "制定的", "发布的", "作出的", "印发的"]) is null)
                continue;
            return Organs.IsNameOfOrgan(sentence[..end]) ? new Stretch(0, end) : null;
        }

        return null;
    }
}
