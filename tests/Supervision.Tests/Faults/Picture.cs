using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Supervision.InMemoryStorage;

namespace Supervision.Tests.Faults;

/// <summary>
/// What storage and the mail server hold in the end, without what may differ between equal runs (random ids, instants), and after checking
/// what must hold of any run: chains whole, agenda exact, nothing left to relay, no file without a delivery. Uses none of the product's types.
/// </summary>
internal sealed partial record Picture(string Text)
{
    public static Picture Of(Scene scene)
    {
        var storage = scene.Storage;
        var lines = new List<string>();
        var today = scene.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        CheckAgenda(storage, today);
        CheckMails(scene);
        CheckBlobs(storage);
        CheckFigures(storage);
        lines.AddRange(Chains(storage));
        foreach (var row in storage.Rows("supervision"))
        {
            lines.Add(Describe(row));
        }

        // What changed on a day is kept by the day it was carried and by hashes, which hold times; its own tests compare it with the chains.
        foreach (var row in storage.Rows("views").Where(row => row.PartitionKey != "sweeps"
            && !row.PartitionKey.StartsWith("changed-on-", StringComparison.Ordinal)
            && row["Gone"] is not true))
        {
            lines.Add($"view {row.PartitionKey} {row.RowKey} {row["Seq"]} {row.Text("Content")}");
        }

        foreach (var row in storage.Rows("register"))
        {
            lines.Add($"register {row.PartitionKey} {row.RowKey} {row.Text("Law")}{row.Text("Obligation")}{row.Text("Ending")}");
        }

        lines.AddRange(scene.Mail.Taken.Select(mail => $"sent {mail.MessageId} to {mail.ToAddress}").Distinct());
        return new Picture(string.Join('\n', lines.Select(Plain).Order(StringComparer.Ordinal)));
    }

    /// <summary>
    /// Two acts on one deadline may come in either order; then the mails of a fact bear another number. Which days lay with the office follows from the day of the decision; one whose commit was held up into the next day keeps its own day.
    /// </summary>
    private static string Plain(string line) => Deciding().Replace(Number().Replace(Plan().Replace(Instant().Replace(DeliveryIds().Replace(line, "d*"), "T"), "plan-*"), "-*-"), "\"deciding\":*");

    private static string Describe(StoredRow row)
    {
        var kind = row.RowKey[..row.RowKey.IndexOf('-', StringComparison.Ordinal)];
        return kind switch
        {
            "deadline" => $"{row.PartitionKey} {row.RowKey} {row["Seq"]} {row.Text("NextLook")} {row["Open"]}",
            "alert" => $"{row.PartitionKey} {row.RowKey} {row.Text("Status")} {Alert(row.Text("Alert")!)}",
            "mail" => $"{row.PartitionKey} {row.RowKey} {row.Text("Status")}",
            "delivery" => $"{row.PartitionKey} delivery {row.Text("Deadline")} {row.Text("Review")} {Delivery(row.Text("Delivery")!)}",
            "request" or "content" => $"{row.PartitionKey} {row.RowKey}",
            "figures" => $"{row.PartitionKey} {row.RowKey} {row.Text("Figures")}",
            "upload" => throw new InvalidOperationException($"{row.RowKey} was never ended."),
            "joint" => $"{row.PartitionKey} {row.RowKey} {row.Text("Home")}",
            "fact" => $"{row.PartitionKey} {row.RowKey}",
            "changed" => throw new InvalidOperationException($"{row.RowKey} was never shown."),
            _ => throw new InvalidOperationException($"Unknown row {row.RowKey}."),
        };
    }

    private static string Alert(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("resolution", out var resolution) && resolution.ValueKind == JsonValueKind.Object
            ? resolution.GetProperty("outcome").ToString() + resolution.GetProperty("daysLate")
            : "";
    }

    /// <summary>Its title, and the further deadlines it was matched to.</summary>
    private static string Delivery(string json)
    {
        using var document = JsonDocument.Parse(json);
        var also = document.RootElement.TryGetProperty("alsoFor", out var further) && further.ValueKind == JsonValueKind.Array
            ? string.Join('+', further.EnumerateArray())
            : "";
        return $"{document.RootElement.GetProperty("metadata").GetProperty("title").GetString()} {also}";
    }

    /// <summary>Recomputes every hash and follows every chain to its head.</summary>
    private static IEnumerable<string> Chains(InMemoryStorageService storage)
    {
        var facts = storage.Rows("supervision").Where(row => row.RowKey.StartsWith("fact-", StringComparison.Ordinal));
        foreach (var chain in facts.GroupBy(row => (row.PartitionKey, Chain: row.RowKey["fact-".Length..^7])))
        {
            var previous = new string('0', 64);
            var seq = 0;
            var types = new List<string>();
            foreach (var row in chain)
            {
                var content = row.Text("Content")!;
                using var document = JsonDocument.Parse(content);
                var root = document.RootElement;
                Assert.Equal(++seq, root.GetProperty("seq").GetInt32());
                Assert.Equal(row.RowKey, root.GetProperty("key").GetString());
                Assert.Equal(previous, root.GetProperty("prev").GetString());
                previous = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
                Assert.Equal(previous, row.Text("Hash"));
                var body = root.GetProperty("body");
                types.Add(body.GetProperty("type").GetString() + (body.TryGetProperty("stage", out var stage) ? " " + stage : ""));
            }

            if (storage.Row("supervision", chain.Key.PartitionKey, "deadline-" + chain.Key.Chain) is { } head)
            {
                Assert.Equal(seq, head["Seq"]);
                Assert.Equal(previous, head.Text("Hash"));
            }

            yield return $"chain {chain.Key.Chain}: {string.Join(", ", types.Order(StringComparer.Ordinal))}";
        }
    }

    /// <summary>Every look that a state names is on the agenda; up to today nothing else is; nothing waits for relay; no plan is left.</summary>
    private static void CheckAgenda(InMemoryStorageService storage, string today)
    {
        var named = new HashSet<string>();
        foreach (var row in storage.Rows("supervision").Where(row => row.RowKey.StartsWith("deadline-", StringComparison.Ordinal)))
        {
            var id = row.RowKey["deadline-".Length..];
            if (row.Text("NextLook") is { } look)
            {
                named.Add($"{look}/{row.PartitionKey}-deadline-{id}");
            }

            using var state = JsonDocument.Parse(row.Text("State")!);
            if (state.RootElement.TryGetProperty("nextOpensOn", out var opens) && opens.ValueKind == JsonValueKind.String)
            {
                named.Add($"{opens.GetString()!.Replace("-", "", StringComparison.Ordinal)}/{row.PartitionKey}-open-{id}");
            }
        }

        var agenda = storage.Rows("agenda").ToList();
        var there = agenda.Select(row => $"{row.PartitionKey}/{row.RowKey}").ToHashSet();
        Assert.Empty(named.Except(there));
        Assert.DoesNotContain(agenda, row => row.PartitionKey is "relay" or "plan");
        var litter = there.Except(named).Where(key => string.CompareOrdinal(key, today + "0") < 0);
        Assert.Empty(litter);
    }

    private static void CheckMails(Scene scene)
    {
        foreach (var mails in scene.Mail.Taken.GroupBy(mail => mail.MessageId))
        {
            Assert.True(
                mails.Count() == 1 || (mails.Count() == 2 && scene.MayRepeat.Contains(mails.Key)),
                $"{mails.Key} went out {mails.Count()} times.");
        }
    }

    private static void CheckBlobs(InMemoryStorageService storage)
    {
        var deliveries = storage.Rows("supervision")
            .Where(row => row.RowKey.StartsWith("delivery-", StringComparison.Ordinal))
            .Select(row => row.RowKey["delivery-".Length..])
            .ToHashSet();
        var files = storage.Blobs("deliveries").Select(blob => blob.Name.Split('/')[1]).ToHashSet();
        Assert.Equal(deliveries.Order(), files.Order());
    }

    /// <summary>
    /// Every report with figures has them in the row of its period, or a later report of that period has; and it is marked as ended exactly if it
    /// was returned or withdrawn.
    /// </summary>
    private static void CheckFigures(InMemoryStorageService storage)
    {
        var rows = storage.Rows("supervision").ToList();
        var deliveries = rows.Where(row => row.RowKey.StartsWith("delivery-", StringComparison.Ordinal))
            .Select(row => (Home: row.PartitionKey, Id: row.RowKey["delivery-".Length..], Review: row.Text("Review"), Metadata: Metadata(row)))
            .Where(delivery => delivery.Metadata.TryGetProperty("figures", out _))
            .ToList();
        var ended = rows.Where(row => row.RowKey.StartsWith("figures-", StringComparison.Ordinal) && row.RowKey.Contains("--ended-", StringComparison.Ordinal)).ToList();
        var kept = rows.Where(row => row.RowKey.StartsWith("figures-", StringComparison.Ordinal)).Except(ended).ToList();
        Assert.Equal(
            deliveries.Where(delivery => delivery.Review is not ("Received" or "Accepted")).Select(delivery => $"{delivery.Home} {delivery.Id}").Order(),
            ended.Select(row => $"{row.PartitionKey} {row.RowKey.Split("--ended-")[1]}").Order());
        Assert.Equal(
            deliveries.Select(delivery => $"{delivery.Home} {Key(delivery.Metadata)}").Distinct().Order(),
            kept.Select(row => $"{row.PartitionKey} {row.RowKey}").Order());
        Assert.All(kept, row =>
        {
            var delivery = deliveries.Single(delivery => delivery.Home == row.PartitionKey && delivery.Id == row.Text("Delivery"));
            Assert.Equal(row.RowKey, Key(delivery.Metadata));
            Assert.Equal(delivery.Metadata.GetProperty("figures").GetRawText(), row.Text("Figures"));
        });

        static JsonElement Metadata(StoredRow row)
        {
            using var document = JsonDocument.Parse(row.Text("Delivery")!);
            return document.RootElement.GetProperty("metadata").Clone();
        }

        static string Key(JsonElement metadata)
        {
            var period = metadata.GetProperty("figures").GetProperty("period");
            var obligation = metadata.TryGetProperty("obligation", out var named) ? named.GetString() : "none";
            return $"figures-{obligation}-{Day(period, "to")}-{Day(period, "from")}";
        }

        static string Day(JsonElement period, string name) => period.GetProperty(name).GetString()!.Replace("-", "", StringComparison.Ordinal);
    }

    [GeneratedRegex("\\bd[0-9a-z]{26}\\b")]
    private static partial Regex DeliveryIds();

    [GeneratedRegex("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-][0-9:]+)")]
    private static partial Regex Instant();

    [GeneratedRegex("(?<=mail-[^ ]*)-[0-9]{6}-")]
    private static partial Regex Number();

    [GeneratedRegex("\"deciding\":\\[[^\\]]*\\]")]
    private static partial Regex Deciding();

    [GeneratedRegex("(?:plan|ending|withdrawal|review|carry|version)-[0-9a-f]{32}(?:-[0-9a-f]{8})?")]
    private static partial Regex Plan();
}
