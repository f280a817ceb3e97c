namespace Supervision.Obligations.Extraction;

/// <summary>Finds who a verb's subject is: in its clause, or in an earlier clause whose subject still holds.</summary>
internal static class Subjects
{
    /// <summary>Agents that are no organs: from them on the subject is theirs.</summary>
    private static readonly string[] PrivateAgents =
    [
        "企业", "单位", "协会", "经营者", "业主", "学校", "医院", "组织", "个人", "村民", "居民", "当事人", "申请人", "公司", "机构", "委员会", "代表", "人员", "者", "人", "组", "所",
        "站", "中心", "会员", "商会", "园",
    ];

    private static readonly string[] Modals = ["应当", "可以", "必须", "不得", "负责", "有权"];

    /// <summary>The subject of the verb at <paramref name="verb"/>, or <paramref name="inherited"/>, or null where another agent stands
    /// there.</summary>
    public static Stretch? Of(ReadOnlySpan<char> sentence, int verb, Stretch? inherited, out Modality modality)
    {
        modality = Modality.Must;
        var modal = false;
        var end = verb;
        for (var clauses = 0; clauses < 12; clauses++)
        {
            var start = Clauses.StartOf(sentence, end);
            if (!modal && LastModal(sentence[start..end]) is { } word)
            {
                modal = true;
                modality = word is "可以" or "有权" ? Modality.May : Modality.Must;
            }

            if (Organs.SubjectAt(sentence, start, end) is { } subject)
                return subject;
            if (BeforeModal(sentence, start, end, out var foreign) is { } late)
                return late;
            if (foreign)
                return null;
            if (By(sentence, start, end) is { } agent)
                return agent;
            if (start == 0)
                break;
            end = start - 1;
        }

        return inherited;
    }

    private static string? LastModal(ReadOnlySpan<char> clause)
    {
        string? last = null;
        var place = -1;
        foreach (var modal in Modals)
        {
            var at = clause.LastIndexOf(modal);
            if (at > place)
                (last, place) = (modal, at);
        }

        return last;
    }

    /// <summary>在紧急情况下市人民政府应当: an organ right before the modal, though the clause begins otherwise.</summary>
    private static Stretch? BeforeModal(ReadOnlySpan<char> sentence, int start, int end, out bool foreign)
    {
        foreign = false;
        var at = -1;
        foreach (var modal in Modals)
        {
            var found = sentence[start..end].IndexOf(modal);
            if (found >= 0 && (at < 0 || found < at))
                at = found;
        }

        if (at <= 0)
            return null;
        var text = sentence[start..(start + at)];
        if (Organs.EndsName(text))
        {
            for (var from = start + at - 2; from > start; from--)
            {
                if (sentence[from - 1] is '的' or '后' or '前' or '时' or '下' && Organs.SubjectAt(sentence, from, end) is { } subject)
                    return subject;
            }

            foreign = true;
            return null;
        }

        foreign = Clauses.EndsWithAny(text, PrivateAgents);
        return null;
    }

    private static Stretch? By(ReadOnlySpan<char> sentence, int start, int end)
    {
        var by = sentence[start..end].LastIndexOf('由');
        return by < 0 ? null : Organs.SubjectAt(sentence, start + by + 1, end);
    }
}
