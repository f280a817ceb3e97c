using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Supervision.History;
using Supervision.InMemoryStorage;
using Supervision.PlainModel;
using Supervision.Simulation.Hosts;
using Supervision.Storage;

namespace Supervision.Simulation.Proof;

/// <summary>Reads what lies in storage as raw text and holds it against the plain model; re-hashes every chain.</summary>
internal sealed class Verdict(SeedRun run, IBackend backend)
{
    private readonly Findings findings = run.Findings;
    private readonly Recording recording = run.Recording;

    /// <param name="host">A process of the product, for its own verification and rebuilding.</param>
    public void Give(ProductHost host)
    {
        var rows = backend.Rows("supervision");
        ReadFacts(rows);
        ReadMails(rows);
        var model = new Model(recording, findings, TimeSpan.FromHours(8));
        model.Follow();
        CompareAlerts(rows, model);
        CompareStates(rows, model);
        new MailVerdict(recording, findings, TimeSpan.FromHours(8)).Compare(model);
        new ViewVerdict(backend, findings).Compare(model, recording);
        new RegisterVerdict(backend, recording, findings).Compare(model, run.Today);
        CompareLeftovers(rows, model);
        CompareFiles(rows, model, host);
        AskProduct(host);
    }

    private void ReadFacts(IReadOnlyList<StoredRow> rows)
    {
        var heads = rows.Where(row => row.RowKey.StartsWith("deadline-", StringComparison.Ordinal)).ToDictionary(row => row.RowKey["deadline-".Length..]);
        foreach (var chain in rows.Where(row => row.RowKey.StartsWith("fact-", StringComparison.Ordinal)).GroupBy(row => (row.PartitionKey, Name: row.RowKey["fact-".Length..^7])))
        {
            var (previous, seq, recorded) = (new string('0', 64), 0, DateTimeOffset.MinValue);
            foreach (var row in chain)
            {
                var content = row.Text("Content")!;
                var root = JsonDocument.Parse(content).RootElement;
                var fact = new FoundFact(
                    row.PartitionKey,
                    chain.Key.Name,
                    root.GetProperty("seq").GetInt32(),
                    root.GetProperty("recorded").GetDateTimeOffset(),
                    Day(root.GetProperty("on").GetString()!),
                    root.GetProperty("by").GetString()!,
                    root.GetProperty("decision").GetString()!,
                    root.GetProperty("body").GetProperty("type").GetString()!,
                    root.GetProperty("body"));
                if (fact.Seq != ++seq || root.GetProperty("key").GetString() != row.RowKey || root.GetProperty("prev").GetString() != previous || fact.Recorded < recorded)
                {
                    findings.Break($"{row.RowKey} does not follow the link before it");
                }

                previous = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
                recorded = fact.Recorded;
                if (previous != row.Text("Hash"))
                {
                    findings.Break($"{row.RowKey} has another hash");
                }

                recording.Facts.Add(fact);
                run.Say($"fact {row.RowKey} {fact.Recorded:u} on {fact.On:O} by {fact.By} {content[content.IndexOf("\"body\"", StringComparison.Ordinal)..]}");
            }

            if (heads.GetValueOrDefault(chain.Key.Name) is { } head && ((int)head["Seq"]! != seq || head.Text("Hash") != previous))
            {
                findings.Break($"{head.RowKey} names another end of its chain");
            }
        }
    }

    private void ReadMails(IReadOnlyList<StoredRow> rows)
    {
        foreach (var row in rows.Where(row => row.RowKey.StartsWith("mail-", StringComparison.Ordinal)))
        {
            var recipient = row.Text("Recipient") is { } json ? JsonDocument.Parse(json).RootElement : (JsonElement?)null;
            recording.Mails.Add(new FoundMail(
                row.PartitionKey,
                row.RowKey,
                row.Text("Alert"),
                row.Text("Template")!,
                recipient?.GetProperty("organ").GetString(),
                recipient?.GetProperty("person").GetString(),
                row.Text("Status")!,
                (DateTimeOffset)row["Created"]!,
                row.Timestamp));
        }
    }

    private void CompareAlerts(IReadOnlyList<StoredRow> rows, Model model)
    {
        var found = rows.Where(row => row.RowKey.StartsWith("alert-", StringComparison.Ordinal)).ToDictionary(row => row.RowKey["alert-".Length..]);
        findings.Found = found.Count;
        foreach (var derailed in model.Deadlines.Values.Where(line => line.IsDerailed))
        {
            // Nothing more is said of it than that it left the rails.
            found.Keys.Where(id => id.StartsWith(derailed.Id + "-r", StringComparison.Ordinal)).ToList().ForEach(id => found.Remove(id));
        }

        foreach (var alert in model.Deadlines.Values.Where(line => !line.IsDerailed).SelectMany(line => line.Alerts))
        {
            if (!found.Remove(alert.Id, out var row))
            {
                findings.Lose($"{alert.Id} is not there");
                continue;
            }

            var json = JsonDocument.Parse(row.Text("Alert")!).RootElement;
            Same(alert.Id, "status", alert.Status, json.GetProperty("status").GetString());
            Same(alert.Id, "raised on", Text(alert.RaisedOn), Text(json, "raisedOn"));
            Same(alert.Id, "due", Text(alert.Due), Text(json, "due"));
            Same(alert.Id, "acknowledged on", Text(alert.AcknowledgedOn), Text(json, "acknowledgedOn"));
            var ended = json.TryGetProperty("resolution", out var resolution);
            Same(alert.Id, "outcome", alert.Outcome, ended ? Text(resolution, "outcome") : null);
            Same(alert.Id, "ended on", Text(alert.EndedOn), ended ? Text(resolution, "on") : null);
            if (ended)
            {
                Same(alert.Id, "days late", alert.DaysLate, resolution.GetProperty("daysLate").GetInt32());
            }
        }

        foreach (var id in found.Keys)
        {
            findings.Excess($"the alert {id} must not exist");
        }
    }

    private void CompareStates(IReadOnlyList<StoredRow> rows, Model model)
    {
        var found = rows.Where(row => row.RowKey.StartsWith("deadline-", StringComparison.Ordinal)).ToDictionary(row => row.RowKey["deadline-".Length..]);
        foreach (var line in model.Deadlines.Values)
        {
            if (!found.Remove(line.Id, out var row))
            {
                findings.Lose($"the deadline {line.Id} is not there");
                continue;
            }

            if (line.IsDerailed)
            {
                continue;
            }

            var state = JsonDocument.Parse(row.Text("State")!).RootElement;
            Same(line.Id, "partition", line.Organ, row.PartitionKey);
            Same(line.Id, "due", Text(line.Due), Text(state, "due"));
            Same(line.Id, "original due", Text(line.OriginalDue), Text(state, "originalDue"));
            Same(line.Id, "round", line.Round, state.GetProperty("round").GetInt32());
            Same(line.Id, "raised", line.Raised < 0 ? null : PlainLadder.Rungs[line.Raised].Stage, Text(state, "raised"));
            Same(line.Id, "noticed", Text(line.Noticed), Text(state, "overdueNoticeSentOn"));
            Same(line.Id, "released", Text(line.Released), Text(state, "releasedOn"));
            Same(line.Id, "provisional", line.Provisional, state.GetProperty("provenance").GetProperty("provisional").GetBoolean());
            Same(line.Id, "next opening", Text(line.NextStart), Text(state, "nextOpensOn"));
            Same(
                line.Id,
                "owed for",
                string.Join(' ', line.Confirmed.Order(StringComparer.Ordinal)),
                state.TryGetProperty("owedFor", out var owed) && owed.ValueKind == JsonValueKind.Array
                    ? string.Join(' ', owed.EnumerateArray().Select(one => one.GetString()).Order(StringComparer.Ordinal))
                    : line.Organ);
            Same(line.Id, "pending alert", line.Pending?.Id, state.TryGetProperty("alert", out var alert) ? Text(alert, "id") : null);
            Same(line.Id, "open", line.IsAwaited, row["Open"]);
            var standing = state.GetProperty("deliveries").EnumerateArray().Select(one =>
                $"{Text(one, "delivery")} {Text(one, "receivedOn")} {Text(one, "fulfilledOn")} {one.GetProperty("accepted").GetBoolean()} {one.GetProperty("part").GetBoolean()}");
            Same(line.Id, "trigger", Text(line.Clock.Trigger), Text(state, "trigger"));
            Same(line.Id, "extended until", Text(line.ExtendedUntil), Text(state, "extendedUntil"));
            Same(line.Id, "deferred on", Text(line.DeferredOn), Text(state, "deferredOn"));
            Same(
                line.Id,
                "closure",
                line.Closure is { } closed ? $"{closed.Reason} {Text(closed.On)}" : null,
                state.TryGetProperty("closure", out var closure) ? $"{Text(closure, "reason")} {Text(closure, "on")}" : null);
            Same(
                line.Id,
                "explanation",
                line.Explanation is { } explained ? $"{explained.Number} {explained.Status}" : null,
                state.TryGetProperty("explanation", out var explanation) ? $"{explanation.GetProperty("number").GetInt32()} {Text(explanation, "status")}" : null);
            Same(
                line.Id,
                "steps that wait",
                string.Join(' ', line.Steps.Select(step => step.Number)),
                string.Join(' ', state.GetProperty("pendingSteps").EnumerateArray().Select(step => step.GetProperty("number").GetInt32())));
            Same(
                line.Id,
                "steps taken",
                string.Join(' ', line.Letters),
                string.Join(' ', state.GetProperty("takenSteps").EnumerateArray().Select(step => step.GetProperty("number").GetInt32())));
            Same(
                line.Id,
                "opened from here",
                string.Join(' ', line.Children.Select(child => child.Child)),
                string.Join(' ', state.GetProperty("chained").EnumerateArray().Select(child => Text(child, "child"))));
            Same(line.Id, "steps elsewhere", line.Chain.Count, state.GetProperty("chainSteps").GetArrayLength());
            Same(
                line.Id,
                "standing",
                string.Join("; ", line.Standing.Select(one => $"{one.Delivery} {Text(one.On)} {Text(one.Fulfilled)} {one.Accepted} {one.Part}")),
                string.Join("; ", standing));
        }

        foreach (var id in found.Keys)
        {
            findings.Excess($"the deadline {id} must not exist");
        }
    }

    /// <summary>A week of fair weather later nothing waits any more, and the agenda names what the states name.</summary>
    private void CompareLeftovers(IReadOnlyList<StoredRow> rows, Model model)
    {
        foreach (var row in rows.Where(row => row.RowKey.StartsWith("changed-", StringComparison.Ordinal)))
        {
            findings.Differ($"{row.RowKey} was never shown");
        }

        var named = new HashSet<string>();
        foreach (var row in rows.Where(row => row.RowKey.StartsWith("deadline-", StringComparison.Ordinal)))
        {
            var id = row.RowKey["deadline-".Length..];
            if (row.Text("NextLook") is { } look)
            {
                named.Add($"{look}/{row.PartitionKey}-deadline-{id}");
            }

            if (model.Deadlines.GetValueOrDefault(id)?.OpensNext is { } opens)
            {
                named.Add($"{opens.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}/{row.PartitionKey}-open-{id}");
            }
        }

        var agenda = backend.Rows("agenda").Select(row => $"{row.PartitionKey}/{row.RowKey}").ToHashSet();
        foreach (var missing in named.Except(agenda))
        {
            findings.Lose($"the agenda row {missing}");
        }

        // A plan for a day to come waits for it.
        var waiting = recording.Acts.OfType<EndAct>().Count(end => end.Done != false && end.On > run.Today);
        agenda.ExceptWith(agenda.Where(key => key.StartsWith("plan/ending-", StringComparison.Ordinal)).Take(waiting).ToList());
        var today = run.Today.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        foreach (var left in agenda.Except(named).Where(key => string.CompareOrdinal(key, today + "0") < 0 || key.StartsWith("relay/", StringComparison.Ordinal) || key.StartsWith("plan/", StringComparison.Ordinal)))
        {
            findings.Differ($"the agenda row {left} was left behind");
        }
    }

    /// <summary>Of every delivery the file lies there, but for those removed by decision: of these nothing does.</summary>
    private void CompareFiles(IReadOnlyList<StoredRow> rows, Model model, ProductHost host)
    {
        var files = host.Get<SupervisionStorage>().Deliveries;
        foreach (var row in rows.Where(row => row.RowKey.StartsWith("delivery-", StringComparison.Ordinal)))
        {
            var delivery = JsonDocument.Parse(row.Text("Delivery")!).RootElement;
            var content = $"{Text(delivery, "id")}-1";
            var status = model.Removals.GetValueOrDefault(content, ("none", "")).Item1;
            var lies = files.GetBlobClient(Text(delivery.GetProperty("files")[0], "blob")!).Exists().Value;
            if (status is "confirmed" || lies != (status != "removed"))
            {
                findings.Differ($"the file {content} {(lies ? "lies there" : "is gone")}, but its removal is {status}");
            }
        }
    }

    private void AskProduct(ProductHost host)
    {
        var progress = new Progress();
        var verification = host.Get<VerifyHistory>().ExecuteAsync(progress, CancellationToken.None).GetAwaiter().GetResult();
        foreach (var broken in verification.Breaks)
        {
            findings.Break($"the product says of {broken.Link}: {broken.Code} {broken.Detail}");
        }

        if (verification.Links != recording.Facts.Count)
        {
            findings.Break($"the product verified {verification.Links} of {recording.Facts.Count} links");
        }

        var rebuilding = host.Get<RebuildState>().ExecuteAsync(repair: false, progress, CancellationToken.None).GetAwaiter().GetResult();
        foreach (var broken in rebuilding.Breaks)
        {
            findings.Break($"rebuilding says of {broken.Link}: {broken.Code} {broken.Detail}");
        }

        foreach (var difference in rebuilding.Differences)
        {
            findings.Differ($"rebuilding makes {difference} otherwise");
        }
    }

    private void Same<T>(string id, string what, T wanted, T found)
    {
        if (!EqualityComparer<T>.Default.Equals(wanted, found))
        {
            findings.Differ($"{id}: {what} is {found?.ToString() ?? "none"}, not {wanted?.ToString() ?? "none"}");
        }
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private sealed class Progress : IProgress<int>
    {
        public void Report(int value)
        {
        }
    }
}
