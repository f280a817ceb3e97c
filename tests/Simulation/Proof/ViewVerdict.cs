using System.Globalization;
using System.Text.Json;
using Supervision.InMemoryStorage;
using Supervision.PlainModel;
using Supervision.Simulation.Hosts;

namespace Supervision.Simulation.Proof;

/// <summary>Whether the lists show the deadlines as they stand, each where it belongs and nowhere else.</summary>
internal sealed class ViewVerdict(IBackend backend, Findings findings)
{
    private const string Head = "deadline-";
    private const string Changed = "changed-";
    private const string Joint = "joint-";

    /// <summary>Whether every list shows each deadline of which nothing waits to be shown as its last fact left it.</summary>
    public void CheckFresh()
    {
        var heads = new Dictionary<string, int>();
        var waiting = new HashSet<string>();
        foreach (var row in backend.Rows("supervision"))
        {
            if (row.RowKey.StartsWith(Head, StringComparison.Ordinal))
            {
                heads[row.RowKey[Head.Length..]] = (int)row["Seq"]!;
            }
            else if (row.RowKey.StartsWith(Changed, StringComparison.Ordinal))
            {
                waiting.Add(row.RowKey[Changed.Length..]);
            }
        }

        foreach (var row in backend.Rows("views").Where(row => IsListOfDeadlines(row.PartitionKey)))
        {
            if (heads.TryGetValue(row.RowKey, out var seq) && !waiting.Contains(row.RowKey) && (int)row["Seq"]! != seq)
            {
                findings.Differ($"{row.PartitionKey} shows {row.RowKey} as of its fact {row["Seq"]}, not {seq}");
            }
        }
    }

    public void Compare(Model model, Recording recording)
    {
        var rows = backend.Rows("views").Where(row => row["Gone"] is not true).ToLookup(row => row.PartitionKey);
        CompareRemovals(rows["removals"], model);
        CompareFailed(rows["mail-failed"], recording);
        ComparePointers(model);
        var shown = new Dictionary<(string List, string Id), JsonElement>();
        foreach (var row in rows.Where(list => IsListOfDeadlines(list.Key)).SelectMany(list => list))
        {
            shown[(row.PartitionKey, row.RowKey)] = JsonDocument.Parse(row.Text("Content")!).RootElement;
        }

        foreach (var line in model.Deadlines.Values)
        {
            if (line.IsDerailed)
            {
                shown.Keys.Where(key => key.Id == line.Id).ToList().ForEach(key => shown.Remove(key));
                continue;
            }

            var law = line.Duty.Obligation[..line.Duty.Obligation.IndexOf('-', StringComparison.Ordinal)];
            Check("law-" + law, line);
            Check("due-" + line.Due.ToString("yyyyMM", CultureInfo.InvariantCulture), line);
            Check(line.IsAwaited ? "awaited" : "ended", line);
            if (line.Pending is not null)
            {
                Check("alerts-open-" + line.Duty.Committee, line);
            }

            if (line.Steps.Count > 0)
            {
                Check("proposals", line);
            }
        }

        foreach (var (list, id) in shown.Keys)
        {
            findings.Differ($"{list} shows {id}, which does not belong there");
        }

        void Check(string list, PlainDeadline line)
        {
            if (!shown.Remove((list, line.Id), out var row))
            {
                findings.Differ($"{list} does not show {line.Id}");
                return;
            }

            var wanted = string.Join(
                ' ',
                Text(line.Due),
                Text(line.OriginalDue),
                line.Round,
                line.Provisional,
                line.IsSilent,
                Text(line.Fulfilment?.Fulfilled),
                line.Fulfilment?.Accepted ?? false,
                line.Pending is { } alert ? $"{PlainLadder.Rungs[alert.Stage].Stage} {Text(alert.RaisedOn)} {alert.Status}" : "");
            var found = string.Join(
                ' ',
                Text(row, "due"),
                Text(row, "originalDue"),
                row.GetProperty("round").GetInt32(),
                row.GetProperty("provisional").GetBoolean(),
                row.GetProperty("silent").GetBoolean(),
                Text(row, "fulfilledOn"),
                row.GetProperty("accepted").GetBoolean(),
                row.TryGetProperty("stage", out var stage) ? $"{stage.GetString()} {Text(row, "raisedOn")} {Text(row, "alertStatus")}" : "");
            if (wanted != found)
            {
                findings.Differ($"{list} shows {line.Id} as {found}, not {wanted}");
            }
        }
    }

    private void CompareRemovals(IEnumerable<StoredRow> rows, Model model)
    {
        var shown = rows.Select(row => JsonDocument.Parse(row.Text("Content")!).RootElement).Select(one => $"{Text(one.GetProperty("target"), "content")} {Text(one, "status")}").ToList();
        var wanted = model.Removals.Select(one => $"{one.Key} {one.Value.Status}").ToList();
        if (!shown.Order(StringComparer.Ordinal).SequenceEqual(wanted.Order(StringComparer.Ordinal)))
        {
            findings.Differ($"removals shows {string.Join(", ", shown.Except(wanted))} and not {string.Join(", ", wanted.Except(shown))}");
        }
    }

    /// <summary>Every mail that reached nobody is shown; another only where the mail server once did not take it, or while it waits for somebody.</summary>
    private void CompareFailed(IEnumerable<StoredRow> rows, Recording recording)
    {
        var shown = rows.Select(row => row.RowKey).ToHashSet();
        foreach (var mail in recording.Mails)
        {
            var isShown = shown.Remove($"{mail.Home}-{mail.Key}");
            if (mail.Status is "Refused" or "GivenUp" ? !isShown : isShown && !IsRefused(mail) && mail is not { Person: "nobody", Status: "Pending" })
            {
                findings.Differ($"mail-failed {(isShown ? "shows" : "does not show")} {mail.Key}, which ended as {mail.Status}");
            }
        }

        foreach (var stray in shown)
        {
            findings.Differ($"mail-failed shows {stray}, which is not on record");
        }

        bool IsRefused(FoundMail mail) => recording.HandedOver.Exists(one => (!one.Taken || one.AnswerLost) && one.MessageId.StartsWith($"<{mail.Key}@", StringComparison.Ordinal));
    }

    /// <summary>Whoever owes a deadline jointly finds it from its own partition.</summary>
    private void ComparePointers(Model model)
    {
        var pointers = backend.Rows("supervision").Where(row => row.RowKey.StartsWith(Joint, StringComparison.Ordinal)).Select(row => (row.PartitionKey, row.RowKey)).ToHashSet();
        foreach (var line in model.Deadlines.Values)
        {
            foreach (var partner in line.Partners.Where(partner => !pointers.Contains((partner, Joint + line.Id))))
            {
                findings.Lose($"{partner} is not pointed to {line.Id}");
            }
        }
    }

    private static bool IsListOfDeadlines(string partition) =>
        partition is "proposals" or "awaited" or "ended"
        || partition.StartsWith("law-", StringComparison.Ordinal)
        || partition.StartsWith("due-", StringComparison.Ordinal)
        || partition.StartsWith("alerts-open-", StringComparison.Ordinal);

    private static string? Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
