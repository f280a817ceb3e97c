using System.Collections.Immutable;
using System.Globalization;

namespace Supervision.InMemoryStorage;

/// <summary>A container with its blobs in ordinal order of names.</summary>
internal sealed record ContainerData(
    string Name, ImmutableSortedDictionary<string, BlobData> Blobs, ImmutableSortedDictionary<string, string> Metadata,
    DateTimeOffset LastModified, Lease Lease)
{
    public string ETag => BlobData.ETagOf(LastModified);
}

/// <summary>One block: of the committed content, or waiting for its list.</summary>
internal sealed record Block(string Id, ReadOnlyMemory<byte> Content);

/// <summary>A block blob; never changed, only replaced.</summary>
internal sealed record BlobData(string Name)
{
    /// <summary>False while there are only blocks that no list has named.</summary>
    public bool Committed { get; init; }

    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The blocks the content was made of; empty when it was put whole.</summary>
    public ImmutableList<Block> Blocks { get; init; } = [];

    public ImmutableDictionary<string, Block> Uncommitted { get; init; } = ImmutableDictionary.Create<string, Block>(StringComparer.Ordinal);

    public DateTimeOffset UncommittedSince { get; init; }

    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = NoMetadata;

    public BlobHeaders Headers { get; init; } = new();

    public DateTimeOffset Created { get; init; }

    public DateTimeOffset LastModified { get; init; }

    public Lease Lease { get; init; } = Lease.None;

    public string ETag => ETagOf(LastModified);

    public static ImmutableSortedDictionary<string, string> NoMetadata { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>No two writes have the same timestamp, so it serves as the tag.</summary>
    public static string ETagOf(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"\"0x8{time.Ticks:X15}\"");

    public StoredBlob ToStored() => new(Name, Content, Headers.ContentType, LastModified, ETag, Metadata);
}

/// <summary>The headers that are stored with a blob.</summary>
internal sealed record BlobHeaders
{
    public string ContentType { get; init; } = "application/octet-stream";

    public string? ContentEncoding { get; init; }

    public string? ContentLanguage { get; init; }

    public string? ContentDisposition { get; init; }

    public string? CacheControl { get; init; }

    /// <summary>Base64; the service computes it when a blob is put whole.</summary>
    public string? ContentMd5 { get; init; }

    public static BlobHeaders Of(HttpCall call) => new()
    {
        ContentType = call.Header("x-ms-blob-content-type") ?? "application/octet-stream",
        ContentEncoding = call.Header("x-ms-blob-content-encoding"),
        ContentLanguage = call.Header("x-ms-blob-content-language"),
        ContentDisposition = call.Header("x-ms-blob-content-disposition"),
        CacheControl = call.Header("x-ms-blob-cache-control"),
        ContentMd5 = call.Header("x-ms-blob-content-md5"),
    };

    public void AddTo(InMemoryResponse response)
    {
        Add(response, "Content-Encoding", ContentEncoding);
        Add(response, "Content-Language", ContentLanguage);
        Add(response, "Content-Disposition", ContentDisposition);
        Add(response, "Cache-Control", CacheControl);
    }

    private static void Add(InMemoryResponse response, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            response.Add(name, value);
        }
    }
}
