using Supervision.Access;
using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Deadlines.Chains;
using Supervision.Deadlines.Explanations;
using Supervision.Deadlines.Steps;
using Supervision.Deliveries;
using Supervision.Deliveries.InParts;
using Supervision.Departments;
using Supervision.History;
using Supervision.History.Removals;
using Supervision.Jurisdictions;
using Supervision.Laws;
using Supervision.Mail;
using Supervision.Obligations;
using Supervision.Obligations.Review;
using Supervision.Obligations.Versions;
using Supervision.Operations.Alerts;
using Supervision.Operations.Health;
using Supervision.Papers;
using Supervision.Sweeping;
using Supervision.Views;

namespace Supervision.Functions.OpenApi;

/// <summary>
/// One row for each function of the API, in the order in which the document shows them. To add a route, add the function, its row here and
/// its row in the role matrix test; tests compare all three.
/// </summary>
internal static class ApiCatalogue
{
    private const string Departments = "departments";
    private const string Deliveries = "deliveries";
    private const string Keys = "keys";
    private const string Laws = "laws";
    private const string Operation = "operation";
    private const string Supervision = "supervision";

    private const string ReportExample =
        """{"title":"2023年度实施情况报告","periodStart":"2023-01-01","periodEnd":"2023-12-31","documentDate":"2024-01-02","figures":{"period":{"from":"2023-01-01","to":"2023-12-31"},"inspections":{"carriedOut":120,"withProblems":8}}}""";

    /// <summary>Ids that stand for the reader's own in the examples.</summary>
    internal const string SampleDeadline = "l1a2b3c4d5e6f-1-dept-1";
    internal const string SampleDelivery = "d0c1v2b3n4m5q6w7e8r9t0y1x2z";
    internal const string SampleObligation = "l1a2b3c4d5e6f-1";
    internal const string SampleToken = "0123456789abcdef";

    public static readonly IReadOnlyList<ApiOperation> Operations =
    [
        new("UploadReport", Deliveries, "Deliver a report. No state secrets.", "报送实施情况报告。不得报送国家秘密。", Role.Department | Role.Officer, true)
        {
            BodyType = "multipart/form-data", Body = typeof(DeliveryMetadata), Example = ReportExample, Answer = typeof(DeliveryReceipt),
            Success = [201, 200], TakesKey = true, Refusals = Upload,
        },
        new("UploadRule", Deliveries, "Deliver an implementing rule. No state secrets.", "报送配套规定。不得报送国家秘密。", Role.Department | Role.Officer, true)
        {
            BodyType = "multipart/form-data", Body = typeof(DeliveryMetadata),
            Example = """{"title":"湿地生态补偿办法","number":"临江政规〔2024〕1号","issued":"2024-01-02"}""",
            Answer = typeof(DeliveryReceipt), Success = [201, 200], TakesKey = true, Refusals = Upload,
        },
        new("BeginUpload", Deliveries, "Begin a delivery whose files come in parts. No state secrets.", "开始分段报送大文件。不得报送国家秘密。", Role.Department | Role.Officer, true)
        {
            Body = typeof(UploadToBegin), Example = """{"kind":"report","metadata":{"title":"2023年度实施情况报告","periodStart":"2023-01-01","periodEnd":"2023-12-31"},"files":[{"name":"报告.pdf","length":120000000}]}""",
            Answer = typeof(UploadState), Success = [201, 200], TakesKey = true,
            Refusals =
            [
                (404, "department-not-found"), (409, "too-many-uploads"), (413, "too-large"), (415, "wrong-type"), (422, "input-invalid"), (422, "idempotency-key-reused"),
            ],
        },
        new("PutPart", Deliveries, "Send a part of a file; repeating it changes nothing.", "发送文件的一个分段；重复发送不产生影响。", Role.Department | Role.Officer, true)
        {
            BodyType = "application/octet-stream", Answer = typeof(StoredPart),
            Headers = [(PartFunctions.HashHeader, "SHA-256 of the part, 64 hexadecimal digits.", "该分段的 SHA-256，64 位十六进制。")],
            Refusals = [(400, "part-hash-missing"), (404, "upload-not-found"), (409, "upload-committed"), (409, "too-much-in-parts"), (413, "too-large"), (422, "input-invalid")],
        },
        new("GetUpload", Deliveries, "What has arrived of a delivery in parts.", "分段报送已收到的部分。", Role.Department | Role.Officer, true)
        {
            Answer = typeof(UploadState), Refusals = [(404, "upload-not-found"), (404, "department-not-found")],
        },
        new("CommitUpload", Deliveries, "Commit a delivery in parts; answered with its receipt.", "提交分段报送，答复为回执。", Role.Department | Role.Officer, true)
        {
            Body = typeof(PartUploadFunctions.CommitBody), Answer = typeof(DeliveryReceipt), Success = [201, 200],
            Example = """{"files":[{"sha256":"8a6f8d1f2b8a5f0c2f0a1de1b0c2a4f86f0d5c3b7e9a1d2c3b4a5968778695a4","parts":["8a6f8d1f2b8a5f0c2f0a1de1b0c2a4f86f0d5c3b7e9a1d2c3b4a5968778695a4"]}]}""",
            Refusals =
            [
                (404, "upload-not-found"), (404, "department-not-found"), (409, "upload-committed"), (409, "too-many-deliveries"),
                (422, "input-invalid"), (422, "confirmation-needed"), (422, "idempotency-key-reused"), (503, "scanner-unavailable"),
            ],
        },
        new("GiveUpUpload", Deliveries, "Give up a delivery in parts.", "放弃分段报送。", Role.Department | Role.Officer, true)
        {
            AnswerType = null, Success = [204], Refusals = [(404, "upload-not-found"), (404, "department-not-found"), (409, "upload-received")],
        },
        new("GetFiguresSchema", Deliveries, "The JSON Schema of a report's figures.", "报告数字表的 JSON Schema。", null) { AnswerType = "application/schema+json" },
        new("GetFiguresTemplate", Deliveries, "The workbook in which to fill in figures.", "数字表的 Excel 模板。", null)
        {
            AnswerType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        },
        new("ListDeliveries", Deliveries, "What a department delivered.", "某部门的报送。", Role.Anyone, true)
        {
            Answer = typeof(DeliveryReceipt), IsList = true, IsPaged = true,
        },
        new("GetDelivery", Deliveries, "The receipt of a delivery.", "报送回执。", Role.Anyone, true)
        {
            Answer = typeof(DeliveryReceipt), GivesState = true, Refusals = [(404, "delivery-not-found"), (404, "department-not-found")],
        },
        new("GetDeliveredFile", Deliveries, "A delivered file, for download.", "下载报送的文件。", Role.Anyone, true)
        {
            AnswerType = "application/octet-stream", Refusals = [(404, "delivery-not-found")],
        },
        new("ListUnmatchedDeliveries", Deliveries, "Deliveries that match no deadline.", "未对应期限的报送。", Role.Staff)
        {
            Answer = typeof(DeliveryReceipt), IsList = true, IsPaged = true,
        },
        new("ListDeliveriesToReview", Deliveries, "Deadlines with deliveries that wait for their review, the longest first.", "有报送待审核的期限，等候最久者在前。", Role.Staff)
        {
            Answer = typeof(DeadlineSummary), IsList = true, IsPaged = true,
        },
        new("ReviewDelivery", Deliveries, "Accept or return a delivery.", "审核报送：接收或退回。", Role.Officer)
        {
            Body = typeof(ReviewRequest),
            Examples =
            [
                new("accept", "Accept.", "接收。", """{"decision":"accept"}"""),
                new("accept-in-part", "Accept; it fulfils a part.", "接收，仅部分履行。", """{"decision":"accept","part":true,"note":"尚缺第三章的实施细则。"}"""),
                new("accept-published", "Accept a rule that is published: its filing for record is due from that day.", "接收已公布的配套规定，备案期限自公布之日起算。", """{"decision":"accept","published":"2024-01-02","instrument":"local-government-rule"}"""),
                new("return-for-form", "Return for its form.", "因形式退回。", """{"decision":"return-for-form","note":"缺少印章页。"}"""),
                new("return-for-content", "Return for its content.", "因内容退回。", """{"decision":"return-for-content","note":"第二条与条例第三条不一致。"}"""),
            ],
            Answer = typeof(ReviewDelivery.Outcome.Reviewed), TakesKey = true, TakesState = true,
            Refusals = [(403, "own-delivery"), (404, "delivery-not-found"), (409, "delivery-unmatched"), (409, "delivery-already-returned"), (422, "input-invalid")],
        },
        new("MatchDelivery", Deliveries, "Match a delivery to a deadline.", "将报送对应到期限。", Role.Officer)
        {
            Answer = typeof(MatchDelivery.Outcome.Matched),
            Body = typeof(DeliveryReviewFunctions.MatchBody), Example = $$"""{"deadline":"{{SampleDeadline}}"}""", TakesKey = true, TakesState = true,
            Refusals = [(404, "delivery-not-found"), (409, "match-other-department"), (409, "match-other-kind"), (409, "match-does-not-fit")],
        },
        new("WithdrawDelivery", Deliveries, "Withdraw a delivery, with the reason.", "撤回报送并说明原因。", Role.Department | Role.Officer, true)
        {
            Answer = typeof(WithdrawDelivery.Outcome.Withdrawn),
            Body = typeof(StepFunctions.ReasonBody), Example = """{"reason":"附件有误"}""", TakesKey = true, TakesState = true,
            Refusals = [(404, "delivery-not-found"), (409, "delivery-does-not-stand"), (409, "delivery-accepted"), (422, "input-invalid")],
        },
        new("ListSources", Deliveries, "Sources that are gathered from, and how they stand.", "采集来源及其状态。", Role.Staff)
        {
            Answer = typeof(Gathering.SourceState), IsList = true,
        },
        new("ListItemsNotTaken", Deliveries, "Items of a source that were not taken, with the reason.", "来源中未接收的条目及原因。", Role.Staff)
        {
            Answer = typeof(Gathering.GatheredItem), IsList = true, IsPaged = true, Refusals = [(404, "source-not-found")],
        },
        new("GatherNow", Deliveries, "Gather from every source, now.", "立即采集。", Role.Administrator) { Answer = typeof(Gathering.SourceState), IsList = true },
        new("ListDepartmentDeadlines", Supervision, "The deadlines of a department.", "某部门的期限。", Role.Anyone, true)
        {
            Answer = typeof(DeadlineState), IsList = true, IsPaged = true,
        },
        new("GetDeadline", Supervision, "A deadline with its alerts.", "期限及其监督预警。", Role.Anyone, true)
        {
            Answer = typeof(DeadlineView), GivesState = true, Refusals = [(404, "deadline-not-found")],
        },
        new("GetDeadlineHistory", Supervision, "Every fact about a deadline.", "期限的全部记录。", Role.Anyone, true)
        {
            Answer = typeof(FactContent), IsList = true, IsPaged = true, PageSize = Requests.WholePage, Refusals = [(404, "deadline-not-found")],
        },
        new("VerifyDeadlineHistory", Supervision, "Whether the history still holds.", "核验期限的记录。", Role.Anyone, true)
        {
            Answer = typeof(Verification), Refusals = [(404, "deadline-not-found")],
        },
        new("ListDueDeadlines", Supervision, "Deadlines due in a month.", "某月到期的期限。", Role.Staff)
        {
            Answer = typeof(DeadlineSummary), IsList = true, IsPaged = true, Refusals = [(404, "deadline-not-found")],
        },
        new("ListLawDeadlines", Supervision, "Deadlines under a law.", "某部法规的期限。", Role.Staff)
        {
            Answer = typeof(DeadlineSummary), IsList = true, IsPaged = true, Refusals = [(404, "law-not-found")],
        },
        new("ReleaseInherited", Supervision, "Let an inherited deadline's ladder begin.", "释放确认时已过期的期限。", Role.Officer)
        {
            Answer = typeof(ReleaseInherited.Outcome.Released), TakesKey = true, TakesState = true, Refusals = [(404, "deadline-not-found"), (409, "not-inherited")],
        },
        new("SubmitExplanation", Supervision, "Explain why a deadline is late.", "说明逾期情况。", Role.Department | Role.Officer, true)
        {
            Answer = typeof(SubmitExplanation.Outcome.Submitted),
            Body = typeof(ExplanationFunctions.ExplanationBody), Example = """{"text":"人手不足，正在起草。","proposedDue":"2026-02-03"}""", TakesKey = true, TakesState = true,
            Refusals = [(404, "deadline-not-found"), (409, "deadline-not-open"), (409, "explanation-already-accepted"), (422, "input-invalid")],
        },
        new("DecideExplanation", Supervision, "Accept or reject an explanation.", "审核情况说明。", Role.Officer | Role.Director)
        {
            Answer = typeof(DecideExplanation.Outcome.Decided),
            Body = typeof(ExplanationFunctions.DecisionBody),
            Examples =
            [
                new("accept", "Accept.", "认可。", """{"accept":true,"note":"请于二月三日前报送。"}"""),
                new("reject", "Do not accept.", "不予认可。", """{"accept":false,"note":"未说明何时完成。"}"""),
            ], TakesKey = true, TakesState = true,
            Refusals = [(403, "own-proposal"), (404, "deadline-not-found"), (404, "explanation-not-found"), (409, "already-decided"), (422, "input-invalid")],
        },
        new("ProposeStep", Supervision, "Propose a step that another person decides.", "提出须由他人决定的措施。", Role.Department | Role.Officer | Role.Director, true)
        {
            Answer = typeof(ProposeStep.Outcome.Proposed),
            Body = typeof(StepRequest), TakesKey = true, TakesState = true,
            Examples =
            [
                new("extension", "Extension.", "延期。", """{"step":"extension","reason":"已完成征求意见，尚待审议。","until":"2026-02-03"}"""),
                new("deferral", "Deferral, without a date yet.", "暂缓，日期另定。", """{"step":"deferral","reason":"机构改革正在进行。"}"""),
                new("waiver", "Waiver: the congress does without the delivery.", "免予报送。", """{"step":"waiver","reason":"省级规划已作规定。"}"""),
                new("withdrawal", "Withdrawal as mistaken: the deadline should never have been opened.", "因有误撤销：该期限本不应开启。", """{"step":"withdrawal","reason":"该条不要求制定配套规定。"}"""),
                new("correction", "Correction of the trigger date or the period.", "更正起算日或者期间。", """{"step":"correction","reason":"施行日期有误。","trigger":"2024-03-01"}"""),
                new("fulfilled-date", "Correction of the date of fulfilment.", "更正履行日期。", $$"""{"step":"fulfilled-date","reason":"印发日期以公报为准。","delivery":"{{SampleDelivery}}","fulfilledOn":"2023-12-29"}"""),
                new("supervision-letter", "Supervision letter.", "督办函。", """{"step":"supervision-letter","reason":"贵单位应于2025年1月2日前报送的配套规定至今未报送，请在两个月内报送。"}"""),
                new("standing-committee", "The standing committee takes the matter up.", "提请常委会监督。", """{"step":"standing-committee","reason":"逾期九十日，函告后仍未报送。","form":"special-inquiry"}"""),
            ],
            Refusals = [(404, "deadline-not-found"), .. StepRefusals, (422, "input-invalid")],
        },
        new("DecideStep", Supervision, "Decide a proposed step.", "决定所提措施。", Role.Department | Role.Officer | Role.Director, true)
        {
            Answer = typeof(DecideStep.Outcome.Decided),
            Body = typeof(StepFunctions.VerdictBody), TakesKey = true, TakesState = true,
            Examples =
            [
                new("approve", "Approve.", "批准。", """{"verdict":"approve"}"""),
                new("reject", "Reject.", "不批准。", """{"verdict":"reject","note":"理由不充分。"}"""),
                new("take-back", "Take back what one has proposed oneself.", "撤回本人提出的措施。", """{"verdict":"take-back"}"""),
            ],
            Refusals = [(403, "own-proposal"), (404, "deadline-not-found"), (404, "step-not-found"), (409, "already-decided"), .. StepRefusals, (422, "input-invalid")],
        },
        new("ReopenDeadline", Supervision, "Reopen a closed deadline.", "重新开启已结束的期限。", Role.Officer | Role.Director)
        {
            Answer = typeof(ReopenDeadline.Outcome.Reopened),
            Body = typeof(StepFunctions.ReasonBody), Example = """{"reason":"更正"}""", TakesKey = true, TakesState = true,
            Refusals = [(404, "deadline-not-found"), (409, "deadline-not-closed"), (409, "obligation-ended"), (422, "input-invalid")],
        },
        new("RecordPublication", Supervision, "Record when a rule was published.", "登记配套规定的公布。", Role.Officer)
        {
            Answer = typeof(RecordPublication.Outcome.Recorded),
            Body = typeof(ChainFunctions.PublicationBody), TakesKey = true, TakesState = true,
            Example = $$"""{"delivery":"{{SampleDelivery}}","published":"2024-01-02","instrument":"local-government-rule"}""",
            Refusals = [(404, "deadline-not-found"), (409, "delivery-not-accepted"), (409, "publication-recorded"), (422, "input-invalid")],
        },
        new("RecordReviewOpinion", Supervision, "Record a review opinion that opens a clock.", "登记审查意见。", Role.Officer)
        {
            Answer = typeof(RecordReviewOpinion.Outcome.Recorded),
            Body = typeof(ChainFunctions.OpinionBody), Example = """{"given":"2024-01-02","text":"请修改第三条。"}""", TakesKey = true, TakesState = true,
            Refusals = [(404, "deadline-not-found"), (409, "opinion-wrong-kind"), (409, "deadline-closed"), (409, "profile-no-period"), (422, "input-invalid")],
        },
        new("WithdrawEvent", Supervision, "Withdraw an event that opened a clock.", "撤回开启期限的事件。", Role.Officer)
        {
            Answer = typeof(WithdrawEvent.Outcome.Withdrawn),
            Body = typeof(StepFunctions.ReasonBody), Example = """{"reason":"登记有误"}""", TakesKey = true, TakesState = true,
            Refusals = [(404, "event-not-found"), (404, "deadline-not-found"), (422, "input-invalid")],
        },
        new("GetPaper", Supervision, "A reason, explanation or document of a decision.", "决定的理由、说明或文书。", Role.Anyone, true)
        {
            Answer = typeof(ReadPaper.Outcome.Found),
            Refusals = [(404, "paper-not-found"), (404, "deadline-not-found"), (410, "content-removed")],
        },
        new(
            "ListOpenAlerts",
            Supervision,
            "Open supervision alerts of one committee: of the default one where none is named.",
            "某个委员会未结束的监督预警；未指明委员会时为默认委员会的。",
            Role.Staff)
        {
            Answer = typeof(DeadlineSummary), IsList = true, IsPaged = true, Query = [("committee", "Id of a committee; the default one when left out. There is no list of all committees together.", "委员会标识；未给出时为默认委员会。没有全部委员会的合并清单。")],
            Refusals = [(422, "input-invalid")],
        },
        new("GetAlert", Supervision, "A supervision alert.", "一条监督预警。", Role.Anyone, true) { Answer = typeof(Alert), GivesState = true, Refusals = [(404, "alert-not-found")] },
        new("AcknowledgeAlert", Supervision, "Say that an alert was seen.", "确认收到监督预警。", Role.Department | Role.Officer, true)
        {
            Answer = typeof(AcknowledgeAlert.Outcome.Acknowledged), TakesKey = true, TakesState = true, Refusals = [(404, "alert-not-found"), (409, "alert-ended")],
        },
        new("ListLaws", Laws, "The register of laws.", "法规目录。", Role.Anyone) { Answer = typeof(Law), IsList = true, IsPaged = true },
        new("ImportLaw", Laws, "Import a law's text: docx, pdf, html, Markdown or plain text.", "导入法规文本：docx、pdf、html、Markdown 或者纯文本。", Role.Officer)
        {
            BodyType = "text/markdown", Answer = typeof(ImportedLaw), Success = [201, 200],
            Query = [("file", "Name of the file. What it is (docx, pdf, html, Markdown, plain text) is told by its contents; the Content-Type does not matter.", "文件名。文件种类（docx、pdf、html、Markdown、纯文本）按内容识别，与 Content-Type 无关。"), ("titleEn", "The title in English.", "英文标题。"),
                ("amendmentEffective", "Date from which the amendment of this version is in force, such as 2026-03-31.", "本版本所载修改的施行日期，例如 2026-03-31。"),
                ("committee", "Id of the committee in charge; the default one when left out.", "负责的委员会标识；未给出时为默认委员会。")],
            Refusals = [(413, "too-large"), (422, "law-text-refused"), (422, "input-invalid")],
        },
        new("GetLaw", Laws, "A law.", "一部法规。", Role.Anyone) { Answer = typeof(Law), GivesState = true, Refusals = [(404, "law-not-found")] },
        new("ListObligations", Laws, "What a law obliges to.", "法规设定的法定义务。", Role.Anyone)
        {
            Answer = typeof(Obligation), IsList = true, IsPaged = true, PageSize = Requests.WholePage, Refusals = [(404, "law-not-found")],
        },
        new("ConfirmObligation", Laws, "Confirm an obligation and open its deadlines.", "确认法定义务并开始计算期限。", Role.Officer)
        {
            Body = typeof(ConfirmationRequest), Examples = Confirmations, Answer = typeof(Obligation), TakesKey = true, TakesState = true,
            Refusals =
            [
                (404, "obligation-not-found"), (409, "already-confirmed"), (409, "obligation-ended"), (409, "obligation-rejected"), (409, "provision-changed"),
                (422, "input-invalid"),
            ],
        },
        new("GetVersion", Laws, "A further version of a law beside the one before, by article and obligation.", "法规新文本与前一文本逐条对照。", Role.Staff)
        {
            Answer = typeof(VersionView), GivesState = true, Refusals = [(404, "version-not-found"), (404, "law-not-found")],
        },
        new("DecideVersion", Laws, "Decide what a further version makes of obligations whose words changed or whose article is gone.", "就新文本中词句改变或已删除条款的义务作出决定。", Role.Officer)
        {
            Body = typeof(VersionRequest), Example = """{"decisions":[{"number":1,"choice":"keep"}]}""", Answer = typeof(DecideVersion.Outcome.Decided),
            TakesKey = true, TakesState = true,
            Refusals =
            [
                (404, "version-not-found"), (404, "law-not-found"), (409, "version-decided"), (409, "version-superseded"), (422, "input-invalid"),
            ],
        },
        new("AddObligation", Laws, "Add an obligation by hand.", "手工补充法定义务。", Role.Officer)
        {
            Answer = typeof(Obligation),
            Body = typeof(AdditionRequest), Example = """{"kind":"implementation-report","article":"第二条","quote":"应当报告其他情况。"}""", TakesKey = true, TakesState = true, Refusals = [(404, "law-not-found"), (409, "obligation-ended"), (422, "input-invalid")],
        },
        new("EndObligations", Laws, "Record a repeal or ended provisions.", "登记废止或失效条款。", Role.Officer)
        {
            Answer = typeof(EndObligations.Outcome.Ending), Body = typeof(EndingRequest), TakesKey = true, TakesState = true,
            Examples =
            [
                new("provisions", "Provisions have gone.", "条款失效。", """{"on":"2024-01-02","obligations":[2]}"""),
                new("repeal", "The law is repealed.", "法规废止。", """{"on":"2024-01-02","reason":"省人大常委会关于废止部分地方性法规的决定"}"""),
            ],
            Refusals = [(404, "law-not-found"), (409, "already-repealed"), (422, "input-invalid")],
        },
        new("ListEndings", Laws, "Repeals and ended provisions on record, and which of them were withdrawn.", "已登记的废止和失效条款及其撤回情况。", Role.Staff)
        {
            Answer = typeof(LawEnding), IsList = true, IsPaged = true, PageSize = Requests.WholePage, Refusals = [(404, "law-not-found")],
        },
        new("WithdrawEnding", Laws, "Withdraw a repeal or an end of provisions recorded by mistake; a second person decides.", "撤回登记有误的废止或失效条款（须由另一人决定）。", Role.Officer | Role.Director)
        {
            Answer = typeof(WithdrawEnding.Outcome.Withdrawn),
            Body = typeof(StepFunctions.ReasonBody), Example = """{"reason":"登记有误"}""", TakesKey = true, TakesState = true,
            Refusals =
            [
                (403, "own-ending"), (404, "law-not-found"), (404, "ending-not-found"), (409, "ending-withdrawn"), (409, "ending-followed"),
                (422, "input-invalid"),
            ],
        },
        new("CorrectLaw", Laws, "Correct what was read of a law: entry into force, promulgation, level.", "更正法规信息：施行日期、公布日期、层级。", Role.Officer)
        {
            Answer = typeof(CorrectLaw.Outcome.Corrected),
            Body = typeof(LawCorrectionRequest), Example = """{"reason":"施行日期识别有误","effectiveOn":"2025-03-01"}""", TakesKey = true, TakesState = true,
            Refusals = [(404, "law-not-found"), (409, "law-corrections-full"), (422, "input-invalid")],
        },
        new("ChangeCommittee", Laws, "Put a law into the charge of another committee.", "变更法规的负责委员会。", Role.Officer | Role.Director)
        {
            Answer = typeof(ChangeCommittee.Outcome.Changed),
            Body = typeof(CommitteeFunctions.CommitteeBody), Example = """{"committee":"environment"}""", TakesKey = true, TakesState = true,
            Refusals = [(404, "law-not-found"), (422, "input-invalid")],
        },
        new("RecordHigherLawChange", Laws, "Record that the higher law changed.", "登记上位法变动。", Role.Officer)
        {
            Answer = typeof(RecordHigherLawChange.Outcome.Recorded),
            Body = typeof(LawChangeFunctions.ChangeBody), Example = """{"changed":"2024-01-02"}""", TakesKey = true, TakesState = true,
            Refusals = [(404, "law-not-found"), (409, "profile-no-period"), (422, "input-invalid")],
        },
        new("GetReview", Laws, "Obligations found, in context, for review.", "待审的义务及上下文。", Role.Staff)
        {
            Answer = typeof(QueuedObligation), IsList = true, IsPaged = true, PageSize = Requests.WholePage, Refusals = [(404, "law-not-found"), (422, "input-invalid")],
            Query = [("state", "proposed, which is meant when left out, or rejected: what can be taken back into review.", "proposed（待审，未给出时即此）或 rejected（已否定、可恢复待审）。")],
        },
        new("AcceptObligation", Laws, "Accept an obligation found and open its deadlines.", "采纳所识别的义务并开始计算期限。", Role.Officer)
        {
            Answer = typeof(Obligation),
            Body = typeof(ConfirmationRequest), Examples = Confirmations, TakesKey = true, TakesState = true,
            Refusals =
            [
                (404, "obligation-not-found"), (404, "law-not-found"), (409, "already-confirmed"), (409, "obligation-ended"), (409, "obligation-rejected"),
                (409, "provision-changed"), (422, "input-invalid"),
            ],
        },
        new("CorrectObligation", Laws, "Correct an obligation found.", "更正所识别的义务。", Role.Officer)
        {
            Answer = typeof(Obligation), Body = typeof(Correction), Example = """{"instrument":"办法"}""", TakesKey = true, TakesState = true,
            Refusals =
            [
                (404, "obligation-not-found"), (404, "law-not-found"), (409, "already-confirmed"), (409, "obligation-ended"), (409, "obligation-rejected"),
                (409, "provision-changed"), (422, "input-invalid"),
            ],
        },
        new("RestoreObligation", Laws, "Take a rejected obligation back into review.", "将已否定的义务恢复待审。", Role.Officer)
        {
            Answer = typeof(Obligation), TakesKey = true, TakesState = true,
            Refusals =
            [
                (404, "obligation-not-found"), (404, "law-not-found"), (409, "already-confirmed"), (409, "obligation-ended"), (409, "provision-changed"),
            ],
        },
        new("RejectObligation", Laws, "Reject an obligation found.", "否定所识别的义务。", Role.Officer)
        {
            Answer = typeof(Obligation),
            Body = typeof(ReviewFunctions.RejectionBody), Example = """{"reason":"no-duty"}""", TakesKey = true, TakesState = true,
            Refusals = [(404, "obligation-not-found"), (404, "law-not-found"), (409, "already-confirmed"), (409, "obligation-ended"), (409, "provision-changed"), (422, "input-invalid")],
        },
        new("OfferBulkConfirmation", Laws, "What could be confirmed at once, and the sample to check first.", "可批量确认的义务和须先核对的样本。", Role.Staff)
        {
            Answer = typeof(BulkOffer),
            Query = [("threshold", "The least confidence, 0 to 1; 0.9 when left out.", "最低置信度，0 至 1；未给出时为 0.9。")],
            Refusals = [(404, "law-not-found")],
        },
        new("ConfirmSure", Laws, "Confirm many obligations after the sample was checked.", "核对样本后批量确认。", Role.Officer)
        {
            Answer = typeof(ConfirmedAtOnce), Body = typeof(BulkConfirmationFunctions.BulkBody),
            Example = $$"""{"threshold":0.9,"token":"{{SampleToken}}","checked":[1,2]}""",
            Refusals = [(404, "law-not-found"), (409, "review-changed"), (409, "sample-unchecked"), (422, "input-invalid")],
        },
        new("ExportReviewCases", Laws, "Decisions of the review as cases.", "导出审核案例。", Role.Staff)
        {
            AnswerType = "application/jsonl", Refusals = [(404, "law-not-found")],
        },
        new("GetConformity", Deliveries, "Whether a rule keeps to the law it carries out.", "配套规定与上位法的一致性。", Role.Staff)
        {
            Answer = typeof(Conformity),
            Refusals = [(404, "delivery-not-found"), (404, "department-not-found"), (409, "delivery-is-no-rule"), (409, "delivery-unmatched")],
        },
        new("VerifyDepartmentHistory", Supervision, "Whether a department's history still holds.", "核验某部门的全部记录。", Role.Anyone, true)
        {
            Answer = typeof(Verification),
            Query = [("continuation", "The token that the answer before gave.", "上一答复给出的续页标记。"), ("size", "Histories of one answer, at most 50.", "每次答复核验的记录数，至多 50。")],
            Refusals = [(400, "request-invalid"), (404, "department-not-found")],
        },
        new("ListDepartments", Departments, "The directory.", "部门名录。", Role.Staff) { Answer = typeof(Department), IsList = true, IsPaged = true },
        new("GetDepartment", Departments, "A department.", "一个部门。", Role.Anyone, true) { Answer = typeof(Department), GivesState = true, Refusals = [(404, "department-not-found")] },
        new("SaveDepartment", Departments, "Register or change a department.", "登记或修改部门。", Role.Administrator)
        {
            Body = typeof(DepartmentFunctions.DepartmentBody),
            Examples =
            [
                new("register", "Register.", "登记。", """{"name":"生态环境厅","nameEn":"Department of Ecology and Environment","aliases":["省生态环境主管部门"]}"""),
                new("merger", "Merger: another takes over all its duties after its last day.", "合并：存续的最后一天之后，由另一部门承接全部义务。", """{"name":"环境保护厅","validTo":"2024-01-02","successor":"dept2"}"""),
                new("split", "Split: one takes over the duties named, another the rest.", "分立：一个部门承接列明的义务，另一部门承接其余义务。", $$"""{"name":"国土资源厅","validTo":"2024-01-02","successor":"dept2","split":[{"to":"dept3","obligations":["{{SampleObligation}}"]}]}"""),
            ],
            Answer = typeof(Department),
            TakesState = true, TakesNew = true, GivesState = true, Refusals = [(404, "department-not-found"), (422, "input-invalid"), (428, "precondition-required")],
        },
        new("ListPeople", Departments, "The people of a department who are told.", "部门联系人。", Role.Staff)
        {
            Answer = typeof(Person), IsList = true, Refusals = [(404, "department-not-found")],
        },
        new("GetPerson", Departments, "A person who is told.", "一名联系人。", Role.Staff)
        {
            Answer = typeof(Person), GivesState = true, Refusals = [(404, "department-not-found"), (404, "person-not-found")],
        },
        new("SavePerson", Departments, "Register or change a person.", "登记或修改联系人。", Role.Administrator)
        {
            Body = typeof(PeopleFunctions.PersonBody), Example = """{"name":"联络员","mail":"contact@dept.example","roles":["department"]}""", Answer = typeof(Person),
            TakesState = true, TakesNew = true, GivesState = true, Refusals = [(404, "department-not-found"), (404, "person-not-found"), (422, "input-invalid")],
        },
        new("ListKeys", Keys, "Keys, without their secrets.", "密钥列表（不含密钥本身）。", Role.Administrator)
        {
            Answer = typeof(KeyFunctions.KeyView), IsList = true, IsPaged = true, Query = [("department", "Only keys of this department.", "仅此部门的密钥。")],
            Refusals = [(404, "department-not-found")],
        },
        new("CreateKey", Keys, "Create a key; its secret is shown this once.", "创建密钥；密钥仅显示这一次。", Role.Administrator)
        {
            Body = typeof(KeyFunctions.KeyBody),
            Examples =
            [
                new("reader", "A key that reads.", "只读密钥。", """{"role":"reader","validDays":30,"label":"看板"}"""),
                new("officer", "A key for an officer.", "工作人员密钥。", """{"role":"officer","label":"法制工作室 张三"}"""),
                new("director", "A key for a director.", "主任密钥。", """{"role":"director","label":"主任 李四"}"""),
                new("department", "A key for a department.", "部门密钥。", """{"role":"department","department":"dept","label":"经办人 王五"}"""),
            ],
            Answer = typeof(CreatedKey), Success = [201],
            Refusals = [(404, "department-not-found"), (422, "input-invalid")],
        },
        new("GetKey", Keys, "A key, without its secret.", "一个密钥（不含密钥本身）。", Role.Administrator)
        {
            Answer = typeof(KeyFunctions.KeyView), Refusals = [(404, "key-not-found")],
        },
        new("RevokeKey", Keys, "Revoke a key for good.", "永久吊销密钥。", Role.Administrator) { AnswerType = null, Success = [204], Refusals = [(404, "key-not-found")] },
        new("GetProfile", Operation, "The jurisdiction profile in force: committees, instruments, default periods, ladder.", "现行的辖区配置：委员会、文件种类、默认期限、督办阶段。", Role.Staff)
        {
            Answer = typeof(JurisdictionProfile),
        },
        new("GetProfileSchema", Operation, "The JSON Schema of jurisdiction profiles.", "辖区配置的 JSON Schema。", null) { AnswerType = "application/schema+json" },
        new("ListSweeps", Operation, "The latest sweeps.", "最近的巡查。", Role.Staff) { Answer = typeof(SweepReport), IsList = true, IsPaged = true },
        new("SweepNow", Operation, "Look at everything due, now.", "立即巡查。", Role.Administrator) { Answer = typeof(SweepReport) },
        new("ListFailedMails", Operation, "Mails that reached nobody.", "未送达的邮件。", Role.Staff) { Answer = typeof(FailedMail), IsList = true, IsPaged = true },
        new("ListOperationalAlerts", Operation, "What is wrong with the running of the product.", "系统运行方面的告警。", Role.Staff)
        {
            Answer = typeof(OperationalAlert),
            IsList = true, IsPaged = true, Query = [("state", "open or ended.", "open 或 ended。")], Refusals = [(422, "input-invalid")],
        },
        new("AcknowledgeOperationalAlert", Operation, "Say that an operational alert was seen.", "确认已知运行告警。", Role.Officer | Role.Director | Role.Administrator)
        {
            Answer = typeof(OperationalAlert), Refusals = [(404, "operational-alert-not-found")],
        },
        new("ProposeRemoval", Operation, "Propose to remove content.", "提议移除内容。", Role.Administrator)
        {
            Answer = typeof(Removal),
            Body = typeof(RemovalFunctions.RemovalBody),
            Examples =
            [
                new("file", "A delivered file.", "报送的文件。", $$"""{"department":"dept","delivery":"{{SampleDelivery}}","file":1,"reason":"含有个人信息。"}"""),
                new("paper", "A paper of a deadline.", "期限的文书。", $$"""{"deadline":"{{SampleDeadline}}","paper":"20240102abcdefghjkmnpqrstvwxyz0123","reason":"含有个人信息。"}"""),
            ],
            Success = [201, 200], TakesKey = true,
            Refusals = [(404, "content-not-found"), (422, "input-invalid"), (422, "idempotency-key-reused")],
        },
        new("ListRemovals", Operation, "Proposed and decided removals.", "移除的提议与决定。", Role.Administrator | Role.Director)
        {
            Answer = typeof(Removal), IsList = true, IsPaged = true,
        },
        new("GetRemoval", Operation, "A removal with its reason.", "一项移除及其理由。", Role.Administrator | Role.Director)
        {
            Answer = typeof(ReasonedRemoval), GivesState = true, Refusals = [(404, "removal-not-found")],
        },
        new("DecideRemoval", Operation, "Confirm or reject a removal.", "批准或驳回移除。", Role.Director)
        {
            Answer = typeof(Removal),
            Body = typeof(RemovalFunctions.DecisionBody),
            Examples =
            [
                new("confirm", "Remove the content.", "移除。", """{"confirm":true}"""),
                new("reject", "Let it stay.", "保留。", """{"confirm":false,"note":"内容不涉及个人信息。"}"""),
            ], TakesState = true, Refusals = [(403, "own-proposal"), (404, "removal-not-found"), (409, "already-decided"), (422, "input-invalid")],
        },
        new("ListMailsOfDeadline", Operation, "Mails about a deadline.", "某期限的邮件。", Role.Staff)
        {
            Answer = typeof(MailLine), IsList = true, Refusals = [(404, "deadline-not-found")],
        },
        new("ListMailsOfDepartment", Operation, "Mails to a department.", "发给某部门的邮件。", Role.Staff)
        {
            Answer = typeof(MailLine), IsList = true, IsPaged = true, Refusals = [(404, "department-not-found")],
        },
        new("GetMail", Operation, "A mail and what was sent.", "一封邮件及其内容。", Role.Staff)
        {
            Answer = typeof(MailFunctions.MailBody), Refusals = [(404, "mail-not-found"), (404, "department-not-found")],
        },
        new("ResendMail", Operation, "Send a mail again.", "重新发送邮件。", Role.Officer | Role.Director | Role.Administrator)
        {
            Answer = typeof(ResendMail.Outcome.Waiting),
            Refusals = [(404, "mail-not-found"), (404, "department-not-found"), (409, "mail-waiting"), (409, "mail-not-resendable")],
        },
        new("GetCalendarOfDepartment", Supervision, "A department's deadlines for calendar programs.", "供日历软件订阅的部门期限。", Role.Anyone, true)
        {
            AnswerType = "text/calendar", Query = [("lang", "zh-CN or en.", "zh-CN 或 en。")], Refusals = [(404, "department-not-found")],
        },
        new("ListPendingSteps", Supervision, "Steps that wait for a second person.", "待他人决定的措施。", Role.Staff)
        {
            Answer = typeof(DeadlineSummary), IsList = true, IsPaged = true,
        },
        new(
            "ListDeadlines",
            Supervision,
            "Deadlines by department, law, month or standing; with none of these, those of all departments that are awaited, neither fulfilled nor closed.",
            "按部门、法规、月份或者状态列出的期限；均未给出时，为全部部门中仍在等待报送（未履行也未终结）的期限。",
            Role.Staff)
        {
            Answer = typeof(Listed<DeadlineSummary>), OtherAnswer = typeof(Listed<DeadlineState>), IsList = true, IsPaged = true,
            Query =
            [
                ("department", "Only deadlines of this department, joint ones included; a department lists its own.", "仅此部门的期限，含共同承担的；部门可列出本部门的期限。"),
                ("law", "Only deadlines under this law.", "仅此法规的期限。"),
                ("month", "Only deadlines due in this month, such as 2026-03.", "仅此月到期的期限，例如 2026-03。"),
                ("standing", "Only what stands so today; alone, or with one of the others. A page is filtered after it was read, so it may be short or empty while the list goes on.", "仅今日处于此状态的期限，可单独使用或者与前三项之一合用。每页先读取后筛选，因此清单未结束时该页也可能不满或者为空。"),
            ],
            Refusals = [(422, "input-invalid")],
        },
        new("HealthLive", Operation, "Whether the process lives.", "进程是否存活。", null) { Answer = typeof(HealthWord) },
        new("HealthReady", Operation, "Whether it can serve.", "是否可以服务。", null) { Answer = typeof(HealthWord), Refusals = [(503, "not-ready")] },
        new("HealthDeep", Operation, "How every part stands.", "各部分状态。", Role.Administrator) { Answer = typeof(HealthReport), Refusals = [(503, "health-fault")] },
        new("GetOpenApi", Operation, "This document.", "本文档。", null) { AnswerType = "application/vnd.oai.openapi+json" },
    ];

    private static BodyExample[] Confirmations =>
    [
        new("one", "One department owes it, by the law's own words or the default.", "由一个部门承担，按法规原文或者默认期限。", """{"departments":["dept"]}"""),
        new("joint", "Owed jointly.", "共同承担。", """{"departments":["dept"],"coDepartments":["dept2"]}"""),
        new("period", "A period of one's own, from an event of its own.", "自行确定的期间和起算日。", """{"departments":["dept"],"due":{"period":"P6M"},"trigger":"2024-03-01"}"""),
        new("recurring", "Every year, by 31 March of the next.", "每年，次年3月31日前。", """{"departments":["dept"],"due":{"recurrence":{"recurs":"each-calendar-period","every":1,"unit":"year","byInNext":"03-31"}}}"""),
        new("no-deadline", "There is no deadline.", "没有期限。", """{"departments":["dept"],"due":{"none":true}}"""),
    ];

    /// <summary>Why a step makes no sense on a deadline as it stands.</summary>
    private static (int, string)[] StepRefusals =>
    [
        (409, "deadline-closed"), (409, "deadline-not-open"), (409, "extension-past"), (409, "extension-not-later"), (409, "already-deferred"),
        (409, "correction-changes-nothing"), (409, "delivery-does-not-stand"), (409, "date-in-future"), (409, "stage-not-reached"), (409, "too-many-steps"),
    ];

    private static (int, string)[] Upload =>
    [
        (404, "department-not-found"), (409, "too-many-deliveries"), (413, "too-large"), (415, "wrong-type"),
        (422, "input-invalid"), (422, "confirmation-needed"), (422, "idempotency-key-reused"),
    ];
}
