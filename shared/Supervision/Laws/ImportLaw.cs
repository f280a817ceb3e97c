using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Laws.Reading;
using Supervision.Laws.Versions;
using Supervision.Obligations;
using Supervision.Obligations.Extraction;
using Supervision.Obligations.Versions;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Laws;

/// <summary>
/// Reads a law's text into the register, keeps the original, and proposes the obligations found. The same text again changes nothing. Another
/// text of the same law becomes a further version: where it counts from now on, obligations whose words stand are carried over, the others wait
/// for an officer, and only what the text before did not say is proposed anew; an older text is kept and changes nothing else. A crash leaves at
/// most a blob, rows that the next import of the text writes again, and a plan that the sweep carries on or finds void.
/// </summary>
public sealed partial class ImportLaw(
    LawStore laws, AgendaStore agenda, CarryOver carry, OpeningRules rules, JurisdictionProfile profile, LegislatureClock clock, ILogger<ImportLaw> logger)
{
    private const int MostAttempts = 8;
    private const string ByCommand = "import";

    /// <param name="titleEn">English title, if the officer gives one; else that of an earlier version stays.</param>
    /// <param name="amendmentEffectiveOn">Local date from which the amendment is in force that made this version, where an officer gives it.</param>
    /// <param name="by">Id of the key or person that imports.</param>
    /// <param name="committee">Id of the committee in charge; null: that of a law known already, else the profile's default one.</param>
    public async Task<Outcome> ExecuteAsync(
        string fileName, ReadOnlyMemory<byte> content, CancellationToken cancellationToken, string? titleEn = null, DateOnly? amendmentEffectiveOn = null, string? by = null,
        string? committee = null)
    {
        if (OpeningRules.IsOutOfRange(amendmentEffectiveOn))
        {
            return new Outcome.Invalid([new InputFault("date-out-of-range", "amendmentEffective", OpeningRules.RangeInWords)]);
        }

        if (committee is not null && ChangeCommittee.FaultOf(committee, profile) is { } unknown)
        {
            return new Outcome.Invalid([unknown]);
        }

        switch (LawReader.Read(fileName, content.Span))
        {
            case LawReading.Refused(var code, var reason):
                return new Outcome.Refused(code, reason);
            case LawReading.Law(var text):
                return await RegisterAsync(new Incoming(fileName, content, text, titleEn, amendmentEffectiveOn, by ?? ByCommand, committee), cancellationToken);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<Outcome> RegisterAsync(Incoming incoming, CancellationToken cancellationToken)
    {
        var text = incoming.Text;
        var id = LawId.OfTitle(text.Title);
        var version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.Text)))[..16];
        var proposals = ObligationExtractor.Extract(text).Select(ObligationProposal.Of).ToList();
        Plan? plan = null;
        var carries = false;
        var asked = new Asked(
            async () =>
            {
                await agenda.AskRelayAsync(AgendaItem.Relay(id), cancellationToken);
                plan = carries ? await carry.BeginAsync(id, version, incoming.By, clock.Today, cancellationToken) : null;
            },
            clock.Time);
        for (var attempt = 1; ; attempt++)
        {
            await asked.MakeGoodAsync();
            var found = await laws.FindAsync(id, cancellationToken);
            if (found is { } there && incoming.Committee is { } wanted && wanted != there.Law.Committee)
            {
                return new Outcome.Invalid(
                    [InputFault.Of("committee-by-decision", "committee", "The law is in the charge of {committee}; a decision of its own changes that.", ("committee", there.Law.Committee))]);
            }

            if (found is { } known && known.Law.TextVersions.Contains(version))
            {
                // Perhaps by this very call, whose answer was lost.
                if (plan is not null)
                {
                    await carry.CarryOutAsync(plan, clock.Today, cancellationToken);
                }

                return new Outcome.Unchanged(known.Law);
            }

            var earlier = found is null ? [] : await laws.ListObligationRowsAsync(id, cancellationToken);
            var step = found is { } before
                ? await FollowAsync(before.Law, [.. earlier.Select(row => row.Obligation)], incoming, version, proposals, cancellationToken)
                : new Step([], Obligation.Proposed(id, 0, version, proposals.Concat(rules.ProposedFor(text.Level, proposals))), null);
            var law = Merge(found?.Law, incoming, id, version, step);
            var tags = earlier.ToDictionary(row => row.Obligation.Id, row => row.ETag);
            var changed = step.Changed.Select(obligation => (obligation, tags[obligation.Id])).ToList();

            // The plan goes first; an attempt that needs one asks for it even if the relay was asked before. What an import that died had carried over
            // counts too: its own plan was found void.
            var needsPlan = step.Changed.Concat(earlier.Select(row => row.Obligation).Where(obligation => obligation.Carried?.To == version))
                .Any(obligation => obligation is { Carried: not null, Confirmation: not null });
            var again = needsPlan && !carries;
            carries |= needsPlan;
            await Task.WhenAll(
                laws.KeepOriginalAsync(id, version, incoming.FileName, incoming.Content, cancellationToken), again ? asked.AgainAsync() : asked.EnsureAsync());
            try
            {
                await asked.CommitAsync(() => laws.SaveAsync(law, found?.ETag, changed, step.Added, cancellationToken));
            }
            catch (Exception fault) when (StorageFaults.MeansReread(fault) && attempt < MostAttempts && !cancellationToken.IsCancellationRequested)
            {
                await StorageFaults.PauseAsync(attempt, clock.Time, cancellationToken);
                continue;
            }

            LogImported(id, step.Added.Count);
            if (plan is not null)
            {
                await carry.CarryOutAsync(plan, clock.Today, cancellationToken);
            }

            return new Outcome.Imported(law, step.Added, step.Changed.Count(obligation => obligation.Carried?.To == version), step.Changed.Count(obligation => obligation.Pending?.To == version));
        }
    }

    /// <summary>What a further version makes of the obligations known; nothing where it is older than the one that counts.</summary>
    private async Task<Step> FollowAsync(
        Law known, IReadOnlyList<Obligation> earlier, Incoming incoming, string version, IReadOnlyList<ObligationProposal> proposals, CancellationToken cancellationToken)
    {
        if (IsOlder(known, incoming.Text))
        {
            return new Step([], [], null);
        }

        var texts = new Dictionary<string, LawText?>(StringComparer.Ordinal) { [version] = incoming.Text };
        foreach (var quoted in earlier.Select(obligation => obligation.TextVersion).Append(known.TextVersion).Distinct())
        {
            if (!texts.ContainsKey(quoted))
            {
                texts[quoted] = await laws.ReadTextAsync(known.Id, quoted, cancellationToken);
            }
        }

        var (on, basis) = TextChange.Effect(known, incoming.Text, incoming.AmendmentEffectiveOn);
        var change = new TextChange(known.TextVersion, version, clock.Today, incoming.Text.LastAmendedOn, on, basis);

        // Rows beyond the law's count were left by an import that died; the numbers are given anew.
        var counted = earlier.Where(obligation => obligation.Id.Number <= known.Obligations).ToList();
        var withdrawn = counted.Exists(obligation => obligation.HasProvisionGone)
            ? (await laws.ListEndingsAsync(known.Id, cancellationToken)).Where(ending => ending.Withdrawn is not null).Select(ending => ending.Id).ToHashSet()
            : [];
        var next = NewVersion.Of(known, counted, quoted => texts.GetValueOrDefault(quoted), incoming.Text, proposals, change, withdrawn, clock.Today);

        // Also where this text, or a correction since, tells its level first.
        IReadOnlyList<ObligationProposal> beside = [.. proposals, .. counted.Select(obligation => obligation.Candidate).Where(candidate => !candidate.IsFoundInText)];
        var asked = rules.ProposedFor(LawCorrection.ByText(known, incoming.Text).Level, beside);
        return new Step(next.Changed, [.. next.Added, .. Obligation.Proposed(known.Id, known.Obligations + next.Added.Count, version, asked)], change);
    }

    /// <summary>The law as it stands after one more version: the text amended or adopted last says what counts.</summary>
    private Law Merge(Law? known, Incoming incoming, LawId id, string version, Step step)
    {
        var text = incoming.Text;
        var law = new Law(
            id,
            text.Title,
            incoming.TitleEn ?? known?.TitleEn,
            text.Issuer,
            text.Level,
            text.AdoptedOn,
            text.ApprovedOn,
            text.PromulgatedOn,
            text.LastAmendedOn,
            text.EffectiveOn,
            text.EffectiveBasis,
            known?.Committee ?? incoming.Committee ?? profile.DefaultCommittee,
            version,
            [.. known?.TextVersions ?? [], version],
            text.Articles.Count,
            (known?.Obligations ?? 0) + step.Added.Count,
            clock.Now,
            known?.RepealedOn,
            step.Change is null ? known?.Changes : [.. known?.Changes ?? [], step.Change],
            known?.EndingsWithdrawn ?? 0,
            known?.CommitteeChanges ?? 0,
            known?.Corrections);
        return known is not null && IsOlder(known, text) ? known with { TitleEn = law.TitleEn, TextVersions = law.TextVersions } : LawCorrection.Apply(law);
    }

    private static bool IsOlder(Law known, LawText text) =>
        Law.VersionDate(known.LastAmendedOn, known.ApprovedOn, known.AdoptedOn) > Law.VersionDate(text.LastAmendedOn, text.ApprovedOn, text.AdoptedOn);

    [LoggerMessage(LogLevel.Information, "Law {LawId} imported; {Proposed} obligations proposed.")]
    private partial void LogImported(LawId lawId, int proposed);

    /// <summary>A text as it was handed in.</summary>
    private sealed record Incoming(
        string FileName, ReadOnlyMemory<byte> Content, LawText Text, string? TitleEn, DateOnly? AmendmentEffectiveOn, string By, string? Committee);

    /// <summary>What a text changes in the register.</summary>
    private sealed record Step(IReadOnlyList<Obligation> Changed, IReadOnlyList<Obligation> Added, TextChange? Change);

    /// <summary>What came of an import.</summary>
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="Proposed">The obligations that were new.</param>
        /// <param name="CarriedOver">How many obligations came over from the version before because their words stand.</param>
        /// <param name="Awaiting">How many await an officer's decision because their words changed or their article is gone.</param>
        public sealed record Imported(Law Law, IReadOnlyList<Obligation> Proposed, int CarriedOver, int Awaiting) : Outcome;

        /// <summary>This very text was imported before.</summary>
        public sealed record Unchanged(Law Law) : Outcome;

        public sealed record Refused(string Code, FaultWords Reason) : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
