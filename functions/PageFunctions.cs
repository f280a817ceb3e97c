using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Supervision.Access;
using Supervision.Functions.OpenApi;
using Supervision.Identity;
using Supervision.Mail;
using Supervision.Pages.Queries;
using Supervision.Pages.Rendering;
using Supervision.Papers;

namespace Supervision.Functions;

/// <summary>The web pages: one function serves them all, since the route also catches what no other function takes.</summary>
public sealed class PageFunctions(
    StaffPageQuery staff,
    DepartmentPageQuery departments,
    DeadlinePageQuery deadlines,
    LawPageQuery laws,
    ReceiptPageQuery receipts,
    ReadPaper papers,
    MailQueries mails,
    StaffPages forStaff,
    DeliverPages forDepartments,
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
            ["laws", var law, "review"] => forStaff.ReviewAsync(page, law, cancellationToken),
            ["laws", var law, "versions", var version] => forStaff.VersionAsync(page, law, version, cancellationToken),
            ["deadlines", var deadline] => DeadlineAsync(page, deadline, cancellationToken),
            ["deadlines", var deadline, "papers", var paper] => PaperAsync(page, deadline, paper, cancellationToken),
            ["deliver"] => forDepartments.ChooseAsync(page, cancellationToken),
            ["deliver", var kind] => forDepartments.ShowAsync(page, kind, cancellationToken),
            ["sweeps"] => forStaff.SweepsAsync(page, cancellationToken),
            ["mails", var home, var mail] => forStaff.MailAsync(page, home, mail, asHtml: false, cancellationToken),
            ["mails", var home, var mail, "html"] => forStaff.MailAsync(page, home, mail, asHtml: true, cancellationToken),
            ["receipts", var department, var delivery] => ReceiptAsync(page, department, delivery, cancellationToken),
            ["reference"] => Task.FromResult(page.Open(StatusCodes.Status200OK, "api", page.Texts["api.title"], ApiPage.In(page.Texts.IsChinese))),
            ["guide", "officers"] => forStaff.OfficersAsync(page, cancellationToken),
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
                ? page.Page("law", found.Law.TitleIn(page.Wording.Texts.Language), found, caller)
                : Problems.NotFound("law")));

    private async Task<IResult> DeadlineAsync(PageRequest page, string deadline, CancellationToken cancellationToken)
    {
        DeadlineId? owned = DeadlineId.TryParse(deadline, out var id) ? id : null;
        return page.Show(await gate.ForOwnersAsync(Role.Anyone, page.Request, owned, async caller =>
            await deadlines.ReadAsync(DeadlineId.Parse(deadline), caller.IsStaff, page.Wording, cancellationToken) is { } found
                ? page.Page(
                    "deadline",
                    page.Wording.Provision(found.Law.TitleIn(page.Wording.Texts.Language), found.Obligation.Candidate.Article),
                    caller.IsStaff ? found with { Mails = await mails.ListAsync(found.State.Id, cancellationToken) } : found,
                    caller)
                : Problems.NotFound("deadline")));
    }

    private async Task<IResult> PaperAsync(PageRequest page, string deadline, string paper, CancellationToken cancellationToken)
    {
        DeadlineId? owned = DeadlineId.TryParse(deadline, out var id) ? id : null;
        return page.Show(await gate.ForOwnersAsync(Role.Anyone, page.Request, owned, async caller =>
            await papers.ExecuteAsync(DeadlineId.Parse(deadline), paper, caller.IsStaff, cancellationToken) switch
            {
                ReadPaper.Outcome.Found { Text: var text, Genuine: var genuine } => Show(text, genuine, caller),
                ReadPaper.Outcome.Removed => Show(null, genuine: true, caller),
                ReadPaper.Outcome.NotFound => Problems.NotFound("paper"),
                _ => throw new System.Diagnostics.UnreachableException(),
            }));

        IResult Show(string? text, bool genuine, Caller caller) => page.Page("paper", page.Texts["paper.title"], new PaperPage(id, text, genuine), caller);
    }

    private async Task<IResult> ReceiptAsync(PageRequest page, string department, string delivery, CancellationToken cancellationToken) =>
        page.Show(await gate.ForAsync(Role.Anyone, page.Request, department, async caller =>
            await receipts.ReadAsync(
                DepartmentId.Parse(department), DeliveryId.Parse(delivery), caller, page.Wording, cancellationToken) is { } found
                ? page.Page("receipt", page.Texts["receipt.title"], found, caller)
                : Problems.NotFound("delivery")));

    private string BaseAddress(HttpRequest request) =>
        (office.Value.BaseUrl?.AbsoluteUri ?? $"{request.Scheme}://{request.Host}").TrimEnd('/');

    /// <param name="Text">Null once it was removed by decision.</param>
    /// <param name="Genuine">True when its hash is the one that the history holds.</param>
    internal sealed record PaperPage(DeadlineId Deadline, string? Text, bool Genuine);
}
