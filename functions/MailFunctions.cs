using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Views;

namespace Supervision.Functions;

/// <summary>What has become of mails.</summary>
public sealed class MailFunctions(ViewStore views, Gate gate)
{
    [Function("ListFailedMails")]
    public Task<IResult> ListFailedAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/mails/failed")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
        {
            var (continuation, size) = request.Page();
            var (contents, next) = await views.PageAsync(ViewNames.FailedMails, continuation, size, cancellationToken);
            return Answers.Page([.. contents.Select(Json.Read<FailedMail>)], next);
        });
}
