using System.Text;
using Supervision.Access;
using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.History;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Views;

namespace Supervision.Tests.Worlds;

/// <summary>Which committee is in charge of a law says whose officers are told of its deadlines and in whose list its alerts stand.</summary>
public sealed class CommitteeTests
{
    private const string Environment = "environment";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_law_is_imported_into_the_charge_of_a_committee_whose_officers_alone_are_told()
    {
        await using var world = await World.StartAsync();
        var government = await world.RegisterAsync("szf", "临江省人民政府");
        await RegisterOfficersAsync(world);
        var law = Assert.IsType<ImportLaw.Outcome.Imported>(await ImportAsync(world, Environment)).Law;
        await world.ConfirmAsync(new ObligationId(law.Id, 1), new ConfirmationRequest([government]));

        await OnAsync(world, new DateOnly(2025, 1, 3));

        Assert.Equal(Environment, law.Committee);
        Assert.Equal(["contact@szf.example", "green@office.example"], world.Mail.Taken.Select(mail => mail.ToAddress).Order());
        Assert.Equal([Environment], Listing(world));
    }

    [Fact]
    public async Task An_import_names_a_committee_of_the_profile_and_changes_none()
    {
        await using var world = await World.StartAsync();

        var unknown = await ImportAsync(world, "wetlands");
        var first = Assert.IsType<ImportLaw.Outcome.Imported>(await ImportAsync(world, null)).Law;
        var other = await ImportAsync(world, Environment);
        var same = await ImportAsync(world, first.Committee);

        Assert.Equal("committee-unknown", Assert.Single(Assert.IsType<ImportLaw.Outcome.Invalid>(unknown).Faults).Code);
        Assert.Equal("legislative-affairs", first.Committee);
        Assert.Equal("committee-by-decision", Assert.Single(Assert.IsType<ImportLaw.Outcome.Invalid>(other).Faults).Code);
        Assert.IsType<ImportLaw.Outcome.Unchanged>(same);
    }

    [Fact]
    public async Task After_a_change_mails_and_lists_follow_the_new_committee()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: new DateOnly(2024, 3, 29)));
        var world = @case.World;
        await RegisterOfficersAsync(world);
        await OnAsync(world, new DateOnly(2024, 3, 22));
        var before = world.Mail.Taken.Count;
        Assert.Equal(["legislative-affairs"], Listing(world));
        Assert.DoesNotContain(world.Mail.Taken, mail => mail.ToAddress == "green@office.example");

        var changed = Assert.IsType<ChangeCommittee.Outcome.Changed>(await ChangeAsync(world, @case.Id.Obligation.Law, Environment));
        await OnAsync(world, new DateOnly(2024, 3, 22));
        var moved = Listing(world);
        await OnAsync(world, new DateOnly(2024, 3, 30));

        var later = world.Mail.Taken.Skip(before).Select(mail => mail.ToAddress).ToList();
        Assert.Equal(new DateOnly(2024, 3, 22), changed.On);
        Assert.Equal([Environment], moved);
        Assert.Equal([Environment], Listing(world));
        Assert.Contains("green@office.example", later);
        Assert.DoesNotContain("lawyer@office.example", later);
        var state = await @case.StateAsync();
        Assert.Equal(Environment, state.Committee);
        Assert.Equal(["legislative-affairs"], state.FormerCommittees!);
        Assert.Contains(world.Storage.Rows("views", ViewNames.Laws), row => row.Text("Content")!.Contains("\"committee\":\"environment\"", StringComparison.Ordinal));
        Assert.Empty((await world.Get<RebuildState>().ExecuteAsync(repair: false, new Progress<int>(), Stop)).Differences);
        Assert.Empty((await world.Get<VerifyHistory>().ExecuteAsync(@case.Id, Stop))!.Breaks);

        // And back again: the rows of the list that it had left count anew.
        await ChangeAsync(world, @case.Id.Obligation.Law, "legislative-affairs");
        await OnAsync(world, new DateOnly(2024, 3, 31));
        Assert.Equal(["legislative-affairs"], Listing(world));
    }

    [Fact]
    public async Task The_next_occurrence_opens_under_the_committee_that_is_in_charge_by_then()
    {
        await using var @case = await Case.StartAsync(new DueRule(Recurrence: new EachCalendarPeriod(1, RecurrenceUnit.Quarter)));
        await ChangeAsync(@case.World, @case.Id.Obligation.Law, Environment);

        await @case.ThroughAsync(new DateOnly(2024, 4, 2));

        Assert.Equal(Environment, (await @case.StateAsync(new DeadlineId(@case.Id.Obligation, @case.Home, "2024Q2"))).Committee);
    }

    /// <summary>The confirmation had read the law before it went to another committee, and opens the deadline after it.</summary>
    [Fact]
    public async Task What_is_opened_in_the_moment_of_the_change_follows_it()
    {
        await using var world = await World.StartAsync();
        var government = await world.RegisterAsync("szf", "临江省人民政府");
        var law = Assert.IsType<ImportLaw.Outcome.Imported>(await ImportAsync(world, null)).Law;
        world.Storage.Interceptor = async request =>
        {
            if (request is { IsWrite: true, Container: "supervision" })
            {
                world.Storage.Interceptor = null;
                await ChangeAsync(world, law.Id, Environment);
            }

            return null;
        };

        var confirmed = Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await world.ConfirmAsync(new ObligationId(law.Id, 1), new ConfirmationRequest([government])));
        var id = Assert.Single(confirmed.Obligation.Confirmation!.Deadlines);
        Assert.Equal("legislative-affairs", (await world.Get<DeadlineStore>().FindAsync(id, Stop))!.State.Committee);
        await world.RelayAsync();

        Assert.Equal(Environment, (await world.Get<DeadlineStore>().FindAsync(id, Stop))!.State.Committee);
        await OnAsync(world, new DateOnly(2025, 1, 3));
        Assert.Equal([Environment], Listing(world));
    }

    /// <summary>The sweep had read the deadline, and whom to tell, before the law went to another committee; it raises the alert after it.</summary>
    [Fact]
    public async Task What_is_raised_in_the_moment_of_the_change_is_told_to_the_new_committee()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: new DateOnly(2024, 3, 29)));
        var world = @case.World;
        await RegisterOfficersAsync(world);
        world.Clock.SetNoon(new DateOnly(2024, 3, 30));
        var changed = false;
        world.Storage.Interceptor = async request =>
        {
            if (!changed && request is { IsWrite: true, Container: "supervision" })
            {
                changed = true;
                await ChangeAsync(world, @case.Id.Obligation.Law, Environment);
            }

            return null;
        };

        await OnAsync(world, new DateOnly(2024, 3, 30));

        Assert.True(changed);
        Assert.Equal(Supervision.Jurisdictions.EscalationStage.Overdue, (await @case.RaisedAsync())[^1].Stage);
        Assert.Contains("green@office.example", world.Mail.Taken.Select(mail => mail.ToAddress));
        Assert.DoesNotContain("lawyer@office.example", world.Mail.Taken.Select(mail => mail.ToAddress));
    }

    /// <summary>Whoever asked for it died after the register said so: the sweep carries the rest.</summary>
    [Fact]
    public async Task A_change_that_broke_off_is_carried_on_by_the_sweep()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: new DateOnly(2024, 3, 29)));
        @case.World.Storage.Interceptor = request => ValueTask.FromResult<InMemoryStorage.StorageFault?>(
            request is { IsWrite: true, Container: "supervision" } ? InMemoryStorage.StorageFault.DieBefore : null);
        await Record.ExceptionAsync(() => ChangeAsync(@case.World, @case.Id.Obligation.Law, Environment));
        @case.World.Storage.Interceptor = null;
        await using var next = await World.StartAsync(@case.World.Clock, @case.World.Storage, @case.World.Mail, @case.World.Storage.StartProcess("next"));
        Assert.Equal("legislative-affairs", (await next.Get<DeadlineStore>().FindAsync(@case.Id, Stop))!.State.Committee);

        await next.SweepAsync();

        Assert.Equal(Environment, (await next.Get<DeadlineStore>().FindAsync(@case.Id, Stop))!.State.Committee);
    }

    [Fact]
    public async Task An_unknown_committee_or_law_is_refused()
    {
        await using var @case = await Case.StartAsync(null);

        Assert.Equal("committee-unknown", Assert.Single(Assert.IsType<ChangeCommittee.Outcome.Invalid>(await ChangeAsync(@case.World, @case.Id.Obligation.Law, "x")).Faults).Code);
        Assert.IsType<ChangeCommittee.Outcome.NotFound>(await ChangeAsync(@case.World, LawId.OfTitle("没有的条例"), Environment));
    }

    private static Task<ImportLaw.Outcome> ImportAsync(World world, string? committee) =>
        world.Get<ImportLaw>().ExecuteAsync("law.md", Encoding.UTF8.GetBytes(Given.Law), Stop, committee: committee);

    private static Task<ChangeCommittee.Outcome> ChangeAsync(World world, LawId law, string committee) =>
        world.Get<ChangeCommittee>().ExecuteAsync(law, committee, new Act(new Caller("director1", Role.Director, null)), Stop);

    /// <summary>Two officers, each in charge of the laws of one committee.</summary>
    private static async Task RegisterOfficersAsync(World world)
    {
        foreach (var (id, committee) in new[] { ("green", Environment), ("lawyer", "legislative-affairs") })
        {
            Assert.Empty(await world.Get<RegisterDepartment>().ExecuteAsync(
                new Person(DepartmentId.Office, PersonId.Parse(id), id, $"{id}@office.example", "zh-CN", ["officer-in-charge"], [committee]), Stop));
        }
    }

    private static async Task OnAsync(World world, DateOnly date)
    {
        world.Clock.SetNoon(date);
        Assert.Empty((await world.SweepAsync()).Faults);
        Assert.Empty((await world.RelayAsync()).Faults);
        Assert.Empty((await world.RelayAsync()).Faults);
    }

    /// <summary>The committees whose lists of open alerts name something.</summary>
    private static List<string> Listing(World world) =>
    [
        .. world.Storage.Rows("views").Where(row => row.PartitionKey.StartsWith("alerts-open-", StringComparison.Ordinal) && row["Gone"] is false)
            .Select(row => row.PartitionKey["alerts-open-".Length..]),
    ];
}
