using CsCheck;
using Supervision.Jurisdictions;
using Supervision.Mail.Messages;

namespace Supervision.Tests.Mail.Messages;

public sealed class WordsTests
{
    [Theory]
    [InlineData("第十二条第二款", "Article 12, paragraph 2")]
    [InlineData("第一百零五条", "Article 105")]
    [InlineData("第二十条之一", "Article 20-1")]
    [InlineData("第三条第一款第（四）项", "Article 3, paragraph 1, item 4")]
    [InlineData("第1024条", "Article 1024")]
    [InlineData("第十条", "Article 10")]
    [InlineData("Article 7", "Article 7")]
    [InlineData("附则", "附则")]
    public void English_mails_name_articles_in_English(string reference, string english)
    {
        Assert.Equal(english, ArticleNames.InEnglish(reference));
    }

    /// <summary>Decisions count their items 一, 二 without 条; what officers add may name another law.</summary>
    [Theory]
    [InlineData("第十二条", "依照《清河省水资源节约条例》第十二条，", "Under Article 12 of 清河省水资源节约条例, ")]
    [InlineData("二", "依照《清河省水资源节约条例》二，", "Under 二 of 清河省水资源节约条例, ")]
    [InlineData("正文", "依照《清河省水资源节约条例》正文，", "Under 正文 of 清河省水资源节约条例, ")]
    [InlineData("《清河省立法条例》第九条", "依照《清河省立法条例》第九条，", "Under 《清河省立法条例》第九条, ")]
    public void Mails_name_the_law_with_the_provision_unless_that_names_one_itself(string article, string chinese, string english)
    {
        var model = MailCases.Model with { Deadline = MailCases.Model.Deadline! with { Article = article } };

        Assert.StartsWith(chinese, Text("zh-CN"), StringComparison.Ordinal);
        Assert.StartsWith(english, Text("en"), StringComparison.Ordinal);

        string Text(string language) =>
            string.Concat(new MailTemplates().Render(MailTemplateNames.Overdue, language, model).Text.Split('\n').Select(line => line.TrimStart('　')))
                is var text && text.IndexOf(language == "en" ? "Under " : "依照", StringComparison.Ordinal) is var at ? text[at..] : "";
    }

    [Theory]
    [InlineData("zh-CN", "zh-CN")]
    [InlineData("en-GB", "en")]
    [InlineData("EN", "en")]
    [InlineData("fr", "zh-CN")]
    [InlineData(null, "zh-CN")]
    public void Every_language_setting_has_a_nearest_language(string? setting, string language)
    {
        Assert.Equal(language, MailLanguages.Nearest(setting));
    }

    [Theory]
    [InlineData("en-GB", "en,zh-CN", "en")]
    [InlineData("zh-CN", "en", "en")]
    [InlineData("en", "zh-CN", "zh-CN")]
    [InlineData("fr", "en,zh-CN", "zh-CN")]
    public void A_mail_is_written_in_a_language_that_the_jurisdiction_offers(string setting, string offered, string language)
    {
        Assert.Equal(language, MailLanguages.Offered(setting, offered.Split(',')));
    }

    [Theory]
    [InlineData("effective-date", "自施行之日（2025年3月5日）起", "from entry into force on 5 March 2025")]
    [InlineData("amendment-effective-date", "自修改后条款施行之日（2025年3月5日）起", "from entry into force of the amendment on 5 March 2025")]
    [InlineData("promulgated", "自公布之日（2025年3月5日）起", "from promulgation on 5 March 2025")]
    [InlineData("published", "自配套规定公布之日（2025年3月5日）起", "from publication of the rule on 5 March 2025")]
    [InlineData("review-opinion", "自审查研究意见提出之日（2025年3月5日）起", "from the issue of the review opinion on 5 March 2025")]
    [InlineData("review-opinions-sent", "自审议意见印发之日（2025年3月5日）起", "from the sending of the review opinions on 5 March 2025")]
    [InlineData("audit-work-report", "自提出审计工作报告之日（2025年3月5日）起", "from the audit work report on 5 March 2025")]
    [InlineData("higher-law-changed", "自上位法变动之日（2025年3月5日）起", "from the change of the higher law on 5 March 2025")]
    [InlineData("last-delivery", "自上一次报送之日（2025年3月5日）起", "from the last delivery on 5 March 2025")]
    [InlineData("period-start", "自期间开始之日（2025年3月5日）起", "from the start of the period on 5 March 2025")]
    [InlineData("officer-date", "自工作人员设定的日期（2025年3月5日）起", "from 5 March 2025, a date set by an officer")]
    [InlineData("other-event", "自起算事由发生之日（2025年3月5日）起", "from the event that starts the clock on 5 March 2025")]
    public void Mails_say_from_what_a_period_counts(string code, string chinese, string english)
    {
        var on = new DateOnly(2025, 3, 5);

        Assert.Equal((chinese, english), (MailWords.Trigger(code, on, true), MailWords.Trigger(code, on, false)));
    }

    [Fact]
    public void A_clock_that_waits_after_its_event_says_from_which_day_it_counts()
    {
        Assert.Equal("，自2025年3月1日起算", MailWords.CountedFrom(new DateOnly(2025, 3, 1), true));
        Assert.Equal(", counted from 1 March 2025", MailWords.CountedFrom(new DateOnly(2025, 3, 1), false));
        Assert.Equal("", MailWords.CountedFrom(null, false));
    }

    [Fact]
    public void Mails_have_words_for_every_event_from_which_a_shipped_profile_counts()
    {
        var starts = new[] { "national", "jilin-like", "huludao-like", "zibo-like", "zigong-like" }
            .SelectMany(profile => JurisdictionProfiles.LoadShipped(profile).Defaults).Select(rule => rule.Start).Distinct();

        Assert.All(starts, start => Assert.DoesNotContain("起算事由", MailWords.Trigger(start, null, true), StringComparison.Ordinal));
    }

    [Fact]
    public void A_basis_is_named_with_its_article_where_that_is_known()
    {
        var law = new LocalText("本省地方立法条例", "The province's ordinance on legislation");

        Assert.Equal("The province's ordinance on legislation", MailWords.Basis(new LegalBasis("x", law), chinese: false));
        Assert.Equal("《本省地方立法条例》", MailWords.Basis(new LegalBasis("x", law), chinese: true));
        Assert.Equal("The province's ordinance on legislation, art. 7", MailWords.Basis(new LegalBasis("x", law, new LocalText("第七条", "art. 7")), chinese: false));
    }

    [Fact]
    public void Wrapping_loses_nothing_and_keeps_to_the_width()
    {
        var word = Gen.OneOf(Gen.String[Gen.Char["abcdef"], 1, 12], Gen.String[Gen.Char["，。（）《》条例第十二报送"], 1, 30]);

        Gen.Select(word.Array[1, 40], Gen.Int[30, 80]).Sample((words, width) =>
        {
            var text = string.Join(' ', words);

            var wrapped = Columns.Wrap(text, width);

            Assert.Equal(Letters(text), Letters(wrapped));
            // Signs that must not begin or end a line may force a longer one only where they follow each other without end.
            Assert.All(wrapped.Split('\n'), line => Assert.True(Width(line) <= width || line.EnumerateRunes().Count(rune => IsSign(rune.Value)) > width / 6, line));
        });
    }

    [Fact]
    public void Shortening_never_exceeds_the_width_and_never_cuts_a_character()
    {
        Gen.Select(Gen.String[Gen.Char["ab 报👩‍👩‍👧é\u0301"], 0, 60], Gen.Int[3, 40]).Sample((text, width) =>
        {
            var line = CleanText.OneLine(text, width);

            Assert.True(Columns.Of(line) <= width, line);
            Assert.DoesNotContain('\uFFFD', line);
            Assert.Equal(line, CleanText.OneLine(line, width));
        });
    }

    private static string Letters(string text) => string.Concat(text.Where(sign => !char.IsWhiteSpace(sign)));

    private static int Width(string line) => line.EnumerateRunes().Sum(rune => rune.Value >= 0x2E80 ? 2 : 1);

    private static bool IsSign(int value) => "，。（）《》".Contains((char)value, StringComparison.Ordinal);
}
