using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Obligations;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Mail;

public sealed class RelayMailTests
{
    [Fact]
    public async Task A_mail_is_not_sent_again_because_storage_failed_for_a_while_after_it_was_sent()
    {
        await using var world = await World.StartAsync();
        var government = await world.RegisterAsync("szf", "临江省人民政府");
        var law = await world.ImportAsync(Worlds.Given.Law);
        await world.ConfirmAsync(new ObligationId(law.Id, 1), new ConfirmationRequest([government]));
        world.Clock.SetNoon(new DateOnly(2025, 1, 3));
        await world.SweepAsync();
        var failures = 0;
        world.Storage.Interceptor = request => new(
            request is { IsWrite: true, Container: "supervision" } && world.Mail.Taken.Count > 0 && failures++ < 40
                ? StorageFault.Answer(503, "ServerBusy")
                : null);

        await world.RelayAsync();
        world.Storage.Interceptor = null;
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.RelayAsync();

        Assert.True(failures > 40);
        Assert.Single(world.Mail.Taken);
        Assert.Contains(world.Storage.Rows("supervision", "szf"), row =>
            row.RowKey.StartsWith("mail-", StringComparison.Ordinal) && (string)row["Status"]! == "Sent");
    }

    [Fact]
    public async Task A_host_that_stood_still_until_its_claim_ran_out_does_not_send_what_another_sent_meanwhile()
    {
        await using var world = await World.StartAsync();
        var government = await world.RegisterAsync("szf", "临江省人民政府");
        var law = await world.ImportAsync(Worlds.Given.Law);
        await world.ConfirmAsync(new ObligationId(law.Id, 1), new ConfirmationRequest([government]));
        world.Clock.SetNoon(new DateOnly(2025, 1, 3));
        await world.SweepAsync();
        await using var other = await World.StartAsync(world.Clock, world.Storage, world.Mail, world.Storage.StartProcess("other"));
        var stoodStill = 0;
        world.Storage.Interceptor = async request =>
        {
            // Right after the claim.
            if (world.Storage.Rows("supervision", "szf").Any(row => row.RowKey.StartsWith("mail-", StringComparison.Ordinal) && (string)row["Status"]! == "Claimed")
                && Interlocked.Exchange(ref stoodStill, 1) == 0)
            {
                world.Clock.Advance(TimeSpan.FromMinutes(6));
                await other.RelayAsync();
            }

            return null;
        };

        await world.RelayAsync();

        Assert.Equal(1, stoodStill);
        Assert.Single(world.Mail.Taken);
    }

    [Fact]
    public async Task Where_nobody_is_registered_to_be_told_the_list_of_failed_mails_says_so()
    {
        await using var world = await World.StartAsync();
        var government = DepartmentId.Parse("szf");
        Assert.Empty(await world.Get<Supervision.Departments.RegisterDepartment>().ExecuteAsync(
            new Supervision.Departments.Department(government, "临江省人民政府", null, [], "zh-CN", null, null, null), TestContext.Current.CancellationToken));
        var law = await world.ImportAsync(Worlds.Given.Law);
        await world.ConfirmAsync(new ObligationId(law.Id, 1), new ConfirmationRequest([government]));
        world.Clock.SetNoon(new DateOnly(2025, 1, 3));

        await world.SweepAsync();
        await world.RelayAsync();

        var failed = Assert.Single(world.Storage.Rows("views", "mail-failed"));
        Assert.Contains("recipient-unknown", (string)failed["Content"]!, StringComparison.Ordinal);
        Assert.Empty(world.Mail.Taken);
    }
}
