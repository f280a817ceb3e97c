using System.Text.Json;
using Supervision.Deliveries;

namespace Supervision.Gathering;

/// <summary>An item of a feed: one delivery.</summary>
/// <param name="Id">The item's own id, and the time it was modified where the feed says so: a changed item is another.</param>
/// <param name="Fault">Why it is no delivery, or null.</param>
/// <param name="Metadata">The metadata of the delivery as JSON.</param>
public sealed record FeedItem(string Id, DeliveryKind Kind, byte[] Metadata, IReadOnlyList<FeedAttachment> Attachments, string? Fault);

/// <param name="Name">Name of the file.</param>
public sealed record FeedAttachment(Uri Address, string Name);

/// <summary>A page of a feed.</summary>
/// <param name="Next">Where it goes on, or null.</param>
public sealed record FeedPage(IReadOnlyList<FeedItem> Items, Uri? Next);

/// <summary>
/// Reads JSON Feed (version 1 or 1.1). What a delivery needs beyond the format stands in the item's extension <c>_supervision</c>: kind (report or
/// rule) and metadata as in an upload.
/// </summary>
public static class JsonFeed
{
    private const string Version = "https://jsonfeed.org/version/1";
    private const int LongestId = 1_000;
    private const int MostAttachments = 50;

    /// <exception cref="GatherFaultException">It is no JSON Feed.</exception>
    public static FeedPage Read(byte[] body, Uri address)
    {
        if (!System.Text.Unicode.Utf8.IsValid(body))
        {
            throw new GatherFaultException("feed-invalid", "Not UTF-8.", isPassing: false);
        }

        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 32 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "version")?.StartsWith(Version, StringComparison.Ordinal) != true
                || !root.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array)
            {
                throw new GatherFaultException("feed-invalid", "Not a JSON Feed with a version and items.", isPassing: false);
            }

            var next = Text(root, "next_url") is { } more && Uri.TryCreate(address, more, out var found) ? found : null;
            return new FeedPage([.. items.EnumerateArray().Select(item => ReadItem(item, address))], next);
        }
        catch (JsonException malformed)
        {
            throw new GatherFaultException("feed-invalid", "Not JSON.", isPassing: false, malformed);
        }
    }

    private static FeedItem ReadItem(JsonElement item, Uri feed)
    {
        var id = item.ValueKind != JsonValueKind.Object ? null
            : item.TryGetProperty("id", out var given) && given.ValueKind == JsonValueKind.Number ? given.GetRawText()
            : Text(item, "id");
        if (string.IsNullOrWhiteSpace(id) || id.Length > LongestId)
        {
            // Without an id of its own, what it says is its identity.
            return Faulty("raw-" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(item.GetRawText()))), "item-without-id");
        }

        var identity = Text(item, "date_modified") is { Length: > 0 and <= 40 } modified ? $"{id}\n{modified}" : id;
        if (!item.TryGetProperty("_supervision", out var extension) || extension.ValueKind != JsonValueKind.Object
            || !extension.TryGetProperty("metadata", out var metadata) || Text(extension, "kind") is not ("report" or "rule"))
        {
            return Faulty(identity, "item-without-metadata");
        }

        var kind = Text(extension, "kind") == "rule" ? DeliveryKind.Rule : DeliveryKind.Report;
        var attachments = new List<FeedAttachment>();
        if (item.TryGetProperty("attachments", out var files) && files.ValueKind == JsonValueKind.Array)
        {
            foreach (var file in files.EnumerateArray().Take(MostAttachments))
            {
                if (file.ValueKind != JsonValueKind.Object || Text(file, "url") is not { } url || !Uri.TryCreate(feed, url, out var address))
                {
                    return Faulty(identity, "attachment-without-url");
                }

                var last = Uri.UnescapeDataString(address.Segments.LastOrDefault() ?? "");
                attachments.Add(new FeedAttachment(address, Text(file, "title") is { Length: > 0 } title && Path.HasExtension(title) ? title : last));
            }
        }

        return new FeedItem(identity, kind, System.Text.Encoding.UTF8.GetBytes(metadata.GetRawText()), attachments, null);

        static FeedItem Faulty(string identity, string fault) => new(identity, DeliveryKind.Report, [], [], fault);
    }

    private static string? Text(JsonElement element, string name)
    {
        try
        {
            return element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // An escape that stands for half a character.
            return null;
        }
    }
}
