using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Pages.Texts;
using Supervision.Views;

namespace Supervision.Pages.Queries;

/// <summary>A deadline as tables show it.</summary>
/// <param name="Days">Days late or left, in words.</param>
/// <param name="Acknowledged">True when the department has seen the alert, by its own word or by an explanation.</param>
/// <param name="Accepted">False while the date fulfilled is only claimed.</param>
public sealed record DeadlineRow(
    DeadlineId Id,
    LawId Law,
    string LawTitle,
    string Article,
    ObligationKind Kind,
    string? Instrument,
    string Department,
    DateOnly OriginalDue,
    DateOnly Due,
    bool Provisional,
    bool DefaultPeriodApplied,
    Standing Standing,
    int DaysLate,
    string Days,
    EscalationStage? Stage,
    DateOnly? RaisedOn,
    AlertStatus? AlertStatus,
    bool Acknowledged,
    DateOnly? FulfilledOn,
    bool Accepted)
{
    public static DeadlineRow Of(DeadlineSummary summary, DateOnly today, Wording wording)
    {
        var late = summary.DaysLate(today);
        return new DeadlineRow(
            summary.Id,
            summary.Id.Obligation.Law,
            wording.Texts.Language == PageTexts.English && summary.LawTitleEn is { Length: > 0 } title ? title : summary.LawTitle,
            summary.Article,
            summary.Kind,
            summary.Instrument,
            wording.Texts.Language == PageTexts.English && summary.DepartmentNameEn is { Length: > 0 } name ? name : summary.DepartmentName,
            summary.OriginalDue,
            summary.Due,
            summary.Provisional,
            summary.DefaultPeriodApplied,
            Standings.Of(summary, today),
            late,
            wording.Days(late, summary.IsAwaited && summary.DeferredOn is null ? summary.Due.DayNumber - today.DayNumber : null),
            summary.Stage,
            summary.RaisedOn,
            summary.AlertStatus,

            // Who explains has seen the alert: the life cycle records both together.
            summary.AlertStatus is Alerts.AlertStatus.Acknowledged or Alerts.AlertStatus.Explained
                or Alerts.AlertStatus.ExplanationAccepted or Alerts.AlertStatus.ExplanationRejected,
            summary.FulfilledOn,
            summary.Accepted);
    }

    public static DeadlineRow Of(
        DeadlineState state, Law law, Obligation obligation, Department department, DateOnly today, Wording wording)
    {
        var late = state.DaysLate(today);
        return new DeadlineRow(
            state.Id,
            law.Id,
            law.TitleIn(wording.Texts.Language),
            obligation.Candidate.Article,
            state.Kind,
            obligation.Candidate.Instrument,
            department.NameIn(wording.Texts.Language),
            state.OriginalDue,
            state.Due,
            state.Provenance.Provisional,
            state.Provenance.Basis == DueBasis.ProfileDefault,
            Standings.Of(state, today),
            late,
            DaysOf(state, today, wording),
            state.Alert?.Id.Stage,
            state.Alert?.RaisedOn,
            state.Alert?.Status,
            state.Alert?.AcknowledgedOn is not null,
            state.Fulfilment?.FulfilledOn,
            state.Fulfilment?.Accepted ?? false);
    }

    /// <summary>Days late or left of a deadline in words; what waits without a date has none left.</summary>
    internal static string DaysOf(DeadlineState state, DateOnly today, Wording wording) => wording.Days(
        state.DaysLate(today), state is { IsOpen: true, DeferredOn: null } ? state.Due.DayNumber - today.DayNumber : null);
}

/// <summary>The most urgent rows of a list.</summary>
/// <param name="Total">Rows that were read.</param>
/// <param name="Beyond">True when the list goes on beyond what was read.</param>
public sealed record Shown<T>(IReadOnlyList<T> Rows, int Total, bool Beyond)
{
    public int Count => Rows.Count;

    public bool IsPart => Beyond || Total > Rows.Count;
}

/// <summary>Makes the visible part of a list.</summary>
public static class Shown
{
    /// <param name="ordered">What was read, the most urgent first.</param>
    /// <param name="most">Rows to show at most.</param>
    public static Shown<T> Of<T>(IEnumerable<T> ordered, int most, bool beyond)
    {
        var all = ordered.ToList();
        return new Shown<T>([.. all.Take(most)], all.Count, beyond);
    }
}
