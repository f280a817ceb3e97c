using Azure.Data.Tables;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Mail.Sending;
using Supervision.Tests.Mail.Sending;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Mail;

/// <summary>A thousand alerts through two relays at once and a real mail server that fails at random.</summary>
public sealed class ThousandAlertsTests(ITestOutputHelper output)
{
    private const int Alerts = 1_000;

    [Fact]
    public async Task Every_recipient_has_every_mail_and_only_answers_lost_after_the_content_repeat_one_with_the_same_message_id()
    {
        await using var server = await SmtpTestServer.StartAsync();
        await server.BehaveAsync(new { random = new { seed = 20260317, temporary = 0.05, dropBefore = 0.03, dropWithin = 0.03, dropAfter = 0.03 } });
        await using var one = await RaisedAsync(Alerts);
        await using var other = await World.StartAsync(one.Clock, one.Storage, process: one.Storage.StartProcess("other"));
        await using var first = Transport(server);
        await using var second = Transport(server);
        (one.Mail.Inner, other.Mail.Inner) = (first, second);

        var runs = 0;
        while (one.Storage.Rows("supervision").Any(Waits))
        {
            Assert.InRange(++runs, 1, 200);
            var reports = await Task.WhenAll(Task.Run(one.RelayAsync), Task.Run(other.RelayAsync));
            Assert.All(reports, report => Assert.Empty(report.Faults));
            one.Clock.Advance(TimeSpan.FromMinutes(2));
        }

        // Operations are told of a failing server by mails of their own, once for each spell: they are beside the point here.
        var mails = one.Storage.Rows("supervision")
            .Where(row => row.RowKey.StartsWith("mail-", StringComparison.Ordinal) && (string)row["Template"]! != "operational").ToList();
        var wanted = mails.Select(mail => mail.RowKey).ToHashSet(StringComparer.Ordinal);
        var taken = server.Mails.Select(mail => (Id: mail.Parse().MessageId!, To: mail.To.Single())).Where(mail => wanted.Contains(mail.Id.Split('@')[0])).ToList();
        var repeats = taken.GroupBy(mail => mail.Id).Where(group => group.Count() > 1).ToList();
        output.WriteLine($"{Alerts} alerts, {mails.Count} mails, {taken.Count} taken by the server, {repeats.Count} of them more than once "
            + $"({taken.Count - taken.DistinctBy(mail => mail.Id).Count()} repeats); connections dropped: {string.Join(", ", server.Drops.Select(drop => $"{drop.Key} {drop.Value}"))}; {runs} runs of two relays.");
        Assert.Equal(2 * Alerts, mails.Count);
        Assert.All(mails, mail => Assert.Equal("Sent", (string)mail["Status"]!));
        Assert.Equal(2 * Alerts, taken.Select(mail => mail.Id).Distinct().Count());
        Assert.Equal(mails.Select(mail => $"{mail.RowKey}@").Order(StringComparer.Ordinal), taken.Select(mail => mail.Id.Split('@')[0] + "@").Distinct().Order(StringComparer.Ordinal));
        Assert.All(repeats, group => Assert.Single(group.Select(mail => mail.To).Distinct()));
        Assert.True(server.Drops["answer"] > 20);
        Assert.InRange(taken.Count - (2 * Alerts), 1, server.Drops["answer"]);
    }

    [Fact]
    public async Task Of_three_recipients_the_two_that_exist_are_told_and_the_third_is_shown()
    {
        await using var server = await SmtpTestServer.StartAsync();
        await server.BehaveAsync(new { recipients = new Dictionary<string, object> { ["second@szf.example"] = new { code = 550, text = "5.1.1 no such user" } } });
        await using var world = await CausedMailsTests.ConfirmedAsync(new DateOnly(2025, 1, 3));
        var second = new Person(DepartmentId.Parse("szf"), PersonId.Parse("second"), "第二人", "second@szf.example", "en", ["department"], []);
        Assert.Empty(await world.Get<RegisterDepartment>().ExecuteAsync(second, TestContext.Current.CancellationToken));
        await using var transport = Transport(server);
        world.Mail.Inner = transport;

        await CausedMailsTests.TellAsync(world);
        world.Clock.Advance(TimeSpan.FromDays(2));
        await world.RelayAsync();

        // The office's operators are told that a mail reached nobody.
        Assert.Equal(["committee-office@office.example", "contact@szf.example", "officer-in-charge@office.example"], server.Mails.SelectMany(mail => mail.To).Order());
        var failed = Assert.Single(world.Storage.Rows("views", "mail-failed"));
        Assert.Contains("550 5.1.1 no such user", failed.Text("Content"), StringComparison.Ordinal);
        Assert.Equal("Refused", world.Storage.Rows("supervision", "szf").Single(row => row.RowKey.EndsWith("-szf-second", StringComparison.Ordinal)).Text("Status"));
    }

    internal static bool Waits(StoredRow row) =>
        row.RowKey.StartsWith("mail-", StringComparison.Ordinal) && row.Properties.TryGetValue("Waiting", out var waiting) && (bool)waiting!;

    /// <summary>A world with one raised alert and its two mails, copied to as many deadlines as asked, at a hundred departments.</summary>
    internal static async Task<World> RaisedAsync(int alerts)
    {
        const int Homes = 100;
        var world = await CausedMailsTests.ConfirmedAsync(new DateOnly(2025, 1, 3));
        Assert.Equal(1, (await world.SweepAsync()).Raised);
        var law = LawId.OfTitle("临江省湿地保护条例");
        var source = $"{law}-1-szf-1";
        var tables = world.Storage.CreateTableServiceClient();
        var rows = world.Storage.Rows("supervision", "szf")
            .Where(row => row.RowKey.Contains(source, StringComparison.Ordinal) && !row.RowKey.StartsWith("changed-", StringComparison.Ordinal)).ToList();
        Assert.Equal(6, rows.Count);
        for (var n = 0; n < Homes; n++)
        {
            await world.RegisterAsync($"d{n}", $"临江省第{n}厅");
        }

        for (var n = 0; n < alerts - 1; n++)
        {
            var home = $"d{n % Homes}";
            var label = (n / Homes) + 1;
            var id = $"{law}-1-{home}-{label}";
            var batch = rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, Copy(row, source, id, home))).ToList();
            await tables.GetTableClient("supervision").SubmitTransactionAsync(batch);
            await tables.GetTableClient("agenda").AddEntityAsync(new TableEntity("relay", $"{home}-changed-{id}"));
        }

        return world;
    }

    private static TableEntity Copy(StoredRow row, string source, string id, string home)
    {
        var copy = new TableEntity(home, row.RowKey.Replace(source, id, StringComparison.Ordinal).Replace("-szf-contact", $"-{home}-contact", StringComparison.Ordinal));
        foreach (var (name, value) in row.Properties)
        {
            copy[name] = value is string text
                ? text.Replace(source, id, StringComparison.Ordinal).Replace("\"organ\":\"szf\"", $"\"organ\":\"{home}\"", StringComparison.Ordinal)
                : value;
        }

        return copy;
    }

    private static SmtpMailTransport Transport(SmtpTestServer server) => Sending.Given.Transport(server, smtp =>
    {
        (smtp.RatePerMinute, smtp.MaxConnections, smtp.MaxAttempts) = (0, 4, 1);
        smtp.BreakDuration = TimeSpan.FromSeconds(1);
    });
}
