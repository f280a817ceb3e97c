using System.Text.Json;
using Supervision.PlainModel;
using Supervision.Simulation.Hosts;

namespace Supervision.Simulation.Proof;

/// <summary>Whether the register says of laws and duties what was recorded of them, and nothing runs any more that it says has ended.</summary>
internal sealed class RegisterVerdict(IBackend backend, Recording recording, Findings findings)
{
    public void Compare(Model model, DateOnly today)
    {
        var rows = backend.Rows("register").ToLookup(row => row.RowKey.Split('-')[0]);
        var obligations = rows["obligation"].Select(row => JsonDocument.Parse(row.Text("Obligation")!).RootElement).ToList();
        CompareAdditions(obligations);
        foreach (var row in rows["law"])
        {
            CompareLaw(row.PartitionKey, JsonDocument.Parse(row.Text("Law")!).RootElement);
        }

        obligations.ForEach(obligation => CompareObligation(obligation, model, today));
        foreach (var other in rows.Where(kind => kind.Key is not ("law" or "obligation" or "request" or "ending")).SelectMany(kind => kind))
        {
            findings.Excess($"{other.PartitionKey}/{other.RowKey} stands in the register");
        }
    }

    /// <summary>What an officer added stands in the register, once.</summary>
    private void CompareAdditions(List<JsonElement> obligations)
    {
        var quotes = obligations.Select(one => one.GetProperty("candidate").GetProperty("quote").GetString()).ToList();
        foreach (var act in recording.Acts.OfType<AddAct>())
        {
            var found = quotes.Count(quote => quote == act.Quote);
            if (found > 1 || (act.Done == false && found == 1))
            {
                findings.Excess($"{act} stands {found} times in the register");
            }
            else if (act.Done == true && found == 0)
            {
                findings.Lose($"{act} is not in the register");
            }
        }

        if (obligations.Select(one => Text(one, "id")).Distinct().Count() != obligations.Count)
        {
            findings.Excess("two obligations bear one number");
        }
    }

    private void CompareLaw(string id, JsonElement law)
    {
        var repeals = recording.Acts.OfType<EndAct>().Where(end => end.Law == id && end.Obligations is null).ToList();
        var said = Text(law, "repealedOn");
        if (repeals.Find(Stands) is { } done ? Day(done.On) != said : said is not null && !repeals.Exists(end => MayStand(end) && Day(end.On) == said))
        {
            findings.Differ($"{id} is repealed on {said ?? "no day"}; recorded were {string.Join("; ", repeals)}");
        }
    }

    private void CompareObligation(JsonElement obligation, Model model, DateOnly today)
    {
        var id = Text(obligation, "id")!;
        var ends = recording.Acts.OfType<EndAct>().Where(end => end.Covers(id) && end.On <= today).ToList();
        if (!obligation.TryGetProperty("ended", out var ended))
        {
            foreach (var end in ends.Where(Stands))
            {
                findings.Lose($"{id} was not ended by {end}");
            }

            return;
        }

        if (!ends.Exists(end => MayStand(end) && Day(end.On) == Text(ended, "on") && end.Reason == Text(ended, "reason")))
        {
            findings.Excess($"{id} ended on {Text(ended, "on")} as {Text(ended, "reason")}, which nobody recorded");
        }

        foreach (var line in model.Deadlines.Values.Where(line => !line.IsDerailed && line.Duty.Obligation == id && (line.IsAwaited || line.OpensNext is not null)))
        {
            findings.Lose($"{line.Id} runs on though {id} has ended");
        }
    }

    /// <summary>It was answered as recorded, and nobody can have taken it back.</summary>
    private bool Stands(EndAct end) => end.Done == true && !Withdrawals(end).Any(one => one.Done != false);

    /// <summary>It may have been recorded, and nobody has certainly taken it back.</summary>
    private bool MayStand(EndAct end) => end.Done != false && !Withdrawals(end).Any(one => one.Done == true);

    private IEnumerable<WithdrawEndAct> Withdrawals(EndAct end) => recording.Acts.OfType<WithdrawEndAct>().Where(one => one.End == end && !one.IsOwn);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
