namespace Supervision.Obligations.Extraction;

/// <summary>What a finder saw in a sentence; places are in the sentence.</summary>
/// <param name="Subject">The organ, or null where the sentence names none.</param>
/// <param name="Partners">The organs after 会同, 商, or null.</param>
internal readonly record struct Finding(string Rule, Stretch? Subject, Stretch? Partners, Stretch? Instrument, Modality Modality, Stretch Clause);

/// <summary>Finds the sentences in which an organ shall or may make a rule.</summary>
internal static class RuleFinder
{
    private const int FarthestVerb = 120;

    /// <summary>Verbs of making first, then those that only fix; longer ones before their beginnings.</summary>
    private static readonly string[] Making = ["制定", "制订", "规定", "出台", "拟订", "拟定"];

    private static readonly string[] Fixing = ["确定", "编制"];

    /// <summary>Who stands between organ and verb with one of these only helps others to make the rule.</summary>
    private static readonly string[] Helping =
        ["鼓励", "支持", "引导", "指导", "督促", "参与", "协助", "推动", "推进", "监督", "配合", "责令", "要求", "不得", "禁止", "征求", "未", "建议", "促进", "审查", "审核", "受理"];

    private static readonly string[] Partnership = ["会同", "商", "联合", "协同"];

    private static readonly string[] StandsAlone = ["另行规定", "另行制定", "另行制订"];

    public static void Find(ReadOnlySpan<char> sentence, Stretch? inherited, List<Finding> findings)
    {
        for (var at = 0; at < sentence.Length - 1; at++)
        {
            var making = Clauses.WordAt(sentence, at, Making);
            var verb = making ?? Clauses.WordAt(sentence, at, Fixing);
            if (verb is null)
                continue;
            if (TryPassive(sentence, at, verb, making is not null) is { } passive)
                findings.Add(passive);
            else if (TryActive(sentence, at, verb, making is not null, inherited) is { } active)
                findings.Add(active);
            else if (TryNobody(sentence, at, verb) is { } nobody)
                findings.Add(nobody);
            at += verb.Length - 1;
        }
    }

    /// <summary>具体办法由省人民政府制定 and 由省人民政府制定具体办法.</summary>
    private static Finding? TryPassive(ReadOnlySpan<char> sentence, int verb, string word, bool made)
    {
        var after = verb + word.Length;
        if (IsNominal(sentence, verb, word))
            return null;

        var by = verb;
        while (true)
        {
            by = sentence[..by].LastIndexOf('由');
            if (by < 0 || verb - by > FarthestVerb)
                return null;
            if (!IsReason(sentence, by))
                break;
        }

        if (Organs.SubjectAt(sentence, by + 1, verb) is not { } subject)
            return null;
        var between = sentence[subject.End..verb];
        if (Clauses.ContainsAny(between, ["应当", "可以", "。", "；", "批准", "同意", "执行", "并"]) || HelpsOnly(sentence, subject.End, verb))
            return null;

        var clauseStart = Clauses.StartOf(sentence, by);
        var before = Before(sentence, clauseStart, by, out var start);
        var modality = sentence[clauseStart..by].EndsWith("可以") ? Modality.May : Modality.Must;
        var clause = new Stretch(start, Clauses.EndOf(sentence, after));
        var partners = Partners(sentence, subject.End, verb);

        var objectStart = Instruments.SkipFillers(sentence, after, clause.End);
        var objectEnd = Instruments.EndOfObject(sentence, objectStart, clause.End);
        if (objectEnd > objectStart && Instruments.NamesRule(sentence[objectStart..objectEnd], made, out _))
            return new Finding("rule.by-organ-object", subject, partners, new Stretch(objectStart, objectEnd), modality, clause);
        if (Instruments.NamesRule(before, made, out var certain))
        {
            var instrument = new Stretch(start, start + before.Length);
            return new Finding(certain ? "rule.object-by-organ" : "rule.terms-by-organ", subject, partners, instrument, modality, clause);
        }

        if (IsAnother(sentence, verb))
            return new Finding("rule.by-organ-separately", subject, partners, null, modality, clause);
        return null;
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
            if (end <= start || Clauses.ContainsAny(sentence[start..end], ["应当", "不得", "可以"])
                || !Instruments.NamesRule(sentence[start..end], made && word != "规定", out var certain) || (!certain && !made))
                return null;
            if (!certain)
                rule = "rule.organ-makes-terms";
            instrument = new Stretch(start, end);
        }

        if (Subjects.Of(sentence, verb, inherited, out var modality) is not { } subject)
            return null;
        var from = subject == Stretch.Inherited ? clauseStart : subject.End;
        if (HelpsOnly(sentence, Math.Max(clauseStart, from), verb))
            return null;
        return new Finding(rule, subject, Partners(sentence, from, verb), instrument, modality, new Stretch(clauseStart, clauseEnd));
    }

    /// <summary>旁听办法另行规定: a rule is announced and nobody is named.</summary>
    private static Finding? TryNobody(ReadOnlySpan<char> sentence, int verb, string word)
    {
        if (verb < 2 || !IsAnother(sentence, verb))
            return null;
        var clauseStart = Clauses.StartOf(sentence, verb);
        var clauseEnd = Clauses.EndOf(sentence, verb);
        var name = sentence[clauseStart..(verb - 2)];
        if (name.Contains('由') || verb + word.Length != clauseEnd || !Instruments.NamesRule(name, made: true, out var certain) || !certain)
            return null;
        return new Finding("rule.separately", null, null, new Stretch(clauseStart, verb - 2), Modality.Must, new Stretch(clauseStart, clauseEnd));
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
        return !(Organs.EndsName(before) || Clauses.EndsWithAny(before, ["另行", "分别", "统一", "依法", "共同", "具体", "同", "可以", "应当", "、", "作出", "联合"])
            || before.EndsWith("直辖市") || before.EndsWith("自治区"));
    }

    private static bool IsAnother(ReadOnlySpan<char> sentence, int verb) =>
        verb >= 2 && Clauses.WordAt(sentence, verb - 2, StandsAlone) is not null;

    /// <summary>作出具体规定: where 作出 begins, or -1.</summary>
    private static int MakesProvision(ReadOnlySpan<char> sentence, int clauseStart, int verb)
    {
        var from = Math.Max(clauseStart, verb - 10);
        var at = sentence[from..verb].LastIndexOf("作出");
        if (at < 0)
            return -1;
        var between = sentence[(from + at + 2)..verb];
        return between.IsEmpty || Clauses.EndsWithAny(between, ["具体", "补充", "相应", "实施性", "变通", "详细", "进一步", "专门", "特别"]) ? from + at + 2 : -1;
    }

    private static bool HelpsOnly(ReadOnlySpan<char> sentence, int from, int verb)
    {
        var start = Math.Max(from, Clauses.StartOf(sentence, verb));
        return start < verb && Clauses.ContainsAny(sentence[start..verb], Helping);
    }

    private static Stretch? Partners(ReadOnlySpan<char> sentence, int from, int verb)
    {
        var limit = Math.Min(verb, Clauses.EndOf(sentence, Math.Min(from, verb)));
        for (var i = Math.Max(0, from); i < limit; i++)
        {
            if (Clauses.WordAt(sentence[..limit], i, Partnership) is { } word)
                return Organs.SubjectAt(sentence, i + word.Length, limit == verb ? verb : limit);
        }

        return null;
    }

    private static bool IsReason(ReadOnlySpan<char> sentence, int by) =>
        (by > 0 && sentence[by - 1] is '理' or '自' or '事' or '经' or '缘' or '案')
        || (by + 1 < sentence.Length && sentence[by + 1] is '于' or '此');
}
