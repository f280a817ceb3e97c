using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Supervision.InMemoryStorage;

/// <summary>Lists the blobs of a container by prefix, with or without a delimiter, page by page in ordinal order.</summary>
internal sealed class ListBlobsCommand : Command
{
    private readonly string prefix;
    private readonly string? delimiter;
    private readonly string marker;
    private readonly int max;
    private readonly string[] include;

    public ListBlobsCommand(string container, HttpCall call)
    {
        Container = container;
        prefix = call.Parameter("prefix") ?? "";
        delimiter = call.Parameter("delimiter") is { Length: > 0 } text ? text : null;
        marker = call.Parameter("marker") is { Length: > 0 } next ? Decode(next) : "";
        max = Max(call);
        include = call.Parameter("include")?.ToLowerInvariant().Split(',') ?? [];
        Key = prefix.Length > 0 ? prefix : null;
    }

    public override StorageKind Kind => StorageKind.Blob;

    public override StorageOperation Operation => StorageOperation.ListBlobs;

    /// <summary>The page size asked for; above 5,000 the service gives 5,000.</summary>
    public static int Max(HttpCall call) => call.Parameter("maxresults") switch
    {
        null => 5000,
        var text when int.TryParse(text, CultureInfo.InvariantCulture, out var max) && max > 0 => Math.Min(max, 5000),
        _ => throw new ServiceErrorException(BlobErrors.InvalidQueryParameterValue),
    };

    public override InMemoryResponse Answer(StorageState state)
    {
        if (!state.Containers.TryGetValue(Container, out var container))
        {
            return BlobErrors.ContainerNotFound.ToResponse(Kind, state.Now);
        }

        var wanted = Math.Min(max, state.BlobsPerPage);
        var entries = new List<XElement>();
        string? next = null;
        string? lastFolder = null;
        foreach (var blob in container.Blobs.Values)
        {
            var name = blob.Name;
            if (!name.StartsWith(prefix, StringComparison.Ordinal) || (!blob.Committed && !include.Contains("uncommittedblobs")))
            {
                continue;
            }

            var cut = delimiter is null ? -1 : name.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            var folder = cut < 0 ? null : name[..(cut + delimiter!.Length)];
            if (string.CompareOrdinal(folder ?? name, marker) < 0 || (folder is not null && folder == lastFolder))
            {
                continue;
            }

            if (entries.Count == wanted)
            {
                next = folder ?? name;
                break;
            }

            lastFolder = folder;
            entries.Add(folder is null ? Describe(blob, state.Now) : new XElement("BlobPrefix", new XElement("Name", folder)));
        }

        var result = new XElement(
            "EnumerationResults",
            new XAttribute("ServiceEndpoint", InMemoryStorageService.BlobEndpoint),
            new XAttribute("ContainerName", Container),
            new XElement("Prefix", prefix),
            new XElement("MaxResults", wanted),
            delimiter is null ? null : new XElement("Delimiter", delimiter),
            new XElement("Blobs", entries),
            new XElement("NextMarker", next is null ? "" : Encode(next)));
        return new InMemoryResponse(200, state.Now).WithBody(
            Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"utf-8\"?>" + result.ToString(SaveOptions.DisableFormatting)), "application/xml");
    }

    public static string Encode(string name) => "2!" + Convert.ToBase64String(Encoding.UTF8.GetBytes(name));

    public static string Decode(string marker) => marker.StartsWith("2!", StringComparison.Ordinal)
        ? Encoding.UTF8.GetString(Convert.FromBase64String(marker[2..]))
        : throw new ServiceErrorException(BlobErrors.InvalidQueryParameterValue);

    private XElement Describe(BlobData blob, DateTimeOffset now)
    {
        var properties = new XElement(
            "Properties",
            new XElement("Creation-Time", InMemoryResponse.HttpDate(blob.Created)),
            new XElement("Last-Modified", InMemoryResponse.HttpDate(blob.LastModified)),
            new XElement("Etag", blob.ETag.Trim('"')),
            new XElement("Content-Length", blob.Content.Length),
            new XElement("Content-Type", blob.Headers.ContentType),
            new XElement("Content-Encoding", blob.Headers.ContentEncoding),
            new XElement("Content-Language", blob.Headers.ContentLanguage),
            new XElement("Content-MD5", blob.Headers.ContentMd5),
            new XElement("Cache-Control", blob.Headers.CacheControl),
            new XElement("Content-Disposition", blob.Headers.ContentDisposition),
            new XElement("BlobType", "BlockBlob"),
            new XElement("AccessTier", "Hot"),
            new XElement("AccessTierInferred", true),
            new XElement("LeaseStatus", blob.Lease.Holds(now) ? "locked" : "unlocked"),
            new XElement("LeaseState", BlobReadCommand.Name(blob.Lease.State(now))),
            new XElement("ServerEncrypted", true));
        var metadata = include.Contains("metadata") ? new XElement("Metadata", blob.Metadata.Select(m => new XElement(m.Key, m.Value))) : null;
        return new XElement("Blob", new XElement("Name", blob.Name), properties, metadata);
    }
}
