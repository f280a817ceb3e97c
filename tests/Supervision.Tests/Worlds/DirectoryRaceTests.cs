using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Obligations;
using Supervision.Obligations.Review;

namespace Supervision.Tests.Worlds;

/// <summary>Two who change the same entry of the directory in the same moment: neither undoes what the other recorded.</summary>
public sealed class DirectoryRaceTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_name_learned_in_the_moment_of_a_merger_does_not_undo_the_merger()
    {
        await using var world = await World.StartAsync();
        var (old, heir) = (await world.RegisterAsync("old", "临江省水产局"), await world.RegisterAsync("heir", "临江省农业厅"));
        var law = await world.ImportAsync(Given.Law.Replace("办法由省人民政府制定", "办法由省海洋发展局制定", StringComparison.Ordinal));
        var merger = new Department(old, "临江省水产局", null, [], "zh-CN", null, new DateOnly(2024, 6, 30), heir);
        Meanwhile(world, async () => Assert.Empty(await world.Get<RegisterDepartment>().ExecuteAsync(merger, Stop)));

        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await world.Get<AcceptObligation>().ExecuteAsync(
            new ObligationId(law.Id, 1), new ConfirmationRequest([old]), new Act(World.Officer), Stop));

        var found = (await world.Get<DirectoryStore>().FindAsync(old, Stop))!;
        Assert.Equal((merger.ValidTo, merger.Successor), (found.ValidTo, found.Successor));
        Assert.Equal(["省海洋发展局"], found.Aliases);
        Assert.Equal(old, await world.Get<DirectoryStore>().FindByAliasAsync("省海洋发展局", Stop));
    }

    [Fact]
    public async Task Whoever_saves_on_the_state_that_was_read_is_told_of_a_change_that_came_between_and_frees_no_name()
    {
        await using var world = await World.StartAsync();
        var (old, heir) = (await world.RegisterAsync("old", "临江省水产局"), await world.RegisterAsync("heir", "临江省农业厅"));
        var register = world.Get<RegisterDepartment>();
        var before = new Department(old, "临江省水产局", null, ["省渔业局"], "zh-CN", null, null, null);
        Assert.Empty(await register.ExecuteAsync(before, Stop));
        var merger = before with { ValidTo = new DateOnly(2024, 6, 30), Successor = heir };
        Meanwhile(world, async () => Assert.Empty(await register.ExecuteAsync(merger, Stop)));

        await Assert.ThrowsAsync<StateChangedException>(() => register.ExecuteAsync(before with { Aliases = [] }, Stop, new SeenEntry(DirectoryStore.TagOf(before))));

        var found = (await world.Get<DirectoryStore>().FindAsync(old, Stop))!;
        Assert.Equal(DirectoryStore.TagOf(merger), DirectoryStore.TagOf(found));
        Assert.Equal(old, await world.Get<DirectoryStore>().FindByAliasAsync("省渔业局", Stop));
    }

    /// <summary>Another acts in the moment before the next write of a department.</summary>
    private static void Meanwhile(World world, Func<Task> act) => world.Storage.Interceptor = async request =>
    {
        if (request is { IsWrite: true, Container: "directory", PartitionKey: "department" })
        {
            world.Storage.Interceptor = null;
            await act();
        }

        return null;
    };
}
