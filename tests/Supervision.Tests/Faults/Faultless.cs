using System.Collections.Concurrent;

namespace Supervision.Tests.Faults;

/// <summary>Runs that nothing disturbs, to compare with.</summary>
internal static class Faultless
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<(int Requests, Picture End)>>> Known = new();

    /// <summary>How many requests the deed makes, and the end two days later.</summary>
    public static Task<(int Requests, Picture End)> RunAsync(Deed deed) => Known.GetOrAdd(deed.Name, _ => new(() => DoAsync(deed))).Value;

    /// <summary>The end two days later without the deed.</summary>
    public static async Task<Picture> WithoutAsync(Deed deed)
    {
        await using var scene = (await deed.From()).Play();
        return await scene.SettleAsync(await scene.StartAsync("successor"));
    }

    private static async Task<(int Requests, Picture End)> DoAsync(Deed deed)
    {
        await using var scene = (await deed.From()).Play();
        var world = await scene.StartAsync("victim");
        scene.Storage.ResetCounts();
        await deed.DoAsync(world);
        var requests = (int)scene.Storage.Counts.Total;
        return (requests, await scene.SettleAsync(await scene.StartAsync("successor")));
    }
}

internal static class Differences
{
    /// <summary>Fails with the lines that differ unless the end is one of those allowed.</summary>
    public static void Check(IReadOnlyList<Picture> allowed, Picture end, string what)
    {
        if (!allowed.Contains(end))
        {
            var expected = allowed[0].Text.Split('\n');
            var actual = end.Text.Split('\n');
            Assert.Fail($"{what}:\nmissing\n{string.Join('\n', expected.Except(actual))}\nmore\n{string.Join('\n', actual.Except(expected))}");
        }
    }
}
