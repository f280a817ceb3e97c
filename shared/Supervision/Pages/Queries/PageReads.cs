using Supervision.Departments;
using Supervision.Identity;
using Supervision.Views;

namespace Supervision.Pages.Queries;

/// <summary>Bounds and shared reads of the pages: one page of a view, or point reads side by side.</summary>
internal static class PageReads
{
    /// <summary>Rows read of one list, in one storage request.</summary>
    public const int MostRead = 500;

    /// <summary>Rows shown of one list.</summary>
    public const int MostShown = 100;

    private const int AtOnce = 16;

    /// <summary>The first page of a list of deadlines.</summary>
    public static Task<(IReadOnlyList<DeadlineSummary> Rows, bool Beyond)> SummariesAsync(
        this ViewStore views, string partition, CancellationToken cancellationToken) =>
        views.SummariesAsync(new ViewRange(partition), cancellationToken);

    /// <summary>One page of a part of a list.</summary>
    public static async Task<(IReadOnlyList<DeadlineSummary> Rows, bool Beyond)> SummariesAsync(
        this ViewStore views, ViewRange range, CancellationToken cancellationToken)
    {
        var (contents, continuation) = await views.PageAsync([range], null, MostRead, cancellationToken);
        return ([.. contents.Select(Json.Read<DeadlineSummary>)], continuation is not null);
    }

    /// <summary>Names of departments in a language; the id where the directory does not know one.</summary>
    public static async Task<IReadOnlyDictionary<DepartmentId, string>> NamesAsync(
        this DirectoryStore directory, IEnumerable<DepartmentId> ids, string language, CancellationToken cancellationToken)
    {
        var found = await EachAsync(
            ids.Distinct(),
            async (id, stop) => (id, Name: (await directory.FindAsync(id, stop))?.NameIn(language) ?? id.Value),
            cancellationToken);
        return found.ToDictionary(pair => pair.id, pair => pair.Name);
    }

    /// <summary>Point reads side by side, at most sixteen at once; results in the order of the items.</summary>
    public static async Task<IReadOnlyList<TResult>> EachAsync<T, TResult>(
        IEnumerable<T> items, Func<T, CancellationToken, Task<TResult>> read, CancellationToken cancellationToken)
    {
        var list = items.ToList();
        var results = new TResult[list.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, list.Count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, stop) => results[index] = await read(list[index], stop));
        return results;
    }
}
