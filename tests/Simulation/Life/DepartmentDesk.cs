using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Supervision.Access;
using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Obligations;
using Supervision.PlainModel;
using Supervision.Simulation.Hosts;
using DecisionAct = Supervision.Deadlines.Act;

namespace Supervision.Simulation.Life;

/// <summary>A department at work: it delivers in time, late, twice, wrongly or never, and sees its alerts.</summary>
internal sealed partial class DepartmentDesk(SeedRun run, DepartmentId home) : Desk(run)
{
    private readonly Dictionary<string, int> sent = [];

    public override int DaysBetween => 6;

    public override void Work()
    {
        if (!List(home, out var owed))
        {
            return;
        }

        foreach (var state in owed)
        {
            var acts = Run.Recording.Acts.Count;
            AnswerFor(state);
            if (acts != Run.Recording.Acts.Count)
            {
                // What was read of it is no longer so.
                continue;
            }

            if (state.Alert is { Status: AlertStatus.Open } alert && Random.Next(3) == 0)
            {
                Acknowledge(state, alert);
            }

            if (state.IsOpen ? WantsToDeliver(state) : state.Closure is null && Random.Next(400) == 0)
            {
                Deliver(state);
            }
        }

        if (Random.Next(30) == 0)
        {
            DeliverWhatNobodyAwaits();
        }

        if (Run.Directories.Any(known => known.IsOver(home.Value, Run.Today)) && Random.Next(10) == 0 && owed.Count > 0)
        {
            AskWhoMayDeliver(owed[Random.Next(owed.Count)]);
        }
    }

    /// <summary>Each deadline has a day on which its department means to deliver; some never do.</summary>
    private bool WantsToDeliver(DeadlineState state)
    {
        var times = sent.GetValueOrDefault(state.Id.Value);
        if (times > 0)
        {
            return Random.Next(5) == 0;
        }

        var chance = ChanceOf(state.Id.Value);
        var days = chance.Next(20) switch
        {
            < 9 => -chance.Next(1, 30),
            < 14 => chance.Next(1, 50),
            < 16 => chance.Next(50, 200),
            < 17 => -chance.Next(30, 300),
            _ => 10_000,
        };
        return Run.Today >= state.Due.AddDays(days);
    }

    private void Acknowledge(DeadlineState state, Alert alert)
    {
        var act = new AcknowledgeAct(NewId("a"), state.Id.Value, alert.Id.Value);
        var caller = new Caller(act.Id, Role.Department, home);
        var key = Random.Next(4) == 0 ? null : act.Id;
        var before = Listed;
        Run.Try(act, key is not null, async host =>
            await host.Get<AcknowledgeAlert>().ExecuteAsync(alert.Id, new DecisionAct(caller, key), CancellationToken.None) is AcknowledgeAlert.Outcome.Acknowledged
                ? before == Run.Moments ? true : null
                : null);
    }

    private void Deliver(DeadlineState state)
    {
        sent[state.Id.Value] = sent.GetValueOrDefault(state.Id.Value) + 1;
        var isRule = state.Kind == ObligationKind.ImplementingRule;
        var issued = isRule ? state.Due < Run.Today && Random.Next(3) == 0 ? state.Due.AddDays(-Random.Next(6)) : Run.Today.AddDays(-Random.Next(40)) : (DateOnly?)null;
        var published = isRule && Random.Next(4) == 0 ? issued!.Value.AddDays(Random.Next(Run.Today.DayNumber - issued.Value.DayNumber + 1)) : (DateOnly?)null;
        var act = new DeliverAct(NewId("u"), state.Id.Value, isRule ? "rule" : "report", issued) { Published = published };
        var metadata = new DeliveryMetadata($"第{act.Id}号", state.Id.Obligation, state.Id.Occurrence);
        metadata = isRule ? metadata with { Issued = issued, Published = published } : metadata with { PeriodStart = Run.Today.AddDays(-400), PeriodEnd = Run.Today };
        var key = Random.Next(4) == 0 ? null : act.Id;
        Send(act, metadata, act.Id, key);
        if (act.Done == true && Random.Next(20) == 0)
        {
            SendAgain(act, metadata, key);
        }
    }

    private void DeliverWhatNobodyAwaits()
    {
        var act = new DeliverAct(NewId("u"), null, "rule", Run.Today.AddDays(-3));
        Send(act, new DeliveryMetadata($"第{act.Id}号", new ObligationId(LawId.OfTitle("无"), 1), Issued: act.Issued), act.Id, act.Id);
        if (act.Done == true)
        {
            Run.Unmatched.Add((home, act));
        }
    }

    /// <summary>Whoever took over the duty delivers for the department that has ended; others do not.</summary>
    private void AskWhoMayDeliver(DeadlineState state)
    {
        var (before, today) = (Run.Moments, Run.Today);
        var duties = Run.Recording.Acts.OfType<ConfirmAct>().Select(act => act.Duty.Obligation).Append("").ToHashSet();
        var known = Run.Directories.ToList();
        foreach (var organ in Run.Departments.Where(organ => organ != home.Value))
        {
            var may = known.ConvertAll(directory => duties.Any(duty => directory.Owing(home.Value, duty, today) == organ)).Distinct().ToList();
            if (Run.Call("ask", host => host.Get<Successions>().HasTakenOverAsync(DepartmentId.Parse(organ), home, false, today, CancellationToken.None), out var allowed)
                && before == Run.Moments && !may.Contains(allowed))
            {
                Run.Findings.Differ($"{organ} {(allowed ? "may" : "may not")} deliver for {home} on {today:O}");
            }
        }

        var owing = known.ConvertAll(directory => directory.Owing(home.Value, state.Id.Obligation.Value, today));
        var rest = known.ConvertAll(directory => directory.Owing(home.Value, "", today));
        foreach (var organ in Run.Departments.Where(organ => organ != home.Value && state.CoDepartments.All(partner => partner.Value != organ)))
        {
            foreach (var (deadline, owes) in new[] { ((DeadlineId?)state.Id, owing), (null, rest) })
            {
                if (Run.Call("ask", host => host.Get<OwedDeadlines>().MayDeliverAsync(DepartmentId.Parse(organ), home, deadline, CancellationToken.None), out var delivers)
                    && before == Run.Moments && !owes.ConvertAll(one => one == organ).Contains(delivers))
                {
                    Run.Findings.Differ($"{organ} {(delivers ? "delivers" : "does not deliver")} for {deadline?.Value ?? "nothing awaited"} of {home} on {today:O}");
                }
            }
        }

        if (Run.Call("ask", host => host.Get<Successions>().ResolveAsync(home, state.Id.Obligation, today, CancellationToken.None), out var heir)
            && before == Run.Moments && !owing.Contains(heir.Value))
        {
            Run.Findings.Differ($"{state.Id} is owed by {heir}, not by {string.Join(" or ", owing)}");
        }
    }

    private void Send(DeliverAct act, DeliveryMetadata metadata, string content, string? key) => Run.Try(act, repeats: true, async host =>
    {
        // Without a key, what the office has returned meanwhile would be another delivery: whoever has that mail does not send it again.
        if (key is null && act.Attempts > 1 && HasGone(act))
        {
            return null;
        }

        switch (await SendAsync(host, act, act.Id, metadata, content, key))
        {
            case ReceiveDelivery.Outcome.Received received when received.Delivery.By == act.Id:
                act.Delivery = received.Delivery.Id.Value;
                return true;
            case var other:
                Run.Findings.Differ($"{act} was answered {other}");
                return null;
        }
    });

    private bool HasGone(DeliverAct act) => Run.Rows("supervision", home.Value).Any(row =>
        row.Text("Review") is nameof(ReviewState.ReturnedForForm) or nameof(ReviewState.ReturnedForContent) or nameof(ReviewState.Withdrawn)
        && row.Text("Delivery")!.Contains($"\"by\":\"{act.Id}\"", StringComparison.Ordinal));

    /// <summary>The same once more: under the same key, with the same content by another person, or the same key for other content.</summary>
    private void SendAgain(DeliverAct first, DeliveryMetadata metadata, string? key)
    {
        var before = Run.Moments;
        var way = Random.Next(key is null ? 2 : 3);
        var by = way == 1 ? first.Id + "x" : first.Id;
        var content = way == 2 ? "other" : first.Id;
        if (!Run.Call("send again", host => SendAsync(host, first, by, metadata, content, way == 1 ? null : key), out var outcome) || before != Run.Moments)
        {
            return;
        }

        var right = way == 2
            ? outcome is ReceiveDelivery.Outcome.KeyReused
            : outcome is ReceiveDelivery.Outcome.Received { Repeated: true } received && received.Delivery.Id.Value == first.Delivery;
        if (!right)
        {
            Run.Findings.Excess($"{first} sent again ({way}) was answered {outcome}");
        }
    }

    private async Task<ReceiveDelivery.Outcome> SendAsync(
        ProductHost host, DeliverAct act, string by, DeliveryMetadata metadata, string content, string? key)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{home} {content}"));
        using var stream = new MemoryStream(bytes, writable: false);
        var file = new IncomingFile("file.txt", "text/plain", bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), stream);
        return await host.Get<ReceiveDelivery>().ExecuteAsync(
            new DeliveryRequest(home, act.Kind == "rule" ? DeliveryKind.Rule : DeliveryKind.Report, by, key, metadata, [file]), CancellationToken.None);
    }
}
