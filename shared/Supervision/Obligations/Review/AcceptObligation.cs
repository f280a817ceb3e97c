using Microsoft.Extensions.Logging;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Obligations.Extraction;

namespace Supervision.Obligations.Review;

/// <summary>
/// Confirms a proposed obligation and learns from it how laws write the department's name. Learning comes after the confirmation stands: a crash between
/// loses an alias and nothing else, and a name that already leads elsewhere is left there.
/// </summary>
public sealed partial class AcceptObligation(
    ConfirmObligation confirm, LawStore laws, DirectoryStore directory, RegisterDepartment register, ILogger<AcceptObligation> logger)
{
    private const int ShortestAlias = 4;

    public async Task<ConfirmObligation.Outcome> ExecuteAsync(
        ObligationId id, ConfirmationRequest request, Act act, CancellationToken cancellationToken)
    {
        var outcome = await confirm.ExecuteAsync(id, request, act, cancellationToken);
        if (outcome is ConfirmObligation.Outcome.Confirmed { Obligation: var confirmed })
            await LearnAsync(confirmed, cancellationToken);
        return outcome;
    }

    /// <summary>The name that a confirmation teaches, or null: one department for one organ, named so that it cannot mean others. Pure.</summary>
    public static string? NameLearned(ObligationProposal proposal, IReadOnlyList<DepartmentId> departments)
    {
        if (departments.Count != 1 || proposal.Bodies.Count == 0 || proposal.IsClassOfOrgans)
            return null;
        var name = proposal.Bodies[0];
        return name.Length < ShortestAlias || Organs.IsClass(name) || !Organs.EndsName(name) ? null : name;
    }

    private async Task LearnAsync(Obligation confirmed, CancellationToken cancellationToken)
    {
        var departments = confirmed.Confirmation!.Departments;
        if (NameLearned(confirmed.Candidate, departments) is not { } name
            || await directory.FindByAliasAsync(name, cancellationToken) is not null)
        {
            return;
        }

        // A short name (以下简称) means this organ in this law only; its full name is what other laws write.
        var law = await laws.FindAsync(confirmed.Id.Law, cancellationToken);
        var learned = confirmed.Candidate.LeadInFull ?? name;
        if (await register.AddAliasAsync(departments[0], learned, cancellationToken))
            LogLearned(departments[0], law?.Law.Id.Value ?? "");
    }

    [LoggerMessage(LogLevel.Information, "Department {Department} has a further name from law {Law}.")]
    private partial void LogLearned(DepartmentId department, string law);
}
