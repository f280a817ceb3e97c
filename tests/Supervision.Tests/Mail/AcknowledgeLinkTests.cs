using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Mail;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Mail;

public sealed class AcknowledgeLinkTests
{
    private static readonly AlertId Alert = new(
        new DeadlineId(new ObligationId(LawId.OfTitle("临江省湿地保护条例"), 1), DepartmentId.Parse("szf"), "1"), 1, EscalationStage.Overdue);

    private static readonly Recipient Contact = new(DepartmentId.Parse("szf"), PersonId.Parse("contact"), "department");

    [Fact]
    public async Task A_link_grants_what_it_was_made_for_until_it_expires()
    {
        await using var world = await World.StartAsync();
        var parts = await PartsAsync(world);

        var grant = await ReadAsync(world, parts);
        world.Clock.Advance(TimeSpan.FromDays(AcknowledgeLinks.ValidDays));
        var last = await ReadAsync(world, parts);
        world.Clock.Advance(TimeSpan.FromDays(1));
        var expired = await ReadAsync(world, parts);

        Assert.Equal((Alert, Contact.Organ, Contact.Person), (grant!.Alert, grant.Organ, grant.Person));
        Assert.NotNull(last);
        Assert.Null(expired);
    }

    [Theory]
    [InlineData(0, "l000000000000-1-szf-1-r1-overdue")]
    [InlineData(0, "nonsense")]
    [InlineData(1, "slt")]
    [InlineData(2, "other")]
    [InlineData(3, "20991231")]
    [InlineData(3, "never")]
    [InlineData(4, "")]
    [InlineData(4, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData(4, "名")]
    public async Task A_link_that_was_changed_in_any_part_grants_nothing(int part, string other)
    {
        await using var world = await World.StartAsync();
        var parts = await PartsAsync(world);
        parts[part] = other;

        Assert.Null(await ReadAsync(world, parts));
    }

    [Fact]
    public async Task A_link_of_another_installation_grants_nothing_and_one_survives_a_restart()
    {
        await using var world = await World.StartAsync();
        var parts = await PartsAsync(world);
        await using var restarted = await World.StartAsync(world.Clock, world.Storage);
        await using var stranger = await World.StartAsync();

        Assert.NotNull(await ReadAsync(restarted, parts));
        Assert.Null(await ReadAsync(stranger, parts));
    }

    [Fact]
    public async Task Only_the_departments_own_people_find_a_link_in_their_mail_and_only_while_it_is_of_use()
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(new DateOnly(2025, 1, 3));
        await CausedMailsTests.TellAsync(world);
        await CausedMailsTests.DeliverAsync(world, new DateOnly(2025, 1, 3));
        await CausedMailsTests.TellAsync(world);

        Assert.Equal(4, world.Mail.Taken.Count);
        Assert.All(world.Mail.Taken, mail => Assert.Equal(
            mail.ToAddress == "contact@szf.example" && mail.Content.Subject.Contains("逾期】", StringComparison.Ordinal),
            mail.Content.Html.Contains("https://supervision.example/acknowledge/", StringComparison.Ordinal)));
    }

    private static async Task<string[]> PartsAsync(World world)
    {
        var link = await world.Get<AcknowledgeLinks>().CreateAsync(
            new Uri("https://supervision.example/base"), Alert, Contact, world.Clock.GetUtcNow(), TestContext.Current.CancellationToken);
        Assert.StartsWith("https://supervision.example/base/acknowledge/", link.AbsoluteUri, StringComparison.Ordinal);
        return link.AbsolutePath.Split('/')[3..];
    }

    private static Task<AcknowledgeGrant?> ReadAsync(World world, string[] parts) =>
        world.Get<AcknowledgeLinks>().ReadAsync(parts[0], parts[1], parts[2], parts[3], parts[4], TestContext.Current.CancellationToken);
}
