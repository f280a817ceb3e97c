using System.Globalization;
using System.Text.Json.Serialization;

namespace Supervision.Calendars;

/// <summary>At least so many times in each term of the congress: 每届至少两次.</summary>
/// <remarks>
/// The term is divided into equal shares of whole months, one report to each; <paramref name="Due"/> says how
/// strictly a share binds.
/// </remarks>
/// <param name="Times">How often in a term, 1 to 60.</param>
/// <param name="Due">When each is due.</param>
public sealed record TimesPerTerm(int Times, ShareDue Due = ShareDue.EndOfShare) : Recurrence
{
    public override Occurrence First(DateOnly onOrAfter, RecurrenceContext context)
    {
        var term = context.Term.StartOf(onOrAfter);
        var share = 1;
        while (ShareStart(term, share + 1, context.Term) <= onOrAfter) share++;
        return Of(term, share, context);
    }

    public override Occurrence Next(Occurrence previous, RecurrenceContext context, DateOnly? lastDelivery = null) =>
        First(previous.PeriodEnd.AddDays(1), context);

    public override FaultWords? Fault() =>
        Times is < 1 or > 60 ? FaultWords.Of("times must be 1 to 60.") : Enum.IsDefined(Due) ? null : FaultWords.Of("due is unknown.");

    private DateOnly ShareStart(DateOnly term, int share, Term terms) => term.AddMonths(12 * terms.Years * (share - 1) / Times);

    private Occurrence Of(DateOnly term, int share, RecurrenceContext context)
    {
        var end = ShareStart(term, share + 1, context.Term).AddDays(-1);
        var due = Due == ShareDue.EndOfTerm ? ShareStart(term, Times + 1, context.Term).AddDays(-1) : end;
        return new Occurrence(
            string.Create(CultureInfo.InvariantCulture, $"{term.Year:D4}T{share:D2}"),
            ShareStart(term, share, context.Term),
            end,
            DueDates.On(due, context.Rule, context.Calendar));
    }
}

/// <summary>When the reports owed in a term are due.</summary>
[JsonConverter(typeof(WireNameConverter<ShareDue>))]
public enum ShareDue
{
    /// <summary>Each by the end of its equal share of the term: two in five years are due after two and a half and after five.</summary>
    EndOfShare,

    /// <summary>All by the end of the term, which is the latest a law that says no more allows.</summary>
    EndOfTerm,
}
