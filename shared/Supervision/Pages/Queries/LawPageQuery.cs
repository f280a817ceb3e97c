using Supervision.Access;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Laws;
using Supervision.Mail;
using Supervision.Obligations;
using Supervision.Obligations.Versions;
using Supervision.Pages.Texts;
using Supervision.Time;
using Supervision.Views;

namespace Supervision.Pages.Queries;

/// <summary>A law, what it obliges to, and its deadlines.</summary>
/// <param name="Deadlines">All of them for staff; for a department its own.</param>
/// <param name="Waiting">How many finds await review.</param>
/// <param name="Version">The version to be compared with the one before it; null while there is only one.</param>
/// <param name="Awaiting">How many obligations await a decision because of it.</param>
/// <param name="Officers">Names of the officers who are told of its deadlines; for staff.</param>
public sealed record LawPage(
    Law Law, string Committee, IReadOnlyList<Obligation> Obligations, Shown<DeadlineRow> Deadlines, bool IsStaff, int Waiting, string? Version, int Awaiting,
    IReadOnlyList<string> Officers);

/// <summary>One page of the register.</summary>
/// <param name="Next">Continuation, or null on the last page.</param>
public sealed record LawsPage(IReadOnlyList<Law> Laws, string? Next, bool IsLater);

/// <summary>Reads the pages of laws from the register and its views.</summary>
public sealed class LawPageQuery(LawStore laws, ViewStore views, DirectoryStore directory, JurisdictionProfile profile, LegislatureClock clock)
{
    private const int LawsShown = 50;

    public async Task<LawsPage> ListAsync(string? continuation, CancellationToken cancellationToken)
    {
        var (contents, next) = await views.PageAsync(ViewNames.Laws, continuation, LawsShown, cancellationToken);
        return new LawsPage([.. contents.Select(Json.Read<Law>)], next, continuation is not null);
    }

    /// <returns>Null when there is no such law.</returns>
    public async Task<LawPage?> ReadAsync(LawId id, Caller caller, Wording wording, CancellationToken cancellationToken)
    {
        var lawRead = laws.FindAsync(id, cancellationToken);
        var obligationsRead = laws.ListObligationsAsync(id, cancellationToken);
        var deadlinesRead = views.SummariesAsync(ViewNames.Law(id), cancellationToken);
        var officeRead = caller.IsStaff ? directory.ListPeopleAsync(DepartmentId.Office, cancellationToken) : Task.FromResult<IReadOnlyList<Person>>([]);
        await Task.WhenAll(lawRead, obligationsRead, deadlinesRead, officeRead);
        if (await lawRead is not { Law: var law })
        {
            return null;
        }

        var (summaries, beyond) = await deadlinesRead;
        var today = clock.Today;
        var committee = profile.Committees.FirstOrDefault(known => known.Id == law.Committee);
        var obligations = await obligationsRead;
        var version = law.Changes?[^1].To;
        return new LawPage(
            law,
            committee is null ? law.Committee : wording.Local(committee.Name),
            obligations,
            Shown.Of(
                summaries.Where(summary => caller.MayActFor(summary.Department))
                    .OrderBy(summary => !summary.IsAwaited)
                    .ThenBy(summary => summary.Due)
                    .ThenBy(summary => summary.Id.Value, StringComparer.Ordinal)
                    .Select(summary => DeadlineRow.Of(summary, today, wording)),
                PageReads.MostShown,
                beyond),
            caller.IsStaff,
            obligations.Count(obligation => obligation is { Status: ObligationStatus.Proposed, Ended: null }),
            version,
            version is null ? 0 : DecideVersion.Awaiting(obligations, version).Count,
            [.. (await officeRead).Where(person => Recipients.IsTold(person, WriteSummaries.OfficerRole, law.Committee)).Select(person => person.Name)]);
    }
}
