using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.Mail;
using Supervision.Obligations;
using Supervision.Views;

namespace Supervision.Tests.Worlds;

/// <summary>A delivery ends the wait for it at once; the office is led to it until it has accepted or returned it.</summary>
public sealed class ReviewListTests
{
    private static readonly DueRule ByMarch = new(On: new DateOnly(2024, 3, 29));

    [Theory]
    [InlineData("accepted")]
    [InlineData("returned")]
    [InlineData("withdrawn")]
    public async Task What_was_delivered_waits_for_its_review_until_something_comes_of_it(string end)
    {
        await using var @case = await Case.StartAsync(ByMarch);
        await @case.OnAsync(new DateOnly(2024, 3, 4));
        Assert.Empty(await ListAsync(@case));

        var delivery = await @case.ReportAsync();
        await @case.World.RelayAsync();

        var listed = Assert.Single(await ListAsync(@case));
        Assert.Equal(@case.Id, listed.Id);
        Assert.Equal([new StandingDelivery(delivery.Id, new DateOnly(2024, 3, 4), new DateOnly(2024, 3, 4), Accepted: false)], listed.ToReview);

        _ = end switch
        {
            "accepted" => (object)Assert.IsType<ReviewDelivery.Outcome.Reviewed>(await @case.ReviewAsync(delivery, new ReviewRequest(ReviewDecision.Accept))),
            "returned" => Assert.IsType<ReviewDelivery.Outcome.Reviewed>(await @case.ReviewAsync(delivery, new ReviewRequest(ReviewDecision.ReturnForContent))),
            _ => Assert.IsType<WithdrawDelivery.Outcome.Withdrawn>(await @case.WithdrawAsync(delivery)),
        };
        await @case.World.RelayAsync();
        await @case.World.RelayAsync();

        Assert.Empty(await ListAsync(@case));
    }

    [Fact]
    public async Task A_part_is_reviewed_while_the_rest_is_awaited_and_a_second_delivery_waits_from_its_own_day()
    {
        await using var @case = await Case.StartAsync(ByMarch);
        await @case.OnAsync(new DateOnly(2024, 3, 4));
        var first = await @case.ReportAsync("first");
        await @case.OnAsync(new DateOnly(2024, 3, 6));
        var second = await @case.ReportAsync("second");
        await @case.World.RelayAsync();
        Assert.Equal([first.Id, second.Id], Assert.Single(await ListAsync(@case)).ToReview!.Select(waiting => waiting.Delivery));

        await @case.ReviewAsync(first, new ReviewRequest(ReviewDecision.Accept, Part: true));
        await @case.World.RelayAsync();

        Assert.Equal([second.Id], Assert.Single(await ListAsync(@case)).ToReview!.Select(waiting => waiting.Delivery));
    }

    /// <summary>Received first, matched by an officer last: it has waited longest.</summary>
    [Fact]
    public async Task What_an_officer_matched_late_waits_from_the_day_it_was_received()
    {
        await using var @case = await Case.StartAsync(ByMarch);
        await @case.OnAsync(new DateOnly(2024, 3, 4));
        var unmatched = await @case.ReportAsync("first", "2099");
        await @case.OnAsync(new DateOnly(2024, 3, 6));
        var second = await @case.ReportAsync("second");
        await @case.OnAsync(new DateOnly(2024, 3, 8));
        Assert.IsType<MatchDelivery.Outcome.Matched>(await @case.World.Get<MatchDelivery>().ExecuteAsync(
            @case.Home, unmatched.Id, @case.Id, new Act(World.Officer), TestContext.Current.CancellationToken));
        await @case.World.RelayAsync();

        Assert.Equal([unmatched.Id, second.Id], Assert.Single(await ListAsync(@case)).ToReview!.Select(waiting => waiting.Delivery));
    }

    /// <summary>Delivered in time, so that nothing was ever raised and nobody had a mail: the digest of the day names it.</summary>
    [Fact]
    public async Task An_officer_is_told_by_the_digest_what_waits_for_a_review()
    {
        await using var @case = await Case.StartAsync(ByMarch);
        await @case.OnAsync(new DateOnly(2024, 3, 4));
        await @case.ReportAsync();
        await @case.OnAsync(new DateOnly(2024, 3, 5));
        var before = @case.World.Mail.Taken.Count;

        await @case.World.Get<WriteSummaries>().ExecuteAsync(TestContext.Current.CancellationToken);
        await @case.World.RelayAsync();

        var digest = Assert.Single(@case.World.Mail.Taken.Skip(before), mail => mail.ToAddress == "officer-in-charge@office.example");
        Assert.Contains("待审核的报送", digest.Content.Text, StringComparison.Ordinal);
        Assert.Contains("收到于2024年3月4日", string.Concat(digest.Content.Text.Where(letter => !char.IsWhiteSpace(letter))), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<DeadlineSummary>> ListAsync(Case @case)
    {
        var (contents, _) = await @case.World.Get<ViewStore>().PageAsync([StandingLists.ToReview], null, 100, TestContext.Current.CancellationToken);
        return [.. contents.Select(Json.Read<DeadlineSummary>)];
    }
}
