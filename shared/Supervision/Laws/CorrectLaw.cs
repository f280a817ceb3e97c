using System.Text.Json.Serialization;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Laws.Reading;
using Supervision.Obligations;
using Supervision.Papers;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Laws;

/// <summary>What an officer says of a law where its text was read wrongly, or does not say it.</summary>
/// <param name="Reason">Why; at most 500 characters, for every reader of the law's page.</param>
/// <param name="EffectiveOn">Local date on which it is in force.</param>
/// <param name="PromulgatedOn">Local date of its promulgation.</param>
/// <param name="Level">Its level; defaults of the profile depend on it.</param>
public sealed record LawCorrectionRequest(string Reason, DateOnly? EffectiveOn = null, DateOnly? PromulgatedOn = null, LawLevel? Level = null);

/// <summary>A correction of what was read.</summary>
/// <param name="Before">What had counted till then.</param>
/// <param name="EffectiveOn">The date that counts; null: not corrected.</param>
/// <param name="PromulgatedOn">The date that counts; null: not corrected.</param>
/// <param name="Level">The level that counts; null: not corrected.</param>
public sealed record LawCorrection(
    DateOnly On, string By, string Reason, LawCorrection.Read Before, DateOnly? EffectiveOn = null, DateOnly? PromulgatedOn = null, LawLevel? Level = null)
{
    /// <summary>What counted before a correction.</summary>
    public sealed record Read(DateOnly? EffectiveOn = null, DateOnly? PromulgatedOn = null, LawLevel? Level = null);

    /// <summary>The law as another text of it says, by the corrections on record.</summary>
    internal static Law ByText(Law known, LawText text) =>
        Apply(known with { EffectiveOn = text.EffectiveOn, PromulgatedOn = text.PromulgatedOn, Level = text.Level });

    /// <summary>The law as it is by its corrections, where it still says what they corrected; a text that says otherwise goes before.</summary>
    internal static Law Apply(Law law)
    {
        foreach (var correction in law.Corrections ?? [])
        {
            law = law with
            {
                EffectiveOn = correction.EffectiveOn is { } on && law.EffectiveOn == correction.Before.EffectiveOn ? on : law.EffectiveOn,
                PromulgatedOn = correction.PromulgatedOn is { } promulgated && law.PromulgatedOn == correction.Before.PromulgatedOn ? promulgated : law.PromulgatedOn,
                Level = correction.Level is { } level && law.Level == correction.Before.Level ? level : law.Level,
            };
        }

        return law;
    }
}

/// <summary>
/// Sets right what the register says of a law: what is confirmed from then on counts by it. Deadlines that are open already keep their dates until each is
/// corrected, which takes a second person. What the place's ordinances ask of every law of the level that it has by the correction is proposed.
/// </summary>
public sealed class CorrectLaw(LawStore laws, AgendaStore agenda, OpeningRules rules, LegislatureClock clock)
{
    private const int LongestReason = 500;
    private const int MostCorrections = 20;
    private const int MostAttempts = 8;

    public async Task<Outcome> ExecuteAsync(LawId id, LawCorrectionRequest request, Act act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(act);
        if (Faults(request) is { Count: > 0 } faults)
        {
            return new Outcome.Invalid(faults);
        }

        var asked = $"correct law {Json.Write(request)}";
        var decision = Decision.KeyedIdOf(act.Caller.Id, act.IdempotencyKey);
        for (var attempt = 1; ; attempt++)
        {
            if (await laws.FindAsync(id, cancellationToken) is not { } found)
            {
                return new Outcome.NotFound();
            }

            if (decision is not null && await laws.FindAnswerAsync(id, decision, cancellationToken) is { } kept)
            {
                return kept.Read<Outcome>(asked);
            }

            LawDecisions.Check(act.Expected, found.ETag);
            var law = found.Law;
            var correction = new LawCorrection(
                clock.Today, act.Caller.Id, request.Reason, new(law.EffectiveOn, law.PromulgatedOn, law.Level), request.EffectiveOn, request.PromulgatedOn, request.Level);

            // Perhaps by this very call, whose answer was lost.
            var isThere = law.Corrections is [.., var last] && last with { Before = correction.Before } == correction && Changes(law, request) == law;
            if (!isThere && law.Corrections?.Count >= MostCorrections)
            {
                return new Outcome.TooMany();
            }

            var corrected = isThere ? law : Changes(law, request) with { Corrections = [.. law.Corrections ?? [], correction] };
            var proposed = corrected.Level == law.Level ? [] : await ProposedAsync(corrected, cancellationToken);
            corrected = corrected with { Obligations = corrected.Obligations + proposed.Count };
            var outcome = new Outcome.Corrected(id, corrected.EffectiveOn, corrected.PromulgatedOn, corrected.Level);
            var answer = decision is null ? null : new KeptAnswer(decision, asked, Json.Write<Outcome>(outcome));
            try
            {
                if (!isThere)
                {
                    await agenda.AskRelayAsync(AgendaItem.Relay(id), cancellationToken);
                    await laws.SaveAsync(corrected, found.ETag, [], proposed, cancellationToken, answer);
                }
                else if (answer is not null)
                {
                    await laws.KeepAnswerAsync(id, answer, cancellationToken);
                }

                return outcome;
            }
            catch (Exception fault) when (StorageFaults.MeansReread(fault) && attempt < MostAttempts && !cancellationToken.IsCancellationRequested)
            {
                await StorageFaults.PauseAsync(attempt, clock.Time, cancellationToken);
            }
        }
    }

    private async Task<IReadOnlyList<Obligation>> ProposedAsync(Law law, CancellationToken cancellationToken)
    {
        var known = await laws.ListObligationsAsync(law.Id, cancellationToken);
        var beside = known.Where(each => each.Id.Number <= law.Obligations).Select(each => each.Candidate).ToList();
        return Obligation.Proposed(law.Id, law.Obligations, law.TextVersion, rules.ProposedFor(law.Level, beside));
    }

    private static Law Changes(Law law, LawCorrectionRequest request) => law with
    {
        EffectiveOn = request.EffectiveOn ?? law.EffectiveOn,
        PromulgatedOn = request.PromulgatedOn ?? law.PromulgatedOn,
        Level = request.Level ?? law.Level,
    };

    private static List<InputFault> Faults(LawCorrectionRequest request)
    {
        var faults = new List<InputFault>();
        if (TextFaults.Of("reason", request.Reason) is { } fault)
        {
            faults.Add(fault);
        }
        else if (request.Reason.Length > LongestReason)
        {
            faults.Add(InputFault.Of("text-too-long", "reason", "At most {most} characters.", ("most", LongestReason)));
        }

        if (request is { EffectiveOn: null, PromulgatedOn: null, Level: null })
        {
            faults.Add(InputFault.Of("law-correction-empty", "effectiveOn", "Give at least one of effectiveOn, promulgatedOn and level."));
        }

        foreach (var (field, date) in new[] { ("effectiveOn", request.EffectiveOn), ("promulgatedOn", request.PromulgatedOn) })
        {
            if (OpeningRules.IsOutOfRange(date))
            {
                faults.Add(new InputFault("date-out-of-range", field, OpeningRules.RangeInWords));
            }
        }

        return faults;
    }

    /// <summary>What came of it.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Corrected), "corrected")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    [JsonDerivedType(typeof(TooMany), "too-many")]
    [JsonDerivedType(typeof(Invalid), "invalid")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <summary>What counts now.</summary>
        public sealed record Corrected(LawId Law, DateOnly? EffectiveOn = null, DateOnly? PromulgatedOn = null, LawLevel? Level = null) : Outcome;

        public sealed record NotFound : Outcome;

        /// <summary>It was corrected as often as a law may be.</summary>
        public sealed record TooMany : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
