using System.Text.Json.Serialization;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Papers;
using Supervision.Time;

namespace Supervision.Obligations;

/// <summary>A duty that an officer names.</summary>
/// <param name="Article">Number of the article, e.g. 第十二条, or what else it rests on.</param>
/// <param name="Quote">The words it rests on.</param>
/// <param name="Instrument">What is to be made or reported, or null.</param>
public sealed record AdditionRequest(ObligationKind Kind, string Article, string Quote, string? Instrument = null);

/// <summary>
/// An officer adds an obligation that the text does not say, or that was not found in it: a report after the first year in force, an
/// evaluation, the carrying out of audit findings. It is proposed like any other and confirmed the same way, by the profile's clock for its kind.
/// </summary>
public sealed class AddObligation(LawStore laws, AgendaStore agenda, LegislatureClock clock)
{
    /// <summary>Stands in the place of the pattern that found it.</summary>
    internal const string FoundBy = "officer";

    private const int MostObligations = 9_999;
    private const int LongestArticle = 100;
    private const int LongestQuote = 4_000;
    private const int LongestInstrument = 300;
    private const int MostAttempts = 8;

    public async Task<Outcome> ExecuteAsync(LawId id, AdditionRequest request, Act act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(act);
        var faults = new[] { TextFaults.Of("article", request.Article), TextFaults.Of("quote", request.Quote) }.OfType<InputFault>().ToList();
        if (request.Article?.Length > LongestArticle)
        {
            faults.Add(InputFault.Of("text-too-long", "article", "At most {most} characters.", ("most", LongestArticle)));
        }

        if (request.Quote?.Length > LongestQuote)
        {
            faults.Add(InputFault.Of("text-too-long", "quote", "At most {most} characters.", ("most", LongestQuote)));
        }

        if (request.Instrument?.Length > LongestInstrument)
        {
            faults.Add(InputFault.Of("text-too-long", "instrument", "At most {most} characters.", ("most", LongestInstrument)));
        }

        if (faults.Count > 0)
        {
            return new Outcome.Invalid(faults);
        }

        var asked = $"add {Json.Write(request)}";
        var decision = Decision.KeyedIdOf(act.Caller.Id, act.IdempotencyKey);
        for (var attempt = 1; ; attempt++)
        {
            if (await laws.FindAsync(id, cancellationToken) is not { } found)
            {
                return new Outcome.NotFound();
            }

            if (decision is not null && await laws.FindAnswerAsync(id, decision, cancellationToken) is { } kept)
            {
                return new Outcome.Added(kept.Read<Obligation>(asked));
            }

            LawDecisions.Check(act.Expected, found.ETag);
            if (found.Law.RepealedOn is not null || found.Law.Obligations >= MostObligations)
            {
                return new Outcome.Ended();
            }

            // The same words for the same kind are the same obligation: a request repeated without a key finds it. Rows beyond the law's count were
            // left by an import that died.
            var known = await laws.ListObligationsAsync(id, cancellationToken);
            var there = known.FirstOrDefault(each => each.Id.Number <= found.Law.Obligations && each.Ended is null && each.Candidate.Kind == request.Kind && each.Candidate.Quote == request.Quote);
            var obligation = there ?? New();
            try
            {
                var answer = decision is null ? null : new KeptAnswer(decision, asked, Json.Write(obligation));
                if (there is null)
                {
                    await agenda.AskRelayAsync(AgendaItem.Relay(id), cancellationToken);
                    await laws.SaveAsync(found.Law with { Obligations = found.Law.Obligations + 1 }, found.ETag, [obligation], cancellationToken, answer);
                }
                else if (answer is not null)
                {
                    await laws.KeepAnswerAsync(id, answer, cancellationToken);
                }

                return new Outcome.Added(obligation);
            }
            catch (Exception fault) when (Storage.StorageFaults.MeansReread(fault) && attempt < MostAttempts && !cancellationToken.IsCancellationRequested)
            {
                await Storage.StorageFaults.PauseAsync(attempt, clock.Time, cancellationToken);
            }

            Obligation New() => new(
                new ObligationId(id, found.Law.Obligations + 1),
                new ObligationProposal(
                    request.Kind, Modality.Must, request.Article!, request.Quote!, 0, [], null, request.Instrument, null, null, null, null, FoundBy, 1, false),
                found.Law.TextVersion,
                ObligationStatus.Proposed,
                null);
        }
    }

    /// <summary>What came of it.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Added), "added")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    [JsonDerivedType(typeof(Ended), "ended")]
    [JsonDerivedType(typeof(Invalid), "invalid")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Added(Obligation Obligation) : Outcome;

        public sealed record NotFound : Outcome;

        /// <summary>The law was repealed, or has as many obligations as it may have.</summary>
        public sealed record Ended : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
