using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Supervision.StorageContract;

/// <summary>Containers and block blobs.</summary>
public sealed class BlobContract(StorageAccount account) : ContractPart(account)
{
    [Requirement]
    public async Task A_container_is_created_once()
    {
        var container = Account.Blobs.GetBlobContainerClient(Account.NewContainerName());

        Assert.False(await container.ExistsAsync(Cancellation));
        await container.CreateIfNotExistsAsync(cancellationToken: Cancellation);
        await container.CreateIfNotExistsAsync(cancellationToken: Cancellation);

        Assert.True(await container.ExistsAsync(Cancellation));
        await RefusedAsync(409, "ContainerAlreadyExists", () => container.CreateAsync(cancellationToken: Cancellation));
        var names = (await AllAsync(Account.Blobs.GetBlobContainersAsync(cancellationToken: Cancellation))).Select(c => c.Name);
        Assert.Contains(container.Name, names);
    }

    [Requirement]
    public async Task What_is_not_there_is_not_found()
    {
        var missing = Account.Blobs.GetBlobContainerClient(Account.NewContainerName());
        var container = await Account.NewContainerAsync();

        await RefusedAsync(404, "ContainerNotFound", () => missing.GetBlobClient("b").UploadAsync(Data("x"), Cancellation));
        await RefusedAsync(404, "ContainerNotFound", () => missing.GetBlobClient("b").DownloadContentAsync(Cancellation));
        await RefusedAsync(404, "BlobNotFound", () => container.GetBlobClient("b").DownloadContentAsync(Cancellation));
        await RefusedAsync(404, "BlobNotFound", () => container.GetBlobClient("b").GetPropertiesAsync(cancellationToken: Cancellation));
        await RefusedAsync(404, "BlobNotFound", () => container.GetBlobClient("b").DeleteAsync(cancellationToken: Cancellation));
        Assert.False(await container.GetBlobClient("b").ExistsAsync(Cancellation));
        Assert.False(await container.GetBlobClient("b").DeleteIfExistsAsync(cancellationToken: Cancellation));
    }

    [Requirement]
    public async Task A_blob_comes_back_with_its_content_type_and_metadata()
    {
        var container = await Account.NewContainerAsync();
        var blob = container.GetBlobClient("deliveries/20260315/报告 1 (a+b).pdf");
        var options = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/pdf", ContentDisposition = "attachment", CacheControl = "no-store" },
            Metadata = new Dictionary<string, string> { ["sha256"] = "abc", ["size_class"] = "small" },
        };

        var uploaded = await blob.UploadAsync(Data("条例"), options, Cancellation);
        var content = (await blob.DownloadContentAsync(Cancellation)).Value;
        var properties = (await blob.GetPropertiesAsync(cancellationToken: Cancellation)).Value;

        Assert.Equal("条例", content.Content.ToString());
        Assert.Equal(("application/pdf", uploaded.Value.ETag), (content.Details.ContentType, content.Details.ETag));
        Assert.Equal(("attachment", "no-store", 6L), (properties.ContentDisposition, properties.CacheControl, properties.ContentLength));
        Assert.Equal("abc", properties.Metadata["sha256"]);
        Assert.Equal("small", properties.Metadata["size_class"]);
        Assert.Equal(BlobType.Block, properties.BlobType);
        Assert.Equal(uploaded.Value.LastModified, properties.LastModified);
    }

    [Requirement]
    public async Task A_blob_put_if_there_is_none_is_put_once()
    {
        var container = await Account.NewContainerAsync();
        var blob = container.GetBlobClient("digest");
        var once = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };

        await blob.UploadAsync(Data("first"), once, Cancellation);

        await RefusedAsync(409, "BlobAlreadyExists", () => blob.UploadAsync(Data("second"), once, Cancellation));
        await RefusedAsync(409, "BlobAlreadyExists", () => blob.UploadAsync(Data("second"), Cancellation));
        Assert.Equal("first", (await blob.DownloadContentAsync(Cancellation)).Value.Content.ToString());
    }

    [Requirement]
    public async Task Conditions_on_the_tag_are_kept()
    {
        var container = await Account.NewContainerAsync();
        var blob = container.GetBlobClient("state");
        var first = (await blob.UploadAsync(Data("1"), Cancellation)).Value.ETag;
        var ifFirst = new BlobRequestConditions { IfMatch = first };
        var second = (await blob.UploadAsync(Data("2"), new BlobUploadOptions { Conditions = ifFirst }, Cancellation)).Value.ETag;

        Assert.NotEqual(first, second);
        await RefusedAsync(412, "ConditionNotMet", () => blob.UploadAsync(Data("3"), new BlobUploadOptions { Conditions = ifFirst }, Cancellation));
        await RefusedAsync(412, "ConditionNotMet", () => blob.DeleteAsync(conditions: ifFirst, cancellationToken: Cancellation));
        await RefusedAsync(412, "ConditionNotMet", () => blob.SetMetadataAsync(new Dictionary<string, string>(), ifFirst, Cancellation));
        await RefusedAsync(412, "ConditionNotMet", () => container.GetBlobClient("none").UploadAsync(Data("3"), new BlobUploadOptions { Conditions = ifFirst }, Cancellation));
        await RefusedAsync(412, "ConditionNotMet", () => blob.DownloadContentAsync(new BlobDownloadOptions { Conditions = ifFirst }, Cancellation));
        Assert.Equal("2", (await blob.DownloadContentAsync(Cancellation)).Value.Content.ToString());
    }

    [Requirement]
    public async Task A_blob_unchanged_since_is_not_sent_again()
    {
        var container = await Account.NewContainerAsync();
        var blob = container.GetBlobClient("page");
        var tag = (await blob.UploadAsync(Data("1"), Cancellation)).Value.ETag;

        var options = new BlobDownloadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = tag } };
        var response = await blob.DownloadStreamingAsync(options, Cancellation);

        Assert.Equal(304, response.GetRawResponse().Status);
    }

    [Requirement]
    public async Task Ranges_are_read()
    {
        var container = await Account.NewContainerAsync();
        var blob = container.GetBlobClient("letters");
        await blob.UploadAsync(Data("abcdefghij"), Cancellation);

        Assert.Equal("cde", await RangeAsync(new HttpRange(2, 3)));
        Assert.Equal("hij", await RangeAsync(new HttpRange(7, 100)));
        Assert.Equal("j", await RangeAsync(new HttpRange(9)));
        await RefusedAsync(416, "InvalidRange", () => RangeAsync(new HttpRange(12, 1)));

        async Task<string> RangeAsync(HttpRange range) =>
            (await blob.DownloadContentAsync(new BlobDownloadOptions { Range = range }, Cancellation)).Value.Content.ToString();
    }

    [Requirement]
    public async Task Streams_of_unknown_length_go_up_in_blocks_and_come_down_in_parts()
    {
        var container = await Account.NewContainerAsync();
        var blob = container.GetBlobClient("large");
        var bytes = new byte[1_000_003];
        new Random(7).NextBytes(bytes);
        var transfer = new Azure.Storage.StorageTransferOptions { InitialTransferSize = 100_000, MaximumTransferSize = 100_000, MaximumConcurrency = 3 };

        await using (var stream = new MemoryStream(bytes))
        {
            await blob.UploadAsync(stream, new BlobUploadOptions { TransferOptions = transfer }, Cancellation);
        }

        using var back = new MemoryStream();
        await blob.DownloadToAsync(back, new BlobDownloadToOptions { TransferOptions = transfer }, Cancellation);
        await using var opened = await blob.OpenReadAsync(new BlobOpenReadOptions(false) { BufferSize = 65_536 }, Cancellation);
        using var streamed = new MemoryStream();
        await opened.CopyToAsync(streamed, Cancellation);

        Assert.True(bytes.AsSpan().SequenceEqual(back.ToArray()));
        Assert.True(bytes.AsSpan().SequenceEqual(streamed.ToArray()));
    }

    [Requirement]
    public async Task An_empty_blob_can_be_written_and_read()
    {
        var container = await Account.NewContainerAsync();
        var blob = container.GetBlobClient("empty");
        await blob.UploadAsync(Data(""), Cancellation);

        using var back = new MemoryStream();
        await blob.DownloadToAsync(back, Cancellation);

        Assert.Equal(0, back.Length);
        Assert.Equal("", (await blob.DownloadContentAsync(Cancellation)).Value.Content.ToString());
    }

    [Requirement]
    public async Task A_write_stream_makes_the_blob_whole_when_it_is_closed()
    {
        var container = await Account.NewContainerAsync();
        var blob = container.GetBlockBlobClient("streamed");
        var options = new BlockBlobOpenWriteOptions { BufferSize = 1000, OpenConditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };

        await using (var stream = await blob.OpenWriteAsync(true, options, Cancellation))
        {
            for (var i = 0; i < 500; i++)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes($"{i:D5}\n"), Cancellation);
            }
        }

        var text = (await blob.DownloadContentAsync(Cancellation)).Value.Content.ToString();
        Assert.Equal(3000, text.Length);
        Assert.EndsWith("00499\n", text, StringComparison.Ordinal);
        await RefusedAsync(409, "BlobAlreadyExists", () => blob.OpenWriteAsync(true, options, Cancellation));
    }

    [Requirement]
    public async Task Blocks_count_only_once_they_are_listed()
    {
        var container = await Account.NewContainerAsync();
        var blob = container.GetBlockBlobClient("blocks");
        string[] ids = ["AAAA", "BBBB", "CCCC"];
        foreach (var id in ids)
        {
            using var block = new MemoryStream(Encoding.UTF8.GetBytes(id + ";"));
            await blob.StageBlockAsync(id, block, cancellationToken: Cancellation);
        }

        Assert.False(await blob.ExistsAsync(Cancellation));
        var staged = (await blob.GetBlockListAsync(BlockListTypes.All, cancellationToken: Cancellation)).Value;
        await blob.CommitBlockListAsync(["CCCC", "AAAA"], cancellationToken: Cancellation);
        var listed = (await blob.GetBlockListAsync(BlockListTypes.All, cancellationToken: Cancellation)).Value;

        Assert.Equal(ids, staged.UncommittedBlocks.Select(b => b.Name).Order(StringComparer.Ordinal));
        Assert.Empty(staged.CommittedBlocks);
        Assert.Equal(["CCCC", "AAAA"], listed.CommittedBlocks.Select(b => b.Name));
        Assert.Empty(listed.UncommittedBlocks);
        Assert.Equal("CCCC;AAAA;", (await blob.DownloadContentAsync(Cancellation)).Value.Content.ToString());
        await RefusedAsync(400, "InvalidBlockList", () => blob.CommitBlockListAsync(["DDDD"], cancellationToken: Cancellation));
    }

    [Requirement]
    public async Task A_block_list_put_if_there_is_no_blob_is_put_once()
    {
        var container = await Account.NewContainerAsync();
        var blob = container.GetBlockBlobClient("once");
        var once = new CommitBlockListOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
        using (var block = new MemoryStream([1, 2, 3]))
        {
            await blob.StageBlockAsync("AAAA", block, cancellationToken: Cancellation);
        }

        await blob.CommitBlockListAsync(["AAAA"], once, Cancellation);

        await RefusedAsync(409, "BlobAlreadyExists", () => blob.CommitBlockListAsync(["AAAA"], once, Cancellation));
    }

    [Requirement]
    public async Task Blobs_are_listed_by_prefix_in_order_and_in_pages()
    {
        var container = await Account.NewContainerAsync();
        string[] names = ["a/1", "a/2", "a/sub/3", "b/1", "a/10", "条/一 & 二"];
        foreach (var name in names)
        {
            var options = new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["n"] = name.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) } };
            await container.GetBlobClient(name).UploadAsync(Data(name), options, Cancellation);
        }

        var all = await AllAsync(container.GetBlobsAsync(new GetBlobsOptions(), Cancellation));
        var withPrefix = new GetBlobsOptions { Prefix = "a/", Traits = BlobTraits.Metadata };
        var pages = new List<string>();
        await foreach (var page in container.GetBlobsAsync(withPrefix, Cancellation).AsPages(pageSizeHint: 3))
        {
            pages.Add(string.Join(' ', page.Values.Select(b => $"{b.Name}:{b.Metadata["n"]}")));
        }

        var folders = await AllAsync(container.GetBlobsByHierarchyAsync(
            new GetBlobsByHierarchyOptions { Prefix = "a/", Delimiter = "/" }, Cancellation));

        Assert.Equal(names.Order(StringComparer.Ordinal), all.Select(b => b.Name));
        Assert.All(all, b => Assert.Equal(Encoding.UTF8.GetByteCount(b.Name), b.Properties.ContentLength));
        Assert.Equal(["a/1:3 a/10:4 a/2:3", "a/sub/3:7"], pages);
        Assert.Equal(["a/1", "a/10", "a/2", "a/sub/"], folders.Select(f => f.IsPrefix ? f.Prefix : f.Blob.Name).Order(StringComparer.Ordinal));
    }

    [Requirement]
    public async Task Metadata_and_headers_can_be_changed_and_a_blob_deleted()
    {
        var container = await Account.NewContainerAsync();
        var blob = container.GetBlobClient("b");
        var first = (await blob.UploadAsync(Data("1"), Cancellation)).Value.ETag;

        await blob.SetMetadataAsync(new Dictionary<string, string> { ["k"] = "v" }, cancellationToken: Cancellation);
        await blob.SetHttpHeadersAsync(new BlobHttpHeaders { ContentType = "text/plain" }, cancellationToken: Cancellation);
        var changed = (await blob.GetPropertiesAsync(cancellationToken: Cancellation)).Value;
        await blob.DeleteAsync(cancellationToken: Cancellation);

        Assert.NotEqual(first, changed.ETag);
        Assert.Equal(("v", "text/plain"), (changed.Metadata["k"], changed.ContentType));
        Assert.False(await blob.ExistsAsync(Cancellation));
    }

    private static BinaryData Data(string text) => BinaryData.FromString(text);
}
