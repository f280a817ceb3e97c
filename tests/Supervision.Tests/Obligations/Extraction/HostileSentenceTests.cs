using System.Diagnostics;
using Supervision.Laws.Reading;
using Supervision.Obligations.Extraction;

namespace Supervision.Tests.Obligations.Extraction;

public sealed class HostileSentenceTests
{
    private static readonly string[] Pieces =
    [
        "制定", "规定", "由", "向", "报告", "人民政府", "主管部门", "会同", "，", "、", "（", "）", "《", "》", "应当", "可以", "根据", "办法", "标准", "人民代表大会", "常务委员会",
        "每", "自", "之日起", "六个月内",
        "每年", "两", "的", "并", "和", "另行", "作出", "确定", "报送", "将", "情况", "在", "后", "一", "本条例施行", "2024年6月30日前", "公司", "业主", "商", "等", "”", "“",
        "以下简称", "：", "委员会", "备案", "评估", "对", "报", "授权", "提出", "批准", "报市人民政府备案", "对本条例实施情况进行评估", "需要制定",
        "在向市人大常委会报告工作时，应当报告",
    ];

    [Fact]
    public void Sentences_made_at_random_neither_throw_nor_take_long()
    {
        var random = new Random(20260602);
        var slowest = TimeSpan.Zero;
        for (var round = 0; round < 1500; round++)
        {
            var sentence = string.Concat(random.GetItems(Pieces, random.Next(1, round % 50 == 0 ? 1500 : 60))) + "。";

            foreach (var found in ObligationExtractor.Extract(Law(sentence)))
                Assert.Contains(found.Sentence, sentence, StringComparison.Ordinal);
            var taken = Fastest(Law(sentence));
            slowest = taken > slowest ? taken : slowest;
        }

        Assert.True(slowest < TimeSpan.FromSeconds(1), $"The slowest sentence took {slowest}.");
    }

    [Fact]
    public void One_piece_repeated_takes_no_longer_than_its_length_allows()
    {
        foreach (var piece in Pieces)
        {
            var taken = Fastest(Law(string.Concat(Enumerable.Repeat(piece, 20_000)) + "制定办法报告备案评估"));

            Assert.True(taken < TimeSpan.FromSeconds(1), $"{piece}: {taken}");
        }
    }

    [Fact]
    public void Ten_times_the_text_holds_ten_times_the_obligations()
    {
        const string Article = "具体办法由省人民政府制定。市人民政府应当每年向市人民代表大会常务委员会报告渡口工作。";
        var one = string.Concat(Enumerable.Range(1, 100).Select(_ => Article + "\n\n"));

        var small = ObligationExtractor.Extract(Law(one));
        var large = ObligationExtractor.Extract(Law(string.Concat(Enumerable.Repeat(one, 10))));

        Assert.Equal(200, small.Count);
        Assert.Equal(2000, large.Count);
    }

    /// <summary>The least of a few runs: what else the machine does meanwhile is not the extractor's time.</summary>
    private static TimeSpan Fastest(LawText law)
    {
        var best = TimeSpan.MaxValue;
        for (var run = 0; run < 5 && best > TimeSpan.FromMilliseconds(100); run++)
        {
            var started = Stopwatch.GetTimestamp();
            ObligationExtractor.Extract(law);
            var taken = Stopwatch.GetElapsedTime(started);
            best = taken < best ? taken : best;
        }

        return best;
    }

    private static LawText Law(string sentence) =>
        Assert.IsType<LawReading.Law>(LawReader.Read("law.md", "江南省渡口条例\n\n第一条 甲。\n\n第二条 " + sentence + "\n")).Text;
}
