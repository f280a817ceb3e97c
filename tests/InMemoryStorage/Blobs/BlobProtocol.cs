using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Supervision.InMemoryStorage;

/// <summary>Reads requests to the blob service by their method, address and comp parameter.</summary>
internal static partial class BlobProtocol
{
    /// <exception cref="ServiceErrorException">The service would refuse the request without looking at what is stored.</exception>
    public static Command Read(HttpCall call)
    {
        var slash = call.Path.IndexOf('/', StringComparison.Ordinal);
        var container = slash < 0 ? call.Path : call.Path[..slash];
        var blob = slash < 0 ? "" : Uri.UnescapeDataString(call.Path[(slash + 1)..]);
        var comp = call.Parameter("comp");
        if (container.Length == 0)
        {
            return (call.Method, comp) is ("GET", "list")
                ? new ListContainersCommand(call) { Method = call.Method }
                : throw Unknown(call);
        }

        if (!ContainerName().IsMatch(container) && container != "$root")
        {
            throw new ServiceErrorException(container.Length is < 3 or > 63 ? BlobErrors.OutOfRangeInput : BlobErrors.InvalidResourceName);
        }

        if (blob.Length == 0)
        {
            return ReadContainer(call, container, comp);
        }

        if (blob.Length > 1024)
        {
            throw new ServiceErrorException(BlobErrors.InvalidUri);
        }

        var operation = (call.Method, comp) switch
        {
            ("PUT", null) when call.Header("x-ms-copy-source") is null && call.Header("x-ms-blob-type") == "BlockBlob" => StorageOperation.PutBlob,
            ("PUT", "block") when call.Header("x-ms-copy-source") is null => StorageOperation.PutBlock,
            ("PUT", "blocklist") => StorageOperation.PutBlockList,
            ("PUT", "metadata") => StorageOperation.SetBlobMetadata,
            ("PUT", "properties") => StorageOperation.SetBlobProperties,
            ("PUT", "lease") => StorageOperation.LeaseBlob,
            ("GET", "blocklist") => StorageOperation.GetBlockList,
            ("GET", null) => StorageOperation.GetBlob,
            ("HEAD", null) => StorageOperation.GetBlobProperties,
            ("DELETE", null) => StorageOperation.DeleteBlob,
            _ => throw Unknown(call),
        };
        return operation switch
        {
            StorageOperation.PutBlob or StorageOperation.PutBlock or StorageOperation.PutBlockList or StorageOperation.GetBlockList =>
                new BlobContentCommand(operation, container, blob, call) { Method = call.Method },
            StorageOperation.GetBlob or StorageOperation.GetBlobProperties =>
                new BlobReadCommand(operation, container, blob, call) { Method = call.Method },
            _ => new BlobChangeCommand(operation, container, blob, call) { Method = call.Method },
        };
    }

    /// <summary>The x-ms-meta- headers.</summary>
    public static ImmutableSortedDictionary<string, string> Metadata(HttpCall call)
    {
        const string Prefix = "x-ms-meta-";
        var metadata = BlobData.NoMetadata;
        var size = 0;
        foreach (var header in call.Headers)
        {
            if (!header.Name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var name = header.Name[Prefix.Length..];
            if (!MetadataName().IsMatch(name) || header.Value.Any(c => c is < ' ' or > '~'))
            {
                throw new ServiceErrorException(BlobErrors.InvalidMetadata);
            }

            size += name.Length + Encoding.UTF8.GetByteCount(header.Value);
            metadata = metadata.SetItem(name, header.Value.Trim());
        }

        return size <= 8 * 1024 ? metadata : throw new ServiceErrorException(BlobErrors.MetadataTooLarge);
    }

    private static Command ReadContainer(HttpCall call, string container, string? comp)
    {
        if (call.Parameter("restype") != "container")
        {
            throw Unknown(call);
        }

        if ((call.Method, comp) is ("GET", "list"))
        {
            return new ListBlobsCommand(container, call) { Method = call.Method };
        }

        var operation = (call.Method, comp) switch
        {
            ("PUT", null) => StorageOperation.CreateContainer,
            ("DELETE", null) => StorageOperation.DeleteContainer,
            ("GET" or "HEAD", null or "metadata") => StorageOperation.GetContainer,
            ("PUT", "metadata") => StorageOperation.SetContainerMetadata,
            ("PUT", "lease") => StorageOperation.LeaseContainer,
            _ => throw Unknown(call),
        };
        return new ContainerCommand(operation, container, call) { Method = call.Method };
    }

    private static NotSupportedException Unknown(HttpCall call) =>
        new($"The in-memory blob service does not know {call.Method} /{call.Path} (comp={call.Parameter("comp")}).");

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex ContainerName();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex MetadataName();
}
