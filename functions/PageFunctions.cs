using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Supervision.Access;
using Supervision.Functions.OpenApi;
using Supervision.Identity;
using Supervision.Mail;
using Supervision.Obligations.Review;
using Supervision.Obligations.Versions;
using Supervision.Pages.Queries;
using Supervision.Pages.Rendering;

namespace Supervision.Functions;

/// <summary>The web pages: one function serves them all, since the route also catches what no other function takes.</summary>
public sealed class PageFunctions(
    StaffPageQuery staff,
    DepartmentPageQuery departments,
    DeadlinePageQuery deadlines,
    LawPageQuery laws,
    WaitingFinds review,
    ReadVersion versions,
    ReceiptPageQuery receipts,
    MailQueries mails,
    PageAnswers answers,
    IOptions<OfficeOptions> office,
    Gate gate)
{
    [Function("ServePages")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{*path}")] HttpRequest request,
        string? path,
        CancellationToken cancellationToken)
    {
        var page = answers.Begin(request);
        RequestIds.Of(request.HttpContext);
        return (path ?? "").Split('/') switch
        {
            [""] => StartAsync(page, cancellationToken),
            ["laws"] => LawsAsync(page, cancellationToken),
            ["laws", var law] => LawAsync(page, law, cancellationToken),
            ["laws", var law, "review"] => ReviewAsync(page, law, cancellationToken),
            ["laws", var law, "versions", var version] => VersionAsync(page, law, version, cancellationToken),
            ["deadlines", var deadline] => DeadlineAsync(page, deadline, cancellationToken),
            ["mails", var home, var mail] => MailAsync(page, home, mail, asHtml: false, cancellationToken),
            ["mails", var home, var mail, "html"] => MailAsync(page, home, mail, asHtml: true, cancellationToken),
            ["receipts", var department, var delivery] => ReceiptAsync(page, department, delivery, cancellationToken),
            ["reference"] => Task.FromResult(page.Open(StatusCodes.Status200OK, "api", page.Texts["api.title"], ApiPage.In(page.Texts.IsChinese))),
            ["guide"] => Task.FromResult(page.Open(StatusCodes.Status200OK, "guide", page.Texts["guide.title"], GuidePage.Written)),
            ["assets", var name] when PageAssets.Find(name) is { } asset => Task.FromResult(PageAnswers.Asset(request, asset)),
            ["api", ..] => Task.FromResult(Problems.Of(StatusCodes.Status404NotFound, "not-found")),
            _ => Task.FromResult(page.Error(StatusCodes.Status404NotFound)),
        };
    }

    private async Task<IResult> StartAsync(PageRequest page, CancellationToken cancellationToken) =>
        page.Show(await gate.ForAsync(Role.Anyone, page.Request, async caller =>
        {
            if (caller.Department is not { } department)
            {
                return page.Page("staff", page.Texts["start.title"], await staff.ReadAsync(page.Wording, cancellationToken), caller);
            }

            var found = await departments.ReadAsync(
                department, page.Continuation, BaseAddress(page.Request), page.Wording, cancellationToken);
            return found is null ? Problems.NotFound("department") : page.Page("department", found.Name, found, caller);
        }));

    private async Task<IResult> LawsAsync(PageRequest page, CancellationToken cancellationToken) =>
        page.Show(await gate.ForAsync(Role.Anyone, page.Request, async caller =>
            page.Page("laws", page.Texts["laws.title"], await laws.ListAsync(page.Continuation, cancellationToken), caller)));

    private async Task<IResult> LawAsync(PageRequest page, string law, CancellationToken cancellationToken) =>
        page.Show(await gate.ForAsync(Role.Anyone, page.Request, async caller =>
            await laws.ReadAsync(LawId.Parse(law), caller, page.Wording, cancellationToken) is { } found
                ? page.Page("law", found.Law.Title, found, caller)
                : Problems.NotFound("law")));

    private async Task<IResult> ReviewAsync(PageRequest page, string law, CancellationToken cancellationToken) =>
        page.Show(await gate.ForAsync(Role.Staff, page.Request, async caller =>
            await review.ReadAsync(LawId.Parse(law), cancellationToken) is { } found
                ? page.Page("review", page.Texts["review.title"], new ReviewPage(found.Law, found.Waiting), caller)
                : Problems.NotFound("law")));

    private async Task<IResult> VersionAsync(PageRequest page, string law, string version, CancellationToken cancellationToken) =>
        page.Show(await gate.ForAsync(Role.Staff, page.Request, async caller =>
            await versions.ExecuteAsync(LawId.Parse(law), version, cancellationToken) is { } found
                ? page.Page("version", page.Texts["version.title"], found, caller)
                : Problems.NotFound("version")));

    private async Task<IResult> DeadlineAsync(PageRequest page, string deadline, CancellationToken cancellationToken)
    {
        DeadlineId? owned = DeadlineId.TryParse(deadline, out var id) ? id : null;
        return page.Show(await gate.ForOwnersAsync(Role.Anyone, page.Request, owned, async caller =>
            await deadlines.ReadAsync(DeadlineId.Parse(deadline), page.Wording, cancellationToken) is { } found
                ? page.Page(
                    "deadline",
                    page.Wording.Provision(found.Law.Title, found.Obligation.Candidate.Article),
                    caller.IsStaff ? found with { Mails = await mails.ListAsync(found.State.Id, cancellationToken) } : found,
                    caller)
                : Problems.NotFound("deadline")));
    }

    private async Task<IResult> MailAsync(PageRequest page, string home, string mail, bool asHtml, CancellationToken cancellationToken) =>
        page.Show(await gate.ForAsync(Role.Staff, page.Request, async caller =>
            await mails.FindAsync(DepartmentId.Parse(home), mail, cancellationToken) is not var (line, copy) ? Problems.NotFound("mail")
            : !asHtml ? page.Page("mail", page.Texts["mail.title"], new MailPage(line, copy), caller)
            : copy is null ? Problems.NotFound("mail")
            : PageAnswers.ForeignHtml(copy.Content.Html)));

    private async Task<IResult> ReceiptAsync(PageRequest page, string department, string delivery, CancellationToken cancellationToken) =>
        page.Show(await gate.ForAsync(Role.Anyone, page.Request, department, async caller =>
            await receipts.ReadAsync(
                DepartmentId.Parse(department), DeliveryId.Parse(delivery), caller, page.Wording, cancellationToken) is { } found
                ? page.Page("receipt", page.Texts["receipt.title"], found, caller)
                : Problems.NotFound("delivery")));

    private string BaseAddress(HttpRequest request) =>
        (office.Value.BaseUrl?.AbsoluteUri ?? $"{request.Scheme}://{request.Host}").TrimEnd('/');

    /// <summary>A notification and the mail as it was sent.</summary>
    internal sealed record MailPage(MailLine Line, SentMail? Copy);
}
