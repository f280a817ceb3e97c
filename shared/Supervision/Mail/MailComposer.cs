using Microsoft.Extensions.Options;
using Supervision.Alerts;
using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Jurisdictions;
using Supervision.Mail.Messages;
using Supervision.Mail.Sending;
using Supervision.Obligations;
using Supervision.Relay;
using Supervision.Time;

namespace Supervision.Mail;

/// <summary>Writes the mail of an alert to a person.</summary>
public sealed class MailComposer(
    MailTemplates templates, DeadlineSchedule schedule, LegislatureClock clock, IOptions<MailOptions> mail, IOptions<OfficeOptions> office)
{
    public async Task<OutgoingMail> ComposeAsync(
        Notification notification, Alert alert, DeadlineState state, Person person, Titles titles, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var language = MailLanguages.Nearest(person.Language);
        var law = await titles.LawAsync(state.Id.Obligation.Law, cancellationToken);
        var obligation = await titles.ObligationAsync(state.Id.Obligation, cancellationToken);
        var department = await titles.DepartmentAsync(state.Id.Home, cancellationToken);
        var partners = new List<string>();
        foreach (var partner in state.CoDepartments)
        {
            partners.Add((await titles.DepartmentAsync(partner, cancellationToken)).NameIn(language));
        }

        var today = clock.DateOf(now);
        var expected = schedule.Profile.RuleOf(alert.Id.Stage)?.Expected;
        var options = mail.Value;
        var model = new MailModel
        {
            RecipientName = person.Name,
            Role = RoleOf(notification.Recipient.Role),
            OfficeName = office.Value.NameIn(language),
            ReplyTo = options.EffectiveReplyTo,
            AsOf = today,
            Url = office.Value.BaseUrl is { } address ? new Uri(address, $"deadlines/{state.Id}") : null,
            AlertId = alert.Id.Value,
            Stage = alert.Id.Stage.Name(),
            Expected = expected is null ? null : language == MailLanguages.English ? expected.Text.En : expected.Text.Zh,
            ExpectedBy = expected?.Within is { } within
                ? DueDates.After(alert.RaisedOn, within, schedule.Profile.LastDayRule, schedule.Calendar).Date
                : null,
            Deadline = DeadlineOf(state, law, obligation, department.NameIn(language), partners, alert, today, language),
        };
        return new OutgoingMail(
            MessageIds.Create(notification.Key, options.EffectiveMessageIdDomain),
            options.From,
            options.FromName,
            person.Mail,
            person.Name,
            options.EffectiveReplyTo,
            MessageIds.Create(state.Id.Value, options.EffectiveMessageIdDomain),
            language,
            templates.Render(notification.Template, language, model),
            notification.Created);
    }

    private MailDeadline DeadlineOf(
        DeadlineState state, Laws.Law law, Obligation obligation, string department, IReadOnlyList<string> partners, Alert alert, DateOnly today, string language)
    {
        var provenance = state.Provenance;
        var basis = schedule.Profile.Defaults.FirstOrDefault(rule => rule.Basis.Code == provenance.BasisCode)?.Basis;
        return new MailDeadline
        {
            DeadlineId = state.Id.Value,
            LawTitle = law.TitleIn(language),
            Article = obligation.Candidate.Article,
            Quote = obligation.Candidate.Quote,
            Kind = KindOf(state.Kind),
            Instrument = obligation.Candidate.Instrument,
            DepartmentName = department,
            CoDepartments = partners,
            OriginalDue = state.OriginalDue,
            Due = state.Due,
            DaysLate = state.DaysLate(today),
            Trigger = provenance.TriggerEvent switch { "effective-date" => "effective", "period-start" => "calendar", var other => other },
            TriggerDate = provenance.TriggerDate,
            PeriodLength = provenance.Period?.Count,
            PeriodUnit = provenance.Period?.Unit switch
            {
                PeriodUnit.CalendarDays => "days",
                PeriodUnit.WorkingDays => "working-days",
                PeriodUnit.Months => "months",
                PeriodUnit.Years => "years",
                _ => null,
            },
            Basis = basis is null ? null : language == MailLanguages.English
                ? $"{basis.Law.En}, {basis.Article?.En}"
                : $"《{basis.Law.Zh}》{basis.Article?.Zh}",
            DefaultPeriodApplied = provenance.Basis == DueBasis.ProfileDefault,
            Provisional = provenance.Provisional,
            Round = alert.Id.Round,
        };
    }

    private static MailRole RoleOf(string role) => role switch
    {
        Recipients.DepartmentRole => MailRole.Department,
        "officer-in-charge" => MailRole.Officer,
        "committee-office-head" => MailRole.OfficeHead,
        "standing-committee-office" => MailRole.StandingCommitteeOffice,
        _ => MailRole.Office,
    };

    private static string KindOf(ObligationKind kind) => kind switch
    {
        ObligationKind.ImplementingRule => "rule",
        ObligationKind.FilingForRecord => "filing",
        ObligationKind.AnswerToReviewOpinion => "answer",
        ObligationKind.RecurringReport => "report",
        ObligationKind.ImplementationReport => "implementation-report",
        ObligationKind.Rectification => "rectification",
        ObligationKind.AuditRectification => "audit-rectification",
        ObligationKind.PostLegislativeEvaluation => "evaluation",
        ObligationKind.RuleReview => "rule-review",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind of obligation."),
    };
}
