namespace Supervision.Obligations.Extraction;

/// <summary>A stretch of a sentence.</summary>
internal readonly record struct Stretch(int Start, int End)
{
    /// <summary>Stands for the subject of the sentence before.</summary>
    public static readonly Stretch Inherited = new(-1, -1);

    public int Length => End - Start;
}

/// <summary>The grammar of organs: how the subject of a duty is recognised, split into bodies and told from a class.</summary>
internal static class Organs
{
    private const int LongestSubject = 150;

    /// <summary>What may follow a subject. A name goes on where none of these stands (人民政府|建设主管部门).</summary>
    private static readonly string[] Followers =
    [
        "应当", "可以", "必须", "负责", "会同", "根据", "按照", "依照", "依据", "依法", "结合", "参照", "另行", "分别", "制定", "制订", "规定", "确定", "公布", "编制",
        "发布", "统一", "统筹", "组织", "牵头", "共同", "研究", "提出", "提交", "定期", "及时", "适时", "协商", "联合", "协同", "具体", "在", "将", "向", "自", "不得", "不再",
        "建立", "出台", "有权", "拟订", "拟定", "作出", "要", "于", "，", "（以下", "是", "分类", "组成", "为主", "予以", "每", "或者会同", "审定", "批准", "对", "商", "通过",
        "征求", "听取", "委托", "指定", "采取", "开展", "完善", "推动", "推进", "明确", "督促", "指导", "鼓励", "支持", "履行", "承担", "加快", "实施", "实行", "设立", "加强", "年底前",
        "需要",
        "核定", "划定", "划分", "汇总", "提请", "报告", "落实", "应", "可", "按", "经", "除", "就", "以",
    ];

    /// <summary>Followers that are also the beginning of names (应急, 商务, 对外, 在地, 可再生能源, 经济, 组织部门) and what they then go on with.</summary>
    private static readonly string[] Names =
    [
        "应急", "应对", "自然", "自贸", "自治", "自由", "经办", "商务", "商业", "商品", "对外", "对口", "对台", "可再生", "经济", "经贸", "经信", "经营", "组织人事", "组织部", "发展改",
        "为民", "就业", "公布的", "确定的", "规定的", "批准的", "组织的", "制定的", "指定的", "编制的", "提出的", "编制管理", "编制部门", "编制机关", "编制机构",
        "组织编制", "以上", "以及", "以外", "通过的", "依法设立", "依法确定", "依法授权", "统一战线", "统筹区", "建立的", "划定的", "审定的", "研究机构", "指导的", "委托的", "设立的", "实施的", "支持的",
        "指导委", "指导中", "推进委", "推进办",
    ];

    private static readonly string[] StateAgencies =
    [
        "管理", "监督", "监管", "执法", "工作", "办事", "统计", "消防", "领导", "气象", "地震", "派出", "主管", "登记", "审计", "行政", "指导", "税务", "海事", "经办", "备案审查",
        "保护", "牵头", "议事协调", "稽查",
    ];

    private static readonly string[] PrivateCommittees =
        ["业主", "村民", "居民", "家长", "职工", "专家", "学术", "仲裁", "评标", "物业管理", "选举", "监事", "村务监督", "伦理", "评审", "调解", "膳食"];

    /// <summary>Words that no organ's name holds: before them stands another agent, or the stretch is no name.</summary>
    private static readonly string[] ForeignWords =
    [
        "应当", "可以", "不得", "企业", "公司", "经营者", "协会", "用人单位", "建设单位", "个人", "公民", "当事人", "申请人", "必须", "会同", "未经", "违反", "单位",
    ];

    /// <summary>Verbs and prepositions with which a clause begins that has the organ for its object.</summary>
    private static readonly string[] OtherVerbs =
    [
        "督促", "配合", "协助", "将", "把", "对有", "对本", "对下", "对违", "向", "及时", "在本", "在市", "在县", "在省", "在国", "参与", "支持", "鼓励", "按照", "引导", "指导",
        "根据", "依照", "经批准", "经有关",
        "经市", "经省", "经县", "经国务院", "经本级", "征求", "听取", "要求", "通过", "接受", "协调", "抄送", "报送", "报经", "报请", "报市", "报省", "报县", "报国务院", "报本级", "报同级",
        "提请", "提交", "并", "违反",
        "责成", "反馈", "自收到", "自本", "结合", "组织有", "组织相", "组织同", "组织市", "组织省", "组织县", "组织本",
    ];

    private static readonly string[] Openings =
    [
        "其中", "同时", "必要时", "由", "凡", "并由", "或者由", "分别由", "原则上由", "可以由", "应当由", "委托", "此外", "今后", "现由", "授权", "国务院授权", "本法授权", "本条例授权",
    ];

    private static readonly string[] CongressOffices =
    [
        "主席团", "主任会议", "委员长会议", "专门委员会", "法制委员会", "工作委员会", "财经委员会", "财政经济委员会", "调查委员会", "资格审查委员会", "工作机构", "办事机构", "代表团",
        "提案人", "工委", "宪法和法律委员会", "审查委员会", "秘书处",
    ];

    private static readonly string[] ClassWords =
        ["以上", "各级", "地方", "有关", "相关", "设区的市", "自治区、直辖市", "所在地", "其他", "各区", "各县", "各市", "沿线", "沿江", "毗邻", "县（市", "区（县", "市（县"];

    private static readonly string[] LevelPairs =
    [
        "市、区", "市、县", "市和区", "市和县", "区、县", "区县", "省、市", "省和", "省、设区", "县、乡", "乡、镇", "乡镇", "乡（镇", "镇（乡", "市、有关", "县（区", "区和县",
    ];

    /// <summary>
    /// The subject that begins at <paramref name="from"/>: everything up to the first place where a name of an organ ends and something
    /// follows
    /// that goes on with the sentence. Stops at the clause's end.
    /// </summary>
    public static Stretch? SubjectAt(ReadOnlySpan<char> sentence, int from, int limit)
    {
        from = SkipOpening(sentence, from, limit);
        var most = Math.Min(limit, from + LongestSubject);
        var depth = 0;
        for (var end = from + 1; end <= most; end++)
        {
            var last = sentence[end - 1];
            if (last == '（')
                depth++;
            else if (last == '）')
                depth = Math.Max(0, depth - 1);
            else if (last is '：' or '《' or '；' || (last == '，' && depth == 0))
                return null;

            if (depth > 0 || !EndsName(sentence[from..end]) || !IsFollowed(sentence, end, limit))
                continue;
            return IsName(sentence[from..end]) ? new Stretch(from, end) : null;
        }

        return null;
    }

    /// <summary>An organ's name ends here: 人民政府, 主管部门, 管理委员会 ...; without the names of private bodies that end alike.</summary>
    public static bool EndsName(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return false;
        switch (text[^1])
        {
            case '府':
                return text.EndsWith("政府");
            case '院':
                return text.EndsWith("国务院") || text.EndsWith("人民法院") || text.EndsWith("检察院") || text.EndsWith("中级法院")
                    || text.EndsWith("一府两院") || text.EndsWith("一府一委两院") || text.EndsWith("高级法院");
            case '门':
                return text.EndsWith("部门");
            case '关':
                return text.EndsWith("机关") || text.EndsWith("海关");
            case '构':
                return text.EndsWith("机构") && (Clauses.EndsWithAny(text[..^2], StateAgencies)
                    || text.Contains("人民政府", StringComparison.Ordinal)) && !text.EndsWith("物业管理机构");
            case '会':
                return text.EndsWith("代表大会") ? !text.EndsWith("职工代表大会")
                    : text.EndsWith("委员会") ? !Clauses.EndsWithAny(text[..^3], PrivateCommittees)
                    : text.EndsWith("常委会") || text.EndsWith("管委会") || text.EndsWith("执委会") || text.EndsWith("监会")
                        || ((text.EndsWith("联合会") || text.EndsWith("总工会")) && Clauses.ContainsAny(text, ["部门", "政府", "机关"]));
            case '局':
                return text.Length > 2 && text[^2] is not ('布' or '格' or '结' or '邮' or '全' or '大' or '定');
            case '厅':
                return text.Length > 2 && text[^2] is not ('大' or '客' or '餐' or '展' or '舞' or '歌' or '前' or '门');
            case '部':
                return text.Length > 2 && (text[^2] is '政' or '安' or '育' or '务' or '业' or '源' or '设' or '输' or '利' or '村' or '化' or '障'
                    or '法' or '交' or '理' or '防' or '技' or '游' or '境' or '社');
            case '室':
                return text.EndsWith("办公室");
            case '署':
                return text.EndsWith("总署") || text.EndsWith("审计署") || text.EndsWith("行政公署");
            case '处':
                return text.EndsWith("办事处");
            case '团':
                return text.EndsWith("主席团");
            case '议':
                return text.EndsWith("主任会议");
            case '行':
                return text.EndsWith("人民银行");
            case '市':
                return text.EndsWith("直辖市");
            case '委':
                return text.Length > 2 && text[^2] is not ('党' or '村' or '居' or '常' or '市' or '省' or '县' or '区');
            case '区':
                return text.EndsWith("军区") || text.EndsWith("警备区");
            case '”':
                return text.EndsWith("两院”");
            case '）':
                return text.EndsWith("办公厅（室）");
            default:
                return false;
        }
    }

    /// <summary>
    /// Splits a subject into its bodies: 甲部门、乙人民政府 are two, while 农业农村、园林绿化部门 share one ending and stay together, as laws write them.
    /// </summary>
    public static void AddBodies(ReadOnlySpan<char> subject, List<string> bodies)
    {
        var from = 0;
        var depth = 0;
        for (var i = 0; i < subject.Length; i++)
        {
            if (subject[i] is '（' or '）')
                depth += subject[i] == '（' ? 1 : -1;
            // 省、自治区、直辖市或者设区的市人民政府: the places share one ending.
            if (depth > 0 || i == from || !EndsName(subject[from..i]) || subject[from..i].EndsWith("直辖市"))
                continue;
            var join = Clauses.WordAt(subject, i, ["、", "和", "以及", "及其", "及", "与", "或者"]);
            if (join is null || i + join.Length >= subject.Length)
                continue;
            bodies.Add(subject[from..i].Trim("“”").ToString());
            from = i + (join == "及其" ? 1 : join.Length);
            i = from;
        }

        if (from < subject.Length)
            bodies.Add(subject[from..].Trim("“”").ToString());
    }

    /// <summary>An office inside a congress: what it reports there is procedure, no duty of the kind that is supervised.</summary>
    public static bool IsCongressOffice(ReadOnlySpan<char> organ) => Clauses.EndsWithAny(organ, CongressOffices);

    /// <summary>The congress itself or its standing committee.</summary>
    public static bool IsCongress(ReadOnlySpan<char> organ) =>
        organ.EndsWith("代表大会") || organ.EndsWith("常务委员会") || organ.EndsWith("常委会");

    /// <summary>Whether the name stands for several organs: 县级以上人民政府, 市、区人民政府, 有关部门.</summary>
    public static bool IsClass(string organ) =>
        Clauses.ContainsAny(organ, ClassWords) || Clauses.ContainsAny(organ, LevelPairs) || organ[0] is '县' or '区' or '乡' or '镇'
        || organ.EndsWith("等部门", StringComparison.Ordinal) || organ.StartsWith("街道", StringComparison.Ordinal);

    private static int SkipOpening(ReadOnlySpan<char> sentence, int from, int limit)
    {
        while (from < limit && sentence[from] is ' ' or '“' or '、')
            from++;
        if (from < limit && sentence[from] == '（')
        {
            var close = sentence[from..limit].IndexOf('）');
            if (close is > 0 and <= 5)
                from += close + 1;
        }

        while (Clauses.WordAt(sentence[..limit], from, Openings) is { } opening)
            from += opening.Length;
        return from;
    }

    private static bool IsFollowed(ReadOnlySpan<char> sentence, int end, int limit)
    {
        if (end == limit)
            return true;
        if (Clauses.WordAt(sentence, end, Names) is not null)
            return false;
        return Clauses.WordAt(sentence, end, Followers) is not null;
    }

    private static bool HasBy(ReadOnlySpan<char> text)
    {
        var by = text.IndexOf('由');
        return by >= 0 && (by == 0 || text[by - 1] != '自');
    }

    /// <summary>A stretch that ends like an organ names one, and not the object of a clause that has begun.</summary>
    public static bool IsNameOfOrgan(ReadOnlySpan<char> text) => IsName(text);

    private static bool IsName(ReadOnlySpan<char> text)
    {
        // 制定机关 and 设立的机构 are names; otherwise these verbs show that the clause has begun.
        var making = text.IndexOf("制定");
        var founding = text.IndexOf("设立");
        if ((making >= 0 && !text[making..].StartsWith("制定机关")) || (founding >= 0 && !text[founding..].StartsWith("设立的")))
            return false;
        // 业主 is no organ, 物业主管部门 and 林业主管部门 are.
        var owner = text.IndexOf("业主");
        return !Clauses.StartsWithAny(text, OtherVerbs) && !HasBy(text) && (owner < 0 || text[owner..].StartsWith("业主管"))
            && !Clauses.ContainsAny(text, ForeignWords);
    }
}
