using System.Globalization;
using System.Text.Json;
using Supervision.PlainModel;
using Supervision.Simulation.Hosts;

namespace Supervision.Simulation.Proof;

/// <summary>Whether the lists show the deadlines as they stand, each where it belongs and nowhere else.</summary>
internal sealed class ViewVerdict(IBackend backend, Findings findings)
{
    public void Compare(Model model)
    {
        var shown = new Dictionary<(string List, string Id), JsonElement>();
        foreach (var row in backend.Rows("views"))
        {
            if (IsListOfDeadlines(row.PartitionKey) && row["Gone"] is not true)
            {
                shown[(row.PartitionKey, row.RowKey)] = JsonDocument.Parse(row.Text("Content")!).RootElement;
            }
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

    private static bool IsListOfDeadlines(string partition) =>
        partition == "proposals"
        || partition.StartsWith("law-", StringComparison.Ordinal)
        || partition.StartsWith("due-", StringComparison.Ordinal)
        || partition.StartsWith("alerts-open-", StringComparison.Ordinal);

    private static string? Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
