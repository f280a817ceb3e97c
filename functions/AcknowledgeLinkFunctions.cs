using Microsoft.AspNetCore.Http;
using Supervision.Alerts;
using Supervision.Mail;
using Supervision.Pages.Queries;

namespace Supervision.Functions;

/// <summary>
/// The link with which a person acknowledges an alert from a mail. Opening it shows a page and changes nothing, whoever or whatever opens it;
/// only the button on that page, which posts, acknowledges. The signature in the address stands for a key, for this one act.
/// </summary>
public sealed class AcknowledgeLinkFunctions(
    AcknowledgeLinks links, AlertStore alerts, AcknowledgeAlert acknowledge, DeadlinePageQuery deadlines, PageAnswers answers, Gate gate)
{
    [Function("ShowAcknowledgeLink")]
    public Task<IResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "acknowledge/{alert}/{organ}/{person}/{until}/{signature}")] HttpRequest request,
        string alert, string organ, string person, string until, string signature, CancellationToken cancellationToken) =>
        WithGrantAsync(request, alert, organ, person, until, signature, (_, _) => Task.FromResult(false), cancellationToken);

    [Function("UseAcknowledgeLink")]
    public Task<IResult> UseAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "acknowledge/{alert}/{organ}/{person}/{until}/{signature}")] HttpRequest request,
        string alert, string organ, string person, string until, string signature, CancellationToken cancellationToken) =>
        WithGrantAsync(
            request, alert, organ, person, until, signature,
            async (grant, stop) => await acknowledge.ExecuteAsync(grant.Alert, new Deadlines.Act(grant.Caller), stop) is AcknowledgeAlert.Outcome.Acknowledged,
            cancellationToken);

    private async Task<IResult> WithGrantAsync(
        HttpRequest request, string alert, string organ, string person, string until, string signature,
        Func<AcknowledgeGrant, CancellationToken, Task<bool>> act, CancellationToken cancellationToken)
    {
        var page = answers.Begin(request);
        return page.Show(await gate.ForEveryoneAsync(request, async () =>
        {
            if (await links.ReadAsync(alert, organ, person, until, signature, cancellationToken) is not { } grant)
            {
                return page.Open(StatusCodes.Status404NotFound, "acknowledge", page.Texts["acknowledge.title"], new AcknowledgePage(null, null, false));
            }

            var done = await act(grant, cancellationToken);
            var found = await alerts.FindAsync(grant.Alert, cancellationToken);
            var deadline = await deadlines.ReadAsync(grant.Alert.Deadline, staff: false, page.Wording, cancellationToken);
            return page.Open(StatusCodes.Status200OK, "acknowledge", page.Texts["acknowledge.title"], new AcknowledgePage(found, deadline, done));
        }));
    }

    /// <param name="Alert">Null when the link is not valid (any more).</param>
    /// <param name="Done">True when this request acknowledged, now or again.</param>
    internal sealed record AcknowledgePage(Alert? Alert, DeadlinePage? Deadline, bool Done)
    {
        public Jurisdictions.EscalationStage? Stage => Alert?.Id.Stage;
    }
}
