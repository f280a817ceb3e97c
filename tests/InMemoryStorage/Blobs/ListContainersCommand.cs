using System.Text;
using System.Xml.Linq;

namespace Supervision.InMemoryStorage;

/// <summary>Lists containers by prefix, page by page.</summary>
internal sealed class ListContainersCommand(HttpCall call) : Command
{
    private readonly int max = ListBlobsCommand.Max(call);
    private readonly string prefix = call.Parameter("prefix") ?? "";
    private readonly string marker = call.Parameter("marker") is { Length: > 0 } next ? ListBlobsCommand.Decode(next) : "";
    private readonly bool withMetadata = call.Parameter("include")?.Contains("metadata", StringComparison.OrdinalIgnoreCase) ?? false;

    public override StorageKind Kind => StorageKind.Blob;

    public override StorageOperation Operation => StorageOperation.ListContainers;

    public override InMemoryResponse Answer(StorageState state)
    {
        var found = state.Containers.Values
            .Where(c => c.Name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(c.Name, marker) >= 0)
            .OrderBy(c => c.Name, StringComparer.Ordinal).Take(max + 1).ToList();
        var result = new XElement(
            "EnumerationResults",
            new XAttribute("ServiceEndpoint", InMemoryStorageService.BlobEndpoint),
            new XElement("Prefix", prefix),
            new XElement("Containers", found.Take(max).Select(c => Describe(c, state.Now))),
            new XElement("NextMarker", found.Count > max ? ListBlobsCommand.Encode(found[max].Name) : ""));
        return new InMemoryResponse(200, state.Now).WithBody(
            Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"utf-8\"?>" + result.ToString(SaveOptions.DisableFormatting)), "application/xml");
    }

    private XElement Describe(ContainerData container, DateTimeOffset now) => new(
        "Container",
        new XElement("Name", container.Name),
        new XElement(
            "Properties",
            new XElement("Last-Modified", InMemoryResponse.HttpDate(container.LastModified)),
            new XElement("Etag", container.ETag),
            new XElement("LeaseStatus", container.Lease.Holds(now) ? "locked" : "unlocked"),
            new XElement("LeaseState", BlobReadCommand.Name(container.Lease.State(now)))),
        withMetadata ? new XElement("Metadata", container.Metadata.Select(m => new XElement(m.Key, m.Value))) : null);
}
