using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.History;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Mail.Messages;

namespace Supervision.Mail;

/// <summary>A mail that a fact causes.</summary>
/// <param name="Alert">The alert it speaks of, if there is one.</param>
/// <param name="Audience">Whom it is for, where the fact does not name them.</param>
/// <param name="Told">Whom the fact names; null: the audience.</param>
internal sealed record MailCause(string Template, AlertId? Alert, Audience Audience, IReadOnlyList<Recipient>? Told = null);

/// <summary>
/// Which fact causes which mail. An alert goes to those it names. The end of an alert is told to those who were told of the alert, and to
/// nobody else: who delivers in time and was never reminded has a receipt and needs no mail.
/// </summary>
internal static class MailCauses
{
    public static IEnumerable<MailCause> Of(Fact fact, Evolution evolution)
    {
        var ended = evolution.Alerts.FirstOrDefault(alert => alert.Status == AlertStatus.Resolved);
        switch (fact.Body)
        {
            case StageRaised raised:
                yield return new(raised.Stage.Name(), new AlertId(evolution.State.Id, raised.Round, raised.Stage), Audience.None, raised.Recipients);
                break;
            case DeliveryReceived or DeliveryAccepted when ended is not null:
                yield return new(MailTemplateNames.Resolved, ended.Id, Audience.ThoseMailed);
                break;
            case DeliveryReturned:
                yield return new(MailTemplateNames.DeliveryReturned, ended?.Id, Audience.Departments);
                break;
            case DueDateConfirmed when ended is not null:
                yield return new(MailTemplateNames.DecisionTaken, ended.Id, Audience.ThoseMailed);
                break;
        }
    }
}

/// <summary>Whether what caused a mail still holds when it is about to be sent.</summary>
internal static class MailReasons
{
    /// <param name="alert">The alert the mail speaks of; null when it speaks of none.</param>
    /// <param name="state">The deadline as it is now.</param>
    public static bool Holds(string template, Alert? alert, DeadlineState state) => template switch
    {
        // What was asked for is there again, or the matter is closed.
        MailTemplateNames.DeliveryReturned => state.IsOpen,
        // It is open again: to say that it is done would mislead.
        MailTemplateNames.Resolved => !state.IsOpen,
        // A decision stands, whatever came after.
        MailTemplateNames.ExtensionDecided or MailTemplateNames.DecisionTaken => true,
        MailTemplateNames.DecisionAwaited => state.IsOpen,
        _ => alert is { IsPending: true },
    };
}
