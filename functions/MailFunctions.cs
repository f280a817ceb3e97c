using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Identity;
using Supervision.Mail;
using Supervision.Views;

namespace Supervision.Functions;

/// <summary>Notifications: what was to be said to whom, what became of it, and sending it again.</summary>
public sealed class MailFunctions(MailQueries mails, ResendMail resend, ViewStore views, StaffPages pages, PageAnswers answers, Gate gate)
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

    [Function("ListMailsOfDeadline")]
    public Task<IResult> ListOfDeadlineAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/deadlines/{deadline}/mails")] HttpRequest request,
        string deadline,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
            Answers.Page(await mails.ListAsync(DeadlineId.Parse(deadline), cancellationToken), null));

    [Function("ListMailsOfDepartment")]
    public Task<IResult> ListOfDepartmentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/departments/{department}/mails")] HttpRequest request,
        string department,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
        {
            var (continuation, size) = request.Page();
            var (found, next) = await mails.PageAsync(DepartmentId.Parse(department), continuation, size, cancellationToken);
            return Answers.Page(found, next);
        });

    [Function("GetMail")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/departments/{department}/mails/{mail}")] HttpRequest request,
        string department,
        string mail,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
            await mails.FindAsync(DepartmentId.Parse(department), mail, cancellationToken) is var (line, copy)
                ? Answers.Ok(new MailBody(line, copy))
                : Problems.NotFound("mail"));

    [Function("ResendMail")]
    public Task<IResult> ResendAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/departments/{department}/mails/{mail}/resend")] HttpRequest request,
        string department,
        string mail,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Supervision.Mail.ResendMail.Roles, request, async caller =>
            await resend.ExecuteAsync(DepartmentId.Parse(department), mail, caller, cancellationToken) switch
            {
                ResendMail.Outcome.Waiting waiting => Answers.Ok(waiting),
                ResendMail.Outcome.StillWaiting => Problems.Conflict("mail-waiting"),
                ResendMail.Outcome.NotPossible => Problems.Conflict("mail-not-resendable"),
                ResendMail.Outcome.NotFound => Problems.NotFound("mail"),
                _ => throw new System.Diagnostics.UnreachableException(),
            });

    [Function("ResendMailFromPage")]
    public Task<IResult> ResendFromPageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "mails/{department}/{mail}/resend")] HttpRequest request,
        string department,
        string mail,
        CancellationToken cancellationToken) =>
        pages.ResendAsync(answers.Begin(request), department, mail, cancellationToken);

    internal sealed record MailBody(MailLine Mail, SentMail? Sent);
}
