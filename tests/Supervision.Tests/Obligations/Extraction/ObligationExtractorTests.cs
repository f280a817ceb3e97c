using Supervision.Laws.Reading;
using Supervision.Obligations;
using Supervision.Obligations.Extraction;

namespace Supervision.Tests.Obligations.Extraction;

public sealed class ObligationExtractorTests
{
    [Theory]
    [InlineData("rule.object-by-organ", "具体办法由省人民政府制定。", "省人民政府", "具体办法")]
    [InlineData("rule.object-by-organ", "渡口收费标准，由市物价部门会同市交通部门另行制定，报市人民政府批准后公布。", "市物价部门|市交通部门", "渡口收费标准")]
    [InlineData("rule.object-by-organ", "渡船标准由省林业主管部门商省自然资源主管部门规定。", "省林业主管部门|省自然资源主管部门", "渡船标准")]
    [InlineData("rule.object-by-organ", "补助的具体标准由县（市、区）人民政府根据当地物价水平规定，每两年公布一次。", "县（市、区）人民政府", "补助的具体标准")]
    [InlineData("rule.object-by-organ", "渡口名录由国务院交通主管部门征求国务院水利主管部门意见后制定并公布。", "国务院交通主管部门", "渡口名录")]
    [InlineData("rule.by-organ-object", "渡运价格，由市人民政府依照本条例制定具体办法。", "市人民政府", "具体办法")]
    [InlineData("rule.organ-makes-object", "国务院根据本法制定实施条例。", "国务院", "实施条例")]
    [InlineData("rule.organ-makes-object", "市水务部门应当加强管理，会同有关部门制定并及时更新用水产品目录，向社会公布。", "市水务部门|有关部门", "用水产品目录")]
    [InlineData("rule.organ-makes-object", "需要收费的，由市、区县人民政府确定，并制定管理办法。", "市、区县人民政府", "管理办法")]
    [InlineData("rule.organ-makes-object", "市市场监督管理部门和市应急管理部门负责制定渡船检查规范。", "市市场监督管理部门|市应急管理部门", "渡船检查规范")]
    [InlineData("rule.organ-makes-object", "国家发展改革委会同财政部、商务部等部门制定渡运管理办法。", "国家发展改革委|财政部|商务部等部门", "渡运管理办法")]
    [InlineData("rule.organ-makes-object", "国务院自然资源主管部门应当制定岸线标准。", "国务院自然资源主管部门", "岸线标准")]
    [InlineData("rule.organ-makes-object", "市水务部门应当加强管理，组织有关行业主管部门制定和及时完善节水标准。", "市水务部门", "节水标准")]
    [InlineData("rule.object-by-organ", "驻军渡口的管理办法由省人民政府、省军区另行制定。", "省人民政府|省军区", "驻军渡口的管理办法")]
    [InlineData("rule.object-by-organ", "渡口补助标准，由省、自治区、直辖市或者设区的市级人民政府确定并公布。", "省、自治区、直辖市或者设区的市级人民政府", "渡口补助标准")]
    [InlineData("rule.terms-by-organ", "登记的条件和程序，由市民政部门依法制定。", "市民政部门", "登记的条件和程序")]
    [InlineData("rule.content-by-organ", "渡口保护区的具体范围由省人民政府规定。", "省人民政府", "渡口保护区的具体范围")]
    [InlineData("rule.needed-by-organ", "没有国家标准，需要制定地方标准的，由省标准化主管部门组织制定。", "省标准化主管部门", "需要制定地方标准的")]
    [InlineData("rule.by-organ-separately", "军用渡口的管理，由中央军事委员会另行规定。", "中央军事委员会", null)]
    [InlineData("rule.separately", "会议设旁听席，旁听办法另行规定。", null, "旁听办法")]
    [InlineData("rule.organ-makes-terms", "市商务部门应当会同市市场监督管理部门制定租船合同示范文本。", "市商务部门|市市场监督管理部门", "租船合同示范文本")]
    public void Finds_who_shall_make_which_rule(string rule, string sentence, string? bodies, string? instrument)
    {
        var found = Assert.Single(Extract(sentence));

        Assert.Equal(rule, found.Rule);
        Assert.Equal(ObligationKind.ImplementingRule, found.Kind);
        Assert.Equal(Modality.Must, found.Modality);
        Assert.Equal(bodies?.Split('|') ?? [], found.Bodies);
        Assert.Equal(instrument, found.Instrument);
        Assert.Equal(sentence, found.Sentence);
        Assert.InRange(found.Confidence, 0.01, 1);
    }

    [Theory]
    [InlineData("rule.organ-makes-object", "省、自治区、直辖市人民代表大会常务委员会可以根据本法制定实施办法。", "省、自治区、直辖市人民代表大会常务委员会")]
    [InlineData("rule.organ-makes-object", "市人民政府可以依照法律、法规，根据需要，制定渡口管理细则。", "市人民政府")]
    [InlineData("rule.organ-provides", "负责渡口的机关，可以根据本办法对具体事项作出规定。", "负责渡口的机关")]
    public void Tells_may_from_must(string rule, string sentence, string body)
    {
        var found = Assert.Single(Extract(sentence));

        Assert.Equal((rule, Modality.May), (found.Rule, found.Modality));
        Assert.Equal([body], found.Bodies);
    }

    [Theory]
    [InlineData("report.reports-to-congress", "县级以上人民政府应当每年向本级人民代表大会或者其常务委员会报告渡口安全工作，接受监督。", "县级以上人民政府", "每年")]
    [InlineData("report.reports-to-congress", "市人民检察院应当于每年第一季度向市人大常委会书面报告渡口公益诉讼情况。", "市人民检察院", "每年第一季度")]
    [InlineData("report.reports-congress", "县人民政府应当在每年一月三十一日前，将渡口情况书面报告本级人民代表大会常务委员会。", "县人民政府", "每年一月三十一日前")]
    [InlineData("report.reports-to-congress", "市人民政府应当定期组织检查，检查情况应当向市人民代表大会常务委员会报告。", "市人民政府", "定期")]
    [InlineData("report.submits-to-congress", "省人民政府应当每两年向省人民代表大会常务委员会提出渡口建设专项报告。", "省人民政府", "每两年")]
    [InlineData("report.reports-congress", "市人民政府应当及时整改，并将整改情况报告本级人民代表大会常务委员会。", "市人民政府", "及时")]
    [InlineData("report.delivers-to-congress", "市规划部门应当每五年组织评估，并将评估报告报送本级人民代表大会常务委员会和原审批机关。", "市规划部门", "每五年")]
    [InlineData("report.on-resolution", "常务委员会作出的决议，有关国家机关应当在决议规定的期限内报告执行情况。", "有关国家机关", null)]
    public void Finds_who_reports_to_the_congress_and_how_often(string rule, string sentence, string body, string? frequency)
    {
        var found = Assert.Single(Extract(sentence));

        Assert.Equal(rule, found.Rule);
        Assert.Equal(ObligationKind.RecurringReport, found.Kind);
        Assert.Equal([body], found.Bodies);
        Assert.Equal(frequency, found.Frequency);
    }

    [Theory]
    [InlineData("为了加强渡口管理，根据有关法律，结合本省实际，制定本条例。")]
    [InlineData("渡口的收费按照省人民政府制定的标准执行。")]
    [InlineData("渡运企业应当制定安全操作规程。")]
    [InlineData("渡船行业协会应当制定行业规范，引导会员自律。")]
    [InlineData("业主大会议事规则由业主大会制定。")]
    [InlineData("市人民政府应当制定渡口发展规划、年度计划和应急预案。")]
    [InlineData("市交通部门应当制定促进渡运发展的政策措施。")]
    [InlineData("县级以上人民政府应当支持行业协会参与制定渡船标准。")]
    [InlineData("市人民政府有关部门不得制定妨碍竞争的规定。")]
    [InlineData("市人民政府制定收费标准，应当听取公众意见。")]
    [InlineData("省交通部门制定渡船目录时，应当征求意见。")]
    [InlineData("违反本条例规定的，由市交通部门按照有关规定予以处罚。")]
    [InlineData("由公安机关依照治安管理处罚法的规定处罚。")]
    [InlineData("列入会议议程的法规案，提案人要求撤回的，经主任会议同意，并向常务委员会报告。")]
    [InlineData("听证情况应当向常务委员会报告。")]
    [InlineData("财政经济委员会应当向市人大常委会作审查结果报告。")]
    [InlineData("市人民代表大会常务委员会可以听取市人民政府的专项工作报告。")]
    [InlineData("规划报送审批前，应当先经本级人民代表大会常务委员会审议，审议意见交由市人民政府研究处理，研究处理情况应当及时报告市人民代表大会常务委员会。")]
    [InlineData("渡口经营者应当向县人民政府报告事故。")]
    [InlineData("业主委员会应当每年向业主大会报告收支情况。")]
    public void Leaves_alone_what_is_no_obligation_of_a_state_organ(string sentence) => Assert.Empty(Extract(sentence));

    [Theory]
    [InlineData("省人民政府应当自本条例施行之日起六个月内制定实施办法。", "自本条例施行之日起六个月内", 6, PeriodUnit.Month, DeadlineAnchor.EffectiveDate)]
    [InlineData("实施办法由市人民政府在本办法公布后三十日内制定。", "在本办法公布后三十日内", 30, PeriodUnit.Day, DeadlineAnchor.Promulgation)]
    [InlineData("市交通部门应当自收到标准之日起十个工作日内制定目录。", "自收到标准之日起十个工作日内", 10, PeriodUnit.WorkingDay, DeadlineAnchor.OtherEvent)]
    public void Reads_the_period_that_a_law_sets(string sentence, string words, int count, PeriodUnit unit, DeadlineAnchor anchor)
    {
        var found = Assert.Single(Extract(sentence));

        Assert.Equal(words, found.Deadline);
        var period = Assert.IsType<DeadlineClause.Period>(found.DeadlineClause);
        Assert.Equal((count, unit, anchor), (period.Count, period.Unit, period.Anchor));
    }

    [Fact]
    public void Reads_a_date_that_a_law_sets()
    {
        var found = Assert.Single(Extract("省人民政府应当在2027年6月30日前制定渡船标准。"));

        Assert.Equal("在2027年6月30日前", found.Deadline);
        Assert.Equal(new DeadlineClause.FixedDate(new DateOnly(2027, 6, 30)), found.DeadlineClause);
    }

    [Theory]
    [InlineData("每年", 1, RecurrenceUnit.Year)]
    [InlineData("每两年", 2, RecurrenceUnit.Year)]
    [InlineData("每半年", 1, RecurrenceUnit.HalfYear)]
    [InlineData("每季度", 1, RecurrenceUnit.Quarter)]
    [InlineData("每届", 1, RecurrenceUnit.Term)]
    public void Reads_how_often_a_report_is_due(string words, int every, RecurrenceUnit unit)
    {
        var found = Assert.Single(Extract($"市人民政府应当{words}向市人民代表大会常务委员会报告渡口工作。"));

        Assert.Equal(words, found.Frequency);
        Assert.Equal(new Recurrence(every, unit), found.Recurrence);
    }

    [Fact]
    public void Keeps_words_that_name_no_period_without_inventing_one()
    {
        var twice = Assert.Single(Extract("市人民政府应当每届至少两次向市人民代表大会常务委员会报告渡口工作。"));

        Assert.Equal("每届至少两次", twice.Frequency);
        Assert.Null(twice.Recurrence);
    }

    [Fact]
    public void Resolves_a_short_name_that_the_same_text_defines()
    {
        var law = Law("市住房和城乡建设主管部门（以下简称市渡口主管部门）负责管理。\n\n第二条 渡口标准由市渡口主管部门制定。");

        var found = Assert.Single(ObligationExtractor.Extract(law));

        Assert.Equal(["市渡口主管部门"], found.Bodies);
        Assert.Equal("市住房和城乡建设主管部门", found.LeadInFull);
        Assert.Equal("第二条", found.Article.Number);
    }

    [Theory]
    [InlineData("县级以上人民政府", true)]
    [InlineData("市、区县人民政府", true)]
    [InlineData("设区的市人民政府", true)]
    [InlineData("各级人民政府", true)]
    [InlineData("省、自治区、直辖市人民政府", true)]
    [InlineData("省人民政府", false)]
    [InlineData("国务院交通主管部门", false)]
    [InlineData("市应急管理局", false)]
    public void Tells_a_class_of_organs_from_one_organ(string body, bool isClass)
    {
        var found = Assert.Single(Extract($"具体办法由{body}制定。"));

        Assert.Equal([body], found.Bodies);
        Assert.Equal(isClass, found.IsClassOfOrgans);
    }

    [Fact]
    public void A_listed_duty_takes_its_organ_from_the_sentence_that_opens_the_list()
    {
        var found = Assert.Single(Extract("市环境卫生主管部门履行下列职责：\n（一）编制专项规划；\n（二）制定作业标准和规范；"));

        Assert.Equal(["市环境卫生主管部门"], found.Bodies);
        Assert.Equal("（二）制定作业标准和规范；", found.Sentence);
    }

    [Fact]
    public void A_company_s_list_gives_no_duty()
    {
        Assert.Empty(Extract("渡运企业应当做好下列工作：\n（一）制定操作规程；\n（二）制定服务标准和规范；"));
    }

    [Fact]
    public void A_report_without_a_subject_is_owed_by_the_organ_of_the_sentence_before()
    {
        var found = Assert.Single(Extract("市人民政府应当组织处置。处置结束后，应当向本级人民代表大会常务委员会作出专项工作报告。"));

        Assert.Equal(["市人民政府"], found.Bodies);
        Assert.Equal("处置结束后，应当向本级人民代表大会常务委员会作出专项工作报告。", found.Sentence);
        Assert.True(found.Confidence < 0.9);
    }

    [Fact]
    public void Quotes_lie_where_the_offsets_say()
    {
        var law = Law("甲乙丙。具体办法由省人民政府制定。丁戊。\n\n第二条 奖励办法由市人民政府制定；补助办法由县人民政府制定。");

        var found = ObligationExtractor.Extract(law);

        Assert.Equal(3, found.Count);
        Assert.All(found, candidate => Assert.Equal(candidate.Sentence, law.Text.Substring(candidate.Offset, candidate.Length)));
    }

    private static IReadOnlyList<ObligationCandidate> Extract(string articleText) => ObligationExtractor.Extract(Law(articleText));

    private static LawText Law(string articleText) =>
        Assert.IsType<LawReading.Law>(LawReader.Read("law.md", $"江南省渡口条例\n\n第一条 {articleText}\n")).Text;
}
