using Azure;
using Azure.Data.Tables;
using Supervision.Agenda;
using Supervision.Alerts;
using Supervision.History;
using Supervision.Identity;
using Supervision.Storage;

namespace Supervision.Deadlines;

/// <summary>A deadline as it was read: its state, the end of its history, and when it wants to be looked at.</summary>
public sealed record DeadlineHead(DeadlineState State, ChainHead Chain, DateOnly? NextLook, ETag ETag)
{
    /// <summary>Names the state by its last fact, for If-Match: a look that is moved leaves it as it is.</summary>
    public string Tag => TagOf(Chain);

    /// <summary>The tag of a history that ends there.</summary>
    internal static string TagOf(ChainHead chain) => $"{chain.Seq}-{chain.Hash[..16]}";
}

/// <summary>Deadlines and their history, in the partition of their home department.</summary>
public sealed class DeadlineStore(SupervisionStorage storage)
{
    internal const string RowPrefix = "deadline-";
    internal const string ChangedPrefix = "changed-";
    private const string JointPrefix = "joint-";
    private const string OwnPart = "own.";
    private const string JointPart = "joint.";

    /// <summary>Each joint deadline is a point read of its own.</summary>
    private const int MostJointRead = 50;

    /// <summary>The name of the deadline's history chain.</summary>
    public static string ChainOf(DeadlineId id) => id.Value;

    public async Task<DeadlineHead?> FindAsync(DeadlineId id, CancellationToken cancellationToken) =>
        await storage.Supervision.FindAsync(id.Home.Value, RowPrefix + id, cancellationToken) is { } row ? HeadOf(row) : null;

    /// <summary>True when the department owes the deadline jointly with its home department.</summary>
    public async Task<bool> IsJointAsync(DepartmentId department, DeadlineId id, CancellationToken cancellationToken) =>
        await storage.Supervision.FindAsync(department.Value, JointPrefix + id, cancellationToken) is not null;

    /// <summary>Points each department that owes the deadline jointly to its home. Repeating it changes nothing.</summary>
    internal async Task PointAsync(IReadOnlyList<DepartmentId> partners, DeadlineId id, CancellationToken cancellationToken)
    {
        foreach (var partner in partners)
        {
            await storage.Supervision.UpsertAsync(
                new TableEntity(partner.Value, JointPrefix + id) { ["Home"] = id.Home.Value }, cancellationToken);
        }
    }

    /// <summary>The occurrences of one obligation at one department, in the order of their labels.</summary>
    public async Task<IReadOnlyList<DeadlineHead>> ListAsync(ObligationId obligation, DepartmentId home, CancellationToken cancellationToken)
    {
        var heads = new List<DeadlineHead>();
        await foreach (var row in storage.Supervision.ListAsync(home.Value, $"{RowPrefix}{obligation}-{home}-", null, cancellationToken))
        {
            heads.Add(HeadOf(row));
        }

        return heads;
    }

    /// <summary>The deadlines of one department that await a delivery of this kind.</summary>
    public async Task<IReadOnlyList<DeadlineHead>> ListOpenAsync(
        DepartmentId home, IReadOnlyList<Obligations.ObligationKind> kinds, CancellationToken cancellationToken)
    {
        var ofKinds = string.Join(" or ", kinds.Select(kind => TableClient.CreateQueryFilter($"Kind eq {kind.ToString()}")));
        var filter = $"Open eq true and ({ofKinds})";
        var heads = new List<DeadlineHead>();
        await foreach (var row in storage.Supervision.ListAsync(home.Value, RowPrefix, filter, cancellationToken))
        {
            heads.Add(HeadOf(row));
        }

        return heads;
    }

    /// <summary>One page of a department's deadlines, by id.</summary>
    public async Task<(IReadOnlyList<DeadlineState> Deadlines, string? Continuation)> PageAsync(
        DepartmentId home, string? continuation, int size, CancellationToken cancellationToken)
    {
        var page = await storage.Supervision.PageAsync(home.Value, RowPrefix, null, continuation, size, cancellationToken);
        return ([.. page.Rows.Select(row => HeadOf(row).State)], page.Continuation);
    }

    /// <summary>One page of what a department owes: first its own deadlines by id, then those it owes jointly at another's.</summary>
    /// <exception cref="InvalidContinuationException">No page of this list gave this continuation.</exception>
    public async Task<(IReadOnlyList<DeadlineState> Deadlines, string? Continuation)> PageOwedAsync(
        DepartmentId department, string? continuation, int size, CancellationToken cancellationToken)
    {
        if (continuation is null || continuation.StartsWith(OwnPart, StringComparison.Ordinal))
        {
            var (own, next) = await PageAsync(department, continuation?[OwnPart.Length..], size, cancellationToken);
            if (next is not null)
            {
                return (own, OwnPart + next);
            }

            if (own.Count == size)
            {
                return (own, JointPart);
            }

            var (joint, beyond) = await PageOfJointAsync(department, null, size - own.Count, cancellationToken);
            return ([.. own, .. joint], beyond);
        }

        return continuation.StartsWith(JointPart, StringComparison.Ordinal)
            ? await PageOfJointAsync(department, continuation.Length == JointPart.Length ? null : continuation[JointPart.Length..], size, cancellationToken)
            : throw new InvalidContinuationException(new FormatException("It names no part of the list."));
    }

    private async Task<(IReadOnlyList<DeadlineState> Deadlines, string? Continuation)> PageOfJointAsync(
        DepartmentId department, string? continuation, int size, CancellationToken cancellationToken)
    {
        var (states, next) = await PageJointAsync(department, continuation, size, cancellationToken);
        return (states, next is null ? null : JointPart + next);
    }

    /// <summary>One page of what a department owes jointly at another's, by id.</summary>
    internal async Task<(IReadOnlyList<DeadlineState> Deadlines, string? Continuation)> PageJointAsync(
        DepartmentId department, string? continuation, int size, CancellationToken cancellationToken)
    {
        var page = await storage.Supervision.PageAsync(
            department.Value, JointPrefix, null, continuation, Math.Min(size, MostJointRead), cancellationToken);
        var heads = await Task.WhenAll(page.Rows.Select(row => FindAsync(DeadlineId.Parse(row.RowKey[JointPrefix.Length..]), cancellationToken)));
        return ([.. heads.OfType<DeadlineHead>().Select(head => head.State)], page.Continuation);
    }

    /// <summary>One page of a department's deadlines that await a delivery, or of those that have one, by id.</summary>
    public async Task<(IReadOnlyList<DeadlineState> Deadlines, string? Continuation)> PageAsync(
        DepartmentId home, bool open, string? continuation, int size, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"Open eq {open}");
        var page = await storage.Supervision.PageAsync(home.Value, RowPrefix, filter, continuation, size, cancellationToken);
        return ([.. page.Rows.Select(row => HeadOf(row).State)], page.Continuation);
    }

    /// <summary>The history of one deadline: the exact contents that were hashed, in order.</summary>
    public Task<IReadOnlyList<string>> ReadHistoryAsync(DeadlineId id, CancellationToken cancellationToken) =>
        ReadChainAsync(id.Home, ChainOf(id), cancellationToken);

    /// <summary>One page of the history of one deadline, in order.</summary>
    public async Task<(IReadOnlyList<string> Contents, string? Continuation)> PageHistoryAsync(
        DeadlineId id, string? continuation, int size, CancellationToken cancellationToken)
    {
        var page = await storage.Supervision.PageAsync(id.Home.Value, $"fact-{ChainOf(id)}-", null, continuation, size, cancellationToken);
        return ([.. page.Rows.Select(row => row.GetString("Content"))], page.Continuation);
    }

    /// <summary>The whole history of any chain in a home partition, in order.</summary>
    internal async Task<IReadOnlyList<string>> ReadChainAsync(DepartmentId home, string chain, CancellationToken cancellationToken)
    {
        var contents = new List<string>();
        await foreach (var row in storage.Supervision.ListAsync(home.Value, $"fact-{chain}-", null, cancellationToken))
        {
            contents.Add(row.GetString("Content"));
        }

        return contents;
    }

    internal static TableEntity FactRow(DepartmentId home, Fact fact, string content) => new(home.Value, fact.Key)
    {
        ["Content"] = content,
        ["Hash"] = Fact.HashOf(content),
    };

    internal static TableEntity AlertRow(Alert alert) => AlertStore.ToRow(alert);

    /// <summary>Says which state the views of a deadline must show; the relay removes it when they do.</summary>
    internal static TableEntity ChangedRow(DeadlineId id, int seq) => new(id.Home.Value, ChangedKey(id)) { ["Seq"] = seq };

    internal static string ChangedKey(DeadlineId id) => ChangedPrefix + id;

    internal static TableEntity DeadlineRow(DeadlineState state, ChainHead chain, DateOnly? nextLook)
    {
        var row = new TableEntity(state.Id.Home.Value, RowPrefix + state.Id)
        {
            ["State"] = Json.Write(state),
            ["Seq"] = chain.Seq,
            ["Hash"] = chain.Hash,
            ["Recorded"] = chain.Recorded,
            ["Open"] = state.IsOpen,
            ["Kind"] = state.Kind.ToString(),
        };
        if (nextLook is { } date)
        {
            row["NextLook"] = AgendaStore.PartitionOf(date);
        }

        return row;
    }

    internal static DeadlineHead HeadOf(TableEntity row) => new(
        Json.Read<DeadlineState>(row.GetString("State")),
        new ChainHead(row.GetInt32("Seq")!.Value, row.GetString("Hash"), row.GetDateTimeOffset("Recorded")!.Value),
        row.GetString("NextLook") is { } date ? AgendaStore.DateOf(date) : null,
        row.ETag);
}
