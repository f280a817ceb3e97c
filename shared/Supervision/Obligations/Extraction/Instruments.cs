namespace Supervision.Obligations.Extraction;

/// <summary>The grammar of what is made: which nouns name a general rule, and which only a plan or a measure.</summary>
internal static class Instruments
{
    /// <summary>Nouns that name a rule with whatever verb of making.</summary>
    private static readonly string[] Rules =
        ["办法", "细则", "规定", "规则", "规程", "规范", "标准", "目录", "名录", "守则", "准则", "导则", "基准", "实施条例", "暂行条例", "标准体系", "办法等", "监察法规"];

    /// <summary>Nouns that name a rule only where the verb is 制定 or 规定: a condition that is 确定 may be a single decision.</summary>
    private static readonly string[] RulesWhenMade =
    [
        "条件", "程序", "要求", "示范文本", "定额", "限额", "范围和标准", "指南", "指引", "技术要求", "格式", "式样", "样式", "清单", "制度", "示范章程", "示范规约", "流程",
    ];

    /// <summary>Nouns of content: whoever 制定 or 规定 them by law for all makes a rule; only behind 由.</summary>
    private static readonly string[] Content = ["范围", "比例", "额度", "期限", "数额", "限额", "文件", "时限", "项目", "种类", "指标", "指标体系"];

    /// <summary>What looks like a rule and is none, or is only referred to.</summary>
    private static readonly string[] Others = ["本办法", "本规定", "本细则", "本规则", "本标准", "本实施细则", "本实施办法", "本条例"];

    private static readonly string[] References = ["按照", "依照", "根据", "依据", "符合", "违反", "参照"];

    private static readonly string[] Norms = ["规章", "地方性法规", "规范性文件", "行政法规"];

    /// <summary>Nouns of plans and measures: what is 另行制定 with them is no rule.</summary>
    private static readonly string[] Plans = ["措施", "方案", "计划", "规划", "预案", "政策", "意见", "对策"];

    private static readonly string[] Implementing =
    [
        "实施细则", "实施办法", "实施条例", "实施规定", "实施标准", "实施规范", "实施性", "实施规则", "实施准则", "实施意见", "实施方案", "实施目录", "实施本", "实施该",
    ];

    private static readonly string[] Fillers =
    [
        "和组织实施", "并组织实施", "和监督实施", "并公布实施", "并公布", "、公布", "和公布", "公布", "并实施", "和实施", "、实施", "实施", "并推广", "、发布", "和发布", "并发布", "发布", "和完善",
        "、完善", "完善",
        "并完善", "和修订", "、修订", "或者修订", "修订", "修改", "、修改", "和修改", "或者修改", "和更新", "并更新", "并及时更新", "及时更新", "并定期更新", "定期更新", "更新", "和动态调整",
        "并动态调整", "动态调整", "和调整", "、调整", "并适时调整", "适时调整", "并定期调整", "、定期调整", "定期调整", "或者调整", "、宣传贯彻",
        "并及时", "及时", "并定期", "定期", "并适时", "适时", "并落实", "和落实", "、落实", "向社会公布", "、印发", "并印发", "和推行", "并推行", "和执行", "、执行", "和推广", "、推广", "相应的",
        "相应", "、", "和", "并", "或者", "及",
    ];

    /// <summary>Skips what stands between verb and object: 制定|并及时更新|目录.</summary>
    public static int SkipFillers(ReadOnlySpan<char> sentence, int place, int limit)
    {
        while (place < limit && Clauses.WordAt(sentence[..limit], place, Implementing) is null
            && Clauses.WordAt(sentence[..limit], place, Fillers) is { } filler)
        {
            place += filler.Length;
        }

        return place;
    }

    /// <summary>The object that begins at <paramref name="from"/> ends at the clause's end, or before 并 and a further verb.</summary>
    public static int EndOfObject(ReadOnlySpan<char> sentence, int from, int clauseEnd)
    {
        var depth = 0;
        for (var i = from; i < clauseEnd; i++)
        {
            if (sentence[i] is '（' or '《')
                depth++;
            else if (sentence[i] is '）' or '》')
                depth--;
            else if (depth <= 0 && sentence[i] == '并' && i > from && i + 1 < clauseEnd && sentence[i + 1] is not ('联' or '购' or '网'
                or '行' or '轨'))
                return i;
        }

        return clauseEnd;
    }

    /// <summary>The phrase names a plan, a measure or a policy.</summary>
    public static bool NamesPlan(ReadOnlySpan<char> phrase) => Clauses.EndsWithAny(Trim(phrase), Plans);

    /// <summary>The phrase names what a rule would settle: its scope, a ratio, a limit.</summary>
    public static bool NamesContent(ReadOnlySpan<char> phrase) => Clauses.EndsWithAny(Trim(phrase), Content);

    /// <summary>Whether one of the nouns joined in the phrase names a rule.</summary>
    /// <param name="made">The verb is one of making, not only of fixing or publishing.</param>
    /// <param name="before">The phrase stands before its verb, where a reference to another rule may stand as well, and where the whole
    /// list is made.</param>
    /// <param name="certain">The noun names a rule with any verb.</param>
    public static bool NamesRule(ReadOnlySpan<char> phrase, bool made, bool before, out bool certain)
    {
        certain = false;
        phrase = Trim(phrase);
        if (phrase.IsEmpty || phrase[^1] is '时' or '的' or '后' or '前' or '中' || Clauses.StartsWithAny(phrase, before ? References : Norms))
            return false;

        var found = false;
        var depth = 0;
        var from = 0;
        for (var i = 0; i <= phrase.Length; i++)
        {
            var join = i == phrase.Length ? 1 : 0;
            if (join == 0)
            {
                if (phrase[i] is '（' or '《')
                    depth++;
                else if (phrase[i] is '）' or '》')
                    depth--;
                else if (depth <= 0)
                    join = Clauses.WordAt(phrase, i, ["以及", "或者", "、", "和", "及", "与", "并"])?.Length ?? 0;
            }

            if (join == 0)
                continue;
            // A noun before the last is joined to it only where no 的 stands between: 标准、规范的方案 is a plan.
            var part = Trim(phrase[from..i]);
            var last = i == phrase.Length;
            if (!Clauses.EndsWithAny(part, Others) && (last || before || !phrase[i..].Contains('的')))
            {
                certain |= Clauses.EndsWithAny(part, Rules)
                    || (Clauses.EndsWithAny(part, Norms) && part.Contains("配套", StringComparison.Ordinal));
                found |= certain || (made && Clauses.EndsWithAny(part, RulesWhenMade) && (last || !Clauses.EndsWithAny(phrase, Plans)
                    || part.EndsWith("制度")));
            }

            from = i + join;
            i = from - 1;
        }

        return found;
    }

    /// <summary>The phrase without brackets, quotes and 等 at its end.</summary>
    public static ReadOnlySpan<char> Trim(ReadOnlySpan<char> phrase)
    {
        while (true)
        {
            phrase = phrase.Trim(" ，、“”");
            if (phrase.StartsWith("其") && !phrase.StartsWith("其他") && phrase.Length > 2)
                phrase = phrase[1..];
            if (phrase.Length > 1 && phrase[^1] == '》')
                phrase = phrase[(phrase[0] == '《' ? 1 : 0)..^1];
            else if (phrase.Length > 1 && phrase[^1] == '等')
                phrase = phrase[..^1];
            else if (phrase.Length > 1 && phrase[^1] == '）' && phrase.LastIndexOf('（') is > 0 and var open)
                phrase = phrase[..open];
            else
                return phrase;
        }
    }
}
