using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Supervision.Agenda;
using Supervision.History;
using Supervision.Identity;
using Supervision.Mail;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Deadlines;

/// <summary>Who decides what, on which local date.</summary>
/// <param name="Id">The decision's id, kept in its fact: the caller's Idempotency-Key with the caller, or deadline, round and stage.</param>
/// <param name="By">Id of the key, person or timer that decides.</param>
/// <param name="On">The local date of the decision.</param>
/// <param name="Asked">What a caller asked for: the same id with another wish is no repetition.</param>
/// <param name="Expected">The tag of the state that the caller saw (If-Match), or null: decide on whatever state there is.</param>
public sealed record Decision(string Id, string By, DateOnly On, string Asked = "", string? Expected = null)
{
    /// <summary>A decision that a caller asks for.</summary>
    /// <param name="asked">The wish, with everything that tells it from another.</param>
    public static Decision Of(Act act, DateOnly on, string asked) => new(IdOf(act.Caller.Id, act.IdempotencyKey), act.Caller.Id, on, asked, act.Expected);

    /// <summary>Row key under which the outcome of a caller's decision is kept.</summary>
    internal string RequestKey => RequestKeyOf(Id);

    /// <summary>The same for a caller's Idempotency-Key; null where none was given.</summary>
    internal static string? RequestKeyOf(string caller, string? idempotencyKey) => KeyedIdOf(caller, idempotencyKey) is { } id ? RequestKeyOf(id) : null;

    internal static string RequestKeyOf(string id) => "request-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    /// <summary>The id of a decision that a caller made under an Idempotency-Key; null where none was given.</summary>
    public static string? KeyedIdOf(string caller, string? idempotencyKey) => idempotencyKey is null ? null : IdOf(caller, idempotencyKey);

    /// <summary>
    /// The id of a decision that a caller made under an Idempotency-Key, or a fresh one where the caller gave none. The key itself, which may
    /// hold anything, goes in as a hash.
    /// </summary>
    public static string IdOf(string caller, string? idempotencyKey) => idempotencyKey is null
        ? $"{caller}:{Guid.NewGuid():N}"
        : $"{caller}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(idempotencyKey)))[..32]}";
}

/// <summary>What a use case makes of the state it was shown.</summary>
public abstract record Verdict<T>
{
    private Verdict()
    {
    }

    /// <summary>Record this fact, with rows of its own beside it, and answer with the outcome.</summary>
    public sealed record Record(FactBody Body, T Outcome, Action<TableBatch, Fact>? With = null) : Verdict<T>;

    /// <summary>Write nothing and answer with the outcome.</summary>
    public sealed record Nothing(T Outcome) : Verdict<T>;
}

/// <summary>The state is no longer the one that the caller saw: to be read again before deciding.</summary>
public sealed class StateChangedException(string? tag) : Exception(tag is null ? "Nothing is there." : $"The state has the tag {tag} now.")
{
    /// <summary>Tag of the state as it is; null where nothing is there.</summary>
    public string? Tag { get; } = tag;

    /// <summary>The state that is there is to be the one that the caller saw.</summary>
    /// <param name="expected">The tag that the caller saw; null: any will do.</param>
    /// <param name="tag">Finds the tag of what is there; asked only where one is expected.</param>
    /// <exception cref="StateChangedException">It is another.</exception>
    internal static void Check(string? expected, Func<string> tag)
    {
        if (expected is not null && tag() is var found && found != expected)
        {
            throw new StateChangedException(found);
        }
    }
}

/// <summary>The caller's Idempotency-Key stands for another request.</summary>
public sealed class IdempotencyKeyReusedException(string decision) : Exception($"Decision {decision} is on record with other content.")
{
    /// <summary>What was asked for under a key is to be what is asked for under it now.</summary>
    /// <exception cref="IdempotencyKeyReusedException">It was something else.</exception>
    internal static void Check(string decision, string? before, string? now)
    {
        if (before != now)
        {
            throw new IdempotencyKeyReusedException(decision);
        }
    }
}

/// <summary>Storage did not let a decision through in the attempts allowed; nothing says it was lost for ever.</summary>
public sealed class DecisionContendedException(string decision, Exception inner)
    : Exception($"Decision {decision} could not be recorded; try again later.", inner);

/// <summary>
/// Records decisions about one deadline: fact, state, alert, mails and marks in one transaction. On a lost race or a lost answer it
/// re-reads: if the decision is there its recorded outcome is returned, else it is judged anew. A crash before the transaction leaves
/// only agenda rows, which the sweep and the relay judge and remove; a crash after it leaves nothing undone that they do not find.
/// </summary>
public sealed partial class DeadlineDecisions(
    SupervisionStorage storage, DeadlineStore deadlines, AgendaStore agenda, DeadlineSchedule schedule, LegislatureClock clock, ILogger<DeadlineDecisions> logger)
{
    private const int MostAttempts = 8;

    /// <summary>Judges the deadline and records the verdict.</summary>
    /// <param name="remember">
    /// True for decisions of callers: the outcome is kept under the decision's id, so that the same request sent again gets the same answer.
    /// </param>
    /// <exception cref="DecisionContendedException">Eight attempts lost their race.</exception>
    public Task<T> DecideAsync<T>(
        DeadlineId id, Decision decision, bool remember, Func<DeadlineHead?, Verdict<T>> judge, CancellationToken cancellationToken) =>
        DecideAsync(
            id,
            decision,
            new DecisionTerms<T>
            {
                Relay = RelayOf(id, cancellationToken),
                Remember = remember,
            },
            judge,
            cancellationToken);

    /// <summary>As above, on terms of the caller's own.</summary>
    internal async Task<T> DecideAsync<T>(
        DeadlineId id, Decision decision, DecisionTerms<T> terms, Func<DeadlineHead?, Verdict<T>> judge, CancellationToken cancellationToken)
    {
        // What the attempt before tried to record: its commit may have come through though its answer did not.
        (string Fact, string Hash, T Outcome)? tried = null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await terms.MakeGoodAsync();

                // The first attempt does not ask: what is on record makes its insert fail, and that ends in a second attempt.
                if (attempt > 1 && await RecallAsync() is { } recorded)
                {
                    return recorded.Outcome;
                }

                if (tried is { } before && !terms.Remember && await IsRecordedAsync(id.Home, before.Fact, before.Hash, cancellationToken))
                {
                    return before.Outcome;
                }

                tried = null;
                var head = attempt == 1 && terms.FirstRead is not null ? terms.FirstRead : await deadlines.FindAsync(id, cancellationToken);
                if (decision.Expected is { } expected && head is not null && head.Tag != expected)
                {
                    // The caller's own decision may be what changed the state: its outcome goes first.
                    return attempt == 1 && await RecallAsync() is { } own ? own.Outcome : throw new StateChangedException(head.Tag);
                }

                switch (judge(head))
                {
                    case Verdict<T>.Nothing nothing:
                        // A verdict of "nothing to do" may be the decision's own echo: the outcome on record goes first.
                        return attempt == 1 && await RecallAsync() is { } earlier ? earlier.Outcome : nothing.Outcome;
                    case Verdict<T>.Record record:
                        await CommitAsync(id, decision, terms, head, record, (fact, hash) => tried = (fact, hash, record.Outcome), cancellationToken);
                        return record.Outcome;
                    default:
                        throw new UnreachableException();
                }
            }
            catch (Exception fault) when (StorageFaults.MeansReread(fault) && !cancellationToken.IsCancellationRequested)
            {
                if (attempt == MostAttempts)
                {
                    throw new DecisionContendedException(decision.Id, fault);
                }

                LogAgain(decision.Id, attempt, fault.Message);
                await StorageFaults.PauseAsync(attempt, clock.Time, cancellationToken);
            }
        }

        async Task<Recorded<T>?> RecallAsync()
        {
            if (terms.Remember && await RecallAsync<T>(id.Home, decision, cancellationToken) is { } recorded)
            {
                return recorded;
            }

            if (terms.RecallAsync is { } recall && await recall() is { } elsewhere)
            {
                return elsewhere;
            }

            await (terms.ReadAnewAsync?.Invoke() ?? Task.CompletedTask);
            return null;
        }
    }

    /// <summary>The relay's mark for a deadline.</summary>
    internal Asked RelayOf(DeadlineId id, CancellationToken cancellationToken) =>
        new(() => agenda.AskRelayAsync(AgendaItem.Relay(id), cancellationToken), clock.Time);

    /// <summary>The relay's marks for a deadline and for a delivery that changes with it: the delivery's own leads to the deadline that it was matched to first.</summary>
    internal Asked RelayOf(DeadlineId id, DeliveryId delivery, CancellationToken cancellationToken) => new(
        () => Task.WhenAll(
            agenda.AskRelayAsync(AgendaItem.Relay(id.Home, delivery), cancellationToken), agenda.AskRelayAsync(AgendaItem.Relay(id), cancellationToken)),
        clock.Time);

    /// <summary>Moves the next look of a deadline whose state has not changed.</summary>
    /// <returns>False when the deadline was written since it was read, perhaps by this very call: read it again.</returns>
    public async Task<bool> MoveLookAsync(DeadlineHead head, DateOnly? nextLook, CancellationToken cancellationToken)
    {
        if (nextLook is { } date)
        {
            await agenda.AskAsync(date, AgendaItem.Look(head.State.Id), cancellationToken);
        }

        try
        {
            await storage.Supervision.ReplaceAsync(DeadlineStore.DeadlineRow(head.State, head.Chain, nextLook), head.ETag, cancellationToken);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status == 412)
        {
            return false;
        }
    }

    /// <summary>What a caller's decision was answered; null when it is not on record.</summary>
    /// <exception cref="IdempotencyKeyReusedException">The key stands for another wish.</exception>
    private async Task<Recorded<T>?> RecallAsync<T>(DepartmentId home, Decision decision, CancellationToken cancellationToken) =>
        await storage.Supervision.FindAsync(home.Value, decision.RequestKey, cancellationToken) is { } row
            ? row.GetString("Asked") == decision.Asked
                ? new Recorded<T>(Json.Read<T>(row.GetString("Outcome")))
                : throw new IdempotencyKeyReusedException(decision.Id)
            : null;

    /// <summary>True when this very fact is on record.</summary>
    private async Task<bool> IsRecordedAsync(DepartmentId home, string fact, string hash, CancellationToken cancellationToken) =>
        await storage.Supervision.FindAsync(home.Value, fact, cancellationToken) is { } row && row.GetString("Hash") == hash;

    private async Task CommitAsync<T>(
        DeadlineId id,
        Decision decision,
        DecisionTerms<T> terms,
        DeadlineHead? head,
        Verdict<T>.Record record,
        Action<string, string> submitting,
        CancellationToken cancellationToken)
    {
        var chain = head?.Chain ?? ChainHead.Empty;
        var fact = chain.Next(DeadlineStore.ChainOf(id), clock.Now, decision.On, decision.By, decision.Id, record.Body);
        var content = fact.ToContent();
        var evolution = DeadlineLifeCycle.Apply(head?.State, id, fact);
        var nextLook = schedule.NextLook(evolution.State, decision.On);
        var next = new ChainHead(fact.Seq, Fact.HashOf(content), fact.Recorded);

        var batch = new TableBatch(id.Home.Value);
        var row = DeadlineStore.DeadlineRow(evolution.State, next, nextLook);
        _ = head is null ? batch.Add(row) : batch.Replace(row, head.ETag);
        batch.Add(DeadlineStore.FactRow(id.Home, fact, content));
        batch.Upsert(DeadlineStore.ChangedRow(id, fact.Seq));
        foreach (var alert in evolution.Alerts)
        {
            batch.Upsert(DeadlineStore.AlertRow(alert));
        }

        foreach (var mail in Outbox.CausedBy(fact, head?.State, evolution, clock.Now))
        {
            batch.Add(mail);
        }

        if (terms.Remember)
        {
            batch.Add(new TableEntity(id.Home.Value, decision.RequestKey)
            {
                ["Fact"] = fact.Key,
                ["Asked"] = decision.Asked,
                ["Outcome"] = Json.Write(record.Outcome),
            });
        }

        record.With?.Invoke(batch, fact);

        var asked = clock.Time.GetTimestamp();
        await Task.WhenAll(AskLooks(evolution.State, head, nextLook, cancellationToken).Append(terms.Relay.EnsureAsync()));
        if (clock.Time.GetElapsedTime(asked) > AgendaStore.CommitWithin)
        {
            throw new TimeoutException("The agenda took too long to answer; the decision is judged anew.");
        }

        submitting(fact.Key, next.Hash);
        try
        {
            await storage.Supervision.SubmitAsync(batch, cancellationToken);
        }
        finally
        {
            if (clock.Time.GetElapsedTime(asked) > AgendaStore.CommitWithin)
            {
                // Held up on the way: the rows asked for may have been judged and deleted before the commit arrived, answered or not.
                terms.AskAgain = () => Task.WhenAll(AskLooks(evolution.State, null, nextLook, cancellationToken).Append(terms.Relay.AgainAsync()));
            }
        }

        await terms.MakeGoodAsync();
    }

    private IEnumerable<Task> AskLooks(DeadlineState state, DeadlineHead? before, DateOnly? nextLook, CancellationToken cancellationToken)
    {
        if (nextLook is { } look && look != before?.NextLook)
        {
            yield return agenda.AskAsync(look, AgendaItem.Look(state.Id), cancellationToken);
        }

        if (state.OpensNextOn is { } opens && opens != before?.State.OpensNextOn)
        {
            yield return agenda.AskAsync(opens, AgendaItem.OpenNext(state.Id), cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "Decision {Decision} is judged anew after attempt {Attempt}: {Fault}")]
    private partial void LogAgain(string decision, int attempt, string fault);
}

/// <summary>The outcome that is on record for a decision.</summary>
internal sealed record Recorded<T>(T Outcome);

/// <summary>On what terms a decision is recorded.</summary>
internal sealed class DecisionTerms<T>
{
    /// <summary>The relay's mark for what the decision changes.</summary>
    public required Asked Relay { get; init; }

    /// <summary>Keep the outcome under the decision's id, and answer with the one that is kept.</summary>
    public bool Remember { get; init; }

    /// <summary>Looks up elsewhere whether the decision is on record already.</summary>
    public Func<Task<Recorded<T>?>>? RecallAsync { get; init; }

    /// <summary>Reads anew what the verdict rests on beside the deadline, where the decision is not on record.</summary>
    public Func<Task>? ReadAnewAsync { get; init; }

    /// <summary>The deadline as the caller has just read it; saves the first attempt's read.</summary>
    public DeadlineHead? FirstRead { get; init; }

    /// <summary>Asks again for what a commit that came late needs; null while none came late.</summary>
    public Func<Task>? AskAgain { get; set; }

    /// <summary>Asks again if a commit came late, also one whose answer was lost.</summary>
    public async Task MakeGoodAsync()
    {
        if (AskAgain is { } ask)
        {
            await ask();
            AskAgain = null;
        }
    }
}

/// <summary>A mark that must be asked for within two minutes before a commit.</summary>
internal sealed class Asked(Func<Task> ask, TimeProvider time)
{
    private long? at;
    private bool cameLate;

    /// <summary>Asks unless it was asked within the last two minutes.</summary>
    public Task EnsureAsync() => at is { } asked && time.GetElapsedTime(asked) < AgendaStore.CommitWithin / 2 ? Task.CompletedTask : AgainAsync();

    /// <summary>Asks, commits, and asks again if the commit came late: the mark may have been judged and deleted before it arrived.</summary>
    public async Task CommitAsync(Func<Task> commit)
    {
        await EnsureAsync();
        var asked = at!.Value;
        try
        {
            await commit();
        }
        finally
        {
            cameLate |= time.GetElapsedTime(asked) > AgendaStore.CommitWithin;
        }

        await MakeGoodAsync();
    }

    /// <summary>Asks again if a commit came late, also one whose answer was lost.</summary>
    public async Task MakeGoodAsync()
    {
        if (cameLate)
        {
            await AgainAsync();
            cameLate = false;
        }
    }

    public async Task AgainAsync()
    {
        var begun = time.GetTimestamp();
        await ask();
        at = begun;
    }
}
