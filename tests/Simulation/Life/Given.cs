using System.Globalization;
using System.Text;

namespace Supervision.Simulation.Life;

/// <summary>What an article of an invented law says.</summary>
/// <param name="Kind">rule or report.</param>
/// <param name="Period">The period in the article's own words, e.g. P6M; null where it names none.</param>
/// <param name="Yearly">Says 每年.</param>
internal sealed record ArticleSaid(string Number, string Kind, bool May, string? Period, bool Yearly);

/// <summary>An invented regulation: its text and what it puts on whom.</summary>
internal sealed record LawSaid(string Title, string Text, DateOnly Effective, IReadOnlyList<ArticleSaid> Articles);

/// <summary>Invented laws in the manner of real ones.</summary>
internal static class Given
{
    private static readonly string[] Numerals = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];

    private static readonly string[] Topics =
    [
        "湿地保护", "水源保护", "绿化", "消防", "养老服务", "献血", "档案", "节水", "气象灾害防御", "野生植物保护", "慈善", "统计", "旅游", "渔业", "测绘",
    ];

    private static readonly string[] Matters = ["补偿", "巡查", "应急", "评估", "分级", "登记", "奖励", "考核"];

    /// <summary>The invented departments: id and name.</summary>
    public static IReadOnlyList<(string Id, string Name)> Departments { get; } =
    [
        ("szf", "临江省人民政府"), ("slt", "临江省水利厅"), ("sthjt", "临江省生态环境厅"), ("mzt", "临江省民政厅"), ("city_a", "甲市人民政府"), ("city_b", "乙市人民政府"),
    ];

    public static LawSaid Law(int number, DateOnly effective, Random random)
    {
        var topic = Topics[number % Topics.Length];
        var title = $"临江省{topic}条例";
        var adopted = effective.AddDays(-random.Next(30, 90));
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"# {title}\n\n{Chinese(adopted)} 临江省第十四届人民代表大会常务委员会第{Numerals[1 + random.Next(9)]}次会议通过\n\n<!-- INFO END -->\n\n")
            .Append(CultureInfo.InvariantCulture, $"第一条 为了加强{topic}工作，根据有关法律、行政法规，结合本省实际，制定本条例。\n\n");
        var articles = new List<ArticleSaid>();
        var matters = Matters.OrderBy(_ => random.Next()).ToArray();
        var count = random.Next(2, 5);
        for (var i = 0; i < count; i++)
        {
            var article = $"第{Numerals[i + 2]}条";
            var (said, words) = random.Next(8) switch
            {
                0 => (new ArticleSaid(article, "rule", false, "P6M", false), $"省人民政府应当自本条例施行之日起六个月内制定{topic}{matters[i]}实施办法。"),
                1 => (new ArticleSaid(article, "rule", true, null, false), $"省人民政府可以制定{topic}{matters[i]}的具体办法。"),
                < 5 => (new ArticleSaid(article, "rule", false, null, false), $"{topic}{matters[i]}的具体办法由省人民政府制定。"),
                _ => (new ArticleSaid(article, "report", false, null, true), $"省人民政府应当每年向省人民代表大会常务委员会报告{topic}{matters[i]}工作情况。"),
            };
            articles.Add(said);
            text.Append(CultureInfo.InvariantCulture, $"{article} {words}\n\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"第{Numerals[count + 2]}条 本条例自{Chinese(effective)}起施行。\n");
        return new LawSaid(title, text.ToString(), effective, articles);
    }

    private static string Chinese(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{day.Year}年{day.Month}月{day.Day}日");
}
