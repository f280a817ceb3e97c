using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.History;
using Supervision.Identity;
using Supervision.Obligations;
using Supervision.Sweeping;
using Supervision.Views;

namespace Supervision.Tests.Worlds;

/// <summary>A delivery that counts for a further deadline besides the one it was matched to first.</summary>
public sealed class FurtherDeadlineTests
{
    private static readonly DateOnly Due = new(2024, 3, 29);

    [Fact]
    public async Task What_a_match_changes_is_told_and_listed_like_any_other()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var further = await ConfirmFurtherAsync(@case);
        await @case.ThroughAsync(new DateOnly(2024, 4, 2));
        var report = await @case.ReportAsync();
        await RelayToTheEndAsync(@case);
        var sent = @case.World.Mail.Taken.Count;

        await MatchAsync(@case, report, further, null);
        await @case.World.RelayAsync();

        Assert.DoesNotContain(@case.World.Storage.Rows("supervision"), row => row.RowKey.StartsWith("changed-", StringComparison.Ordinal));
        Assert.Null(@case.World.Storage.Rows("views", ViewNames.Awaited).Single(row => row.RowKey == further.Value).Text("Content"));
        Assert.True(@case.World.Mail.Taken.Count > sent, "Nobody was told that the alert has ended.");
        @case.World.Clock.Advance(TimeSpan.FromMinutes(20));
        await @case.World.RelayAsync();
        Assert.Empty((await @case.World.Get<CheckAgenda>().ExecuteAsync(all: true, CancellationToken.None)).Restored);
    }

    [Fact]
    public async Task A_match_that_is_repeated_under_its_key_does_not_undo_a_return()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var further = await ConfirmFurtherAsync(@case);
        var report = await @case.ReportAsync();
        var first = await MatchAsync(@case, report, further, "m1");
        Assert.IsType<ReviewDelivery.Outcome.Reviewed>(
            await @case.ReviewAsync(report, new ReviewRequest(ReviewDecision.ReturnForContent, "与本项义务无关", Deadline: further)));

        var again = await MatchAsync(@case, report, further, "m1");

        Assert.Equal(Assert.IsType<MatchDelivery.Outcome.Matched>(first), again);
        Assert.Empty((await @case.StateAsync(further)).Deliveries);
        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => MatchAsync(@case, report, @case.Id, "m1"));
    }

    [Fact]
    public async Task A_withdrawal_takes_effect_at_every_deadline_that_the_delivery_counts_for()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var further = await ConfirmFurtherAsync(@case);
        var report = await @case.ReportAsync();
        await MatchAsync(@case, report, further, null);
        await RelayToTheEndAsync(@case);

        Assert.IsType<WithdrawDelivery.Outcome.Withdrawn>(await @case.WithdrawAsync(report));
        await RelayToTheEndAsync(@case);

        foreach (var id in new[] { @case.Id, further })
        {
            Assert.True((await @case.StateAsync(id)).IsOpen, $"{id} is fulfilled by what was withdrawn.");
            Assert.NotNull(@case.World.Storage.Rows("views", ViewNames.Awaited).Single(row => row.RowKey == id.Value).Text("Content"));
        }

        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task A_delivery_accepted_at_one_of_its_deadlines_is_withdrawn_at_none()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var further = await ConfirmFurtherAsync(@case);
        var report = await @case.ReportAsync();
        await MatchAsync(@case, report, further, null);
        await @case.ReviewAsync(report, new ReviewRequest(ReviewDecision.Accept, Deadline: further));

        var outcome = await @case.WithdrawAsync(report);

        Assert.IsType<WithdrawDelivery.Outcome.Accepted>(outcome);
        Assert.False((await @case.StateAsync()).IsOpen);
        Assert.False((await @case.StateAsync(further)).IsOpen);
    }

    [Fact]
    public async Task Where_an_officer_returned_it_before_there_is_nothing_to_withdraw()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var further = await ConfirmFurtherAsync(@case);
        var report = await @case.ReportAsync();
        await MatchAsync(@case, report, further, null);
        await @case.ReviewAsync(report, new ReviewRequest(ReviewDecision.ReturnForContent, "与本项义务无关", Deadline: further));
        var round = (await @case.StateAsync(further)).Round;

        Assert.IsType<WithdrawDelivery.Outcome.Withdrawn>(await @case.WithdrawAsync(report));

        Assert.True((await @case.StateAsync()).IsOpen);
        Assert.Equal(round, (await @case.StateAsync(further)).Round);
        await AssertHistoryAsync(@case);
    }

    /// <summary>A yearly report that another law asks of the same department, due on the same day.</summary>
    private static async Task<DeadlineId> ConfirmFurtherAsync(Case @case)
    {
        var other = await @case.World.ImportAsync(Given.Law.Replace("湿地保护条例", "河湖保护条例", StringComparison.Ordinal));
        var confirmed = Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await @case.World.ConfirmAsync(
            new ObligationId(other.Id, 2), new ConfirmationRequest([@case.Home], Due: new DueRule(On: Due))));
        return Assert.Single(confirmed.Obligation.Confirmation!.Deadlines);
    }

    private static Task<MatchDelivery.Outcome> MatchAsync(Case @case, Delivery report, DeadlineId further, string? key) =>
        @case.World.Get<MatchDelivery>().ExecuteAsync(@case.Home, report.Id, further, new Act(World.Officer, key), CancellationToken.None);

    private static async Task RelayToTheEndAsync(Case @case)
    {
        await @case.World.RelayAsync();
        @case.World.Clock.Advance(TimeSpan.FromMinutes(20));
        await @case.World.RelayAsync();
    }

    private static async Task AssertHistoryAsync(Case @case)
    {
        var rebuilt = await @case.World.Get<RebuildState>().ExecuteAsync(repair: false, new Progress<int>(), CancellationToken.None);
        Assert.Empty(rebuilt.Differences);
    }
}
