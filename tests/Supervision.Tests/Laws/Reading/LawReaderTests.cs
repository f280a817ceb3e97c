using System.Diagnostics;
using System.Globalization;
using System.Text;
using Supervision.Laws.Reading;

namespace Supervision.Tests.Laws.Reading;

public sealed class LawReaderTests
{
    private const string Ordinance = """
        # 云州市青溪湖保护条例

        2015年3月6日云州市第七届人民代表大会常务委员会第二次会议通过
        2015年5月27日江南省第十一届人民代表大会常务委员会第九次会议批准
        根据2019年8月1日江南省第十二届人民代表大会常务委员会第三次会议批准的《云州市人民代表大会常务委员会关于修改〈云州市青溪湖保护条例〉的决定》第一次修正
        2021年10月29日云州市第八届人民代表大会常务委员会第四十次会议修订

        <!-- INFO END -->

        ## 第一章　总　则

        ## 第二章　附　则

        ## 第一章　总　则

        第一条　为了保护青溪湖，制定本条
        例。

        第二条 市水务部门（以下简称湖泊主管部门）负责下列工作：

        （一）日常巡查；

        （二）依照本条例
        第一条的规定开展宣传。

        第二条之一 湖泊主管部门应当公布电话。

        第二段自成一款。

        ## 第二章　附　则

        第三条　本条例自2015年8月1日起施行。2001年4月1日公布的《云州市青溪湖管理办法》同时废止。
        """;

    [Fact]
    public void Tells_who_passed_a_text_and_when_it_was_changed()
    {
        var law = Read(Ordinance);

        Assert.Equal("云州市青溪湖保护条例", law.Title);
        Assert.Equal("云州市人民代表大会常务委员会", law.Issuer);
        Assert.Equal(LawLevel.LocalRegulation, law.Level);
        Assert.Equal(new DateOnly(2015, 3, 6), law.AdoptedOn);
        Assert.Equal(new DateOnly(2015, 5, 27), law.ApprovedOn);
        Assert.Null(law.PromulgatedOn);
        Assert.Equal(new DateOnly(2021, 10, 29), law.LastAmendedOn);
        Assert.Equal(
            [new Amendment(new DateOnly(2019, 8, 1), AmendmentKind.Amended), new Amendment(new DateOnly(2021, 10, 29),
                AmendmentKind.Revised)],
            law.Amendments);
        Assert.Equal((new DateOnly(2015, 8, 1), EffectiveBasis.StatedDate), (law.EffectiveOn!.Value, law.EffectiveBasis));
    }

    [Fact]
    public void Divides_a_text_into_articles_and_joins_broken_lines()
    {
        var law = Read(Ordinance);

        Assert.Equal(["第一条", "第二条", "第二条之一", "第三条"], law.Articles.Select(article => article.Number));
        Assert.Equal("第一章 总则", law.Articles[0].Chapter);
        Assert.Equal("第二章 附则", law.Articles[3].Chapter);
        Assert.Equal(["为了保护青溪湖，制定本条例。"], law.Articles[0].Paragraphs);
        Assert.Equal(3, law.Articles[1].Paragraphs.Count);
        Assert.Equal("（二）依照本条例第一条的规定开展宣传。", law.Articles[1].Paragraphs[2]);
        Assert.Equal(["湖泊主管部门应当公布电话。", "第二段自成一款。"], law.Articles[2].Paragraphs);
    }

    [Fact]
    public void Offsets_lead_back_to_the_words()
    {
        var law = Read(Ordinance);

        foreach (var article in law.Articles)
        {
            Assert.StartsWith(article.Number, law.Text.Substring(article.Offset, article.Length), StringComparison.Ordinal);
            foreach (var (paragraph, offset) in article.Paragraphs.Zip(article.ParagraphOffsets))
                Assert.Equal(paragraph, law.Text.Substring(offset, paragraph.Length));
        }
    }

    [Theory]
    [InlineData("本办法自2020年5月1日起施行。", "2020-05-01", EffectiveBasis.StatedDate)]
    [InlineData("本办法自二〇二〇年五月一日起施行。", "2020-05-01", EffectiveBasis.StatedDate)]
    [InlineData("本办法从2020年11月l日起实施。", "2020-11-01", EffectiveBasis.StatedDate)]
    [InlineData("本办法自公布之日起施行。", "2019-12-31", EffectiveBasis.Promulgation)]
    [InlineData("本办法自通过之日起施行。", "2019-12-20", EffectiveBasis.Adoption)]
    [InlineData("本办法自施行。", null, EffectiveBasis.DateMissing)]
    [InlineData("本办法施行前已经办理的，不再办理。", null, EffectiveBasis.NotStated)]
    public void Knows_from_when_a_text_is_in_force_and_how_it_knows(string lastArticle, string? date, EffectiveBasis basis)
    {
        var law = Read($"""
            江南省渡口管理办法
            （2019年12月20日江南省第十届人民代表大会常务委员会第五次会议通过　2019年12月31日江南省人民代表大会常务委员会公告第8号公布）
            第一条　为了管理渡口，制定本办法。
            第二条　{lastArticle}
            """);

        Assert.Equal(date, law.EffectiveOn?.ToString("O", CultureInfo.InvariantCulture));
        Assert.Equal(basis, law.EffectiveBasis);
    }

    [Theory]
    [InlineData("中华人民共和国渡口法", "（2001年6月30日第九届全国人民代表大会常务委员会第二十二次会议通过）", LawLevel.NationalLaw)]
    [InlineData("渡口安全条例", "（2001年6月30日国务院令第999号公布）", LawLevel.AdministrativeRegulation)]
    [InlineData("渡口登记办法", "（2001年6月30日交通运输部令第99号公布）", LawLevel.DepartmentalRule)]
    [InlineData("江南省渡口办法", "（2001年6月30日江南省人民政府令第99号公布）", LawLevel.LocalGovernmentRule)]
    [InlineData("江南省渡口条例", "（2001年6月30日江南省第九届人民代表大会第二次会议通过）", LawLevel.LocalRegulation)]
    public void Tells_the_rank_of_a_text(string title, string header, LawLevel level)
    {
        var law = Read($"{title}\n\n{header}\n\n目　录\n第一章　总则\n第二章　渡口\n\n第一章　总则\n第一条　为了安全，制定本法。\n第二章　渡口\n第二条　渡口应当安全。\n");

        Assert.Equal(level, law.Level);
        Assert.Equal(2, law.Articles.Count);
        Assert.Equal("第二章 渡口", law.Articles[1].Chapter);
    }

    [Fact]
    public void The_items_of_a_decision_take_the_place_of_articles()
    {
        var law = Read("""
            # 江南省人民代表大会常务委员会关于加强渡口监督的决定

            2018年1月12日江南省第十届人民代表大会常务委员会第一次会议通过

            <!-- INFO END -->

            为了加强监督，作出如下决定：

            ## 一、总体要求

            渡口应当安全。

            二、省人民政府应当制定渡口管理办法。

            本决定自2018年2月1日起施行。
            """);

        Assert.Equal([Article.Preamble, "一", "二"], law.Articles.Select(article => article.Number));
        Assert.Equal(["省人民政府应当制定渡口管理办法。", "本决定自2018年2月1日起施行。"], law.Articles[2].Paragraphs);
        Assert.Equal(new DateOnly(2018, 2, 1), law.EffectiveOn);
    }

    [Fact]
    public void An_article_that_begins_in_the_middle_of_a_line_is_an_article_all_the_same()
    {
        var law = Read("江南省渡口条例\n第一条 为了安全，制定本条例。 第二条渡口应当安全。依照第三条的规定执行。\n第三条 渡口归县管理。\n");

        Assert.Equal(["第一条", "第二条", "第三条"], law.Articles.Select(article => article.Number));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-8-bom")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("gb18030")]
    public void Reads_the_encodings_in_which_laws_are_handed_on(string name)
    {
        byte[] bytes = name switch
        {
            "utf-8" => Encoding.UTF8.GetBytes(Ordinance),
            "utf-8-bom" => [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Ordinance)],
            "utf-16" => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Ordinance)],
            "utf-16BE" => [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(Ordinance)],
            _ => CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetBytes(Ordinance),
        };

        var reading = LawReader.Read("law.md", bytes);

        Assert.Equal(Read(Ordinance).Text, Assert.IsType<LawReading.Law>(reading).Text.Text);
    }

    [Theory]
    [InlineData("", RefusalCodes.EmptyText)]
    [InlineData(" \n\t　\n", RefusalCodes.EmptyText)]
    [InlineData("第一条\0", RefusalCodes.BinaryContent)]
    [InlineData("<?xml version='1.0'?><law>第一条 甲</law>", RefusalCodes.MarkupNotSupported)]
    [InlineData("<!DOCTYPE html><html><body>甲</body></html>", RefusalCodes.NotALawText)]
    [InlineData("# Readme\n\nThis is no law.", RefusalCodes.NotALawText)]
    [InlineData("租赁合同\n第一条 甲方出租。\n第二条 乙方付款。", RefusalCodes.NotALawText)]
    [InlineData("江南省渡口条例", RefusalCodes.NotALawText)]
    [InlineData("江南省渡口条例\n第一条\n第二条\n", RefusalCodes.NotALawText)]
    public void Refuses_what_is_no_law_text_and_says_why(string text, string code)
    {
        var refused = Assert.IsType<LawReading.Refused>(LawReader.Read("file.md", text));

        Assert.Equal(code, refused.Code);
        Assert.Contains("file.md", refused.Reason.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_bytes_that_no_encoding_explains()
    {
        byte[] picture = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0xFF, 0xD8, 0xFF, 0xE0];

        var refused = Assert.IsType<LawReading.Refused>(LawReader.Read("picture.md", picture));

        Assert.Equal(RefusalCodes.UnreadableEncoding, refused.Code);
    }

    [Fact]
    public void Random_bytes_and_characters_never_make_it_throw()
    {
        var random = new Random(20260601);
        var pieces = "第一条 二章节之十百零〇。；，：（）《》〈〉()#*\n\r\t　 年月日自起施行本法条例通过批准修正0123456789一、abc<>!-\uD83D\uDE00\u200B".ToCharArray();
        for (var round = 0; round < 2000; round++)
        {
            var bytes = new byte[random.Next(0, 400)];
            random.NextBytes(bytes);
            var text = new string(random.GetItems(pieces, random.Next(0, 400)));

            Assert.NotNull(LawReader.Read("bytes", bytes));
            Assert.NotNull(LawReader.Read("text", text));
        }
    }

    [Theory]
    [InlineData("第一条 甲乙。\n")]
    [InlineData("《》《《")]
    [InlineData("2020年1月1日《")]
    [InlineData("。第二条 ")]
    [InlineData("（")]
    [InlineData("第一章\n甲\n")]
    public void A_million_lines_are_read_in_the_time_their_number_allows(string line)
    {
        var text = "江南省渡口条例\n" + string.Concat(Enumerable.Repeat(line, 1_000_000)) + "\n第一条 结尾。";

        var started = Stopwatch.GetTimestamp();
        var reading = LawReader.Read("long.md", text);

        // Anything but linear would take hours.
        Assert.NotNull(reading);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Refuses_a_text_longer_than_any_law()
    {
        var refused = Assert.IsType<LawReading.Refused>(LawReader.Read("huge.md", new string('法', LawReader.MaximumCharacters + 1)));

        Assert.Equal(RefusalCodes.TooLarge, refused.Code);
    }

    private static LawText Read(string text) => Assert.IsType<LawReading.Law>(LawReader.Read("law.md", text)).Text;
}
