namespace Supervision.Obligations.Extraction;

/// <summary>Finds the sentences in which an organ shall or may make a rule.</summary>
internal static class RuleFinder
{
    private const int FarthestVerb = 120;

    /// <summary>No sentence of a law makes more rules than this; what has more verbs is no sentence.</summary>
    private const int MostVerbs = 24;

    /// <summary>Verbs of making first, then those that only fix; longer ones before their beginnings.</summary>
    private static readonly string[] Making = ["制定", "制订", "规定", "出台", "拟订", "拟定"];

    private static readonly string[] Fixing = ["确定", "编制"];

    /// <summary>Who stands between organ and verb with one of these only helps others to make the rule.</summary>
    private static readonly string[] Helping =
        ["鼓励", "支持", "引导", "指导", "督促", "参与", "协助", "推动", "推进", "配合", "责令", "要求", "不得", "禁止", "未", "建议", "选择", "报送", "遵守", "执行", "符合"];

    private static readonly string[] Partnership = ["会同", "商同", "商", "联合", "协同"];

    /// <summary>Before 规定 at a clause's end these make it a noun.</summary>
    private static readonly string[] ProvisionNouns =
    [
        "的", "有关", "国家", "法律", "法规", "规章", "相关", "本法", "条例", "本办法", "款", "条", "项", "省", "市", "合同", "其", "按", "按照", "依照", "根据", "上述", "下列",
        "权限", "章程", "政策", "程序",
        "前述", "另有", "管理", "上级", "职责", "没有", "未作", "符合", "违反", "无", "等", "所",
    ];

    /// <summary>Before 规定 these make it a verb.</summary>
    private static readonly string[] VerbCompanions =
        ["另行", "分别", "统一", "依法", "共同", "具体", "同", "可以", "应当", "、", "作出", "联合", "自治区"];

    private static readonly string[] ProvisionKinds = ["具体", "补充", "相应", "实施性", "变通", "详细", "进一步", "专门", "特别"];

    private static readonly string[] StandsAlone = ["另行规定", "另行制定", "另行制订"];

    public static void Find(ReadOnlySpan<char> sentence, Stretch? inherited, List<Finding> findings)
    {
        var verbs = 0;
        for (var at = 0; at < sentence.Length - 1 && verbs < MostVerbs; at++)
        {
            var making = Clauses.WordAt(sentence, at, Making);
            var verb = making ?? Clauses.WordAt(sentence, at, Fixing);
            if (verb is null)
                continue;
            verbs++;
            if (TryPassive(sentence, at, verb, making is not null) is { } passive)
                findings.Add(passive);
            else if (TryActive(sentence, at, verb, making is not null, inherited) is { } active)
                findings.Add(active);
            else if (TryNobody(sentence, at, verb) is { } nobody)
                findings.Add(nobody);
            at += verb.Length - 1;
        }

        if (findings.Count == 0 && sentence.Contains("批准", StringComparison.Ordinal) && TryProposed(sentence) is { } proposed)
            findings.Add(proposed);
    }

    /// <summary>具体办法由省人民政府制定 and 由省人民政府制定具体办法.</summary>
    private static Finding? TryPassive(ReadOnlySpan<char> sentence, int verb, string word, bool made)
    {
        var after = verb + word.Length;
        if (IsNominal(sentence, verb, word))
            return null;

        var by = AgentMark(sentence, verb, out var afterMark);
        if (by < 0 || Organs.SubjectAt(sentence, afterMark, verb) is not { } subject)
            return null;
        var between = sentence[subject.End..verb];
        var partners = Partners(sentence, subject.End, verb);
        if (Clauses.ContainsAny(between, ["应当", "可以", "。", "；", "批准", "同意", "执行"]) || GoesOn(between)
            || HelpsOnly(sentence, partners?.End ?? subject.End, verb))
            return null;

        var clauseStart = Clauses.StartOf(sentence, by);
        var before = Before(sentence, clauseStart, by, out var start);
        var modality = sentence[clauseStart..by].EndsWith("可以") ? Modality.May : Modality.Must;
        var clause = new Stretch(start, Clauses.EndOf(sentence, after));
        var objectStart = Instruments.SkipFillers(sentence, after, clause.End);
        var objectEnd = Instruments.EndOfObject(sentence, objectStart, clause.End);
        if (objectEnd > objectStart && Instruments.NamesRule(sentence[objectStart..objectEnd], made, before: false, out _))
            return new Finding("rule.by-organ-object", subject, partners, new Stretch(objectStart, objectEnd), modality, clause);
        var instrument = new Stretch(start, start + before.Length);
        if (Instruments.NamesRule(before, made, before: true, out var certain))
            return new Finding(certain ? "rule.object-by-organ" : "rule.terms-by-organ", subject, partners, instrument, modality, clause);
        if (!made || Instruments.NamesPlan(before))
            return null;
        if (objectEnd <= objectStart && before.EndsWith("的") && word != "规定" && Clauses.ContainsAny(before, ["制定", "需要"])
            && Instruments.NamesRule(before[..^1], made, before: true, out _))
        {
            return new Finding("rule.needed-by-organ", subject, partners, instrument, modality, clause);
        }

        if (IsAnother(sentence, verb))
            return new Finding("rule.by-organ-separately", subject, partners, null, modality, clause);
        var makesContent = word is "制定" or "制订" && Instruments.NamesContent(before);
        var provides = word == "规定" && EndsClause(sentence, after);
        if (before.Length > 1 && !before.EndsWith("的") && (makesContent || provides))
            return new Finding("rule.content-by-organ", subject, partners, instrument, modality, clause);
        return null;
    }

    /// <summary>并 begins a further act; 根据……并结合实际 does not.</summary>
    private static bool GoesOn(ReadOnlySpan<char> between)
    {
        for (var at = between.IndexOf('并'); at >= 0;)
        {
            if (Clauses.WordAt(between, at + 1, ["结合", "根据", "参照", "参考", "按照", "考虑"]) is null)
                return true;
            var next = between[(at + 1)..].IndexOf('并');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    /// <summary>Where the nearest 由 before the verb stands that names an agent, or else 授权 at the beginning of a clause; -1 where
    /// neither does.</summary>
    private static int AgentMark(ReadOnlySpan<char> sentence, int verb, out int after)
    {
        var by = verb;
        do
        {
            by = sentence[..by].LastIndexOf('由');
        }
        while (by >= 0 && IsReason(sentence, by));

        after = by + 1;
        if (by >= 0 && verb - by <= FarthestVerb)
            return by;
        var charge = sentence[..verb].LastIndexOf("授权");
        after = charge + 2;
        return charge > 0 && verb - charge <= FarthestVerb && sentence[charge - 1] == '，' ? charge : -1;
    }

    /// <summary>名录由省林业主管部门提出，报省人民政府批准公布: who proposes it makes it, the approval is the last step.</summary>
    private static Finding? TryProposed(ReadOnlySpan<char> sentence)
    {
        var by = sentence.IndexOf('由');
        if (by < 2 || IsReason(sentence, by))
            return null;
        var clauseStart = Clauses.StartOf(sentence, by);
        var before = Before(sentence, clauseStart, by, out var start);
        if (!Instruments.NamesRule(before, made: true, before: true, out var certain) || !certain
            || Organs.SubjectAt(sentence, by + 1, Clauses.EndOf(sentence, by)) is not { } subject)
        {
            return null;
        }

        var rest = sentence[subject.End..];
        if (Clauses.ContainsAny(rest, ["制定", "制订", "规定", "确定", "编制", "拟订", "拟定"]) || !Clauses.ContainsAny(rest, ["提出", "组织"]))
            return null;
        var submitted = rest.IndexOf("，报");
        if (submitted < 0)
            return null;
        var approval = sentence[(subject.End + submitted + 2)..Clauses.EndOf(sentence, subject.End + submitted + 1)];
        return Clauses.ContainsAny(approval, ["批准公布", "批准后公布", "批准并公布", "批准发布", "批准后发布", "批准后施行", "批准后实施"])
            ? new Finding("rule.proposed-by-organ", subject, Partners(sentence, subject.End, subject.End + submitted),
                new Stretch(start, start + before.Length), Modality.Must, new Stretch(start, sentence.Length))
            : null;
    }

    /// <summary>省人民政府应当制定具体办法, with organ and verb in one clause or a few apart.</summary>
    private static Finding? TryActive(ReadOnlySpan<char> sentence, int verb, string word, bool made, Stretch? inherited)
    {
        var after = verb + word.Length;
        if (verb > 0 && sentence[verb - 1] is '的' or '所')
            return null;
        var clauseStart = Clauses.StartOf(sentence, verb);
        var clauseEnd = Clauses.EndOf(sentence, after);
        var rule = "rule.organ-makes-object";
        Stretch instrument;
        Modality modality;
        if (word == "规定" && verb >= 2 && MakesProvision(sentence, clauseStart, verb) is var make && make >= 0)
        {
            if (after != clauseEnd && sentence[after] is not ('、' or '和' or '并'))
                return null;
            rule = "rule.organ-provides";
            instrument = new Stretch(make, after);
        }
        else
        {
            if (IsNominal(sentence, verb, word))
                return null;
            var start = Instruments.SkipFillers(sentence, after, clauseEnd);
            var end = Instruments.EndOfObject(sentence, start, clauseEnd);
            if (made && after == clauseEnd && word != "规定" && Needed(sentence, clauseStart) is { } needed)
            {
                return Subjects.Of(sentence, verb, null, out modality) is { } maker && maker.Start > needed.Start
                    ? new Finding("rule.needed-by-organ", maker, Partners(sentence, maker.End, verb), needed, modality, new Stretch(needed.Start, clauseEnd))
                    : null;
            }

            if (end <= start || Clauses.ContainsAny(sentence[start..end], ["应当", "不得", "可以"])
                || !Instruments.NamesRule(sentence[start..end], made && word != "规定", before: false, out var certain)
                || (!certain && !made))
            {
                return null;
            }

            if (!certain)
                rule = "rule.organ-makes-terms";
            instrument = new Stretch(start, end);
        }

        if (Subjects.Of(sentence, verb, inherited, out modality) is not { } subject)
            return null;
        var from = subject == Stretch.Inherited ? clauseStart : subject.End;
        var partners = Partners(sentence, from, verb);
        if (IsTopic(sentence, Math.Clamp(from, 0, verb), verb, instrument.End, clauseEnd))
            return null;
        if (HelpsOnly(sentence, Math.Max(clauseStart, partners?.End ?? from), verb))
            return null;
        return new Finding(rule, subject, partners, instrument, modality, new Stretch(clauseStart, clauseEnd));
    }

    /// <summary>需要制定实施办法的，省人民政府应当……制定: the rule stands in the condition.</summary>
    private static Stretch? Needed(ReadOnlySpan<char> sentence, int clauseStart)
    {
        if (clauseStart < 8 || sentence[clauseStart - 1] != '，' || sentence[clauseStart - 2] != '的')
            return null;
        var start = Clauses.StartOf(sentence, clauseStart - 1);
        var condition = sentence[start..(clauseStart - 2)];
        var need = condition.IndexOf("需要制定");
        return need >= 0 && Instruments.NamesRule(condition[(need + 4)..], made: true, before: true, out _)
            ? new Stretch(start + need + 4, clauseStart - 2)
            : null;
    }

    /// <summary>旁听办法另行规定: a rule is announced and nobody is named.</summary>
    private static Finding? TryNobody(ReadOnlySpan<char> sentence, int verb, string word)
    {
        if (verb < 2 || !IsAnother(sentence, verb))
            return null;
        var clauseStart = Clauses.StartOf(sentence, verb);
        var clauseEnd = Clauses.EndOf(sentence, verb);
        var name = sentence[clauseStart..(verb - 2)];
        if (Organs.SubjectAt(sentence, clauseStart, verb) is { } subject && clauseStart > 1 && sentence[clauseStart - 1] == '，')
        {
            // 具体办法，省人民政府另行规定: the object stands in the clause before.
            var topicStart = Clauses.StartOf(sentence, clauseStart - 1);
            var topic = sentence[topicStart..(clauseStart - 1)];
            return subject.End == verb - 2 && Instruments.NamesRule(topic, made: true, before: true, out var known) && known
                ? new Finding("rule.object-by-organ", subject, null, new Stretch(topicStart, clauseStart - 1), Modality.Must,
                    new Stretch(topicStart, clauseEnd))
                : null;
        }

        if (name.Contains('由') || verb + word.Length != clauseEnd
            || !Instruments.NamesRule(name, made: true, before: true, out var certain) || !certain)
        {
            return null;
        }

        return new Finding("rule.separately", null, null, new Stretch(clauseStart, verb - 2), Modality.Must,
            new Stretch(clauseStart, clauseEnd));
    }

    /// <summary>The phrase before 由: in its own clause or, behind a comma, in the clause before it.</summary>
    private static ReadOnlySpan<char> Before(ReadOnlySpan<char> sentence, int clauseStart, int by, out int start)
    {
        start = clauseStart;
        var end = by;
        var text = sentence[clauseStart..by];
        if (Clauses.EndsWithAny(text, ["应当", "可以", "分别", "原则"]))
            end -= 2;
        if (end <= clauseStart && clauseStart > 1 && sentence[clauseStart - 1] == '，')
        {
            end = clauseStart - 1;
            start = Clauses.StartOf(sentence, end);
        }

        while (start < end && sentence[start] is ' ' or '“')
            start++;
        return sentence[start..Math.Max(start, end)];
    }

    /// <summary>规定 and 制定 as nouns: 国家规定, 的制定, 依法制定的.</summary>
    private static bool IsNominal(ReadOnlySpan<char> sentence, int verb, string word)
    {
        var after = verb + word.Length;
        if (after < sentence.Length && sentence[after] == '的')
            return true;
        if (verb == 0)
            return word == "规定";
        if (word != "规定")
            return sentence[verb - 1] is '的' or '所';
        var before = sentence[..verb];
        if (Organs.EndsName(before) || Clauses.EndsWithAny(before, VerbCompanions))
            return false;
        // 根据物价水平规定 ends its clause with the verb; 按照国家有关规定 with the noun.
        return !EndsClause(sentence, after) || Clauses.EndsWithAny(before, ProvisionNouns);
    }

    private static bool EndsClause(ReadOnlySpan<char> sentence, int place) => place >= sentence.Length || sentence[place] is '，' or '。'
        or '；' or '、' or '并';

    /// <summary>制定标准，应当征求意见 says how to make it, not that it is to be made.</summary>
    private static bool IsTopic(ReadOnlySpan<char> sentence, int from, int verb, int objectEnd, int clauseEnd)
    {
        if (objectEnd != clauseEnd || clauseEnd + 1 >= sentence.Length || sentence[clauseEnd] != '，'
            || Clauses.ContainsAny(sentence[from..verb], ["应当", "可以", "负责", "必须"]))
        {
            return false;
        }

        var next = sentence[(clauseEnd + 1)..Clauses.EndOf(sentence, clauseEnd + 1)];
        return Clauses.StartsWithAny(next, ["应当", "必须", "须", "不得", "适用"])
            || (Clauses.StartsWithAny(next, ["依照", "按照", "参照"]) && Clauses.EndsWithAny(next, ["执行", "办理", "规定", "进行"]));
    }

    private static bool IsAnother(ReadOnlySpan<char> sentence, int verb) =>
        verb >= 2 && Clauses.WordAt(sentence, verb - 2, StandsAlone) is not null;

    /// <summary>作出具体规定: where 作出 begins, or -1.</summary>
    private static int MakesProvision(ReadOnlySpan<char> sentence, int clauseStart, int verb)
    {
        var from = Math.Max(clauseStart, verb - 10);
        var at = sentence[from..verb].LastIndexOf('作');
        if (at < 0)
            return -1;
        var start = from + at + (sentence[from + at + 1] == '出' ? 2 : 1);
        var between = start <= verb ? sentence[start..verb] : default;
        return between.IsEmpty ? (start - from - at == 2 ? start : -1) : Clauses.EndsWithAny(between, ProvisionKinds) ? start : -1;
    }

    private static bool HelpsOnly(ReadOnlySpan<char> sentence, int from, int verb)
    {
        var start = Math.Max(from, Clauses.StartOf(sentence, verb));
        return start < verb && Clauses.ContainsAny(sentence[start..verb], Helping);
    }

    /// <summary>The organs with which the rule is made: named in the verb's clause, or else right behind the subject.</summary>
    private static Stretch? Partners(ReadOnlySpan<char> sentence, int from, int verb)
    {
        var clauseStart = Clauses.StartOf(sentence, verb);
        if (PartnersWithin(sentence, Math.Max(from, clauseStart), verb) is { } near)
            return near;
        if (from >= clauseStart || from < 0)
            return null;
        var limit = Clauses.EndOf(sentence, from);
        var place = from;
        while (Clauses.WordAt(sentence[..limit], place, ["应当", "可以", "负责", "必须"]) is { } modal)
            place += modal.Length;
        return PartnershipAt(sentence, place, limit) is { } word ? Organs.SubjectAt(sentence, place + word.Length, limit) : null;
    }

    private static Stretch? PartnersWithin(ReadOnlySpan<char> sentence, int from, int limit)
    {
        for (var i = from; i < limit; i++)
        {
            if (PartnershipAt(sentence, i, limit) is { } word)
                return Organs.SubjectAt(sentence, i + word.Length, limit);
        }

        return null;
    }

    /// <summary>会同 or 商; the latter also begins names (商务, 商业).</summary>
    private static string? PartnershipAt(ReadOnlySpan<char> sentence, int place, int limit)
    {
        var word = Clauses.WordAt(sentence[..limit], place, Partnership);
        if (word == "商同" && place + 2 < limit && sentence[place + 2] == '级')
            word = "商";
        return word == "商" && (place + 1 >= limit || sentence[place + 1] is '务' or '业' or '品' or '标' or '、'
            || (place > 0 && sentence[place - 1] is '工' or '通' or '协' or '招' or '电')) ? null : word;
    }

    private static bool IsReason(ReadOnlySpan<char> sentence, int by) =>
        (by > 0 && sentence[by - 1] is '理' or '自' or '事' or '经' or '缘' or '案')
        || (by + 1 < sentence.Length && sentence[by + 1] is '于' or '此');
}
