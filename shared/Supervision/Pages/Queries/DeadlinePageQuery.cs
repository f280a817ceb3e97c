using Supervision.Alerts;
using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.Departments;
using Supervision.History;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Laws;
using Supervision.Mail;
using Supervision.Obligations;
using Supervision.Pages.Texts;
using Supervision.Papers;
using Supervision.Time;

namespace Supervision.Pages.Queries;

/// <summary>Everything of one deadline.</summary>
/// <param name="Basis">The legal basis of a default period in words, or null.</param>
/// <param name="Default">What else the profile says of that default; null where its period is not the profile's.</param>
/// <param name="TermNote">What is to be confirmed of the term that its occurrences are counted from; null where nothing is.</param>
/// <param name="Days">Days late or left, in words.</param>
/// <param name="PendingSteps">Steps that wait for a second person.</param>
/// <param name="TakenSteps">Letters sent and forms of supervision decided.</param>
/// <param name="Mails">The notifications, for staff; null for others.</param>
/// <param name="Unbroken">True when every entry of the history holds the hash of the one before.</param>
public sealed record DeadlinePage(
    DeadlineState State,
    Law Law,
    Obligation Obligation,
    string Department,
    IReadOnlyList<string> CoDepartments,
    string Committee,
    Standing Standing,
    string Days,
    int DaysLate,
    string? Basis,
    DefaultLine? Default,
    string? TermNote,
    IReadOnlyList<AlertLine> Alerts,
    IReadOnlyList<Delivery> Deliveries,
    IReadOnlyList<HistoryLine> History,
    IReadOnlyList<StepLine> PendingSteps,
    IReadOnlyList<StepLine> TakenSteps,
    bool Unbroken,
    IReadOnlyList<MailLine>? Mails = null);

/// <summary>A proposed or taken step in words.</summary>
/// <param name="ComplyBy">Letters: the last local date on which to comply.</param>
public sealed record StepLine(int Number, string Text, DateOnly On, DateOnly? ComplyBy);

/// <summary>What the profile says of a default period, in words.</summary>
/// <param name="ReceivedBy">Where the instrument or report goes; more than one where it depends on the kind of instrument.</param>
/// <param name="ExplainTo">Whom the department explains to when it is late, or null.</param>
/// <param name="ToBeConfirmed">True until the legal office has confirmed it.</param>
public sealed record DefaultLine(IReadOnlyList<string> ReceivedBy, string? ExplainTo, bool ToBeConfirmed, string? Note);

/// <summary>An alert with what its id says.</summary>
public sealed record AlertLine(Alert Alert, int Round, EscalationStage Stage);

/// <summary>One fact of the history in words.</summary>
/// <param name="Hash">SHA-256 of the entry, lower-case hexadecimal.</param>
/// <param name="Papers">Ids of the papers that it points to and that the reader may read.</param>
public sealed record HistoryLine(int Seq, DateOnly On, DateTimeOffset Recorded, string By, string Text, string Hash, IReadOnlyList<string> Papers);

/// <summary>Reads a deadline's page: everything its id names side by side, then its deliveries.</summary>
public sealed class DeadlinePageQuery(
    DeadlineStore deadlines,
    AlertStore alerts,
    DeliveryStore deliveries,
    DirectoryStore directory,
    LawStore laws,
    JurisdictionProfile profile,
    LegislatureClock clock)
{
    /// <param name="staff">True for the office, which reads all papers; a department reads those that <see cref="PaperAudience"/> gives it.</param>
    /// <returns>Null when there is no such deadline.</returns>
    public async Task<DeadlinePage?> ReadAsync(DeadlineId id, bool staff, Wording wording, CancellationToken cancellationToken)
    {
        var headRead = deadlines.FindAsync(id, cancellationToken);
        var alertsRead = alerts.ListAsync(id, cancellationToken);
        var historyRead = deadlines.ReadHistoryAsync(id, cancellationToken);
        var lawRead = laws.FindAsync(id.Obligation.Law, cancellationToken);
        var obligationRead = laws.FindObligationAsync(id.Obligation, cancellationToken);
        await Task.WhenAll(headRead, alertsRead, historyRead, lawRead, obligationRead);
        if (await headRead is not { State: var state }
            || await lawRead is not { Law: var law }
            || await obligationRead is not { Obligation: var obligation })
        {
            return null;
        }

        var contents = await historyRead;
        var facts = contents.Select(content => Fact.FromContent(DeadlineStore.ChainOf(id), content)).ToList();
        var namesRead = directory.NamesAsync(state.CoDepartments.Prepend(id.Home), wording.Texts.Language, cancellationToken);
        var deliveriesRead = PageReads.EachAsync(
            facts.Select(fact => fact.Body).OfType<DeliveryReceived>().Select(received => received.Delivery),
            async (delivery, stop) => (await deliveries.FindAsync(id.Home, delivery, stop))?.Delivery,
            cancellationToken);
        await Task.WhenAll(namesRead, deliveriesRead);

        var names = await namesRead;
        var readable = staff ? null : PaperAudience.OfDepartment(id, contents);
        var today = clock.Today;
        var late = state.DaysLate(today);
        var applied = AppliedDefault.Of(profile, state);
        var committee = profile.Committees.FirstOrDefault(known => known.Id == state.Committee);
        return new DeadlinePage(
            state,
            law,
            obligation,
            names[id.Home],
            [.. state.CoDepartments.Select(partner => names[partner])],
            committee is null ? state.Committee : wording.Local(committee.Name),
            Standings.Of(state, today),
            DeadlineRow.DaysOf(state, today, wording),
            late,
            applied is null ? state.Provenance.BasisCode : wording.Legal(applied.Basis),
            applied is null ? null : new DefaultLine(
                [.. applied.ReceivedBy.Select(wording.Local)],
                applied.ExplainTo is { } body ? wording.Local(body) : null,
                applied.ToBeConfirmed,
                applied.Note is { } note ? wording.Local(note) : null),
            state.Recurrence is TimesPerTerm && profile.Term.ToBeConfirmed ? profile.Term.Note is { } term ? wording.Local(term) : "" : null,
            [
                .. (await alertsRead).Select(alert => new AlertLine(alert, alert.Id.Round, alert.Id.Stage))
                    .OrderBy(line => line.Round).ThenBy(line => line.Stage),
            ],
            [.. (await deliveriesRead).OfType<Delivery>()],
            [.. facts.Zip(contents, (fact, content) => new HistoryLine(
                fact.Seq,
                fact.On,
                fact.Recorded,
                fact.By,
                FactWords.Of(fact.Body, wording),
                Fact.HashOf(content),
                [.. PaperRefs.In(content).Select(paper => paper.Id).Where(paper => readable?.Contains(paper) ?? true)]))],
            [.. state.PendingSteps.Select(step => new StepLine(step.Number, FactWords.Step(step.Step, wording), step.On, null))],
            [.. state.TakenSteps.Select(step => new StepLine(step.Number, FactWords.Step(step.Step, wording), step.On, step.ComplyBy))],
            IsUnbroken(facts, contents));
    }

    /// <summary>True when the entries are numbered from 1 without a gap and each holds the hash of the one before.</summary>
    internal static bool IsUnbroken(IReadOnlyList<Fact> facts, IReadOnlyList<string> contents)
    {
        var previous = Fact.NoPrevious;
        for (var index = 0; index < facts.Count; index++)
        {
            if (facts[index].Seq != index + 1 || facts[index].Previous != previous)
            {
                return false;
            }

            previous = Fact.HashOf(contents[index]);
        }

        return true;
    }
}
