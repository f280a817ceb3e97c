namespace Supervision.PlainModel;

/// <summary>Where a recurring duty is owed again, and for whom.</summary>
public sealed partial class Model
{
    /// <summary>The occurrence that a sweep opened after another, for those of whom the fact says so; null where none was to be opened there.</summary>
    private PlainDeadline? OpenedAsNext(FoundFact fact)
    {
        var said = OwedFor(fact);
        var possible = (from before in Deadlines.Values
                        where before.OpensNext <= fact.On && fact.Chain.StartsWith(before.Duty.Obligation + "-", StringComparison.Ordinal)
                        let start = before.NextStart!.Value
                        from directory in DirectoriesAt(fact)
                        from next in PlainClocks.Following(before, start, organ => HomeOf(organ, before.Duty, start, directory), fact.On, CalendarAt(fact.Recorded))
                        where next.Id == fact.Chain
                        select next).ToList();

        // Whose duty came to the one before while it was opened comes to this one too, by a fact of its own.
        var line = possible.Find(next => said.Count > 0 && next.Confirmed.IsSupersetOf(said)) ?? possible.FirstOrDefault();
        if (line is not null)
        {
            Same(fact, "owed for", Line(line.Confirmed.Intersect(said)), Line(said));
            line.Confirmed = [.. said];
        }

        return line;
    }

    /// <summary>What another organ owed has fallen to where an occurrence is open already: the next ones are owed for both.</summary>
    private bool TakeOver(PlainDeadline line, FoundFact fact)
    {
        if (line.Start is not { } start)
        {
            return false;
        }

        var said = OwedFor(fact);
        var added = said.Except(line.Confirmed).ToList();
        var after = PlainClocks.NextStart(line.Duty.Cycle!, start);
        Same(fact, "owed for", Line(line.Confirmed.Union(said)), Line(said));
        Same<DateOnly?>(fact, "next opening", after, Date(fact.Body, "nextOpensOn"));
        var hasCause = added.Count > 0 && added.TrueForAll(organ =>
            Deadlines.Values.Any(before => before.OpensNext <= fact.On && before.NextStart == start && before.Duty.Obligation == line.Duty.Obligation
                && before.Confirmed.Contains(organ))
            && DirectoriesAt(fact).Exists(directory => HomeOf(organ, line.Duty, start, directory) == line.Organ));
        line.Confirmed.UnionWith(added);
        if (line.DutyEnded is null)
        {
            line.NextStart ??= after;
        }
        else
        {
            line.EndedNext ??= after;
        }

        return hasCause;
    }

    /// <summary>The next occurrences are said to be open: each organ's must be.</summary>
    private bool IsFollowed(PlainDeadline line, DateOnly start, FoundFact fact)
    {
        var next = line.Confirmed.Select(organ => OpenedFor(organ, line.Duty, start)).ToList();
        line.NextStart = null;
        return next.TrueForAll(opened => opened is not null) && next.Exists(opened => opened!.Id == fact.Body.GetProperty("next").GetString());
    }

    /// <summary>Where an occurrence is owed for an organ: where it was opened for it, else where a directory says.</summary>
    private string HomeOf(string organ, Duty duty, DateOnly start, PlainDirectory directory) =>
        OpenedFor(organ, duty, start)?.Organ ?? directory.Owing(organ, duty.Obligation, start);

    private PlainDeadline? OpenedFor(string organ, Duty duty, DateOnly start) => Deadlines.Values.FirstOrDefault(line =>
        line.Duty.Obligation == duty.Obligation && line.Start == start && line.Confirmed.Contains(organ));

    private static List<string> OwedFor(FoundFact fact) => [.. fact.Body.GetProperty("owedFor").EnumerateArray().Select(one => one.GetString()!)];

    private static string Line(IEnumerable<string> organs) => string.Join(' ', organs.Order(StringComparer.Ordinal));
}
