
namespace Supervision.Tests.Faults;

/// <summary>After an outage of any length the first sweep catches up without a flood.</summary>
public sealed class OutageTests
{
    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(170)]
    [InlineData(402)]
    public async Task Is_caught_up_with_one_alert_for_each_deadline(int days)
    {
        await using var scene = (await Stage.ReadyAsync()).Play();
        var world = await scene.StartAsync("host");
        await Scene.WorkAsync(world);
        var before = AlertsOf(scene);
        scene.Clock.Advance(TimeSpan.FromDays(days));

        var first = await world.SweepAsync();
        var second = await world.SweepAsync();
        var third = await world.SweepAsync();
        var relay = await world.RelayAsync();

        Assert.Empty(first.Faults);
        Assert.Empty(second.Faults);
        Assert.Equal(0, second.Opened);
        Assert.Equal(0, third.Raised);
        Assert.Empty(relay.Faults);
        var raised = AlertsOf(scene).Except(before).ToList();
        Assert.True(raised.Count >= 5);
        // Occurrences that the first sweep opened are looked at by the second.
        Assert.Equal(first.Raised + second.Raised, raised.Count);
        Assert.Equal(raised.Count, raised.Select(alert => alert[..alert.LastIndexOf("-r1-", StringComparison.Ordinal)]).Distinct().Count());
        Assert.Equal(relay.MailsSent, scene.Mail.Taken.Skip(scene.Mail.Taken.Count - relay.MailsSent).Select(mail => mail.MessageId).Distinct().Count());
    }

    private static List<string> AlertsOf(Scene scene) =>
        [.. scene.Storage.Rows("supervision").Select(row => row.RowKey).Where(key => key.StartsWith("alert-", StringComparison.Ordinal))];
}
