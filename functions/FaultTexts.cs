using Supervision.Departments;
using Supervision.Pages.Texts;

namespace Supervision.Functions;

/// <summary>
/// Faults and details of problems in the caller's language. The English sentence comes with the fault; here are the Chinese ones, with the same {names}: one
/// for each code, and where a code says different things one for each sentence.
/// </summary>
public static class FaultTexts
{
    private const string ChineseSeparator = "、";

    /// <summary>A value of this name is an event that starts a clock, and said as the pages say it.</summary>
    private const string Trigger = "trigger";

    private static readonly Dictionary<string, string> ZhByCode = new(StringComparer.Ordinal)
    {
        ["text-missing"] = "不能为空。",
        ["rejection-reason-unknown"] = "不是规定的理由代码，应为下列之一：{known}。",
        ["bodies-invalid"] = "机关名称最多 {most} 个，每个 1 至 {longest} 个字符。",
        ["text-too-long"] = "过长，最多 {most} 个字符。",
        ["text-control-characters"] = "不接受控制字符。",
        ["language-unknown"] = "应为下列之一：{known}。",
        ["valid-order"] = "终止日期（validTo）早于起始日期（validFrom）。",
        ["alias-taken"] = "名称“{alias}”已指向另一部门。",
        ["too-many-aliases"] = "别名过多，最多 {most} 个。",
        ["mail-invalid"] = "不是邮件地址。",
        ["role-unknown"] = "角色不正确，应为下列之一：{known}。",
        ["too-many-people"] = "联系人已达上限：一个机关最多 {most} 人。",
        ["state-unknown"] = "没有这种状态，应为下列之一：{known}。",
        ["target-one"] =
            "请指明 deadline 和 paper，或者 department、delivery 和 file，或者 department、delivery 和 paper，或者 department、removal 和 paper。",
        ["list-one"] = "department、law、month 只能给出一项。",
        ["standing-unknown"] = "没有这种状态，应为下列之一：{known}。",
        ["month-invalid"] = "月份应为 yyyy-MM。",
        ["committee-unknown"] = "没有这个委员会，应为下列之一：{known}。",
        ["committee-by-decision"] = "该法规由委员会 {committee} 负责；变更须另行决定。",
        ["date-missing"] = "请填写日期，例如 2026-03-31。",
        ["date-in-future"] = "日期晚于今天（{today}）。",
        ["date-in-past"] = "日期早于今天（{today}）。",
        ["provision-undecided"] = "请对下列每一项待定义务选择保留（keep）、更正（correct）或终结（end）：{numbers}。",
        ["field-not-for-choice"] = "只有选择更正（correct）时才填写此项。",
        ["choice-not-for-gone"] = "该条已不存在，只能保留（keep）或终结（end）。",
        ["kind-confirmed"] = "已确认的义务不能改变种类，请改为终结。",
        ["department-ended"] = "部门 {department} 已撤销，请填写承接部门。",
        ["successor-invalid"] = "承接部门 {heir} 不存在，或者其本身由 {department} 承接。",
        ["valid-to-needed"] = "有承接部门的，应填写最后存续日期。",
        ["split-too-large"] = "分立份额过多：最多 {most} 份，每份 1 至 {obligations} 项义务。",
        ["instrument-unknown"] = "文件种类不正确，应为下列之一：{known}。",
        ["field-missing"] = "此项必填。",
        ["field-not-for-step"] = "此类提议没有这一项。",
        ["law-correction-empty"] = "请至少填写 effectiveOn、promulgatedOn、level 之一。",
        ["correction-empty"] = "请至少填写 trigger、period、on 之一。",
        ["period-needed"] = "该期限没有可重新计算的期间，请填写期间或日期。",
        ["period-order"] = "期间的结束早于开始。",
        ["published-before-issued"] = "公布日期早于制定日期。",
        ["obligation-kind"] = "该义务要求另一类报送：配套规定对应配套规定，报告对应其他义务。",
        ["metadata-missing"] = "缺少 metadata 部分（JSON）。",
        ["metadata-twice"] = "metadata 部分只能有一个。",
        ["too-many-parts"] = "部分过多，最多 {most} 个。",
        ["metadata-too-large"] = "metadata 过大，最多 {most} 字节。",
        ["file-type"] = "不接受此类文件，文件名应以下列之一结尾：{endings}。",
        ["file-missing"] = "至少需要一个文件。",
        ["file-empty"] = "文件为空。",
        ["too-many-files"] = "文件过多，最多 {most} 个。",
        ["file-infected"] = "病毒扫描未通过。",
        ["file-is-archive"] = "文件是压缩包；请逐个提交其中的文件。",
        ["file-type-mismatch"] = "文件内容与其扩展名不符。",
        ["file-encrypted"] = "文件有密码保护或为旧格式；请另存为无密码的 docx 或 xlsx。",
        ["file-xml-entities"] = "文件部件中声明了 XML 实体，办公软件不会这样写。",
        ["figures-differ"] = "该工作簿的数字与同一次报送中的其他数字不一致。",
        ["figures-unreadable"] = "无法读取该工作簿；请重新填写模板。",
        ["figures-period-not-over"] = "数字表的报告期须已结束；今天是 {today}。",
        ["figures-period-differs"] = "数字表的报告期与报告的期间不一致。",
        ["figures-period-overlaps"] = "报告期与上一次报送的报告期（{from} 至 {to}）重叠。",
        ["figures-part-above-total"] = "分项之和（{parts}）大于合计（{total}）。",
        ["figures-contradict"] = "数字相互矛盾：有罚款金额而没有处罚。",
        ["figures-sudden-change"] = "与上一报告期相比变化很大（上期 {before}，本期 {now}），请确认。",
        ["files-count"] = "文件数量与开始上传时所申报的（{announced} 个）不一致。",
        ["hash-invalid"] = "SHA-256 应为 64 位十六进制数字。",
        ["parts-count"] = "分段数量应为 1 至 {most}。",
        ["part-number"] = "分段编号应为 1 至 {most}。",
        ["part-missing"] = "该编号下没有收到具有此哈希值的分段。",
        ["part-cut"] = "该分段传输中断，请重新发送。",
        ["part-empty"] = "分段不能为空。",
        ["part-hash-differs"] = "收到的分段与所给哈希值不符，请重新发送。",
        ["file-length-differs"] = "各分段合计 {length} 字节，与所申报的 {announced} 字节不一致。",
        ["file-hash-differs"] = "文件的哈希值与所给不符。",
        ["multipart-invalid"] = "multipart 格式有误：{message}",
        ["multipart-cut"] = "请求体不完整：在最后一个分界之前中断。",
        ["part-without-name"] = "每个部分都须有带名称的 Content-Disposition。",
        ["part-unknown"] = "只接受 metadata 和文件。",
        ["departments-count"] = "应填写 1 至 {most} 个部门。",
        ["co-departments-count"] = "共同责任部门最多 {most} 个。",
        ["department-twice"] = "同一部门重复出现。",
        ["department-unknown"] = "没有部门 {department}。",
        ["trigger-needed"] = "文本未说明期限何时起算（起算事件：{trigger}）；请填写起算日（trigger）。",
        ["role-department"] = "部门密钥须指明部门，其他密钥不得指明部门。",
        ["key-label"] = "说明应为 1 至 {most} 个字符。",
        ["valid-days"] = "有效天数应为 1 至 {most}。",
    };

    private static readonly Dictionary<string, string> ZhBySentence = new(StringComparer.Ordinal)
    {
        ["'office' is the supervision office itself."] = "该标识已保留：office 是监督办公室自身。",
        ["'nobody' stands for there being nobody to tell."] = "该标识已保留：nobody 表示没有可通知的人员。",
        ["Give at least one of: {known}."] = "角色不正确，请至少给出下列之一：{known}。",
        ["Give a date from {earliest} to {latest}."] = "日期应在 {earliest} 至 {latest} 之间。",
        ["On {on}."] = "决定日期：{on}。",
        ["By version {version}."] = "版本：{version}。",
        ["At {path}."] = "位置：{path}。",
        ["At most {most} names of 1 to {longest} characters."] = "最多 {most} 个，每个 1 至 {longest} 个字符。",
        ["At most {most} characters in all."] = "各项决定合计过长，最多 {most} 个字符。",
        ["Name each of {numbers} once."] = "下列义务编号应当各填写一次：{numbers}。",
        ["Name obligations of this law by their numbers."] = "请填写该法规的义务编号。",
        ["The text does not say when the amendment took effect; give the date."] = "文本未说明修改自何日起施行；请填写日期。",
        ["Give exactly one of period, on, recurrence and none."] = "period、on、recurrence、none 应当且只能给出一项。",
        ["Give either a period or a date."] = "期间（period）和日期（on）只能给出一项。",
        ["The law says how often in words that cannot be computed ({words}); give the due rule."] =
            "法规规定了次数或周期，但其表述（{words}）无法计算；请填写期限规则。",
        ["The law sets a time in words that cannot be computed ({words}); give the due rule."] =
            "法规规定了期限，但其表述（{words}）无法计算；请填写期限规则。",
        ["Neither the law nor the profile names a period; set a date or record that there is no deadline."] =
            "法规和辖区配置均未规定期限；请填写日期或者注明无期限。",
        ["every must be 1 to 100."] = "周期有误：every 应为 1 至 100。",
        ["unit is unknown."] = "周期有误：没有这种单位（unit）。",
        ["only one of by, byInNext and afterPeriodEnd may be given."] = "周期有误：by、byInNext、afterPeriodEnd 只能给出一项。",
        ["the month of by or byInNext must be 1 to {most}, counted from the start of the unit."] =
            "周期有误：by 或 byInNext 的月份自周期单位的起点计算，应为 1 至 {most}。",
        ["times must be 1 to 60."] = "周期有误：times 应为 1 至 60。",
        ["due is unknown."] = "周期有误：没有这种到期规则（due）。",
        ["period must be at least one unit."] = "周期有误：period 至少为一个单位。",
        ["A JSON object is needed, each member once."] = "metadata 应为 JSON 对象，每个成员只出现一次。",
        ["There is no such member."] = "metadata 没有这个成员。",
        ["Not a text."] = "应为文本。",
        ["Not a date such as 2026-03-31."] = "应为日期，例如 2026-03-31。",
        ["Not the id of an obligation."] = "应为义务编号。",
        ["Not a list of codes."] = "应为代码列表。",
        ["Only rules have this."] = "只有配套规定才有这一项。",
        ["Only reports have this."] = "只有实施情况报告才有这一项。",
        ["The file has no list of its parts, or more than {most}."] = "文件没有部件目录，或者部件超过 {most} 个。",
        ["Unpacked the file would be far larger than such files are."] = "文件解压后远大于同类文件。",
        ["The file is damaged and cannot be opened."] = "文件已损坏，无法打开。",
        ["A part of the file has a name that leads elsewhere."] = "文件已损坏：有部件的名称指向别处。",
        ["A number that no figure can be, or text that is none."] = "不是数字表可用的数字，或者不是有效文本。",
        ["Does not fit the schema."] = "不符合数字表的 JSON Schema。",
        ["Does not fit the schema: {message}"] = "不符合数字表的 JSON Schema：{message}",
        ["Not a value of the kind expected."] = "不是所要求种类的值。",
        ["Cell {cell} holds '{shown}', which is no date."] = "单元格 {cell} 的内容“{shown}”不是日期。",
        ["Cell {cell} holds '{shown}', which is no number."] = "单元格 {cell} 的内容“{shown}”不是数字。",
        ["More cases closed than opened."] = "结案数多于立案数，请确认。",
        ["Penalties, and no case."] = "有处罚而没有案件，请确认。",
        ["More complaints handled than received."] = "办理的投诉举报多于收到的，请确认。",
        ["More spent than allotted."] = "支出多于预算，请确认。",
        ["Files end in {endings}."] = "文件名应以下列之一结尾：{endings}。",
        ["Send multipart/form-data with a part 'metadata' and at least one file."] = "请以 multipart/form-data 提交 metadata 部分和至少一个文件。",
        ["{file} is a Word document of the old format (.doc, .wps); save it as .docx."] = "{file} 是旧格式的 Word 文档（.doc、.wps）；请另存为 .docx。",
        ["{file} is a rich text file; save it as .docx."] = "{file} 是 RTF 文件；请另存为 .docx。",
        ["{file} is neither UTF-8, nor marked UTF-16, nor GB18030."] = "{file} 的编码既不是 UTF-8，也不是带标记的 UTF-16 或 GB18030。",
        ["{file} holds NUL characters: it is no text."] = "{file} 含有 NUL 字符，不是文本。",
        ["{file} is empty."] = "{file} 为空。",
        ["{file} is an empty page."] = "{file} 是空白网页。",
        ["{file} holds no text."] = "{file} 没有文字。",
        ["{file} is marked up in a way that is not read."] = "{file} 的标记语言不能读取。",
        ["{file} has no articles and no paragraphs."] = "{file} 既没有条文也没有段落。",
        ["{file} is titled as another kind of document."] = "{file} 的标题属于另一种文件。",
        ["{file} has no articles (第…条) and is no dated decision."] = "{file} 没有条文（第…条），也不是载明日期的决定。",
        ["{file} has article numbers without any text."] = "{file} 只有条文序号而没有内容。",
        ["{file} has neither a law's title nor the dates of one."] = "{file} 既没有法规的标题，也没有法规的日期。",
        ["{file} has more than {most} characters."] = "{file} 超过 {most} 个字符。",
        ["{file} has more than {most} bytes."] = "{file} 超过 {most} 字节。",
        ["{file} has more than {most} pages."] = "{file} 超过 {most} 页。",
        ["{file} has no text part."] = "{file} 没有正文部件。",
        ["{file} is a damaged Word document: {message}"] = "{file} 是已损坏的 Word 文档：{message}",
        ["{file} is a damaged pdf: {message}"] = "{file} 是已损坏的 PDF：{message}",
        ["{file} holds more than {most} parts."] = "{file} 的部件超过 {most} 个。",
        ["{file} is protected by a password."] = "{file} 有密码保护。",
        ["{file} is an archive, but no Word document (.docx)."] = "{file} 是压缩包，但不是 Word 文档（.docx）。",
        ["{file} unpacks to more than {most} bytes."] = "{file} 解压后超过 {most} 字节。",
        ["{file} is a scanned pdf without a text layer. Give the text, or a pdf whose text has been recognised."] =
            "{file} 是没有文字层的扫描版 PDF；请提供文本，或者经文字识别的 PDF。",
        ["{file} nests its markup more than {most} deep."] = "{file} 的标记嵌套超过 {most} 层。",
    };

    public static string Say(InputFault fault, string language) => Say(fault.Code, fault.Words, language);

    /// <param name="code">The code of the problem or fault that the words belong to.</param>
    public static string Say(string code, FaultWords words, string language)
    {
        ArgumentNullException.ThrowIfNull(words);
        var texts = PageTexts.In(language);
        return words.Fill(
            texts.IsChinese ? SentenceZh(code, words.Text) ?? words.Text : words.Text,
            texts.IsChinese ? ChineseSeparator : FaultWords.EnglishSeparator,
            (name, value) => name == Trigger && texts.Has($"trigger.{value}") ? texts[$"trigger.{value}"] : null);
    }

    /// <summary>The Chinese sentence for an English one, both with their {names}; null where there is none.</summary>
    internal static string? SentenceZh(string code, string english) => ZhBySentence.GetValueOrDefault(english) ?? ZhByCode.GetValueOrDefault(code);
}
