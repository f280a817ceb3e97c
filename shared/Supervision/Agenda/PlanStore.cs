using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Supervision.Deadlines;
using Supervision.Storage;

namespace Supervision.Agenda;

/// <summary>An act over several partitions, written down with all its steps before the first is taken.</summary>
/// <param name="Content">The steps, as the room that wrote the plan understands them.</param>
/// <param name="Done">True once every step was taken, or the plan was found void.</param>
public sealed record Plan(string Id, string Content, bool Done, ETag ETag, TimeSpan Age, int Failures)
{
    /// <summary>Who understands it.</summary>
    public string Kind => Id[..Id.IndexOf('-', StringComparison.Ordinal)];
}

/// <summary>Plans: whoever writes one begins at once; the sweep repeats the steps of those that are not done.</summary>
public sealed class PlanStore(SupervisionStorage storage)
{
    private const string Partition = "plan";

    /// <summary>The id of the plan of a decision: the same decision has the same plan.</summary>
    /// <param name="kind">Kind of the plan, lower-case letters.</param>
    public static string IdOf(string kind, string decision) => kind + "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(decision)))[..32];

    /// <summary>Writes a plan down, or finds the one of the same decision.</summary>
    public async Task<Plan> BeginAsync(string id, string content, CancellationToken cancellationToken)
    {
        try
        {
            await storage.Agenda.AddAsync(new TableEntity(Partition, id) { ["Content"] = content, ["Done"] = false }, cancellationToken);
        }
        catch (RequestFailedException there) when (there.Status == 409)
        {
            // Written by an earlier attempt at the same decision.
        }

        return await FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"Plan {id} was written and is missing.");
    }

    public async Task<Plan?> FindAsync(string id, CancellationToken cancellationToken) =>
        await storage.Agenda.FindAsync(Partition, id, cancellationToken) is { } row ? PlanOf(row, TimeSpan.Zero) : null;

    /// <summary>All plans that have not been removed yet.</summary>
    public async Task<IReadOnlyList<Plan>> ListAsync(CancellationToken cancellationToken)
    {
        var plans = new List<Plan>();
        await foreach (var page in storage.Agenda.PartitionAsync(Partition, cancellationToken))
        {
            plans.AddRange(page.Rows.Select(row => PlanOf(row, page.ServiceTime - row.Timestamp!.Value)));
        }

        return plans;
    }

    /// <summary>Records that nothing of the plan is left to do. Losing a race against another who does the same is no fault.</summary>
    public async Task FinishAsync(Plan plan, CancellationToken cancellationToken)
    {
        try
        {
            await storage.Agenda.ReplaceAsync(
                new TableEntity(Partition, plan.Id) { ["Content"] = plan.Content, ["Done"] = true }, plan.ETag, cancellationToken);
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 412)
        {
            // Finished by another.
        }
    }

    /// <summary>Takes the first step of a plan. One that finds another state than the one it is for will never be taken: then the plan is finished.</summary>
    /// <exception cref="StateChangedException">It found another state.</exception>
    public async Task<T> TakeFirstAsync<T>(Plan plan, Func<Task<T>> step, CancellationToken cancellationToken)
    {
        try
        {
            return await step();
        }
        catch (StateChangedException)
        {
            await FinishAsync(plan, cancellationToken);
            throw;
        }
    }

    /// <summary>Removes a plan that was done long enough ago that nobody can still be taking its steps.</summary>
    public async Task DeleteDoneAsync(Plan plan, CancellationToken cancellationToken)
    {
        if (plan.Done && plan.Age > AgendaStore.YoungestToDelete)
        {
            await storage.Agenda.DeleteUnchangedAsync(Partition, plan.Id, plan.ETag, cancellationToken);
        }
    }

    private static Plan PlanOf(TableEntity row, TimeSpan age) => new(
        row.RowKey, row.GetString("Content"), row.GetBoolean("Done") ?? false, row.ETag, age, row.GetInt32("Failures") ?? 0);
}
