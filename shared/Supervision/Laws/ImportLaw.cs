using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Laws.Reading;
using Supervision.Obligations;
using Supervision.Obligations.Extraction;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Laws;

/// <summary>
/// Reads a law's text into the register, keeps the original, and proposes the obligations found. The same text again changes nothing;
/// another text of the same law becomes a further version, and only what no earlier version said is proposed anew. A crash leaves at
/// most a blob and rows that the next import of the text writes again.
/// </summary>
public sealed partial class ImportLaw(LawStore laws, AgendaStore agenda, JurisdictionProfile profile, LegislatureClock clock, ILogger<ImportLaw> logger)
{
    private const int MostAttempts = 8;

    /// <param name="titleEn">English title, if the officer gives one; else that of an earlier version stays.</param>
    public async Task<Outcome> ExecuteAsync(
        string fileName, ReadOnlyMemory<byte> content, CancellationToken cancellationToken, string? titleEn = null)
    {
        switch (LawReader.Read(fileName, content.Span))
        {
            case LawReading.Refused(var code, var reason):
                return new Outcome.Refused(code, reason);
            case LawReading.Law(var text):
                return await RegisterAsync(fileName, content, text, titleEn, cancellationToken);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<Outcome> RegisterAsync(
        string fileName, ReadOnlyMemory<byte> content, LawText text, string? titleEn, CancellationToken cancellationToken)
    {
        var id = LawId.OfTitle(text.Title);
        var version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.Text)))[..16];
        var proposals = ObligationExtractor.Extract(text).Select(ObligationProposal.Of).ToList();
        var relay = new Asked(() => agenda.AskRelayAsync(AgendaItem.Relay(id), cancellationToken), clock.Time);
        for (var attempt = 1; ; attempt++)
        {
            await relay.MakeGoodAsync();
            var found = await laws.FindAsync(id, cancellationToken);
            if (found is { } known && known.Law.TextVersions.Contains(version))
            {
                return new Outcome.Unchanged(known.Law);
            }

            var earlier = found is null ? [] : await laws.ListObligationsAsync(id, cancellationToken);
            var said = earlier.Select(obligation => (obligation.Candidate.Kind, Plain(obligation.Candidate.Quote))).ToHashSet();
            var first = (found?.Law.Obligations ?? 0) + 1;
            var added = proposals
                .Where(proposal => !said.Contains((proposal.Kind, Plain(proposal.Quote))))
                .Select((proposal, index) => new Obligation(new ObligationId(id, first + index), proposal, version, ObligationStatus.Proposed, null))
                .ToList();
            var law = Merge(found?.Law, text, titleEn, id, version, added.Count);

            await Task.WhenAll(laws.KeepOriginalAsync(id, version, fileName, content, cancellationToken), relay.EnsureAsync());
            try
            {
                await relay.CommitAsync(() => laws.SaveAsync(law, found?.ETag, added, cancellationToken));
                LogImported(id, added.Count);
                return new Outcome.Imported(law, added);
            }
            catch (Exception fault) when (StorageFaults.MeansReread(fault) && attempt < MostAttempts && !cancellationToken.IsCancellationRequested)
            {
                await StorageFaults.PauseAsync(attempt, clock.Time, cancellationToken);
            }
        }
    }

    /// <summary>The law as it stands after one more version: the text amended or adopted last says what counts.</summary>
    private Law Merge(Law? known, LawText text, string? titleEn, LawId id, string version, int added)
    {
        var law = new Law(
            id,
            text.Title,
            titleEn ?? known?.TitleEn,
            text.Issuer,
            text.Level,
            text.AdoptedOn,
            text.ApprovedOn,
            text.PromulgatedOn,
            text.LastAmendedOn,
            text.EffectiveOn,
            text.EffectiveBasis,
            known?.Committee ?? profile.DefaultCommittee,
            version,
            [.. known?.TextVersions ?? [], version],
            text.Articles.Count,
            (known?.Obligations ?? 0) + added,
            clock.Now,
            known?.RepealedOn);
        var isOlder = known is not null
            && Law.VersionDate(known.LastAmendedOn, known.ApprovedOn, known.AdoptedOn) > Law.VersionDate(text.LastAmendedOn, text.ApprovedOn, text.AdoptedOn);
        return isOlder ? known! with { TitleEn = law.TitleEn, TextVersions = law.TextVersions, Obligations = law.Obligations } : law;
    }

    private static string Plain(string quote) => string.Concat(quote.Where(character => !char.IsWhiteSpace(character)));

    [LoggerMessage(LogLevel.Information, "Law {LawId} imported; {Proposed} obligations proposed.")]
    private partial void LogImported(LawId lawId, int proposed);

    /// <summary>What came of an import.</summary>
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="Proposed">The obligations that were new.</param>
        public sealed record Imported(Law Law, IReadOnlyList<Obligation> Proposed) : Outcome;

        /// <summary>This very text was imported before.</summary>
        public sealed record Unchanged(Law Law) : Outcome;

        public sealed record Refused(string Code, string Reason) : Outcome;
    }
}
