using Supervision.Departments;

namespace Supervision.Functions;

/// <summary>What problem and fault codes mean, in both languages. Every code the API can answer with is listed here.</summary>
public static class ProblemTexts
{
    private static readonly Dictionary<string, (string Zh, string En)> Titles = new(StringComparer.Ordinal)
    {
        ["unauthenticated"] = ("请提供有效的密钥。", "A valid key is needed."),
        ["forbidden"] = ("您的角色不能进行此操作。", "Your role does not allow this."),
        ["not-your-department"] = ("您只能代表本部门操作。", "You may act only for your own department."),
        ["not-found"] = ("没有这个页面或接口。", "There is nothing at this address."),
        ["law-not-found"] = ("没有这部法规。", "There is no such law."),
        ["obligation-not-found"] = ("没有这项法定义务。", "There is no such obligation."),
        ["department-not-found"] = ("没有这个部门。", "There is no such department."),
        ["deadline-not-found"] = ("没有这个期限。", "There is no such deadline."),
        ["alert-not-found"] = ("没有这条监督预警。", "There is no such alert."),
        ["delivery-not-found"] = ("没有这份报送。", "There is no such delivery."),
        ["person-not-found"] = ("没有这名联系人。", "There is no such person."),
        ["key-not-found"] = ("没有这个密钥。", "There is no such key."),
        ["input-invalid"] = ("内容有误，逐项列出。", "The input has faults; each is named."),
        ["json-invalid"] = ("不是所要求的 JSON。", "Not the JSON expected."),
        ["request-invalid"] = ("请求有误。", "The request is malformed."),
        ["idempotency-key-invalid"] = ("Idempotency-Key 应为 1 至 200 个可见 ASCII 字符。", "An Idempotency-Key has 1 to 200 visible ASCII characters."),
        ["idempotency-key-reused"] = ("该 Idempotency-Key 已用于其他内容。", "This Idempotency-Key was used for other content."),
        ["too-large"] = ("请求体过大。", "The body is too large."),
        ["wrong-type"] = ("文件或请求类型不受支持。", "This type of request or file is not taken."),
        ["law-text-refused"] = ("这不是可读取的法规文本。", "This is not a law text that can be read."),
        ["already-confirmed"] = ("该义务已由另一决定确认。", "Another decision has confirmed this obligation."),
        ["alert-ended"] = ("该监督预警已经结束。", "The alert has ended."),
        ["not-inherited"] = ("该期限不是确认时已过期的期限。", "The deadline was not past when it was confirmed."),
        ["delivery-unmatched"] = ("该报送尚未对应任何期限。", "The delivery matches no deadline yet."),
        ["delivery-already-returned"] = ("该报送已被退回。", "The delivery was returned before."),
        ["too-many-deliveries"] = ("该期限的有效报送已达上限。", "The deadline has as many standing deliveries as it may have."),
        ["busy"] = ("系统繁忙，请稍后重试；重试不会重复登记。", "Busy; try again shortly. Trying again records nothing twice."),
        ["not-ready"] = ("系统尚未就绪：存储无法访问，或者正在恢复备份。", "Not ready: storage does not answer, or a backup is being restored."),
        ["health-fault"] = ("系统有故障，逐项列出。", "Something does not work; each part is named."),
        ["internal"] = ("系统出现故障，已记录。", "Something failed here; it has been logged."),
    };

    private static readonly Dictionary<string, string> FaultsZh = new(StringComparer.Ordinal)
    {
        ["text-missing"] = "不能为空。",
        ["text-too-long"] = "过长。",
        ["text-control-characters"] = "不接受控制字符。",
        ["language-unknown"] = "应为 zh-CN 或 en。",
        ["id-reserved"] = "office 是监督办公室自身的标识。",
        ["valid-order"] = "终止日期早于起始日期。",
        ["alias-taken"] = "该名称已指向另一部门。",
        ["too-many-aliases"] = "别名过多。",
        ["mail-invalid"] = "不是邮件地址。",
        ["role-unknown"] = "角色不正确。",
        ["too-many-people"] = "联系人已达上限。",
        ["committee-unknown"] = "没有这个委员会。",
        ["date-missing"] = "请填写日期，例如 2026-03-31。",
        ["date-out-of-range"] = "日期应在 1949-10-01 至 2199-12-31 之间。",
        ["date-in-future"] = "日期晚于今天。",
        ["period-order"] = "期间的结束早于开始。",
        ["published-before-issued"] = "公布日期早于制定日期。",
        ["obligation-kind"] = "该义务要求另一类报送：配套规定对应配套规定，报告对应其他义务。",
        ["field-not-for-kind"] = "此类报送没有这一项。",
        ["metadata-missing"] = "缺少 metadata 部分（JSON）。",
        ["metadata-invalid"] = "metadata 不是所要求的 JSON。",
        ["metadata-twice"] = "metadata 部分只能有一个。",
        ["too-many-parts"] = "部分过多。",
        ["metadata-too-large"] = "metadata 过大。",
        ["file-missing"] = "至少需要一个文件。",
        ["file-empty"] = "文件为空。",
        ["too-many-files"] = "文件过多。",
        ["multipart-invalid"] = "multipart 格式有误。",
        ["multipart-cut"] = "请求体不完整。",
        ["part-without-name"] = "每个部分都须有名称。",
        ["part-unknown"] = "只接受 metadata 和文件。",
        ["departments-count"] = "部门数量不正确。",
        ["co-departments-count"] = "共同责任部门过多。",
        ["department-twice"] = "同一部门重复出现。",
        ["department-unknown"] = "没有这个部门。",
        ["due-rule-one"] = "period、on、recurrence、none 应当且只能给出一项。",
        ["due-rule-needed"] = "法规和辖区配置均未给出可计算的期限；请填写期限或注明无期限。",
        ["trigger-needed"] = "文本未说明起算日；请填写 trigger。",
        ["recurrence-invalid"] = "周期有误。",
        ["recurrence-unsupported"] = "暂不支持自上次报送起算的周期。",
        ["role-department"] = "部门密钥须指明部门，其他密钥不得指明部门。",
        ["valid-days"] = "有效天数应为 1 至 1095。",
    };

    /// <summary>Every problem code.</summary>
    public static IReadOnlyCollection<string> Codes => Titles.Keys;

    public static string Title(string code, string language) =>
        Titles.TryGetValue(code, out var texts) ? language == RequestLanguage.Chinese ? texts.Zh : texts.En : code;

    public static string Fault(InputFault fault, string language) =>
        language == RequestLanguage.Chinese && FaultsZh.TryGetValue(fault.Code, out var text) ? text : fault.Detail;
}
