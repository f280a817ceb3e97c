using System.Text;

namespace Supervision.Tests.Api;

/// <summary>What the bytes of a file say counts, not its name.</summary>
public sealed class FileContentTests(ApiHost host) : IClassFixture<ApiHost>, IAsyncLifetime
{
    private const string Metadata = """{"title":"办法","issued":"2024-01-02"}""";

    private string department = "";
    private ApiClient client = null!;
    private int blobs;

    public async ValueTask InitializeAsync()
    {
        (department, client) = await host.DepartmentAsync();
        blobs = (await host.BlobsAsync()).Count;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Files_that_are_what_they_are_called_are_taken_without_a_finding()
    {
        (string Name, byte[] Content)[] files =
        [
            ("a.docx", SampleFiles.Docx()), ("a.xlsx", SampleFiles.Xlsx()), ("a.pdf", SampleFiles.Pdf()), ("a.png", SampleFiles.Png), ("a.jpg", SampleFiles.Jpeg),
            ("a.txt", "正文\r\n第二行\t"u8.ToArray()), ("gbk.txt", [0xD5, 0xFD, 0xCE, 0xC4, 0x0D, 0x0A]), ("utf16.txt", [0xFF, 0xFE, 0x63, 0x6B, 0x87, 0x65]),
            ("a.csv", "名称,数量\n甲,-5\n乙,\"-1,200.50\"\n丙,+3%\n丁,-\n"u8.ToArray()), ("a.md", "# 办法"u8.ToArray()),
        ];

        var receipt = await client.SendAsync(Upload.Of(department, "rules", Metadata, files), 201);

        Assert.DoesNotContain("file-", receipt.Json.GetProperty("findings").GetRawText(), StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Refused => new()
    {
        { "program.pdf", "4D5A9000", "file-type-mismatch" },
        { "page.pdf", "3C68746D6C3E", "file-type-mismatch" },
        { "old.docx", "D0CF11E0A1B11AE1", "file-encrypted" },
        { "pdf.docx", "255044462D312E37", "file-type-mismatch" },
        { "rar.docx", "526172211A07", "file-is-archive" },
        { "rar.txt", "526172211A07", "file-is-archive" },
        { "seven.csv", "377ABCAF271C", "file-is-archive" },
        { "gzip.txt", "1F8B0800", "file-is-archive" },
        { "zip.txt", "504B0304", "file-is-archive" },
        { "nul.txt", "6162006364", "file-type-mismatch" },
        { "escape.txt", "1B5B324A", "file-type-mismatch" },
        { "jpeg.png", "FFD8FFE0", "file-type-mismatch" },
        { "png.jpg", "89504E470D0A1A0A", "file-type-mismatch" },
        { "short.png", "89504E470D0A1A0A", "file-damaged" },
        { "empty-zip.docx", "504B0506000000000000000000000000000000000000", "file-is-archive" },
        { "cut.docx", "504B030414000000", "file-zip-bomb" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_file_that_is_not_what_its_name_promises_is_refused_with_its_code_and_nothing_is_kept(string name, string bytes, string code)
    {
        var answer = await client.SendAsync(Upload.Of(department, "rules", Metadata, (name, Convert.FromHexString(bytes))), 422);

        Assert.Equal([$"{code} {name}"], answer.Faults);
        Assert.Equal(blobs, (await host.BlobsAsync()).Count);
    }

    [Fact]
    public async Task Office_files_that_are_archives_bombs_or_doctored_are_refused()
    {
        var types = SampleFiles.Types("/word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml");
        var many = Enumerable.Range(0, 5_001).Select(number => ($"word/{number}.xml", Array.Empty<byte>())).ToArray();
        var damaged = SampleFiles.Docx();
        damaged.AsSpan(40, 20).Fill(0xEE);
        (string Name, byte[] Content, string Code)[] hostile =
        [
            ("archive.docx", SampleFiles.Zip(("a.exe", "MZ"u8.ToArray())), "file-is-archive"),
            ("sheet.docx", SampleFiles.Xlsx(), "file-type-mismatch"),
            ("word.xlsx", SampleFiles.Docx(), "file-type-mismatch"),
            ("bomb.docx", SampleFiles.Bomb(200), "file-zip-bomb"),
            ("many.docx", SampleFiles.Docx(many), "file-zip-bomb"),
            ("entities.docx", SampleFiles.Docx(("word/styles.xml", """<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>"""u8.ToArray())), "file-xml-entities"),
            ("far-entities.docx", SampleFiles.Docx(("word/styles.xml", [.. new byte[65_530], .. "<!DOCTYPE x SYSTEM 'file:///etc/passwd'>"u8])), "file-xml-entities"),
            ("path.docx", SampleFiles.Docx(("../../evil.xml", "<x/>"u8.ToArray())), "file-damaged"),
            ("root.docx", SampleFiles.Docx(("/etc/passwd", "x"u8.ToArray())), "file-damaged"),
            ("damaged.docx", damaged, "file-damaged"),
            ("cut.docx", SampleFiles.Docx()[..^30], "file-zip-bomb"),
            ("typed.docx", SampleFiles.Zip(("[Content_Types].xml", types[..40])), "file-type-mismatch"),
        ];
        var before = GC.GetTotalAllocatedBytes();

        foreach (var (name, content, code) in hostile)
        {
            var answer = await client.SendAsync(Upload.Of(department, "rules", Metadata, (name, content)), 422);
            Assert.Equal([$"{code} {name}"], answer.Faults);
        }

        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 200_000_000);
        Assert.Equal(blobs, (await host.BlobsAsync()).Count);
    }

    [Theory]
    [InlineData("=1+1", true)]
    [InlineData("a,=HYPERLINK(\"http://x\")", true)]
    [InlineData("a,\"=cmd|' /C calc'!A0\"", true)]
    [InlineData("a;@SUM(A1)", true)]
    [InlineData("a,+cmd", true)]
    [InlineData("a,-2+3", true)]
    [InlineData("a,＝1+1", true)]
    [InlineData("a,-5\n+6,7", false)]
    [InlineData("a-b,c=d", false)]
    public async Task A_csv_that_a_spreadsheet_would_run_is_flagged(string text, bool flagged)
    {
        var receipt = (await client.SendAsync(Upload.Of(department, "rules", Metadata, ("a.csv", Encoding.UTF8.GetBytes(text))), 201)).Json;

        Assert.Equal(flagged, receipt.GetProperty("findings").EnumerateArray().Any(code => code.GetString() == "file-csv-formulas"));
    }

    [Fact]
    public async Task Macros_and_active_content_are_flagged_for_the_officer()
    {
        var macros = SampleFiles.Zip(
            ("[Content_Types].xml", SampleFiles.Types("/word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml")), ("word/vbaProject.bin", [1]));
        (string Name, byte[] Content, string Code)[] flagged =
        [
            ("a.docx", SampleFiles.Docx(("word/vbaProject.bin", [1])), "file-macros"),
            ("b.docx", macros, "file-macros"),
            ("c.xlsx", SampleFiles.Xlsx(("xl/macrosheets/sheet1.xml", "<x/>"u8.ToArray())), "file-macros"),
            ("d.docx", SampleFiles.Docx(("word/embeddings/oleObject1.bin", [1])), "file-active-content"),
            ("e.pdf", SampleFiles.Pdf("/OpenAction<</S/JavaScript/JS(app.alert)>>"), "file-active-content"),
        ];

        foreach (var (name, content, code) in flagged)
        {
            var receipt = (await client.SendAsync(Upload.Of(department, "rules", Metadata, (name, content)), 201)).Json;
            Assert.Contains(receipt.GetProperty("findings").EnumerateArray(), found => found.GetString() == code);
        }
    }
}
