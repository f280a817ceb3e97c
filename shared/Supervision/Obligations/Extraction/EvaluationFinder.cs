namespace Supervision.Obligations.Extraction;

/// <summary>Finds the sentences in which a state organ evaluates how a law or rule works (立法后评估). The evaluation of plans, services
/// and risks is none.</summary>
internal static class EvaluationFinder
{
    private const int MostPlaces = 16;

    private static readonly string[] Norms =
        ["本法", "本条例", "本办法", "本规定", "本决定", "本规则", "法规", "规章", "规范性文件", "法律"];

    private static readonly string[] Effects =
        ["实施情况", "实施效果", "执行情况", "执行效果", "实施绩效", "立法质量", "质量", "效果", "情况", "实效", "绩效"];

    private static readonly string[] Nominal = ["结果", "报告", "机构", "意见", "情况", "时", "后", "的", "中", "工作", "指标", "标准", "办法", "、论证", "和论证", "制度", "机制", "体系"];

    public static void Find(ReadOnlySpan<char> sentence, Stretch? inherited, List<Finding> findings)
    {
        var from = 0;
        for (var places = 0; places < MostPlaces; places++)
        {
            var next = sentence[from..].IndexOf("评估");
            if (next < 0)
                return;
            var verb = from + next;
            from = verb + 2;
            if (Clauses.WordAt(sentence, from, Nominal) is not null || Of(sentence, verb, inherited) is not { } finding)
                continue;
            findings.Add(finding);
            return;
        }
    }

    private static Finding? Of(ReadOnlySpan<char> sentence, int verb, Stretch? inherited)
    {
        var clauseStart = Clauses.StartOf(sentence, verb);
        var clauseEnd = Clauses.EndOf(sentence, verb);
        var before = sentence[clauseStart..verb];
        Stretch? evaluated = null;
        if (!before.EndsWith("立法后") && !before.EndsWith("实施后"))
        {
            evaluated = Evaluated(sentence, clauseStart, verb, clauseEnd);
            if (evaluated is null)
                return null;
        }
        else if (Evaluated(sentence, clauseStart, verb, clauseEnd) is { } named)
        {
            evaluated = named;
        }
        else if (!Clauses.ContainsAny(before, ["开展", "组织", "进行", "实施"]))
        {
            return null;
        }

        var subject = Subjects.Of(sentence, evaluated is { } place && place.Start < verb ? Math.Max(place.Start - 1, clauseStart) : verb, null, out var modality)
            ?? Subjects.Of(sentence, verb, null, out modality) ?? inherited;
        if (subject is not { } own)
            return null;
        if (own != Stretch.Inherited)
        {
            var name = sentence[own.Start..own.End];
            if (Organs.IsCongressOffice(name) || Organs.IsCongress(name))
                return null;
        }

        if (before.Contains("可以", StringComparison.Ordinal))
            modality = Modality.May;
        return new Finding("evaluation.of-law", own, null, evaluated, modality, new Stretch(clauseStart, clauseEnd));
    }

    /// <summary>对本条例实施情况进行评估, 评估本条例的实施情况: what is evaluated, where it is a law or rule.</summary>
    private static Stretch? Evaluated(ReadOnlySpan<char> sentence, int clauseStart, int verb, int clauseEnd)
    {
        var before = sentence[clauseStart..verb];
        var of = before.IndexOf('对');
        if (of >= 0)
        {
            var start = clauseStart + of + 1;
            var end = verb;
            foreach (var word in (ReadOnlySpan<string>)["进行", "开展", "组织", "立法后", "全面", "定期", "综合", "及时", "一次", "跟踪", "第三方", "依法"])
            {
                var at = sentence[start..end].LastIndexOf(word);
                if (at > 0 && start + at + word.Length >= end - 2)
                    end = start + at;
            }

            return IsNorm(sentence[start..end]) ? new Stretch(start, end) : null;
        }

        var rest = verb + 2;
        return rest < clauseEnd && IsNorm(sentence[rest..clauseEnd]) ? new Stretch(rest, clauseEnd) : null;
    }

    private static bool IsNorm(ReadOnlySpan<char> phrase)
    {
        phrase = Instruments.Trim(phrase);
        foreach (var effect in Effects)
        {
            if (phrase.Length > effect.Length && phrase.EndsWith(effect))
            {
                phrase = phrase[..^effect.Length];
                phrase = phrase.TrimEnd("的其总");
                break;
            }
        }

        // 遵守法律、法规的情况 is the conduct of others.
        return Clauses.EndsWithAny(phrase, Norms) && !Clauses.ContainsAny(phrase, ["遵守", "违反", "企业", "单位", "规划", "落实", "贯彻"]);
    }
}
