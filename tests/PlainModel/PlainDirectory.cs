namespace Supervision.PlainModel;

/// <summary>A department as somebody registered it.</summary>
/// <param name="LastDay">The last day on which it exists; null: it still does.</param>
/// <param name="Heir">Who took over its duties after that day.</param>
/// <param name="Shares">Where it was split: who took over which obligation; the rest went to the heir.</param>
public sealed record PlainOrgan(string Id, DateOnly? LastDay, string? Heir, IReadOnlyDictionary<string, string> Shares);

/// <summary>Who owes what a department owed that has ended.</summary>
public sealed class PlainDirectory(IReadOnlyDictionary<string, PlainOrgan> ended)
{
    public static PlainDirectory Empty { get; } = new(new Dictionary<string, PlainOrgan>());

    public bool IsOver(string organ, DateOnly on) => ended.TryGetValue(organ, out var found) && found.LastDay < on;

    /// <summary>Who owes an obligation on a day that was this department's.</summary>
    public string Owing(string organ, string obligation, DateOnly on)
    {
        while (IsOver(organ, on) && (ended[organ].Shares.GetValueOrDefault(obligation) ?? ended[organ].Heir) is { } heir)
        {
            organ = heir;
        }

        return organ;
    }

    /// <summary>
    /// The directories that somebody may have known who read it at any moment of a span: what was being written then may have been read or not.
    /// </summary>
    public static IEnumerable<PlainDirectory> Between(IReadOnlyList<RegisterAct> registered, DateTimeOffset from, DateTimeOffset to)
    {
        IEnumerable<Dictionary<string, PlainOrgan>> all = [[]];
        foreach (var versions in registered.Where(act => act.Begun <= to).GroupBy(act => act.Organ.Id))
        {
            var settled = versions.LastOrDefault(act => act.Done == true && act.Ended <= from);
            var known = versions.Where(act => act == settled || act.Done != true || act.Ended > from).Select(act => (PlainOrgan?)act.Organ).ToList();
            if (settled is null)
            {
                known.Add(null);
            }

            all = [.. all.SelectMany(one => known.Select(organ => organ is null ? one : new Dictionary<string, PlainOrgan>(one) { [versions.Key] = organ }))];
        }

        return all.Select(one => new PlainDirectory(one));
    }
}
