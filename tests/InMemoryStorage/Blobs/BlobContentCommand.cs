using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Supervision.InMemoryStorage;

/// <summary>Puts a blob whole or in blocks, and lists its blocks.</summary>
internal sealed class BlobContentCommand : Command
{
    private const int BlockLimit = 50_000;
    private static readonly TimeSpan UncommittedLife = TimeSpan.FromDays(7);

    private readonly HttpCall call;
    private readonly ImmutableSortedDictionary<string, string> metadata;
    private readonly byte[] content;
    private readonly string? md5;

    public BlobContentCommand(StorageOperation operation, string container, string blob, HttpCall call)
    {
        this.call = call;
        Operation = operation;
        Container = container;
        Key = blob;
        metadata = BlobProtocol.Metadata(call);
        content = call.Body.ToArray();
        if (operation == StorageOperation.PutBlob || call.Header("Content-MD5") is not null)
        {
            md5 = Md5(content);
            if (call.Header("Content-MD5") is { } claimed && claimed != md5)
            {
                throw new ServiceErrorException(BlobErrors.Md5Mismatch);
            }
        }
    }

    public override StorageKind Kind => StorageKind.Blob;

    public override StorageOperation Operation { get; }

    public override InMemoryResponse Answer(StorageState state)
    {
        if (!state.Containers.TryGetValue(Container, out var container))
        {
            return BlobErrors.ContainerNotFound.ToResponse(Kind, state.Now);
        }

        var found = container.Blobs.GetValueOrDefault(Key!);
        if (found is not null && !found.Uncommitted.IsEmpty && state.Now - found.UncommittedSince > UncommittedLife)
        {
            found = found.Committed ? found with { Uncommitted = found.Uncommitted.Clear() } : null;
        }

        var committed = found is { Committed: true } ? found : null;
        var error = Operation switch
        {
            StorageOperation.GetBlockList => found is null ? BlobErrors.BlobNotFound : null,
            StorageOperation.PutBlock => Conditions.ForLease(call, committed?.Lease ?? Lease.None, onBlob: true, required: true, state.Now),
            _ => Conditions.ForWrite(call, committed, creates: true, state.Now),
        };
        if (error is not null)
        {
            return error.ToResponse(Kind, state.Now);
        }

        return Operation switch
        {
            StorageOperation.PutBlob => Put(container, committed, [], content, md5, state),
            StorageOperation.PutBlock => PutBlock(container, found, state),
            StorageOperation.PutBlockList => PutBlockList(container, found, state),
            _ => GetBlockList(found!, state),
        };
    }

    [SuppressMessage("Security", "CA5351", Justification = "Content-MD5 is a checksum of the protocol, not a protection.")]
    private static string Md5(byte[] bytes) => Convert.ToBase64String(MD5.HashData(bytes));

    private InMemoryResponse Put(
        ContainerData container, BlobData? committed, ImmutableList<Block> blocks, ReadOnlyMemory<byte> bytes, string? bytesMd5, StorageState state)
    {
        var modified = state.NextTimestamp();
        var headers = BlobHeaders.Of(call);
        var lease = committed?.Lease ?? Lease.None;
        var blob = new BlobData(Key!)
        {
            Committed = true,
            Content = bytes,
            Blocks = blocks,
            Metadata = metadata,
            Headers = headers with { ContentMd5 = headers.ContentMd5 ?? bytesMd5 },
            Created = committed?.Created ?? modified,
            LastModified = modified,
            Lease = lease.Holds(state.Now) ? lease : Lease.None,
        };
        Store(container, blob, state);
        var response = new InMemoryResponse(201, state.Now).Add("ETag", blob.ETag).Add("Last-Modified", InMemoryResponse.HttpDate(modified));
        response.Add("x-ms-request-server-encrypted", "true");
        return bytesMd5 is null ? response : response.Add("Content-MD5", bytesMd5);
    }

    private InMemoryResponse PutBlock(ContainerData container, BlobData? found, StorageState state)
    {
        var id = call.Parameter("blockid") ?? "";
        var bytes = new Span<byte>(new byte[256]);
        if (!Convert.TryFromBase64String(id, bytes, out var length) || length is 0 or > 64)
        {
            return BlobErrors.InvalidQueryParameterValue.ToResponse(Kind, state.Now);
        }

        var blob = found ?? new BlobData(Key!);
        if (blob.Uncommitted.Keys.Any(k => k.Length != id.Length))
        {
            return BlobErrors.InvalidBlobOrBlock.ToResponse(Kind, state.Now);
        }

        if (blob.Uncommitted.Count >= 2 * BlockLimit)
        {
            return BlobErrors.BlockCountExceedsLimit.ToResponse(Kind, state.Now);
        }

        Store(container, blob with { Uncommitted = blob.Uncommitted.SetItem(id, new Block(id, content)), UncommittedSince = state.Now }, state);
        var response = new InMemoryResponse(201, state.Now).Add("x-ms-request-server-encrypted", "true");
        return md5 is null ? response : response.Add("Content-MD5", md5);
    }

    private InMemoryResponse PutBlockList(ContainerData container, BlobData? found, StorageState state)
    {
        XElement list;
        try
        {
            using var stream = new MemoryStream(content, writable: false);
            list = XElement.Load(stream);
        }
        catch (XmlException)
        {
            return BlobErrors.InvalidXmlDocument.ToResponse(Kind, state.Now);
        }

        var blocks = ImmutableList.CreateBuilder<Block>();
        foreach (var entry in list.Elements())
        {
            var committed = entry.Name.LocalName != "Uncommitted" ? found?.Blocks.Find(b => b.Id == entry.Value) : null;
            var waiting = entry.Name.LocalName != "Committed" ? found?.Uncommitted.GetValueOrDefault(entry.Value) : null;
            if ((waiting ?? committed) is not { } block)
            {
                return BlobErrors.InvalidBlockList.ToResponse(Kind, state.Now);
            }

            blocks.Add(block);
        }

        if (blocks.Count > BlockLimit)
        {
            return BlobErrors.BlockCountExceedsLimit.ToResponse(Kind, state.Now);
        }

        var bytes = new byte[blocks.Sum(b => b.Content.Length)];
        var at = 0;
        foreach (var block in blocks)
        {
            block.Content.CopyTo(bytes.AsMemory(at));
            at += block.Content.Length;
        }

        return Put(container, found is { Committed: true } ? found : null, blocks.ToImmutable(), bytes, null, state);
    }

    private InMemoryResponse GetBlockList(BlobData blob, StorageState state)
    {
        if (Conditions.ForLease(call, blob.Lease, onBlob: true, required: false, state.Now) is { } error)
        {
            return error.ToResponse(Kind, state.Now);
        }

        var type = call.Parameter("blocklisttype") ?? "committed";
        var list = new XElement("BlockList");
        if (type is "committed" or "all")
        {
            list.Add(new XElement("CommittedBlocks", blob.Blocks.Select(Describe)));
        }

        if (type is "uncommitted" or "all")
        {
            list.Add(new XElement("UncommittedBlocks", blob.Uncommitted.Values.OrderBy(b => b.Id, StringComparer.Ordinal).Select(Describe)));
        }

        var response = new InMemoryResponse(200, state.Now);
        response.Add("x-ms-blob-content-length", blob.Content.Length.ToString(CultureInfo.InvariantCulture));
        if (blob.Committed)
        {
            response.Add("ETag", blob.ETag).Add("Last-Modified", InMemoryResponse.HttpDate(blob.LastModified));
        }

        return response.WithBody(Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"utf-8\"?>" + list), "application/xml");

        static XElement Describe(Block block) => new("Block", new XElement("Name", block.Id), new XElement("Size", block.Content.Length));
    }

    private void Store(ContainerData container, BlobData blob, StorageState state) =>
        state.Containers = state.Containers.SetItem(Container, container with { Blobs = container.Blobs.SetItem(Key!, blob) });
}
