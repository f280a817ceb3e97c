using Supervision.Calendars;
using Supervision.Jurisdictions;
using Supervision.Mail.Messages;

namespace Supervision.Mail;

/// <summary>What the mail of a stage says is expected, by whom and until when, as the profile sets it.</summary>
internal static class StageExpectations
{
    /// <param name="raisedOn">The local date on which the alert was raised.</param>
    /// <param name="language">zh-CN or en.</param>
    public static MailModel With(
        this MailModel model, JurisdictionProfile profile, WorkingDayCalendar calendar, EscalationStage stage, DateOnly raisedOn, string language) =>
        profile.RuleOf(stage) is not { } rule
            ? model
            : model with
            {
                Expected = language == MailLanguages.English ? rule.Expected.Text.En : rule.Expected.Text.Zh,
                ExpectedBy = By(rule, raisedOn, profile, calendar),

                // What people of the congress decide, those do who are told; everything else the department does.
                ExpectedOfDepartment = !rule.ProposalOnly,
            };

    /// <summary>
    /// Null where no time is set, where it counts from a decision that nobody has taken yet, and where the holidays that it needs are not announced:
    /// a date that may move is not promised.
    /// </summary>
    private static DateOnly? By(StageRule rule, DateOnly raisedOn, JurisdictionProfile profile, WorkingDayCalendar calendar) =>
        !rule.ProposalOnly
        && rule.Expected.Within is { } within
        && DueDates.After(raisedOn, within, profile.LastDayRule, calendar) is { Provisional: false } last
            ? last.Date
            : null;
}
