using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Functions.OpenApi;
using Supervision.Identity;
using Supervision.Mail;
using Supervision.Obligations.Review;
using Supervision.Obligations.Versions;
using Supervision.Sweeping;

namespace Supervision.Functions;

/// <summary>Pages that only the supervision staff may see.</summary>
public sealed class StaffPages(WaitingFinds review, ReadVersion versions, MailQueries mails, ResendMail resend, SweepReportStore sweeps, Gate gate)
{
    private const int SweepsShown = 24;

    public async Task<IResult> ReviewAsync(PageRequest page, string law, CancellationToken cancellationToken) =>
        page.Show(await gate.ForAsync(Role.Staff, page.Request, async caller =>
            await review.ReadAsync(LawId.Parse(law), cancellationToken) is { } found
                ? page.Page("review", page.Texts["review.title"], new ReviewPage(found.Law, found.Waiting), caller)
                : Problems.NotFound("law")));

    public async Task<IResult> VersionAsync(PageRequest page, string law, string version, CancellationToken cancellationToken) =>
        page.Show(await gate.ForAsync(Role.Staff, page.Request, async caller =>
            await versions.ExecuteAsync(LawId.Parse(law), version, cancellationToken) is { } found
                ? page.Page("version", page.Texts["version.title"], found, caller)
                : Problems.NotFound("version")));

    public async Task<IResult> MailAsync(PageRequest page, string home, string mail, bool asHtml, CancellationToken cancellationToken) =>
        page.Show(await gate.ForAsync(Role.Staff, page.Request, async caller =>
            await mails.FindAsync(DepartmentId.Parse(home), mail, cancellationToken) is not var (line, copy) ? Problems.NotFound("mail")
            : !asHtml ? page.Page("mail", page.Texts["mail.title"], MailPage.Of(line, copy, caller), caller)
            : copy is null ? Problems.NotFound("mail")
            : PageAnswers.ForeignHtml(copy.Content.Html)));

    /// <summary>The button of that page: has the mail sent again and says what came of it.</summary>
    public async Task<IResult> ResendAsync(PageRequest page, string home, string mail, CancellationToken cancellationToken) =>
        page.Show(await gate.ForFormAsync(ResendMail.Roles, page.Request, null, async caller =>
        {
            var came = await resend.ExecuteAsync(DepartmentId.Parse(home), mail, caller, cancellationToken) switch
            {
                ResendMail.Outcome.Waiting => "done",
                ResendMail.Outcome.StillWaiting => "waiting",
                ResendMail.Outcome.NotPossible => "not-possible",
                _ => null,
            };
            return came is not null && await mails.FindAsync(DepartmentId.Parse(home), mail, cancellationToken) is var (line, copy)
                ? page.Page("mail", page.Texts["mail.title"], MailPage.Of(line, copy, caller, came), caller)
                : Problems.NotFound("mail");
        }));

    public async Task<IResult> SweepsAsync(PageRequest page, CancellationToken cancellationToken) =>
        page.Show(await gate.ForAsync(Role.Staff, page.Request, async caller =>
        {
            var (reports, next) = await sweeps.PageAsync(page.Continuation, SweepsShown, cancellationToken);
            return page.Page("sweeps", page.Texts["sweeps.title"], new SweepsPage(reports, next, page.Continuation is not null), caller);
        }));

    /// <summary>The guide for officers.</summary>
    public async Task<IResult> OfficersAsync(PageRequest page, CancellationToken cancellationToken) =>
        page.Show(await gate.ForAsync(Role.Staff, page.Request, caller => Task.FromResult(
            page.Page("officers", page.Texts["officers.title"], OfficersGuide.Written, caller))));

    /// <summary>Reports of sweeps, the latest first.</summary>
    /// <param name="Next">Continuation, or null on the last page.</param>
    internal sealed record SweepsPage(IReadOnlyList<SweepReport> Sweeps, string? Next, bool IsLater);

    /// <summary>A notification and the mail as it was sent.</summary>
    /// <param name="MayResend">True where this caller may have it sent again.</param>
    /// <param name="Resend">What came of that: done, waiting or not-possible; null where nobody asked.</param>
    internal sealed record MailPage(MailLine Line, SentMail? Copy, bool MayResend, string? Resend)
    {
        public static MailPage Of(MailLine line, SentMail? copy, Caller caller, string? resend = null) => new(
            line,
            copy,
            (caller.Roles & ResendMail.Roles) != 0 && line.Recipient is not null
                && line.Status is NotificationStatus.Sent or NotificationStatus.Refused or NotificationStatus.GivenUp or NotificationStatus.InDigest,
            resend);
    }
}
