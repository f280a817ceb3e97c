using Microsoft.Extensions.Options;
using Supervision.Alerts;
using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Deadlines.Explanations;
using Supervision.Deadlines.Steps;
using Supervision.Deliveries;
using Supervision.Departments;
using Supervision.History;
using Supervision.History.Removals;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Mail.Calendar;
using Supervision.Mail.Messages;
using Supervision.Mail.Sending;
using Supervision.Obligations;
using Supervision.Papers;
using Supervision.Relay;
using Supervision.Time;

namespace Supervision.Mail;

/// <summary>Writes the mail of a notification to a person, in the person's language.</summary>
public sealed class MailComposer(
    MailTemplates templates,
    DeadlineSchedule schedule,
    DeliveryStore deliveries,
    PaperStore papers,
    RemovalStore removals,
    SummaryContents summaries,
    AcknowledgeLinks links,
    CalendarFeeds calendars,
    LegislatureClock clock,
    IOptions<MailOptions> mail,
    IOptions<OfficeOptions> office)
{
    /// <summary>True when the text that a mail of this cause tells was removed by decision.</summary>
    public async Task<bool> TellsRemovedAsync(CausingFact? cause, DepartmentId home, CancellationToken cancellationToken) =>
        cause is not null && ReasonOf(cause.Body) is { } paper && await removals.IsRemovedAsync(home, paper.Id, cancellationToken);

    /// <param name="state">The deadline it speaks of; null for summaries.</param>
    /// <param name="alert">The alert it speaks of; null when it speaks of none.</param>
    /// <param name="cause">The fact it tells of; null for the mails of alerts.</param>
    /// <returns>Null when there is nothing to say: a summary of nothing.</returns>
    public async Task<OutgoingMail?> ComposeAsync(
        Notification notification, DeadlineState? state, Alert? alert, CausingFact? cause, Person person, Titles titles, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var language = MailLanguages.Offered(person.Language, schedule.Profile.Languages);
        var model = new MailModel
        {
            RecipientName = person.Name,
            Role = RoleOf(notification.Recipient!.Role),
            OfficeName = office.Value.NameIn(language),
            ReplyTo = mail.Value.EffectiveReplyTo,
            AsOf = clock.DateOf(now),
            Url = AddressOf(state is null ? "" : $"deadlines/{state.Id}"),
        };
        if (notification.Incident is { } incident)
        {
            var local = incident with { Since = TimeZoneInfo.ConvertTime(incident.Since, clock.Zone) };
            return Envelope(notification, person, language, model with { Incident = local }, null, null);
        }

        if (state is null)
        {
            return await summaries.OfAsync(notification, person, language, titles, cancellationToken) is { } digest
                ? Envelope(notification, person, language, model with { Digest = digest }, null, null)
                : null;
        }

        var law = await titles.LawAsync(state.Id.Obligation.Law, cancellationToken);
        var obligation = await titles.ObligationAsync(state.Id.Obligation, cancellationToken);
        var department = await titles.DepartmentAsync(state.Id.Home, cancellationToken);
        var partners = new List<string>();
        foreach (var partner in state.CoDepartments)
        {
            partners.Add((await titles.DepartmentAsync(partner, cancellationToken)).NameIn(language));
        }

        var isStage = alert is not null && notification.Template == alert.Id.Stage.Name();
        var isDepartments = notification.Recipient.Role == Recipients.DepartmentRole;
        model = model with
        {
            AlertId = alert?.Id.Value,
            Stage = alert?.Id.Stage.Name(),
            AcknowledgeUrl = isStage && isDepartments && alert!.Status == AlertStatus.Open && office.Value.BaseUrl is { } address
                ? await links.CreateAsync(address, alert.Id, notification.Recipient, now, cancellationToken)
                : null,
            Deadline = DeadlineOf(state, law, obligation, department.NameIn(language), partners, alert, model.AsOf, language),
        };
        if (isStage)
        {
            model = model.With(schedule.Profile, schedule.Calendar, alert!.Id.Stage, alert.RaisedOn, language);
        }

        model = await WithCauseAsync(model, notification.Template, state, alert, cause, language, cancellationToken);
        var calendar = notification.Template == MailTemplateNames.EarlyNotice
            ? calendars.Attachment(state, law, obligation, department, model.Url, language, now)
            : null;
        return Envelope(notification, person, language, model, MessageIds.Create(state.Id.Value, mail.Value.EffectiveMessageIdDomain), calendar);
    }

    private OutgoingMail Envelope(
        Notification notification, Person person, string language, MailModel model, string? thread, MailAttachment? attachment)
    {
        var options = mail.Value;
        return new OutgoingMail(
            MessageIds.Create(notification.MessageKey, options.EffectiveMessageIdDomain),
            options.From,
            options.FromName,
            person.Mail,
            person.Name,
            options.EffectiveReplyTo,
            thread,
            language,
            templates.Render(notification.Template, language, model),
            notification.Created,
            attachment);
    }

    /// <summary>The base address is a folder, with or without the slash at its end.</summary>
    private Uri? AddressOf(string path) =>
        office.Value.BaseUrl is { } address ? new Uri(new Uri(address.AbsoluteUri.TrimEnd('/') + "/"), path) : null;

    /// <summary>What the causing fact says, for mails that tell of one.</summary>
    private async Task<MailModel> WithCauseAsync(
        MailModel model, string template, DeadlineState state, Alert? alert, CausingFact? cause, string language, CancellationToken cancellationToken)
    {
        switch (template)
        {
            case MailTemplateNames.Resolved:
                var fulfilment = state.Fulfilment;
                var delivered = fulfilment is null ? null : await FindAsync(state, fulfilment.Delivery, cancellationToken);
                return model with
                {
                    Resolution = new MailResolution(OutcomeOf(state, alert), fulfilment?.FulfilledOn, fulfilment?.ReceivedOn, delivered?.Metadata.Title),
                    Deadline = model.Deadline! with { DaysLate = alert?.Resolution?.DaysLate ?? 0 },
                };
            case MailTemplateNames.DeliveryReturned when cause?.Body is DeliveryReturned returned:
                var gone = await FindAsync(state, returned.Delivery, cancellationToken)
                    ?? throw new InvalidOperationException($"Delivery {returned.Delivery} was returned and is missing.");
                return model with
                {
                    Return = new MailReturn(
                        gone.Metadata.Title,
                        gone.ReceivedOn,
                        [.. (gone.ReviewNote ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
                        returned.For == ReturnReason.Form),
                };
            case MailTemplateNames.ExtensionDecided when cause?.Step is { Step: ProposedStep.Extension(var until) }:
                return model with
                {
                    Extension = new MailExtension(
                        cause.Body is StepApproved, cause.Before.Due, until, await ReasonAsync(cause, state.Id.Home, language, cancellationToken)),
                };
            case MailTemplateNames.DecisionTaken or MailTemplateNames.DecisionAwaited when cause is not null:
                var reason = await ReasonAsync(cause, state.Id.Home, language, cancellationToken);
                return model with { Decision = new MailDecision(DecisionCodes.Of(cause), cause.Before.Due == state.Due ? null : cause.Before.Due, reason) };
            default:
                return model;
        }
    }

    private async Task<string?> ReasonAsync(CausingFact cause, DepartmentId home, string language, CancellationToken cancellationToken) =>
        ReasonOf(cause.Body) is not { } paper ? null
        : !await TellsRemovedAsync(cause, home, cancellationToken) && await papers.FindAsync(paper, cancellationToken) is { } text ? text
        : language == MailLanguages.English ? "(The text was removed by decision.)"
        : "（该文字已依决定删除。）";

    private static PaperRef? ReasonOf(FactBody body) => body switch
    {
        StepProposed proposed => proposed.Reason,
        StepApproved approved => approved.Note,
        StepRejected rejected => rejected.Reason,
        ExplanationSubmitted submitted => submitted.Text,
        ExplanationAccepted accepted => accepted.Note,
        ExplanationRejected rejected => rejected.Reason,
        DeadlineReopened reopened => reopened.Reason,
        EndWithdrawn withdrawn => withdrawn.Reason,
        _ => null,
    };

    private async Task<Delivery?> FindAsync(DeadlineState state, DeliveryId delivery, CancellationToken cancellationToken) =>
        (await deliveries.FindAsync(state.Id.Home, delivery, cancellationToken))?.Delivery;

    private static string OutcomeOf(DeadlineState state, Alert? alert) => (state.Closure?.Reason, alert?.Resolution?.Outcome) switch
    {
        (ClosureReason.Waived, _) => "waived",
        (ClosureReason.WithdrawnAsMistaken, _) => "withdrawn",
        (ClosureReason.Repealed or ClosureReason.ProvisionEnded, _) => "repealed",
        (null, AlertOutcome.FulfilledOnTime) => "on-time",
        (null, AlertOutcome.FulfilledOnTimeNotifiedLate) => "notified-late",
        (null, AlertOutcome.FulfilledLate) => "late",
        _ => "closed",
    };

    private MailDeadline DeadlineOf(
        DeadlineState state, Laws.Law law, Obligation obligation, string department, IReadOnlyList<string> partners, Alert? alert, DateOnly today, string language)
    {
        var provenance = state.Provenance;
        var applied = AppliedDefault.Of(schedule.Profile, state);
        var duty = DutyBasis.Of(schedule.Profile, obligation, state);
        var english = language == MailLanguages.English;
        return new MailDeadline
        {
            DeadlineId = state.Id.Value,
            LawTitle = law.TitleIn(language),
            Article = obligation.Candidate.Article,
            Authority = duty is null ? null : MailWords.Basis(duty, !english),
            Quote = obligation.Candidate.IsOfProfile ? null : obligation.Candidate.Quote,
            Kind = MailKinds.CodeOf(state.Kind),
            Instrument = obligation.Candidate.Instrument,
            DepartmentName = department,
            CoDepartments = partners,
            OriginalDue = state.OriginalDue,
            Due = state.Due,
            DaysLate = state.DaysLate(today),
            Trigger = provenance.TriggerEvent,
            TriggerDate = provenance.EventOn ?? provenance.TriggerDate,
            CountedFrom = provenance.EventOn is null ? null : provenance.TriggerDate,
            PeriodLength = provenance.Period?.Count,
            PeriodUnit = provenance.Period?.Unit switch
            {
                PeriodUnit.CalendarDays => "days",
                PeriodUnit.WorkingDays => "working-days",
                PeriodUnit.Months => "months",
                PeriodUnit.Years => "years",
                _ => null,
            },
            Basis = applied is null ? null : MailWords.Basis(applied.Basis, !english),
            ExplainTo = english ? applied?.ExplainTo?.En : applied?.ExplainTo?.Zh,
            DefaultPeriodApplied = provenance.Basis == DueBasis.ProfileDefault && duty is null,
            Provisional = provenance.Provisional,
            Round = alert?.Id.Round ?? state.Round,
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
}
