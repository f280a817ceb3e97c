using System.Globalization;
using System.Text.RegularExpressions;
using Supervision.Laws.Reading;
using Supervision.Obligations.Extraction;

namespace Supervision.Obligations.Conformity;

/// <summary>What an implementing rule is compared with.</summary>
/// <param name="LawTitle">Title of the law that obliges.</param>
/// <param name="LawInForce">From when that law is in force, or null.</param>
/// <param name="Proposal">The obligation as found in the law's text.</param>
/// <param name="Owners">Names and aliases of the departments that owe it.</param>
/// <param name="Due">The due date d, or null where no clock runs.</param>
/// <param name="ClaimedIssued">The day of issue that the department gave, or null.</param>
/// <param name="ClaimedEffective">The day of taking effect that the department gave, or null.</param>
public sealed record ConformityTarget(
    string LawTitle, DateOnly? LawInForce, ObligationProposal Proposal, IReadOnlyList<string> Owners, DateOnly? Due, DateOnly? ClaimedIssued, DateOnly? ClaimedEffective);

/// <summary>
/// Compares the text of an implementing rule with the obligation it is to fulfil: basis, issuer, dates, object. Pure; says what it found with the rule's
/// own words, and decides nothing.
/// </summary>
public static partial class ConformityCheck
{
    private const int LongestIssuerLine = 40;
    private const double EnoughOfObject = 0.6;

    private static readonly string[] InstrumentWords =
    [
        "具体", "实施", "相关", "有关", "管理", "配套", "规定", "办法", "细则", "标准", "规范", "目录", "名录", "规则", "规程", "程序", "条件", "要求", "指南", "范围", "制度", "及其", "以及", "本省", "本市",
        "前款", "本条", "的", "和", "与", "及", "、", "，",
    ];

    public static IReadOnlyList<ConformityFinding> Check(LawText rule, ConformityTarget target)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(target);
        var findings = new List<ConformityFinding>();
        AddBasis(rule, target, findings);
        AddIssuer(rule, target, findings);
        AddDates(rule, target, findings);
        AddObject(rule, target, findings);
        return findings;
    }

    private static void AddBasis(LawText rule, ConformityTarget target, List<ConformityFinding> findings)
    {
        var title = Bare(target.LawTitle);
        var cited = Citations.In(rule).Where(citation => Bare(citation.Title) == title).ToList();
        var bases = cited.Where(citation => citation.IsBasis).ToList();
        var shown = bases.FirstOrDefault() ?? cited.FirstOrDefault();
        if (shown is null)
        {
            findings.Add(new ConformityFinding(ConformityCodes.LawNotCited, ConformityLevel.LookAt, null, null, null, null, target.LawTitle));
            return;
        }

        findings.Add(Quoting(
            bases.Count > 0 ? ConformityCodes.LawCited : ConformityCodes.LawCitedElsewhere, bases.Count > 0 ? ConformityLevel.Agrees : ConformityLevel.LookAt, shown,
            shown.Title, target.LawTitle));
        var naming = (bases.Count > 0 ? bases : cited).Where(citation => citation.Articles.Count > 0).ToList();
        var article = target.Proposal.Article;
        findings.Add(
            naming.Find(citation => citation.Articles.Contains(article)) is { } right
                ? Quoting(ConformityCodes.ArticleCited, ConformityLevel.Agrees, right, article, article)
            : naming.Count > 0
                ? Quoting(
                    ConformityCodes.OtherArticlesCited, ConformityLevel.LookAt, naming[0], string.Join('、', naming.SelectMany(citation => citation.Articles).Distinct()),
                    article)
            : Quoting(ConformityCodes.NoArticleCited, ConformityLevel.Unknown, shown, null, article));
    }

    private static void AddIssuer(LawText rule, ConformityTarget target, List<ConformityFinding> findings)
    {
        var expected = target.Owners.Concat(target.Proposal.Bodies).Append(target.Proposal.LeadInFull).OfType<string>().Where(name => name.Length > 1).Distinct().ToList();
        var issuers = Issuers(rule);
        if (issuers.Count == 0)
        {
            findings.Add(new ConformityFinding(
                ConformityCodes.IssuerUnknown, ConformityLevel.Unknown, null, null, null, null, string.Join('、', expected)));
            return;
        }

        var (name, quote) = issuers.Find(issuer => expected.Exists(owner => IsSame(issuer.Name, owner, target.Proposal.IsClassOfOrgans)));
        var agrees = name is not null;
        (name, quote) = agrees ? (name, quote) : issuers[0];
        var at = rule.Text.IndexOf(quote!, StringComparison.Ordinal);
        findings.Add(new ConformityFinding(
            agrees ? ConformityCodes.IssuerObliged : ConformityCodes.IssuerDiffers, agrees ? ConformityLevel.Agrees : ConformityLevel.LookAt, quote, null,
            at < 0 ? null : at, name, string.Join('、', expected)));
    }

    /// <summary>Who seems to have issued the text: the header's organ, the organ that 印发 it, lines that are nothing but an organ's name.</summary>
    private static List<(string Name, string Quote)> Issuers(LawText rule)
    {
        var issuers = new List<(string Name, string Quote)>();
        if (rule.Issuer is { Length: > 1 } issuer)
            issuers.Add((issuer, issuer));
        foreach (var line in rule.Text.Split('\n'))
        {
            var bare = line.Replace(" ", "", StringComparison.Ordinal);
            if (Passing(bare) is { } passing)
                issuers.Add((passing, line));
            else if (Announcing().Match(bare) is { Success: true } announced)
                issuers.Add((announced.Groups["organ"].Value, line));
            else if (bare.Length is > 2 and <= LongestIssuerLine && bare.IndexOfAny(['。', '，', '《', '：', '（']) < 0 && Organs.EndsName(bare))
                issuers.Add((bare, line));
        }

        return issuers;
    }

    /// <summary>2024年9月1日江南省交通运输厅第12次厅务会议通过: the organ behind the date.</summary>
    private static string? Passing(string line)
    {
        if (!ChineseDate.TryFind(line, 0, out _, out _, out var from) || line.Length - from < 4)
            return null;
        var most = Math.Min(line.Length, from + LongestIssuerLine);
        for (var end = from + 3; end < most; end++)
        {
            if (line[end] is '第' or '令' or '公' or '发' or '印' or '审' or '常' or '厅' or '局' or '部' && Organs.EndsName(line.AsSpan(from, end - from)))
                return line[from..end];
        }

        return null;
    }

    private static bool IsSame(string issuer, string owner, bool isClass) =>
        issuer == owner || issuer.EndsWith(owner, StringComparison.Ordinal) || owner.EndsWith(issuer, StringComparison.Ordinal)
        || (isClass && owner.EndsWith("人民政府", StringComparison.Ordinal) && issuer.EndsWith("人民政府", StringComparison.Ordinal));

    private static void AddDates(LawText rule, ConformityTarget target, List<ConformityFinding> findings)
    {
        var clause = InForceClause(rule);
        var effective = rule.EffectiveOn ?? target.ClaimedEffective;
        if (effective is not { } from)
        {
            findings.Add(new ConformityFinding(ConformityCodes.InForceUnknown, ConformityLevel.Unknown, clause?.Quote, clause?.Article, clause?.Offset, null, Day(target.Due)));
        }
        else
        {
            if (target.Due is { } due)
            {
                findings.Add(new ConformityFinding(
                    from <= due ? ConformityCodes.InForceByDue : ConformityCodes.InForceAfterDue, from <= due ? ConformityLevel.Agrees : ConformityLevel.LookAt,
                    clause?.Quote, clause?.Article, clause?.Offset, Day(from), Day(due)));
            }

            if (target.LawInForce is { } law && from < law)
            {
                findings.Add(new ConformityFinding(
                    ConformityCodes.InForceBeforeLaw, ConformityLevel.LookAt, clause?.Quote, clause?.Article, clause?.Offset, Day(from), Day(law)));
            }
        }

        if (target.ClaimedIssued is { } issued && (rule.PromulgatedOn ?? rule.AdoptedOn) is { } written)
        {
            // A rule may be adopted some days before it is signed; either day agrees.
            var agrees = issued == rule.PromulgatedOn || issued == rule.AdoptedOn;
            findings.Add(new ConformityFinding(
                agrees ? ConformityCodes.IssuedAgrees : ConformityCodes.IssuedDiffers, agrees ? ConformityLevel.Agrees : ConformityLevel.LookAt, null, null, null,
                Day(written), Day(issued)));
        }
    }

    private static (string Quote, string Article, int Offset)? InForceClause(LawText rule)
    {
        for (var i = rule.Articles.Count - 1; i >= 0; i--)
        {
            for (var p = rule.Articles[i].Paragraphs.Count - 1; p >= 0; p--)
            {
                if (rule.Articles[i].Paragraphs[p] is { Length: < 200 } paragraph && InForce().IsMatch(paragraph))
                    return (paragraph, rule.Articles[i].Number, rule.Articles[i].ParagraphOffsets[p]);
            }
        }

        return null;
    }

    /// <summary>Whether the rule speaks of what the obligation names: most of the object's word pairs stand in its title or first articles.</summary>
    private static void AddObject(LawText rule, ConformityTarget target, List<ConformityFinding> findings)
    {
        var instrument = target.Proposal.Instrument ?? "";
        var named = Essence(instrument);
        if (named.Length < 2)
        {
            findings.Add(new ConformityFinding(
                ConformityCodes.ObjectNotNamed, ConformityLevel.Unknown, null, null, null, rule.Title, instrument.Length == 0 ? null : instrument));
            return;
        }

        var opening = rule.Articles.Take(3).SelectMany(article => article.Paragraphs.Select((paragraph, i) => (paragraph, article.Number, article.ParagraphOffsets[i])));
        var best = opening.Select(found => (Share: Share(named, found.paragraph), found)).OrderByDescending(found => found.Share).FirstOrDefault();
        var inTitle = Share(named, rule.Title);
        var agrees = inTitle >= EnoughOfObject || best.Share >= EnoughOfObject;
        var quotesTitle = inTitle >= best.Share;
        findings.Add(new ConformityFinding(
            agrees ? ConformityCodes.ObjectRegulated : ConformityCodes.ObjectNotFound, agrees ? ConformityLevel.Agrees : ConformityLevel.LookAt,
            quotesTitle ? rule.Title : best.found.paragraph, quotesTitle ? null : best.found.Number, quotesTitle ? null : best.found.Item3, rule.Title, instrument));
    }

    private static string Essence(string instrument)
    {
        foreach (var word in InstrumentWords)
            instrument = instrument.Replace(word, "", StringComparison.Ordinal);
        return instrument;
    }

    private static double Share(string named, string text)
    {
        var pairs = Enumerable.Range(0, named.Length - 1).Select(i => named.Substring(i, 2)).Distinct().ToList();
        return pairs.Count == 0 ? 0 : (double)pairs.Count(pair => text.Contains(pair, StringComparison.Ordinal)) / pairs.Count;
    }

    private static string Bare(string title)
    {
        var bare = LawIdentity.WithoutBrackets(title.Replace(" ", "", StringComparison.Ordinal));
        return bare.StartsWith("中华人民共和国", StringComparison.Ordinal) ? bare["中华人民共和国".Length..] : bare;
    }

    private static ConformityFinding Quoting(string code, ConformityLevel level, Citation citation, string? said, string? expected) =>
        new(code, level, citation.Quote, citation.Article, citation.Offset, said, expected);

    private static string? Day(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(?<organ>[^《。，]{3,40}?)关于(?:印发|发布|公布|颁布)", RegexOptions.ExplicitCapture)]
    private static partial Regex Announcing();

    [GeneratedRegex(@"本[^。，]{1,8}(?:自|从|于)[^。]{1,40}(?:施行|实施|生效|执行)", RegexOptions.ExplicitCapture)]
    private static partial Regex InForce();
}
