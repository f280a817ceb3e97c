using System.Globalization;
using Supervision.Calendars;
using Supervision.Jurisdictions;
using Supervision.Mail.Messages;

namespace Supervision.Pages.Texts;

/// <summary>Says dates, periods, codes and names in one language of the pages.</summary>
/// <param name="texts">The language.</param>
/// <param name="zone">The legislature's time zone, in which instants are shown.</param>
public sealed class Wording(PageTexts texts, TimeZoneInfo zone)
{
    private const int LongestLine = 600;

    public PageTexts Texts { get; } = texts;

    /// <summary>Name of the time zone as pages show it, e.g. Asia/Shanghai.</summary>
    public string Zone => zone.Id;

    /// <summary>A code of the product in words, e.g. <c>Code("stage", EscalationStage.Overdue)</c>.</summary>
    public string Code<T>(string group, T value)
        where T : struct, Enum => Texts[$"{group}.{NameOf(value)}"];

    /// <summary>The name of an enumeration's value in keys of texts.</summary>
    public static string NameOf(Enum value) =>
        value is EscalationStage stage ? stage.Name() : Json.NameOf(value);

    public string Day(DateOnly date) => Texts.IsChinese
        ? string.Create(CultureInfo.InvariantCulture, $"{date.Year}年{date.Month}月{date.Day}日")
        : date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    public string Month(DateOnly date) => Texts.IsChinese
        ? string.Create(CultureInfo.InvariantCulture, $"{date.Year}年{date.Month}月")
        : date.ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Local date and time of the legislature, to the minute.</summary>
    public string Instant(DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        return Day(DateOnly.FromDateTime(local.DateTime)) + local.ToString(" HH:mm", CultureInfo.InvariantCulture);
    }

    public string Period(Period period) => Texts.Count("period." + NameOf(period.Unit), period.Count);

    /// <summary>A provision as the language names it: 第十二条, Article 12.</summary>
    public string Article(string article) => Texts.IsChinese ? Line(article) : ArticleNames.InEnglish(Line(article));

    /// <summary>A law with the article, as one writes it.</summary>
    public string Provision(string lawTitle, string article) =>
        Texts.IsChinese ? $"《{Line(lawTitle)}》{Article(article)}" : $"{Line(lawTitle)}, {Article(article)}";

    public string TriggerEvent(string code) =>
        Texts.Has("trigger." + code) ? Texts["trigger." + code] : Texts.Fill("trigger.unknown", ("code", code));

    public string Finding(string code) =>
        Texts.Has("finding." + code) ? Texts["finding." + code] : Texts.Fill("finding.unknown", ("code", code));

    /// <summary>Why a mail reached nobody: in words where the reason is this product's own, else as the mail server said it.</summary>
    public string MailFailure(string answer) => Texts.Has("mail-failure." + answer) ? Texts["mail-failure." + answer] : answer;

    /// <summary>
    /// "3 days late", "12 days left", "due today"; "3 days past its date" while none of them counts as late, because the office is deciding; a dash where
    /// nothing is awaited and nothing was late.
    /// </summary>
    /// <param name="daysLate">Calendar days after d that count as late, 0 when none.</param>
    /// <param name="daysLeft">Calendar days until d while a delivery is awaited by it, negative after d; null where none is.</param>
    public string Days(int daysLate, int? daysLeft) =>
        daysLate > 0 ? Texts.Count("days.late", daysLate)
        : daysLeft is null ? Texts["days.none"]
        : daysLeft == 0 ? Texts["days.today"]
        : daysLeft < 0 ? Texts.Count("days.past", -daysLeft.Value)
        : Texts.Count("days.left", daysLeft.Value);

    public string Legal(LegalBasis basis)
    {
        var (law, article) = Texts.IsChinese ? (basis.Law.Zh, basis.Article?.Zh) : (basis.Law.En, basis.Article?.En);
        return Texts.Fill("basis.with-code", ("law", law), ("article", article ?? "")).Trim(' ', ',');
    }

    public string Local(LocalText text) => Texts.IsChinese ? text.Zh : text.En;

    /// <summary>A size in bytes, kilobytes or megabytes of 1,000.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000.0:0.#} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.#} MB"),
    };

    /// <summary>Text from outside as one harmless line: no control or direction characters.</summary>
    public static string Line(string? text) => CleanText.OneLine(text, LongestLine);
}
