namespace Supervision.Obligations.Conformity;

/// <summary>What the codes of findings mean, in both languages.</summary>
public static class ConformityTexts
{
    private static readonly Dictionary<string, (string Zh, string En)> Sentences = new(StringComparer.Ordinal)
    {
        [ConformityCodes.LawCited] = ("以该法规为制定依据。", "The law is cited as the rule's basis."),
        [ConformityCodes.LawCitedElsewhere] = ("提到该法规，但未作为制定依据。", "The law is cited, but not as the rule's basis."),
        [ConformityCodes.LawNotCited] = ("未引用该法规：{expected}。", "The law is not cited: {expected}."),
        [ConformityCodes.ArticleCited] = ("引用了规定该义务的条文：{expected}。", "The article that obliges is cited: {expected}."),
        [ConformityCodes.OtherArticlesCited] = ("引用的是{said}，而义务由{expected}规定。", "It cites {said}; the obligation stands in {expected}."),
        [ConformityCodes.NoArticleCited] = ("引用了法规，未指明条文（义务由{expected}规定）。", "The law is cited without an article (the obligation stands in {expected})."),
        [ConformityCodes.IssuerObliged] = ("制定机关即义务机关：{said}。", "The issuing organ is the one obliged: {said}."),
        [ConformityCodes.IssuerDiffers] = ("制定机关为{said}，义务机关为{expected}。", "It was issued by {said}; obliged is {expected}."),
        [ConformityCodes.IssuerUnknown] = ("文本未显示制定机关；义务机关为{expected}。", "The text does not show who issued it; obliged is {expected}."),
        [ConformityCodes.InForceByDue] = ("{said}施行，未晚于期限{expected}。", "In force from {said}, by the due date {expected}."),
        [ConformityCodes.InForceAfterDue] = ("{said}施行，晚于期限{expected}。", "In force from {said}, after the due date {expected}."),
        [ConformityCodes.InForceUnknown] = ("文本未显示施行日期。", "The text does not show when it takes effect."),
        [ConformityCodes.InForceBeforeLaw] = ("{said}施行，早于法规施行之日{expected}。", "In force from {said}, before the law itself ({expected})."),
        [ConformityCodes.IssuedAgrees] = ("文本中的日期与填报的制发日期一致：{expected}。", "The text bears the date of issue that was given: {expected}."),
        [ConformityCodes.IssuedDiffers] = ("文本日期为{said}，填报的制发日期为{expected}。", "The text is dated {said}; the date of issue given is {expected}."),
        [ConformityCodes.ObjectRegulated] = ("规范的对象与义务一致：{expected}。", "It regulates the object named: {expected}."),
        [ConformityCodes.ObjectNotFound] = ("标题和开头条文未见义务所指对象：{expected}。", "Title and first articles do not speak of the object named: {expected}."),
        [ConformityCodes.ObjectNotNamed] = ("义务条文未单独指明对象，请对照原文。", "The obligation names no object of its own; compare with its text."),
        [ConformityCodes.Unreadable] = ("报送的文件无法读取（{said}）。", "No file of the delivery could be read ({said})."),
    };

    /// <summary>The codes that have a text: all.</summary>
    public static IReadOnlyCollection<string> Codes => Sentences.Keys;

    /// <param name="language">zh-CN or en.</param>
    public static string Of(ConformityFinding finding, string language)
    {
        ArgumentNullException.ThrowIfNull(finding);
        var (zh, en) = Sentences[finding.Code];
        return (language == "en" ? en : zh)
            .Replace("{said}", finding.Said ?? "—", StringComparison.Ordinal).Replace("{expected}", finding.Expected ?? "—", StringComparison.Ordinal);
    }
}
