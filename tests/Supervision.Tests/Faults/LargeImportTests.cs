using System.Globalization;
using System.Text;
using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Faults;

/// <summary>An import of more rows than one transaction takes, whose process dies between two of its transactions.</summary>
public sealed class LargeImportTests
{
    private const int Many = 120;
    private const string Amended = " 根据2024年3月28日临江省第十四届人民代表大会常务委员会第九次会议《关于修改〈临江省名录条例〉的决定》修正";

    private static readonly LawId Law = LawId.OfTitle("临江省名录条例");

    [Fact]
    public async Task What_it_left_does_not_keep_an_officer_from_adding_an_obligation()
    {
        await using var scene = await LeftBehindAsync(TextOf(2), TextOf(Many, Amended));
        var world = await scene.StartAsync("successor");
        Assert.True(scene.Storage.Rows("register").Count > 10, "Nothing was left behind.");

        // The words are those of a row that was left: they are known to nobody yet.
        var quote = (await world.Get<LawStore>().ListObligationsAsync(Law, CancellationToken.None))[50].Candidate.Quote;
        var request = new AdditionRequest(ObligationKind.ImplementingRule, "第三条", quote);
        var added = Assert.IsType<AddObligation.Outcome.Added>(await world.Get<AddObligation>().ExecuteAsync(Law, request, new Act(World.Officer, "a1"), CancellationToken.None));

        Assert.Equal(3, added.Obligation.Id.Number);
        Assert.Equal(3, (await world.Get<LawStore>().FindAsync(Law, CancellationToken.None))!.Value.Law.Obligations);
        Assert.Equal(AddObligation.FoundBy, (await world.Get<LawStore>().FindObligationAsync(added.Obligation.Id, CancellationToken.None))!.Value.Obligation.Candidate.FoundBy);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    public async Task What_it_left_does_not_keep_a_smaller_text_from_being_imported(int before)
    {
        await using var scene = await LeftBehindAsync(before == 0 ? null : TextOf(before), TextOf(Many, Amended));
        var world = await scene.StartAsync("successor");

        var law = await world.ImportAsync(TextOf(5, Amended));

        Assert.Equal(5, law.Obligations);
        var counted = (await world.Get<LawStore>().ListObligationsAsync(Law, CancellationToken.None)).Take(5).ToList();
        Assert.Equal(Enumerable.Range(1, 5).Select(number => $"第{Numeral(number + 1)}条"), counted.Select(obligation => obligation.Candidate.Article));
    }

    [Fact]
    public async Task Repeated_after_its_plan_was_found_void_it_still_records_the_passage_at_every_deadline()
    {
        var government = DepartmentId.Parse("szf");
        await using var scene = await LeftBehindAsync(TextOf(Many), TextOf(Many, Amended), [1, 50]);
        var world = await scene.StartAsync("successor");
        scene.Clock.Advance(TimeSpan.FromHours(1));
        await world.SweepAsync();
        Assert.DoesNotContain(scene.Storage.Rows("agenda", "plan"), row => row["Done"] is false);

        var law = await world.ImportAsync(TextOf(Many, Amended));

        // Both were in the transaction that came through: the import repeated finds nothing more to change about them.
        foreach (var number in new[] { 1, 50 })
        {
            var state = (await world.Get<DeadlineStore>().FindAsync(new DeadlineId(new ObligationId(Law, number), government, "1"), CancellationToken.None))!.State;
            Assert.Equal(law.TextVersion, state.CarriedTo);
        }

        await scene.SettleAsync(world);
    }

    /// <summary>An office in which the import of a text died after the first of its transactions.</summary>
    private static async Task<Scene> LeftBehindAsync(string? before, string text, int[]? confirmed = null)
    {
        var scene = new Scene(new InMemoryStorageService(TimeProvider.System), new DateTimeOffset(2024, 1, 2, 4, 0, 0, TimeSpan.Zero));
        var world = await scene.StartAsync("office");
        await world.RegisterOfficeAsync();
        var government = await world.RegisterAsync("szf", "临江省人民政府");
        if (before is not null)
        {
            await world.ImportAsync(before);
        }

        foreach (var number in confirmed ?? [])
        {
            Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await world.ConfirmAsync(new ObligationId(Law, number), new ConfirmationRequest([government])));
        }

        scene.Clock.SetNoon(new DateOnly(2024, 5, 6));
        var victim = await scene.StartAsync("victim");
        scene.Storage.Interceptor = request => ValueTask.FromResult(
            request is { Process: "victim", Container: "register", Operation: StorageOperation.Transaction } ? StorageFault.DieAfter : null);
        Assert.NotNull(await Record.ExceptionAsync(() => victim.ImportAsync(text)));
        scene.Storage.Interceptor = null;
        return scene;
    }

    /// <summary>A law with so many rules to be made, one an article.</summary>
    private static string TextOf(int count, string amended = "")
    {
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"# 临江省名录条例\n\n2023年11月20日 临江省第十四届人民代表大会常务委员会第六次会议通过{amended}\n\n<!-- INFO END -->\n\n")
            .Append("第一条 为了管理名录，结合本省实际，制定本条例。\n\n");
        for (var number = 1; number <= count; number++)
        {
            text.Append(CultureInfo.InvariantCulture, $"第{Numeral(number + 1)}条 第{Numeral(number)}类名录应当向社会公布。第{Numeral(number)}类名录的具体办法由省人民政府制定。\n\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"第{Numeral(count + 2)}条 本条例自2024年1月1日起施行。\n").ToString();
    }

    /// <summary>1 to 199 as Chinese laws number their articles.</summary>
    private static string Numeral(int number)
    {
        const string Digits = "零一二三四五六七八九";
        var (hundreds, tens, ones) = (number / 100, number / 10 % 10, number % 10);
        return (hundreds > 0 ? "一百" + (tens == 0 && ones > 0 ? "零" : "") : "")
            + (tens == 0 ? "" : (tens == 1 && hundreds == 0 ? "" : Digits[tens].ToString()) + "十")
            + (ones == 0 ? "" : Digits[ones].ToString());
    }
}
