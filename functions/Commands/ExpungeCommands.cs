using Microsoft.Extensions.DependencyInjection;
using Supervision.Access;
using Supervision.History.Removals;
using Supervision.Identity;
using Supervision.Papers;

namespace Supervision.Functions.Commands;

/// <summary>
/// Removal of contents by decision from the command line. Who acts is whose key is given, so that two people are needed here too.
/// </summary>
internal static class ExpungeCommands
{
    /// <summary>Holds the key of whoever acts; a key on the command line would stay in the shell's history.</summary>
    private const string KeyVariable = "SUPERVISION_KEY";

    /// <param name="content">
    /// <c>{deadline}/{paper}</c>, <c>{department}/{delivery}/{number of the file}</c>, or <c>{department}/{delivery or removal}/{paper}</c>.
    /// </param>
    public static Task<int> ProposeAsync(string content, string reason, TextWriter output, TextWriter error, CancellationToken cancellationToken) =>
        AsAsync(Role.Administrator, error, async (services, caller) =>
        {
            if (TargetOf(content) is not { } target)
            {
                await error.WriteLineAsync("Name DEADLINE/PAPER, DEPARTMENT/DELIVERY/NUMBER, DEPARTMENT/DELIVERY/PAPER or DEPARTMENT/REMOVAL/PAPER.");
                return 2;
            }

            switch (await services.GetRequiredService<ProposeRemoval>().ExecuteAsync(target, reason, caller, cancellationToken))
            {
                case ProposeRemoval.Outcome.Proposed { Removal: var removal }:
                    await output.WriteLineAsync(Json.Write(removal));
                    await error.WriteLineAsync($"A director confirms it with: expunge confirm {removal.Target.Home}/{removal.Id}");
                    return 0;
                case ProposeRemoval.Outcome.Invalid { Faults: var faults }:
                    await error.WriteLineAsync(string.Join('\n', faults.Select(fault => $"{fault.Field}: {fault.Detail}")));
                    return 2;
                default:
                    await error.WriteLineAsync("No history points to such content.");
                    return 1;
            }
        }, cancellationToken);

    /// <param name="removal"><c>{department}/{removal}</c>, as the proposal told.</param>
    public static Task<int> DecideAsync(
        string removal, bool confirm, string? note, TextWriter output, TextWriter error, CancellationToken cancellationToken) =>
        AsAsync(Role.Director, error, async (services, caller) =>
        {
            if (removal.Split('/') is not [var department, var number]
                || !DepartmentId.TryParse(department, out var home) || !RemovalId.TryParse(number, out var id))
            {
                await error.WriteLineAsync("Name DEPARTMENT/REMOVAL, as the proposal told.");
                return 2;
            }

            switch (await services.GetRequiredService<DecideRemoval>().ExecuteAsync(home, id, confirm, note, caller, cancellationToken))
            {
                case DecideRemoval.Outcome.Decided { Removal: var decided }:
                    await output.WriteLineAsync(Json.Write(decided));
                    return 0;
                case DecideRemoval.Outcome.Invalid { Faults: var faults }:
                    await error.WriteLineAsync(string.Join('\n', faults.Select(fault => $"{fault.Field}: {fault.Detail}")));
                    return 2;
                case var refused:
                    await error.WriteLineAsync(refused switch
                    {
                        DecideRemoval.Outcome.OwnProposal => "Nobody decides on their own proposal, nor with a key that they created.",
                        DecideRemoval.Outcome.AlreadyDecided => "It was decided otherwise before.",
                        _ => "There is no such removal.",
                    });
                    return 1;
            }
        }, cancellationToken);

    private static async Task<int> AsAsync(
        Role role, TextWriter error, Func<IServiceProvider, Caller, Task<int>> act, CancellationToken cancellationToken)
    {
        await using var runtime = await LocalRuntime.BuildAsync(null, error, cancellationToken);
        var key = Environment.GetEnvironmentVariable(KeyVariable) ?? "";
        var caller = await runtime.Services.GetRequiredService<AccessKeys>().AuthenticateAsync(key, cancellationToken);
        if (caller is null || (caller.Roles & role) == 0)
        {
            await error.WriteLineAsync($"Put a valid key of the role {role.ToString().ToLowerInvariant()} into {KeyVariable}.");
            return 2;
        }

        return await act(runtime.Services, caller);
    }

    private static RemovalTarget? TargetOf(string content) => content.Split('/') switch
    {
        [var deadline, var paper] when DeadlineId.TryParse(deadline, out var id) && PaperRefs.IsId(paper) => RemovalTarget.Paper(id, paper),
        [var department, var delivery, var paper] when PaperRefs.IsId(paper) && DepartmentId.TryParse(department, out var home)
            && DeliveryId.TryParse(delivery, out var id) => RemovalTarget.Paper(home, id, paper),
        [var department, var removal, var paper] when PaperRefs.IsId(paper) && DepartmentId.TryParse(department, out var home)
            && RemovalId.TryParse(removal, out var id) => RemovalTarget.Paper(home, id, paper),
        [var department, var delivery, var number] when DepartmentId.TryParse(department, out var home)
            && DeliveryId.TryParse(delivery, out var id) && int.TryParse(number, out var file) => RemovalTarget.File(home, id, file),
        _ => null,
    };
}
