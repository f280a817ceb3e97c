using Supervision.Laws.Reading;
using Supervision.Laws.Versions;

namespace Supervision.Tests.Laws.Versions;

public sealed class ArticleComparisonTests
{
    private const string Purpose = "为了加强渡口管理，保障乘客安全，制定本条例。";
    private const string Boats = "渡船应当经检验合格，配备救生设备，并在明显位置标明载客定额。";
    private const string Weather = "遇有大风、大雾、洪水等恶劣天气，渡口经营者应当停止渡运。";
    private const string Fees = "渡运收费实行政府定价，具体标准由省价格主管部门制定。";

    [Fact]
    public void An_article_inserted_in_the_middle_moves_those_behind_it_and_changes_none()
    {
        var lines = Compare([Purpose, Boats, Weather], [Purpose, Fees, Boats, Weather]);

        Assert.Equal(["unchanged 一>一", "added >二", "moved 二>三", "moved 三>四"], lines);
    }

    [Fact]
    public void An_article_that_goes_is_named_where_it_stood()
    {
        var lines = Compare([Purpose, Boats, Weather, Fees], [Purpose, Weather, Fees]);

        Assert.Equal(["unchanged 一>一", "gone 二>", "moved 三>二", "moved 四>三"], lines);
    }

    [Fact]
    public void Other_words_are_a_change_also_under_another_number()
    {
        var lines = Compare([Purpose, Boats, Weather], [Purpose, Fees, Boats.Replace("救生设备", "救生和消防设备", StringComparison.Ordinal), Weather]);

        Assert.Equal(["unchanged 一>一", "added >二", "changed 二>三", "moved 三>四"], lines);
    }

    [Fact]
    public void An_article_rewritten_in_its_place_between_the_same_neighbours_is_changed_when_it_still_speaks_of_the_same()
    {
        var lines = Compare([Purpose, Boats, Weather], [Purpose, "渡船载客不得超过载客定额，乘客应当穿着救生衣，禁止携带危险品，并接受检验。", Weather]);

        Assert.Contains("unchanged 三>三", lines);
        Assert.DoesNotContain("unchanged 二>二", lines);
    }

    [Fact]
    public void What_two_prints_differ_in_is_no_change()
    {
        var lines = Compare([Boats], ["渡船应当经检验合格,配备救生设备,\u3000并在 明显位置标明载客定额。"]);

        Assert.Equal(["unchanged 一>一"], lines);
    }

    [Fact]
    public void Articles_with_the_same_words_keep_their_numbers_where_they_can()
    {
        var lines = Compare([Boats, Fees, Fees], [Boats, Weather, Fees, Fees]);

        Assert.Equal(["unchanged 一>一", "added >二", "unchanged 三>三", "moved 二>四"], lines);
    }

    [Fact]
    public void Nothing_is_lost_and_nothing_is_said_twice_whatever_is_compared()
    {
        string[] words = [Purpose, Boats, Weather, Fees, "渡口", "渡船。", "", "第二条规定的渡船。"];
        var random = new Random(20261124);
        for (var run = 0; run < 300; run++)
        {
            var before = Articles(Enumerable.Range(0, random.Next(7)).Select(_ => words[random.Next(words.Length)]));
            var after = Articles(Enumerable.Range(0, random.Next(7)).Select(_ => words[random.Next(words.Length)] + (random.Next(3) == 0 ? "另行规定。" : "")));

            var lines = ArticleComparison.Compare(before, after);

            Assert.Equal(after, lines.Select(line => line.After).OfType<Article>());
            Assert.Equal(before.Count, lines.Select(line => line.Before).OfType<Article>().Distinct(ReferenceEqualityComparer.Instance).Count());
            Assert.Equal(before.Count, lines.Count(line => line.Before is not null));
            Assert.All(lines, line => Assert.Equal(line.Before is null, line.Fate == ArticleFate.Added));
            Assert.All(lines, line => Assert.Equal(line.After is null, line.Fate == ArticleFate.Gone));
        }
    }

    private static List<string> Compare(string[] before, string[] after) =>
    [
        .. ArticleComparison.Compare(Articles(before), Articles(after)).Select(line =>
            $"{line.Fate.ToString().ToLowerInvariant()} {line.Before?.Number[1..^1]}>{line.After?.Number[1..^1]}"),
    ];

    private static IReadOnlyList<Article> Articles(IEnumerable<string> words) =>
        [.. words.Select((text, i) => new Article($"第{"一二三四五六七八九"[i]}条", null, null, [text], [0], 0, text.Length))];
}
