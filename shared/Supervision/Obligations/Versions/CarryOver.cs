using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Laws;

namespace Supervision.Obligations.Versions;

/// <summary>
/// Records at every deadline of an obligation that it was carried over into a further version of the text. The deadlines lie in many home
/// partitions, so it is a plan, written down before the register says so; a plan of an import that died before is found void.
/// </summary>
public sealed class CarryOver(LawStore laws, OwedDeadlines owed, PlanStore plans, DeadlineDecisions decisions, RandomIds ids) : IPlanCarrier
{
    private const string PlanKind = "carry";

    public string Kind => PlanKind;

    /// <summary>Writes the plan of an import down. Every attempt has a plan of its own: one that was found void meanwhile is not missed.</summary>
    internal Task<Plan> BeginAsync(LawId law, string version, string by, DateOnly on, CancellationToken cancellationToken) =>
        plans.BeginAsync(
            PlanStore.IdOf(PlanKind, $"{law} {version} {ids.Next()}"), Json.Write(new CarryPlan(law, version, by, on)), cancellationToken);

    public async Task CarryOutAsync(Plan plan, DateOnly today, CancellationToken cancellationToken)
    {
        var steps = Json.Read<CarryPlan>(plan.Content);
        if (await laws.FindAsync(steps.Law, cancellationToken) is not { } found || !found.Law.TextVersions.Contains(steps.Version))
        {
            // The import is not on record: it is under way, or it died.
            if (plan.Age > AgendaStore.YoungestToDelete)
            {
                await plans.FinishAsync(plan, cancellationToken);
            }

            return;
        }

        await CarryAsync(steps.Law, steps.Version, null, steps.By, steps.On, cancellationToken);
        await plans.FinishAsync(plan, cancellationToken);
    }

    /// <summary>Records the passage at the deadlines of the obligations that came over. Repeating it changes nothing.</summary>
    /// <param name="numbers">Numbers of the obligations; null: all that came into the version.</param>
    internal async Task CarryAsync(LawId law, string version, IReadOnlyCollection<int>? numbers, string by, DateOnly on, CancellationToken cancellationToken)
    {
        foreach (var obligation in await laws.ListObligationsAsync(law, cancellationToken))
        {
            if (obligation is { Carried: { } carried } && carried.To == version && numbers?.Contains(obligation.Id.Number) != false)
            {
                await foreach (var head in owed.ListAsync(obligation, cancellationToken))
                {
                    await RecordAsync(head.State.Id, carried, by, on, cancellationToken);
                }
            }
        }
    }

    /// <summary>Also at deadlines that are fulfilled or closed: lists and papers name the article, and their history says why it is another.</summary>
    private async Task RecordAsync(DeadlineId id, CarriedOver carried, string by, DateOnly on, CancellationToken cancellationToken) =>
        await decisions.DecideAsync<bool>(
            id,
            new Decision($"carried-{carried.To}-{id}", by, on),
            remember: false,
            head => head is not null && head.State.CarriedTo != carried.To
                ? new Verdict<bool>.Record(new ProvisionCarriedOver(carried.From, carried.To, carried.As), true)
                : new Verdict<bool>.Nothing(true),
            cancellationToken);

    private sealed record CarryPlan(LawId Law, string Version, string By, DateOnly On);
}
