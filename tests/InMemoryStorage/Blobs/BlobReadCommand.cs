using System.Globalization;

namespace Supervision.InMemoryStorage;

/// <summary>Reads a blob, whole or a range of it, or only its properties.</summary>
internal sealed class BlobReadCommand : Command
{
    private readonly HttpCall call;

    public BlobReadCommand(StorageOperation operation, string container, string blob, HttpCall call)
    {
        this.call = call;
        Operation = operation;
        Container = container;
        Key = blob;
    }

    public override StorageKind Kind => StorageKind.Blob;

    public override StorageOperation Operation { get; }

    public static void AddLease(InMemoryResponse response, Lease lease, DateTimeOffset now)
    {
        response.Add("x-ms-lease-status", lease.Holds(now) ? "locked" : "unlocked");
        response.Add("x-ms-lease-state", Name(lease.State(now)));
        if (lease.State(now) == LeaseState.Leased)
        {
            response.Add("x-ms-lease-duration", lease.Length is null ? "infinite" : "fixed");
        }
    }

    /// <summary>The state as the protocol writes it.</summary>
    public static string Name(LeaseState state) => state switch
    {
        LeaseState.Leased => "leased",
        LeaseState.Expired => "expired",
        LeaseState.Breaking => "breaking",
        LeaseState.Broken => "broken",
        _ => "available",
    };

    public override InMemoryResponse Answer(StorageState state)
    {
        if (!state.Containers.TryGetValue(Container, out var container))
        {
            return BlobErrors.ContainerNotFound.ToResponse(Kind, state.Now);
        }

        if (container.Blobs.GetValueOrDefault(Key!) is not { Committed: true } blob)
        {
            return BlobErrors.BlobNotFound.ToResponse(Kind, state.Now);
        }

        if (Conditions.ForLease(call, blob.Lease, onBlob: true, required: false, state.Now) is { } error)
        {
            return error.ToResponse(Kind, state.Now);
        }

        if (!Conditions.Hold(call, blob.ETag, blob.LastModified))
        {
            var notModified = call.Header("If-None-Match") is not null || call.Header("If-Modified-Since") is not null;
            return notModified && call.Header("If-Match") is null
                ? new InMemoryResponse(304, state.Now).Add("ETag", blob.ETag).Add("x-ms-error-code", "ConditionNotMet")
                : BlobErrors.ConditionNotMet.ToResponse(Kind, state.Now);
        }

        return Operation == StorageOperation.GetBlobProperties ? Properties(blob, state) : Content(blob, state);
    }

    private static InMemoryResponse WithProperties(InMemoryResponse response, BlobData blob, DateTimeOffset now)
    {
        response.Add("ETag", blob.ETag).Add("Last-Modified", InMemoryResponse.HttpDate(blob.LastModified));
        response.Add("x-ms-creation-time", InMemoryResponse.HttpDate(blob.Created));
        response.Add("x-ms-blob-type", "BlockBlob").Add("Accept-Ranges", "bytes").Add("x-ms-server-encrypted", "true");
        AddLease(response, blob.Lease, now);
        blob.Headers.AddTo(response);
        foreach (var (name, value) in blob.Metadata)
        {
            response.Add("x-ms-meta-" + name, value);
        }

        return response;
    }

    private static InMemoryResponse Properties(BlobData blob, StorageState state)
    {
        var response = WithProperties(new InMemoryResponse(200, state.Now), blob, state.Now);
        response.Add("Content-Type", blob.Headers.ContentType);
        response.Add("Content-Length", blob.Content.Length.ToString(CultureInfo.InvariantCulture));
        response.Add("x-ms-access-tier", "Hot").Add("x-ms-access-tier-inferred", "true");
        return blob.Headers.ContentMd5 is { } md5 ? response.Add("Content-MD5", md5) : response;
    }

    private InMemoryResponse Content(BlobData blob, StorageState state)
    {
        if ((call.Header("x-ms-range") ?? call.Header("Range")) is not { } range)
        {
            var whole = WithProperties(new InMemoryResponse(200, state.Now), blob, state.Now);
            if (blob.Headers.ContentMd5 is { } md5)
            {
                whole.Add("Content-MD5", md5);
            }

            return whole.WithBody(blob.Content, blob.Headers.ContentType);
        }

        var ends = range.Replace("bytes=", "", StringComparison.Ordinal).Split('-');
        var first = long.Parse(ends[0], CultureInfo.InvariantCulture);
        var last = ends is [_, { Length: > 0 } end] ? long.Parse(end, CultureInfo.InvariantCulture) : long.MaxValue;
        if (first >= blob.Content.Length || last < first)
        {
            return BlobErrors.InvalidRange.ToResponse(Kind, state.Now)
                .Add("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes */{blob.Content.Length}"));
        }

        last = Math.Min(last, blob.Content.Length - 1);
        var part = WithProperties(new InMemoryResponse(206, state.Now), blob, state.Now);
        part.Add("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes {first}-{last}/{blob.Content.Length}"));
        if (blob.Headers.ContentMd5 is { } blobMd5)
        {
            part.Add("x-ms-blob-content-md5", blobMd5);
        }

        return part.WithBody(blob.Content[(int)first..((int)last + 1)], blob.Headers.ContentType);
    }
}
