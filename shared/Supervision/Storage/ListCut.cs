namespace Supervision.Storage;

/// <summary>Pages of a list that is small enough to be read as a whole, or whose order is none of storage's.</summary>
internal static class ListCut
{
    /// <summary>The items after a place in the list; what came or went meanwhile moves no other.</summary>
    /// <param name="key">Names an item and orders the list, by its characters.</param>
    /// <param name="continuation">Key of the last item of the page before; null: from the first on.</param>
    /// <returns>At most <paramref name="size"/> items; where the next page begins, or null on the last.</returns>
    public static (IReadOnlyList<T> Items, string? Continuation) After<T>(IEnumerable<T> items, Func<T, string> key, string? continuation, int size)
    {
        var left = items.Select(item => (Item: item, Key: key(item)))
            .Where(each => continuation is null || string.CompareOrdinal(each.Key, continuation) > 0)
            .OrderBy(each => each.Key, StringComparer.Ordinal)
            .ToList();
        return ([.. left.Take(size).Select(each => each.Item)], left.Count > size ? left[size - 1].Key : null);
    }
}
