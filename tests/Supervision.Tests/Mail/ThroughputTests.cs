using System.Diagnostics;
using System.Globalization;
using Supervision.Tests.Mail.Sending;

namespace Supervision.Tests.Mail;

/// <summary>Ten thousand waiting mails through one relay to a real mail server on this machine. Explicit, as it takes minutes.</summary>
public sealed class ThroughputTests(ITestOutputHelper output)
{
    private const int Mails = 10_000;

    /// <summary>A relay that keeps nothing of what it has sent stays within this.</summary>
    private const long MostGrowth = 64L * 1024 * 1024;

    [Fact(Explicit = true)]
    public async Task Ten_thousand_mails_are_each_sent_once_while_memory_stays_flat()
    {
        await using var server = await SmtpTestServer.StartAsync();
        await server.BehaveAsync(new { quiet = true });
        await using var world = await ThousandAlertsTests.RaisedAsync(Mails / 2);
        await using var transport = Sending.Given.Transport(server, smtp => (smtp.RatePerMinute, smtp.MaxConnections) = (0, 4));
        world.Mail.Inner = transport;
        var before = Held(world);
        long most = 0;
        using var watching = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            while (!watching.IsCancellationRequested)
            {
                most = Math.Max(most, Held(world) - before);
                await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
            }
        }, TestContext.Current.CancellationToken);

        var time = Stopwatch.StartNew();
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var report = await world.RelayAsync();
        time.Stop();
        processor = Process.GetCurrentProcess().TotalProcessorTime - processor;
        await watching.CancelAsync();
        await watch;

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.MailsSent} mails in {time.Elapsed.TotalSeconds:F1} s: {report.MailsSent / time.Elapsed.TotalSeconds:F0} a second, {report.MailsSent / processor.TotalSeconds:F0} a second of processor time; memory grew by at most {most / 1024 / 1024} MB beside what storage holds."));
        Assert.Empty(report.Faults);
        Assert.Equal(Mails, report.MailsSent);
        Assert.Equal(Mails, server.Counted);
        Assert.DoesNotContain(world.Storage.Rows("supervision"), ThousandAlertsTests.Waits);
        Assert.InRange(most, 0, MostGrowth);
    }

    /// <summary>Bytes held by this process apart from the copies of mails and the texts of rows, which the storage service in it keeps.</summary>
    private static long Held(Worlds.World world)
    {
        var copies = world.Storage.Blobs("mails").Sum(blob => (long)blob.Content.Length);
        var texts = new[] { "supervision", "views", "agenda" }
            .SelectMany(table => world.Storage.Rows(table))
            .Sum(row => row.Properties.Values.Sum(value => value is string text ? sizeof(char) * (long)text.Length : sizeof(long)));
        return GC.GetTotalMemory(forceFullCollection: true) - copies - texts;
    }
}
