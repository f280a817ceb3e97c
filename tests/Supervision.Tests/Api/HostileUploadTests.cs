using System.Text;

namespace Supervision.Tests.Api;

public sealed class HostileUploadTests(ApiHost host) : IClassFixture<ApiHost>, IAsyncLifetime
{
    private const string Metadata = """{"title":"办法","issued":"2024-01-02"}""";
    private const long MostBytes = 25_000_000;

    private string department = "";
    private ApiClient client = null!;
    private int blobs;

    public async ValueTask InitializeAsync()
    {
        (department, client) = await host.DepartmentAsync();
        blobs = (await host.BlobsAsync()).Count;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("../../../etc/passwd.txt", "passwd.txt")]
    [InlineData(@"..\..\windows\system32\a.txt", "a.txt")]
    [InlineData("/abs/olute.txt", "olute.txt")]
    [InlineData("nul\0in.txt", "nulin.txt")]
    [InlineData("a\r\nSet-Cookie: x=y.txt", "aSet-Cookie: x=y.txt")]
    [InlineData("报告\u202Etxt.exe.txt", "报告txt.exe.txt")]
    [InlineData("a\u2066b\u2069\u200F.txt", "ab.txt")]
    [InlineData("<img src=x onerror=alert(1)>.txt", "<img src=x onerror=alert(1)>.txt")]
    [InlineData("CON.txt", "CON.txt")]
    public async Task A_hostile_name_becomes_a_harmless_one_for_display(string name, string shown)
    {
        var receipt = (await client.SendAsync(Upload.Of(department, "rules", Metadata, (name, Encoding.UTF8.GetBytes(shown))), 201)).Json;

        Assert.Equal(shown, receipt.GetProperty("files")[0].GetProperty("name").GetString());
        var file = await client.GetAsync($"api/departments/{department}/deliveries/{receipt.GetProperty("id").GetString()}/files/1", 200);
        Assert.Equal(Encoding.UTF8.GetBytes(shown), file.Body);
        Assert.False(file.Message.Headers.Contains("Set-Cookie"));
        Assert.All(await host.BlobsAsync(), blob => Assert.Matches(@"\A[0-9]{8}/d[0-9a-z]{26}/[0-9]+\z", blob));
    }

    [Theory]
    [InlineData("字", 300)]
    [InlineData("🀄", 150)]
    [InlineData("🀄", 151)]
    public async Task A_very_long_name_is_shortened_between_characters_and_keeps_its_ending(string unit, int count)
    {
        var name = (count % 2 == 1 ? "x" : "") + string.Concat(Enumerable.Repeat(unit, count)) + ".txt";

        var receipt = (await client.SendAsync(Upload.Of(department, "rules", Metadata, (name, Encoding.UTF8.GetBytes(unit + count))), 201)).Json;

        var shown = receipt.GetProperty("files")[0].GetProperty("name").GetString()!;
        Assert.InRange(shown.Length, 190, 200);
        Assert.EndsWith(".txt", shown, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', shown);
        Assert.StartsWith(shown[..^4], name, StringComparison.Ordinal);
        await client.GetAsync($"api/departments/{department}/deliveries/{receipt.GetProperty("id").GetString()}/files/1", 200);
    }

    [Fact]
    public async Task A_file_name_without_a_value_is_named_as_a_fault()
    {
        byte[] body = [.. Upload.Part("name=\"metadata\"", Metadata), .. Upload.Part("name=\"file\"; filename*", "x"), .. Upload.End];

        Assert.Equal("part-without-name ", Assert.Single((await client.SendAsync(Upload.Raw(department, "rules", body), 422)).Faults));
        await NothingIsLeftAsync();
    }

    /// <summary>Names and texts of the metadata with bytes that are no UTF-8, and with escapes that stand for half a character.</summary>
    [Theory]
    [InlineData("{\"tit\u00C6le\":\"x\"}", false)]
    [InlineData("{\"title\":\"\u00C6\"}", false)]
    [InlineData("{\"confirmed\":[\"\u00FF\"]}", false)]
    [InlineData("{\"figures\":{\"problems\":\"\u00FF\"}}", false)]
    [InlineData("{\"figures\":{\"\u00FF\":1}}", false)]
    [InlineData("{\"\\ud800\":\"x\"}", true)]
    [InlineData("{\"figures\":{\"\\ud800\":1}}", true)]
    [InlineData("{\"figures\":{\"problems\":\"\\ud800\"}}", true)]
    public async Task Metadata_that_is_no_text_is_named_as_a_fault(string latin1, bool escaped)
    {
        Assert.Equal(escaped, Encoding.Latin1.GetBytes(latin1).All(single => single < 128));
        byte[] body =
        [
            .. Upload.Part("name=\"metadata\"", ""), .. Encoding.Latin1.GetBytes(latin1), .. "\r\n"u8, .. Upload.Part("name=\"file\"; filename=\"a.txt\"", "正文"), .. Upload.End,
        ];

        var answer = await client.SendAsync(Upload.Raw(department, "reports", body), 422);

        Assert.Equal("input-invalid", answer.Code);
        Assert.NotEmpty(answer.Faults);
        await NothingIsLeftAsync();
    }

    [Theory]
    [InlineData("a.exe")]
    [InlineData("a.txt.exe")]
    [InlineData("a")]
    [InlineData("a.html")]
    [InlineData("a.txt\0.exe")]
    [InlineData("a.txt\u202E.exe")]
    public async Task A_file_of_another_ending_is_415(string name)
    {
        Assert.Equal("wrong-type", (await client.SendAsync(Upload.Of(department, "rules", Metadata, (name, [1])), 415)).Code);
        await NothingIsLeftAsync();
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain; boundary=b")]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/form-data; boundary=\"\"")]
    [InlineData("multipart/mixed; boundary=b")]
    [InlineData("nonsense")]
    public async Task A_body_of_another_type_or_without_boundary_is_415(string contentType)
    {
        Assert.Equal("wrong-type", (await client.SendAsync(Upload.Raw(department, "rules", Whole(), contentType), 415)).Code);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_body_cut_at_any_place_stores_nothing()
    {
        var whole = Whole();
        await client.SendAsync(Upload.Raw(department, "rules", whole), 201);
        blobs++;

        // From the last boundary on everything has been said; before it the body is not whole.
        var end = whole.Length - Upload.End.Length;
        for (var length = 0; length <= end; length += 7)
        {
            var answer = await client.SendAsync(Upload.Raw(department, "rules", whole[..length]), 422);
            Assert.Equal("input-invalid", answer.Code);
        }

        await NothingIsLeftAsync(rows: 1);
    }

    [Fact]
    public async Task The_metadata_may_come_after_the_files()
    {
        byte[] body = [.. Upload.Part("name=\"file\"; filename=\"a.txt\"", "text"), .. Upload.Part("name=\"metadata\"", Metadata), .. Upload.End];

        await client.SendAsync(Upload.Raw(department, "rules", body), 201);
    }

    [Fact]
    public async Task Metadata_given_twice_is_refused()
    {
        byte[] body =
        [
            .. Upload.Part("name=\"metadata\"", Metadata), .. Upload.Part("name=\"metadata\"", Metadata.Replace("办法", "另一", StringComparison.Ordinal)),
            .. Upload.Part("name=\"file\"; filename=\"a.txt\"", "text"), .. Upload.End,
        ];

        Assert.Equal(["metadata-twice metadata"], (await client.SendAsync(Upload.Raw(department, "rules", body), 422)).Faults);
        await NothingIsLeftAsync();
    }

    [Theory]
    [InlineData("name=\"file\"; filename=\"a.txt\"", "too-many-files files")]
    [InlineData("name=\"x\"", "too-many-parts ")]
    public async Task A_hundred_parts_are_refused(string disposition, string fault)
    {
        byte[] body = [.. Enumerable.Repeat(Upload.Part(disposition, "x"), 100).SelectMany(part => part), .. Upload.End];

        Assert.Equal([fault], (await client.SendAsync(Upload.Raw(department, "rules", body), 422)).Faults);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Ten_files_are_taken_and_eleven_are_not()
    {
        var files = Enumerable.Range(1, 11).Select(i => ($"{i}.txt", new[] { (byte)(64 + i) })).ToArray();

        Assert.Equal(10, (await client.SendAsync(Upload.Of(department, "rules", Metadata, files[..10]), 201)).Json.GetProperty("files").GetArrayLength());
        Assert.Equal(["too-many-files files"], (await client.SendAsync(Upload.Of(department, "rules", Metadata, files), 422)).Faults);
    }

    [Fact]
    public async Task Parts_without_name_and_parts_nobody_knows_are_named()
    {
        byte[] nameless = [.. "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"u8.ToArray(), .. Upload.End];
        byte[] unknown = [.. Whole()[..^Upload.End.Length], .. Upload.Part("name=\"colour\"", "red"), .. Upload.End];
        byte[] huge = [.. Upload.Part("name=\"metadata\"", new string(' ', 70_000)), .. Upload.Part("name=\"file\"; filename=\"a.txt\"", "text"), .. Upload.End];
        byte[] headers = [.. Encoding.ASCII.GetBytes($"--b\r\nX: {new string('x', 9_000)}\r\n\r\nx\r\n"), .. Upload.End];

        Assert.Equal(["part-without-name "], (await client.SendAsync(Upload.Raw(department, "rules", nameless), 422)).Faults);
        Assert.Equal(["part-unknown colour"], (await client.SendAsync(Upload.Raw(department, "rules", unknown), 422)).Faults);
        Assert.Equal(["metadata-too-large metadata"], (await client.SendAsync(Upload.Raw(department, "rules", huge), 422)).Faults);
        Assert.Equal(["multipart-invalid "], (await client.SendAsync(Upload.Raw(department, "rules", headers), 422)).Faults);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Twenty_five_megabytes_are_taken_and_a_byte_more_is_413_by_its_declared_length()
    {
        var overhead = Whole(0).Length;

        await client.SendAsync(Upload.Raw(department, "rules", Whole((int)MostBytes - overhead)), 201);
        blobs++;
        var answer = await client.SendAsync(Upload.Raw(department, "rules", Whole((int)MostBytes - overhead + 1)), 413);

        Assert.Equal("too-large", answer.Code);
        Assert.Equal(MostBytes, answer.Json.GetProperty("mostBytes").GetInt64());
        await NothingIsLeftAsync(rows: 1);
    }

    [Fact]
    public async Task A_chunked_body_is_413_as_soon_as_it_is_too_large()
    {
        var request = Upload.Raw(department, "rules", Whole((int)MostBytes + 1));
        request.Headers.TransferEncodingChunked = true;

        var answer = await client.SendAsync(request, 413);

        Assert.Equal("too-large", answer.Code);
        await NothingIsLeftAsync();
    }

    private static byte[] Whole(int length = 4) =>
    [
        .. Upload.Part("name=\"metadata\"", Metadata), .. Upload.Part("name=\"file\"; filename=\"a.txt\"", new string('x', length)), .. Upload.End,
    ];

    private async Task NothingIsLeftAsync(int rows = 0)
    {
        Assert.Equal(blobs, (await host.BlobsAsync()).Count);
        Assert.Equal(rows, (await host.RowsAsync("supervision", department, "delivery-")).Count);
        Assert.Equal(rows * 3, (await host.RowsAsync("supervision", department, "")).Count);
    }
}
