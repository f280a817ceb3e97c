using System.Text;
using Supervision.Laws.Reading;
using Supervision.Obligations;
using Supervision.Obligations.Conformity;

namespace Supervision.Tests.Obligations.Conformity;

public sealed class ConformityCheckTests
{
    private const string Rule = """
        江南省渡口收费标准管理办法
        （2024年9月1日江南省交通运输厅第12次厅务会议通过）
        第一条 为了规范渡口收费，根据《江南省渡口安全条例》（以下简称《条例》）第四条第三款、第十二条之一和《中华人民共和国价格法》，制定本办法。
        第二条 渡口收费标准的制定和调整，适用本办法。违反《条例》第二十条的，依法处罚。
        第三条 本办法自2024年10月1日起施行。
        """;

    private static readonly ConformityTarget Target = new(
        "江南省渡口安全条例", new DateOnly(2024, 5, 1), Proposal("第四条", "渡口收费标准", "省交通运输主管部门"), ["江南省交通运输厅", "省交通运输主管部门"],
        new DateOnly(2025, 5, 1), new DateOnly(2024, 9, 1), null);

    [Fact]
    public void A_rule_that_does_what_the_law_asked_agrees_in_everything()
    {
        var rule = Text(Rule);

        var findings = ConformityCheck.Check(rule, Target);

        Assert.Equal(
            [
                ConformityCodes.LawCited, ConformityCodes.ArticleCited, ConformityCodes.IssuerObliged, ConformityCodes.InForceByDue, ConformityCodes.IssuedAgrees,
                ConformityCodes.ObjectRegulated,
            ],
            findings.Select(finding => finding.Code));
        Assert.All(findings, finding => Assert.Equal(ConformityLevel.Agrees, finding.Level));
        Assert.All(findings.Where(finding => finding.Offset is not null), finding =>
            Assert.StartsWith(finding.Quote!, rule.Text[finding.Offset!.Value..], StringComparison.Ordinal));
    }

    [Fact]
    public void Citations_are_found_with_their_articles_and_short_names_are_resolved()
    {
        var citations = Citations.In(Text(Rule));

        Assert.Equal(
            [
                ("江南省渡口安全条例", "第四条 第十二条之一", true, "第一条"),
                ("中华人民共和国价格法", "", true, "第一条"),
                ("江南省渡口安全条例", "第二十条", false, "第二条"),
            ],
            citations.Select(citation => (citation.Title, string.Join(' ', citation.Articles), citation.IsBasis, citation.Article)));
    }

    [Theory]
    [InlineData("第四条第三款、第十二条之一", "第五条", ConformityCodes.OtherArticlesCited, ConformityLevel.LookAt)]
    [InlineData("第四条第三款、第十二条之一", "", ConformityCodes.NoArticleCited, ConformityLevel.Unknown)]
    [InlineData("《江南省渡口安全条例》（以下简称《条例》）第四条第三款、第十二条之一和", "", ConformityCodes.LawNotCited, ConformityLevel.LookAt)]
    [InlineData("江南省交通运输厅第12次", "江南省水利厅第12次", ConformityCodes.IssuerDiffers, ConformityLevel.LookAt)]
    [InlineData("2024年10月1日起", "2025年6月1日起", ConformityCodes.InForceAfterDue, ConformityLevel.LookAt)]
    [InlineData("2024年10月1日起", "2024年4月1日起", ConformityCodes.InForceBeforeLaw, ConformityLevel.LookAt)]
    [InlineData("（2024年9月1日", "（2024年8月1日", ConformityCodes.IssuedDiffers, ConformityLevel.LookAt)]
    [InlineData("渡口收费", "码头绿化", ConformityCodes.ObjectNotFound, ConformityLevel.LookAt)]
    [InlineData("，制定本办法", "，现就有关事项规定如下", ConformityCodes.LawCitedElsewhere, ConformityLevel.LookAt)]
    [InlineData("第三条 本办法自2024年10月1日起施行。", "第三条 本办法由省交通运输厅解释。", ConformityCodes.InForceUnknown, ConformityLevel.Unknown)]
    public void What_departs_from_the_obligation_is_shown(string words, string others, string code, ConformityLevel level)
    {
        Assert.Contains(words, Rule, StringComparison.Ordinal);
        var rule = Text(Rule.Replace(words, others, StringComparison.Ordinal).Replace("违反《条例》第二十条的，", "", StringComparison.Ordinal));

        var found = Assert.Single(ConformityCheck.Check(rule, Target), finding => finding.Code == code);

        Assert.Equal(level, found.Level);
    }

    [Fact]
    public void A_rule_sent_out_with_a_notice_is_known_by_the_organ_of_the_notice()
    {
        const string Notice = """
            江南省交通运输厅关于印发《江南省渡口收费标准》的通知
            各市交通运输局：
            现将《江南省渡口收费标准》印发给你们，请遵照执行。
            江南省交通运输厅
            2024年9月1日
            江南省渡口收费标准
            第一条 根据《江南省渡口安全条例》第四条，制定本标准。
            第二条 本标准自2024年10月1日起施行。
            """;

        var rule = Text(Notice);

        Assert.Contains(ConformityCheck.Check(rule, Target), finding => finding is { Code: ConformityCodes.IssuerObliged, Said: "江南省交通运输厅" });
        Assert.Contains(ConformityCheck.Check(rule, Target), finding => finding.Code == ConformityCodes.ArticleCited);
    }

    [Fact]
    public void An_obligation_that_says_only_具体办法_leaves_the_object_to_staff()
    {
        var target = Target with { Proposal = Proposal("第四条", "具体办法", "省交通运输主管部门") };

        var found = Assert.Single(ConformityCheck.Check(Text(Rule), target), finding => finding.Code == ConformityCodes.ObjectNotNamed);

        Assert.Equal(ConformityLevel.Unknown, found.Level);
    }

    [Fact]
    public void Every_code_has_a_sentence_in_both_languages()
    {
        var codes = typeof(ConformityCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();

        Assert.Equal(codes.Order(StringComparer.Ordinal), ConformityTexts.Codes.Order(StringComparer.Ordinal));
        foreach (var code in codes)
        {
            var finding = new ConformityFinding(code, ConformityLevel.LookAt, null, null, null, "甲", "乙");
            Assert.DoesNotContain("{", ConformityTexts.Of(finding, "en") + ConformityTexts.Of(finding, "zh-CN"), StringComparison.Ordinal);
            Assert.NotEqual(ConformityTexts.Of(finding, "en"), ConformityTexts.Of(finding, "zh-CN"));
        }
    }

    [Theory]
    [InlineData("《")]
    [InlineData("《甲》")]
    [InlineData("《甲》第一条、")]
    [InlineData("根据《甲》第一条和第二条，")]
    public void A_text_of_citations_alone_takes_time_by_its_length(string piece)
    {
        var rule = Text("江南省渡口办法\n第一条 " + string.Concat(Enumerable.Repeat(piece, 100_000)) + "。\n第二条 乙。\n");

        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var citations = Citations.In(rule);

        Assert.InRange(citations.Count, 0, 2_000);
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
    }

    private static LawText Text(string text) =>
        Assert.IsType<LawReading.Law>(LawReader.ReadInstrument("rule.txt", Encoding.UTF8.GetBytes(text))).Text;

    private static ObligationProposal Proposal(string article, string instrument, string lead) => new(
        ObligationKind.ImplementingRule, Modality.Must, article, instrument + "由" + lead + "制定。", 0, [lead], null, instrument, null, null, null, null,
        "rule.object-by-organ", 0.9, false);
}
