using System.Text;
using Azure.Data.Tables;
using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Deadlines.Explanations;
using Supervision.Deadlines.Steps;
using Supervision.Deliveries;
using Supervision.History;
using Supervision.History.Removals;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Mail;
using Supervision.Obligations;
using Supervision.Papers;
using Supervision.Storage;
using Supervision.Sweeping;
using Supervision.Tests.Storage;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.History;

public sealed class RemovalTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private static readonly Caller Administrator = new("admin1", Role.Administrator, null);
    private static readonly Caller Director = new("director1", Role.Director, null);
    private static readonly DepartmentId Government = DepartmentId.Parse("szf");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_two_people_decide_on_is_gone_and_every_chain_still_verifies()
    {
        await using var world = await World.StartAsync();
        var (target, blob) = await DeliveredAsync(world);

        var proposed = await ProposeAsync(world, target);
        var before = world.Storage.Blobs("deliveries").Select(stored => stored.Name);
        var removed = await DecideAsync(world, proposed, confirm: true);
        var verification = await world.Get<VerifyHistory>().ExecuteAsync(new Progress<int>(), Stop);

        Assert.Contains(blob, before);
        Assert.DoesNotContain(blob, world.Storage.Blobs("deliveries").Select(stored => stored.Name));
        Assert.Equal((RemovalStatus.Proposed, RemovalStatus.Removed), (proposed.Status, removed.Status));
        Assert.Equal(("admin1", "director1", proposed.Hash), (removed.ProposedBy, removed.DecidedBy, removed.Hash));
        Assert.Empty(verification.Breaks);
        Assert.True(await world.Get<RemovalStore>().IsRemovedAsync(Government, target.Content, Stop));
        Assert.Equal(3, world.Storage.Rows("supervision", "szf").Count(row => row.RowKey.StartsWith($"fact-{removed.Id}-", StringComparison.Ordinal)));
        Assert.Equal("私人电话误入文件。", await world.Get<PaperStore>().FindAsync(removed.Reason, Stop));
        Assert.Equal(removed, Assert.Single((await world.Get<RemovalStore>().PageAsync(null, 10, Stop)).Removals));
    }

    [Fact]
    public async Task Proposing_and_deciding_again_changes_nothing_and_deciding_otherwise_is_refused()
    {
        await using var world = await World.StartAsync();
        var (target, _) = await DeliveredAsync(world);
        var proposed = await ProposeAsync(world, target);
        var again = await ProposeAsync(world, target);
        var removed = await DecideAsync(world, proposed, confirm: true);
        var facts = world.Storage.Rows("supervision").Count;

        var repeated = await DecideAsync(world, proposed, confirm: true);
        var late = await ProposeAsync(world, target);
        var otherwise = await world.Get<DecideRemoval>().ExecuteAsync(Government, proposed.Id, confirm: false, null, Director, Stop);

        Assert.Equal(proposed, again);
        Assert.Equal(removed, repeated);
        Assert.Equal(removed, late);
        Assert.Equal(new DecideRemoval.Outcome.AlreadyDecided(RemovalStatus.Removed), otherwise);
        Assert.Equal(facts, world.Storage.Rows("supervision").Count);
    }

    [Fact]
    public async Task Nobody_decides_on_their_own_proposal()
    {
        await using var world = await World.StartAsync();
        var (target, blob) = await DeliveredAsync(world);
        var proposed = await ProposeAsync(world, target);

        var own = await world.Get<DecideRemoval>().ExecuteAsync(
            Government, proposed.Id, confirm: true, null, Administrator with { Roles = Role.Administrator | Role.Director }, Stop);

        Assert.IsType<DecideRemoval.Outcome.OwnProposal>(own);
        Assert.Contains(blob, world.Storage.Blobs("deliveries").Select(stored => stored.Name));
        Assert.False(await world.Get<RemovalStore>().IsRemovedAsync(Government, target.Content, Stop));
    }

    [Fact]
    public async Task What_is_rejected_stays_and_may_be_proposed_anew()
    {
        await using var world = await World.StartAsync();
        var (target, blob) = await DeliveredAsync(world);
        var proposed = await ProposeAsync(world, target);

        var rejected = await DecideAsync(world, proposed, confirm: false);
        var stays = world.Storage.Blobs("deliveries").Any(stored => stored.Name == blob);
        var anew = await ProposeAsync(world, target);
        var removed = await DecideAsync(world, anew, confirm: true);

        Assert.Equal(RemovalStatus.Rejected, rejected.Status);
        Assert.True(stays);
        Assert.Equal(RemovalStatus.Removed, removed.Status);
        Assert.Empty((await world.Get<VerifyHistory>().ExecuteAsync(new Progress<int>(), Stop)).Breaks);
    }

    [Fact]
    public async Task A_proposal_sent_again_after_its_rejection_is_the_old_one_under_its_key_and_a_new_one_without()
    {
        await using var world = await World.StartAsync();
        var (target, _) = await DeliveredAsync(world);
        var propose = world.Get<ProposeRemoval>();
        var first = Assert.IsType<ProposeRemoval.Outcome.Proposed>(await propose.ExecuteAsync(target, "reason", Administrator, Stop, "k1")).Removal;
        Assert.IsType<DecideRemoval.Outcome.Decided>(await world.Get<DecideRemoval>().ExecuteAsync(Government, first.Id, confirm: false, null, Director, Stop));

        var again = Assert.IsType<ProposeRemoval.Outcome.Proposed>(await propose.ExecuteAsync(target, "reason", Administrator, Stop, "k1")).Removal;
        var anew = Assert.IsType<ProposeRemoval.Outcome.Proposed>(await propose.ExecuteAsync(target, "reason", Administrator, Stop, "k2")).Removal;

        Assert.Equal((RemovalStatus.Proposed, RemovalStatus.Rejected, RemovalStatus.Proposed), (first.Status, again.Status, anew.Status));
    }

    [Fact]
    public async Task Only_what_a_history_points_to_is_removed_and_only_with_a_reason()
    {
        await using var world = await World.StartAsync();
        var (target, _) = await DeliveredAsync(world);
        var propose = world.Get<ProposeRemoval>();
        var delivery = DeliveryId.Parse(target.Chain);

        Assert.IsType<ProposeRemoval.Outcome.NotFound>(await propose.ExecuteAsync(RemovalTarget.File(Government, delivery, 2), "reason", Administrator, Stop));
        Assert.IsType<ProposeRemoval.Outcome.NotFound>(await propose.ExecuteAsync(RemovalTarget.File(Government, DeliveryId.New(new RandomIds()), 1), "reason", Administrator, Stop));
        Assert.IsType<ProposeRemoval.Outcome.NotFound>(await propose.ExecuteAsync(
            RemovalTarget.Paper(DeadlineId.Parse("l000000000000-1-szf-2024"), "20240102abcdefghjkmnpqrstvwxyz0123"), "reason", Administrator, Stop));
        Assert.IsType<ProposeRemoval.Outcome.Invalid>(await propose.ExecuteAsync(target, " ", Administrator, Stop));
        Assert.IsType<DecideRemoval.Outcome.NotFound>(await world.Get<DecideRemoval>().ExecuteAsync(
            Government, RemovalId.Of(target), confirm: true, null, Director, Stop));
        Assert.Empty(world.Storage.Blobs("papers"));
    }

    [Fact]
    public async Task A_paper_is_read_as_removed_by_decision()
    {
        await using var world = await World.StartAsync();
        var deadline = DeadlineId.Parse("l000000000000-1-szf-2024");
        var paper = await world.Get<PaperStore>().PutAsync(deadline, "private", Stop);
        await world.Storage.CreateTableServiceClient().GetTableClient("supervision").AddEntityAsync(
            new TableEntity("szf", $"fact-{deadline}-000001") { ["Content"] = Json.Write(new { body = new { text = paper } }) }, Stop);

        var removed = await DecideAsync(world, await ProposeAsync(world, RemovalTarget.Paper(deadline, paper.Id)), confirm: true);

        Assert.Equal(paper.Hash, removed.Hash);
        Assert.Null(await world.Get<PaperStore>().FindAsync(paper, Stop));
        Assert.Equal(new ReadPaper.Outcome.Removed(paper), await world.Get<ReadPaper>().ExecuteAsync(deadline, paper.Id, staff: true, Stop));
        Assert.DoesNotContain("private", string.Concat(world.Storage.Rows("supervision").Select(row => row.Text("Content") + row.Text("Removal"))), StringComparison.Ordinal);
    }

    /// <summary>Sent before the decision; written while it was taken; sent again after it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_copy_of_a_mail_keeps_a_text_that_was_removed_and_later_mails_say_so(bool whileWritten)
    {
        const string Private = "某某患重病住院。";
        await using var @case = await Case.StartAsync(new DueRule(On: new DateOnly(2024, 3, 29)));
        var world = @case.World;
        await @case.OnAsync(new DateOnly(2024, 4, 1));
        Assert.IsType<SubmitExplanation.Outcome.Submitted>(
            await world.Get<SubmitExplanation>().ExecuteAsync(@case.Id, Private, null, new Act(@case.Clerk), Stop));
        var paper = PaperRefs.In((await world.Get<DeadlineStore>().ReadHistoryAsync(@case.Id, Stop))[^1]).Single();
        var removal = await ProposeAsync(world, RemovalTarget.Paper(@case.Id, paper.Id));
        if (whileWritten)
        {
            // The text is read and the copy about to be put down.
            var copies = 0;
            world.Storage.Interceptor = async request =>
            {
                if (request is { Container: "mails", IsWrite: true } && Interlocked.Increment(ref copies) == 1)
                {
                    await DecideAsync(world, removal, confirm: true);
                }

                return null;
            };
        }

        await world.RelayAsync();
        await world.RelayAsync();
        world.Storage.Interceptor = null;
        var mail = (await world.Get<MailQueries>().ListAsync(@case.Id, Stop)).Single(line => line.Template == "decision-awaited");
        if (!whileWritten)
        {
            Assert.Contains(Private, (await CopyAsync())!, StringComparison.Ordinal);
            await DecideAsync(world, removal, confirm: true);
            Assert.Null(await CopyAsync());
            Assert.IsType<ResendMail.Outcome.Waiting>(await world.Get<ResendMail>().ExecuteAsync(@case.Home, mail.Key, World.Officer, Stop));
            await world.RelayAsync();
        }

        Assert.Contains("已依决定删除", world.Mail.Taken[^1].Content.Text, StringComparison.Ordinal);
        Assert.Contains("已依决定删除", (await CopyAsync())!, StringComparison.Ordinal);
        Assert.Contains(world.Storage.Blobs("mails"), blob => blob.Name.Contains("overdue", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Storage.Blobs("mails"), blob => Encoding.UTF8.GetString(blob.Content.Span).Contains(Private, StringComparison.Ordinal));
        Assert.Empty((await world.Get<VerifyHistory>().ExecuteAsync(new Progress<int>(), Stop)).Breaks);

        async Task<string?> CopyAsync() => (await world.Get<MailQueries>().FindAsync(@case.Home, mail.Key, Stop))!.Value.Copy?.Content.Text;
    }

    [Fact]
    public async Task The_reason_of_a_removal_and_of_a_withdrawal_can_be_removed_too()
    {
        await using var @case = await Case.StartAsync(null);
        var world = @case.World;
        var unmatched = Assert.IsType<ReceiveDelivery.Outcome.Received>(await world.DeliverAsync(
            @case.Home, DeliveryKind.Rule, new DeliveryMetadata("无人等待的规定", Issued: new DateOnly(2024, 1, 2)))).Delivery;
        Assert.Null(unmatched.Match);
        Assert.IsType<WithdrawDelivery.Outcome.Withdrawn>(await @case.WithdrawAsync(unmatched));
        var withdrawal = PaperRefs.In(Chain(unmatched.Id.Value)[^1]).Single();

        var first = await DecideAsync(world, await ProposeAsync(world, RemovalTarget.Paper(@case.Home, unmatched.Id, withdrawal.Id)), confirm: true);
        var second = await DecideAsync(world, await ProposeAsync(world, RemovalTarget.Paper(@case.Home, first.Id, first.Reason.Id)), confirm: true);

        Assert.Equal((RemovalStatus.Removed, RemovalStatus.Removed), (first.Status, second.Status));
        Assert.Null(await world.Get<PaperStore>().FindAsync(withdrawal, Stop));
        Assert.Null(await world.Get<PaperStore>().FindAsync(first.Reason, Stop));
        Assert.NotNull(await world.Get<PaperStore>().FindAsync(second.Reason, Stop));
        Assert.Empty((await world.Get<VerifyHistory>().ExecuteAsync(new Progress<int>(), Stop)).Breaks);

        List<string> Chain(string chain) =>
        [
            .. world.Storage.Rows("supervision", @case.Home.Value).Where(row => row.RowKey.StartsWith($"fact-{chain}-", StringComparison.Ordinal)).Select(row => row.Text("Content")!),
        ];
    }

    /// <summary>A key as its holder uses it.</summary>
    /// <param name="by">Who created it; null: it was made at the command line.</param>
    private static async Task<Caller> KeyAsync(AccessKeys keys, Role role, Caller? by, DepartmentId? of = null) =>
        (await keys.AuthenticateAsync((await keys.CreateAsync(role, of, TimeSpan.FromDays(1), Stop, by: by?.Id)).Text, Stop))!;

    /// <summary>Whoever created the other's key, itself or by way of another key, could be both; keys of two people that a third created are two hands.</summary>
    [Fact]
    public async Task Nobody_decides_with_a_key_that_they_created_nor_on_what_they_proposed_with_one()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: new DateOnly(2024, 3, 29)));
        var world = @case.World;
        var keys = world.Get<AccessKeys>();
        var first = await KeyAsync(keys, Role.Administrator, null);
        var director = await KeyAsync(keys, Role.Director, first);
        var second = await KeyAsync(keys, Role.Administrator, first);
        var hidden = await KeyAsync(keys, Role.Director, second);
        var installed = await KeyAsync(keys, Role.Director, null);
        var (one, other) = (await KeyAsync(keys, Role.Officer, first), await KeyAsync(keys, Role.Officer, first));
        var creator = first with { Roles = Role.Administrator | Role.Officer };
        var step = Assert.IsType<ProposeStep.Outcome.Proposed>(await @case.ProposeAsync(new StepRequest(StepName.Waiver, "合并"), one)).Number;
        Assert.IsType<DecideStep.Outcome.OwnStep>(await @case.DecideAsync(step, StepVerdict.Approve, creator));
        Assert.IsType<DecideStep.Outcome.Decided>(await @case.DecideAsync(step, StepVerdict.Reject, other));
        step = Assert.IsType<ProposeStep.Outcome.Proposed>(await @case.ProposeAsync(new StepRequest(StepName.Waiver, "合并"), creator)).Number;
        Assert.IsType<DecideStep.Outcome.OwnStep>(await @case.DecideAsync(step, StepVerdict.Approve, one));

        var report = await @case.ReportAsync();
        var removal = Assert.IsType<ProposeRemoval.Outcome.Proposed>(
            await world.Get<ProposeRemoval>().ExecuteAsync(RemovalTarget.File(@case.Home, report.Id, 1), "reason", first, Stop)).Removal;

        Assert.IsType<DecideRemoval.Outcome.OwnProposal>(await DecideAsAsync(director));
        Assert.IsType<DecideRemoval.Outcome.OwnProposal>(await DecideAsAsync(hidden));
        Assert.IsType<DecideRemoval.Outcome.Decided>(await DecideAsAsync(installed));

        Task<DecideRemoval.Outcome> DecideAsAsync(Caller caller) => world.Get<DecideRemoval>().ExecuteAsync(Government, removal.Id, confirm: true, null, caller, Stop);
    }

    [Fact]
    public async Task Nobody_withdraws_an_end_with_a_key_that_they_created_when_they_recorded_it()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: new DateOnly(2024, 3, 29)));
        var (keys, law) = (@case.World.Get<AccessKeys>(), @case.Id.Obligation.Law);
        var recorder = await KeyAsync(keys, Role.Administrator | Role.Officer, null);
        var own = await KeyAsync(keys, Role.Officer, recorder);
        var another = await KeyAsync(keys, Role.Officer, null);
        var ended = Assert.IsType<EndObligations.Outcome.Ending>(
            await @case.World.Get<EndObligations>().ExecuteAsync(law, new EndingRequest(@case.World.Today), new Act(recorder), Stop));

        Assert.IsType<WithdrawEnding.Outcome.OwnEnding>(await WithdrawAsync(own));
        Assert.True((await @case.StateAsync()).IsDutyOver);
        Assert.IsType<WithdrawEnding.Outcome.Withdrawn>(await WithdrawAsync(another));
        Assert.False((await @case.StateAsync()).IsDutyOver);

        Task<WithdrawEnding.Outcome> WithdrawAsync(Caller caller) =>
            @case.World.Get<WithdrawEnding>().ExecuteAsync(law, ended.Id!, "登记有误", new Act(caller), Stop);
    }

    /// <summary>An administrator hands a department its key and may be an officer too: that is no second hand of the same person.</summary>
    [Fact]
    public async Task Who_handed_a_department_its_key_decides_on_its_explanation_but_not_on_that_of_a_colleague_whose_key_they_created()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: new DateOnly(2024, 3, 29)));
        var keys = @case.World.Get<AccessKeys>();
        await @case.OnAsync(new DateOnly(2024, 4, 1));
        var creator = await KeyAsync(keys, Role.Administrator | Role.Officer, null);
        var colleague = await KeyAsync(keys, Role.Officer, creator);
        var clerk = await KeyAsync(keys, Role.Department, creator, @case.Home);

        var recorded = await ExplainAsync(colleague);
        Assert.IsType<DecideExplanation.Outcome.OwnExplanation>(await @case.JudgeAsync(recorded, accept: true, creator));
        Assert.IsType<DecideExplanation.Outcome.Decided>(await @case.JudgeAsync(recorded, accept: false, World.Officer));
        Assert.IsType<DecideExplanation.Outcome.Decided>(await @case.JudgeAsync(await ExplainAsync(clerk), accept: true, creator));

        async Task<int> ExplainAsync(Caller caller) => Assert.IsType<SubmitExplanation.Outcome.Submitted>(
            await @case.World.Get<SubmitExplanation>().ExecuteAsync(@case.Id, "人员变动。", null, new Act(caller), Stop)).Number;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_death_at_any_request_leaves_it_undone_or_to_be_done_and_the_next_sweep_does_it(bool deciding)
    {
        await using var origin = await World.StartAsync();
        var (target, blob) = await DeliveredAsync(origin);
        if (deciding)
        {
            await ProposeAsync(origin, target);
        }

        var points = 0;
        for (var k = 1; ; k++)
        {
            var died = false;
            foreach (var fault in new[] { StorageFault.DieBefore, StorageFault.DieAfter })
            {
                foreach (var repeats in new[] { true, false })
                {
                    var clock = new JumpClock(origin.Clock.GetUtcNow());
                    var storage = origin.Storage.Clone(clock);
                    await using var victim = await World.StartAsync(clock, storage, process: storage.StartProcess("victim"));
                    var count = 0;
                    storage.Interceptor = request =>
                        ValueTask.FromResult(request.Process == "victim" && Interlocked.Increment(ref count) == k ? fault : null);
                    died |= await Record.ExceptionAsync(() => ActAsync(victim)) is not null;
                    storage.Interceptor = null;
                    points++;

                    await using var successor = await World.StartAsync(clock, storage, process: storage.StartProcess("successor"));
                    if (repeats)
                    {
                        await ActAsync(successor);
                    }

                    for (var hour = 0; hour < 26; hour++)
                    {
                        clock.Advance(TimeSpan.FromHours(1));
                        Assert.Empty((await successor.SweepAsync()).Faults);
                    }

                    Assert.Empty((await successor.Get<CheckAgenda>().ExecuteAsync(all: true, Stop)).Restored);
                    Assert.DoesNotContain(storage.Rows("agenda"), row => row.RowKey.Contains("removal", StringComparison.Ordinal));
                    var status = (await successor.Get<RemovalStore>().FindAsync(Government, RemovalId.Of(target), Stop))?.Removal.Status;
                    var there = storage.Blobs("deliveries").Any(stored => stored.Name == blob);
                    var marked = await successor.Get<RemovalStore>().IsRemovedAsync(Government, target.Content, Stop);
                    var shown = (await successor.Get<RemovalStore>().PageAsync(null, 10, Stop)).Removals.Select(removal => (RemovalStatus?)removal.Status).SingleOrDefault();
                    Assert.Equal(status, shown);
                    Assert.True(status is RemovalStatus.Removed ? !there && marked : there && !marked, $"{k} {repeats}: {status} {there} {marked}");
                    Assert.True(!repeats || status == (deciding ? RemovalStatus.Removed : RemovalStatus.Proposed), $"{k}: {status}");
                    Assert.Empty((await successor.Get<VerifyHistory>().ExecuteAsync(new Progress<int>(), Stop)).Breaks);
                }
            }

            if (!died)
            {
                break;
            }
        }

        output.WriteLine($"{points} deaths.");

        async Task ActAsync(World world)
        {
            if (deciding)
            {
                await world.Get<DecideRemoval>().ExecuteAsync(Government, RemovalId.Of(target), confirm: true, "note", Director, Stop);
            }
            else
            {
                await ProposeAsync(world, target);
            }
        }
    }

    [Fact]
    public async Task A_blob_goes_with_its_snapshots_and_leaves_its_neighbours()
    {
        var container = await azurite.Account.NewContainerAsync();
        var blob = container.GetBlobClient("20240102/d1/1");
        await blob.UploadAsync(BinaryData.FromString("first"), Stop);
        await blob.CreateSnapshotAsync(cancellationToken: Stop);
        await blob.UploadAsync(BinaryData.FromString("second"), overwrite: true, Stop);
        await container.GetBlobClient("20240102/d1/11").UploadAsync(BinaryData.FromString("neighbour"), Stop);

        await container.DeleteWithHistoryAsync(blob.Name, Stop);
        await container.DeleteWithHistoryAsync(blob.Name, Stop);

        var left = new List<string>();
        await foreach (var found in container.GetBlobsAsync(
            Azure.Storage.Blobs.Models.BlobTraits.None, Azure.Storage.Blobs.Models.BlobStates.Snapshots, null, Stop))
        {
            left.Add(found.Name);
        }

        Assert.Equal(["20240102/d1/11"], left);
    }

    /// <summary>A rule that was delivered with one file, and its blob.</summary>
    private static async Task<(RemovalTarget Target, string Blob)> DeliveredAsync(World world)
    {
        await world.RegisterOfficeAsync();
        await world.RegisterAsync("szf", "临江省人民政府");
        var law = await world.ImportAsync(Given.Law);
        await world.ConfirmAsync(new(law.Id, 1), new ConfirmationRequest([Government]));
        var delivered = Assert.IsType<ReceiveDelivery.Outcome.Received>(await world.DeliverAsync(
            Government, DeliveryKind.Rule, new DeliveryMetadata("临江省湿地生态补偿办法", Issued: new DateOnly(2024, 1, 2)), key: "rule"));
        await world.RelayAsync();
        return (RemovalTarget.File(Government, delivered.Delivery.Id, 1), delivered.Delivery.Files[0].Blob);
    }

    private static async Task<Removal> ProposeAsync(World world, RemovalTarget target) => Assert.IsType<ProposeRemoval.Outcome.Proposed>(
        await world.Get<ProposeRemoval>().ExecuteAsync(target, "私人电话误入文件。", Administrator, CancellationToken.None)).Removal;

    private static async Task<Removal> DecideAsync(World world, Removal removal, bool confirm) => Assert.IsType<DecideRemoval.Outcome.Decided>(
        await world.Get<DecideRemoval>().ExecuteAsync(Government, removal.Id, confirm, null, Director, CancellationToken.None)).Removal;
}
