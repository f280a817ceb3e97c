using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Supervision.Laws.Reading;

namespace Supervision.Tests.Laws.Reading;

/// <summary>
/// Files in Made/ hold one invented law as LibreOffice, Chromium and a law database write it: docx, pdf, html, pages with menus, a pdf with a
/// password, a pdf that is only a picture. Its README names the programs, their versions and the commands.
/// </summary>
public sealed class DocumentReadingTests
{
    [Theory]
    [InlineData("渡口安全条例.docx")]
    [InlineData("渡口安全条例.pdf")]
    [InlineData("渡口安全条例.html")]
    [InlineData("法规库网页.html")]
    [InlineData("法规库动态网页.html")]
    public void A_file_made_by_another_program_gives_the_articles_of_the_plain_text(string name)
    {
        var plain = Law("渡口安全条例.txt");

        var read = Law(name);

        Assert.Equal(
            plain.Articles.Select(article => (article.Number, article.Chapter, string.Join('\n', article.Paragraphs))),
            read.Articles.Select(article => (article.Number, article.Chapter, string.Join('\n', article.Paragraphs))));
        Assert.Equal(
            (plain.Title, plain.Issuer, plain.Level, plain.AdoptedOn, plain.LastAmendedOn, plain.EffectiveOn),
            (read.Title, read.Issuer, read.Level, read.AdoptedOn, read.LastAmendedOn, read.EffectiveOn));
        Assert.All(read.Articles, article => Assert.StartsWith(article.Number, read.Text[article.Offset..], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("加密.pdf", RefusalCodes.EncryptedFile)]
    [InlineData("扫描件.pdf", RefusalCodes.ScannedPdf)]
    public void A_file_without_readable_text_is_refused_with_that_reason(string name, string code) =>
        Assert.Equal(code, Assert.IsType<LawReading.Refused>(LawReader.Read(name, File.ReadAllBytes(Made(name)))).Code);

    [Theory]
    [InlineData("渡口安全条例.docx")]
    [InlineData("渡口安全条例.pdf")]
    [InlineData("法规库网页.html")]
    public void A_file_that_breaks_off_anywhere_or_is_changed_anywhere_is_read_or_refused_and_never_throws(string name)
    {
        var whole = File.ReadAllBytes(Made(name));
        var random = new Random(20261124);
        for (var round = 0; round < 60; round++)
        {
            var bytes = whole[..random.Next(round % 2 == 0 ? 0 : whole.Length, whole.Length + 1)];
            for (var change = 0; change < 5 && bytes.Length > 0; change++)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);

            Assert.NotNull(LawReader.Read(name, bytes));
        }
    }

    [Fact]
    public void A_docx_that_swells_when_unpacked_is_refused_before_it_fills_memory()
    {
        var bomb = Docx(("word/document.xml", writer =>
        {
            var piece = Encoding.UTF8.GetBytes(new string('a', 1_000_000));
            for (var i = 0; i < 300; i++)
                writer.Write(piece);
        }
        ));

        var before = GC.GetTotalAllocatedBytes();
        var refused = Assert.IsType<LawReading.Refused>(LawReader.Read("bomb.docx", bomb));

        Assert.Equal(RefusalCodes.SwellsTooMuch, refused.Code);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 400_000_000);
    }

    [Fact]
    public void Entities_in_a_docx_are_not_expanded()
    {
        var docx = Docx(("word/document.xml", writer => writer.Write(Encoding.UTF8.GetBytes(
            "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a \"第一条 甲\"><!ENTITY b SYSTEM \"file:///etc/hostname\">]>"
            + "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>&a;&b;</w:t></w:r></w:p></w:body></w:document>"))));

        Assert.Equal(RefusalCodes.DamagedFile, Assert.IsType<LawReading.Refused>(LawReader.Read("entities.docx", docx)).Code);
    }

    [Fact]
    public void A_pdf_whose_stream_swells_is_refused()
    {
        var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var piece = new byte[1_000_000];
            for (var i = 0; i < 300; i++)
                deflate.Write(piece);
        }

        var pdf = new MemoryStream();
        void Write(string text) => pdf.Write(Encoding.ASCII.GetBytes(text));
        var offsets = new List<long>();
        void Begin(string text)
        {
            offsets.Add(pdf.Position);
            Write(text);
        }

        Write("%PDF-1.4\n");
        Begin("1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n");
        Begin("2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n");
        Begin("3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << >> >>\nendobj\n");
        Begin($"4 0 obj\n<< /Length {packed.Length} /Filter /FlateDecode >>\nstream\n");
        packed.WriteTo(pdf);
        Write("\nendstream\nendobj\n");
        var table = pdf.Position;
        Write("xref\n0 5\n0000000000 65535 f \n" + string.Concat(offsets.Select(offset => $"{offset:D10} 00000 n \n")));
        Write($"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");

        Assert.Equal(RefusalCodes.SwellsTooMuch, Assert.IsType<LawReading.Refused>(LawReader.Read("bomb.pdf", pdf.ToArray())).Code);
    }

    [Theory]
    [InlineData("<div>", RefusalCodes.MarkupTooDeep)]
    [InlineData("<b><p>", RefusalCodes.MarkupTooDeep)]
    [InlineData("<p>", RefusalCodes.NotALawText)]
    public void Markup_nested_without_end_takes_no_time(string piece, string code)
    {
        var page = "<html><body>" + string.Concat(Enumerable.Repeat(piece, 200_000)) + "甲";

        var started = Stopwatch.GetTimestamp();
        var refused = Assert.IsType<LawReading.Refused>(LawReader.Read("deep.html", Encoding.UTF8.GetBytes(page)));

        Assert.Equal(code, refused.Code);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData(new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0 }, RefusalCodes.UnsupportedFormat)]
    [InlineData(new byte[] { 0x7B, 0x5C, 0x72, 0x74, 0x66, 0x31, 0x7D }, RefusalCodes.UnsupportedFormat)]
    [InlineData(new byte[] { 0x50, 0x4B, 3, 4, 0, 0, 0, 0 }, RefusalCodes.DamagedFile)]
    [InlineData(new byte[] { 0x25, 0x50, 0x44, 0x46, 0x2D, 0x31, 0x2E, 0x34 }, RefusalCodes.DamagedFile)]
    public void Other_kinds_of_file_are_refused_with_a_stable_code(byte[] bytes, string code) =>
        Assert.Equal(code, Assert.IsType<LawReading.Refused>(LawReader.Read("file", bytes)).Code);

    [Fact]
    public void An_archive_that_is_no_word_document_is_refused()
    {
        var archive = Docx(("xl/workbook.xml", writer => writer.Write("<a/>"u8)));

        Assert.Equal(RefusalCodes.UnsupportedFormat, Assert.IsType<LawReading.Refused>(LawReader.Read("table.xlsx", archive)).Code);
    }

    [Fact]
    public void Numbers_that_Word_counts_by_itself_are_the_articles_numbers()
    {
        const string Space = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
        static string Paragraph(string text, bool numbered) =>
            $"<w:p><w:pPr>{(numbered ? "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>" : "")}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>";
        var articles = string.Concat(Enumerable.Range(1, 21).Select(_ => Paragraph("具体办法由省人民政府制定。", numbered: true)));
        var docx = Docx(
            ("word/document.xml", writer => writer.Write(Encoding.UTF8.GetBytes(
                $"<w:document {Space}><w:body>{Paragraph("江南省渡口条例", numbered: false)}{articles}<w:p><w:r><w:delText>删去</w:delText></w:r></w:p></w:body></w:document>"))),
            ("word/numbering.xml", writer => writer.Write(Encoding.UTF8.GetBytes(
                $"<w:numbering {Space}><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCountingThousand\"/>"
                + "<w:lvlText w:val=\"第%1条\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"))));

        var law = Assert.IsType<LawReading.Law>(LawReader.Read("counted.docx", docx)).Text;

        Assert.Equal(21, law.Articles.Count);
        Assert.Equal(["第一条", "第十条", "第十一条", "第二十条", "第二十一条"], new[] { 0, 9, 10, 19, 20 }.Select(i => law.Articles[i].Number));
        Assert.All(law.Articles, article => Assert.Equal("具体办法由省人民政府制定。", Assert.Single(article.Paragraphs)));
    }

    [Fact]
    public void An_order_that_promulgates_a_law_stands_before_its_title()
    {
        const string Text = """
            中华人民共和国国务院令
            第999号
            《渡船登记条例》已经2024年1月5日国务院第20次常务会议通过，现予公布，自2024年5月1日起施行。
            总理 某某
            2024年1月20日
            渡船登记条例
            第一条 具体办法由国务院交通运输主管部门制定。
            第二条 本条例自2024年5月1日起施行。
            """;

        var law = Assert.IsType<LawReading.Law>(LawReader.Read("order.txt", Encoding.UTF8.GetBytes(Text))).Text;

        Assert.Equal(("渡船登记条例", "国务院", LawLevel.AdministrativeRegulation), (law.Title, law.Issuer, law.Level));
        Assert.Equal((new DateOnly(2024, 1, 5), new DateOnly(2024, 1, 20), new DateOnly(2024, 5, 1)), (law.AdoptedOn, law.PromulgatedOn, law.EffectiveOn));
        Assert.Equal(2, law.Articles.Count);
    }

    [Fact]
    public void A_title_broken_over_two_lines_is_one_title()
    {
        const string Text = "江南省\n渡口条例\n（2024年3月28日江南省第十四届人民代表大会常务委员会第八次会议通过）\n第一条 甲。\n第二条 乙。\n";

        Assert.Equal("江南省渡口条例", Assert.IsType<LawReading.Law>(LawReader.Read("broken.txt", Encoding.UTF8.GetBytes(Text))).Text.Title);
    }

    [Fact(Explicit = true)]
    public async Task Files_that_LibreOffice_makes_afresh_are_read_like_the_text_they_were_made_of()
    {
        var folder = Directory.CreateTempSubdirectory("made-").FullName;
        try
        {
            File.Copy(Made("渡口安全条例.html"), Path.Combine(folder, "law.html"));
            foreach (var (source, kind) in new[] { ("law.html", "docx:MS Word 2007 XML"), ("law.docx", "pdf"), ("law.docx", "odt") })
            {
                using var office = Process.Start(new ProcessStartInfo(
                    "/usr/bin/soffice", [$"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind, "--outdir", folder, Path.Combine(folder, source)])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                })!;
                await office.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            var plain = Law("渡口安全条例.txt").Articles.Select(article => string.Join('\n', article.Paragraphs)).ToList();
            foreach (var name in new[] { "law.docx", "law.pdf" })
            {
                var law = Assert.IsType<LawReading.Law>(LawReader.Read(name, File.ReadAllBytes(Path.Combine(folder, name)))).Text;
                Assert.Equal(plain, law.Articles.Select(article => string.Join('\n', article.Paragraphs)));
            }

            Assert.Equal(
                RefusalCodes.UnsupportedFormat, Assert.IsType<LawReading.Refused>(LawReader.Read("law.odt", File.ReadAllBytes(Path.Combine(folder, "law.odt")))).Code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static LawText Law(string name) => Assert.IsType<LawReading.Law>(LawReader.Read(name, File.ReadAllBytes(Made(name)))).Text;

    private static string Made(string name) => Path.Combine(Repository.Root, "tests/Supervision.Tests/Laws/Reading/Made", name);

    private static byte[] Docx(params (string Name, Action<Stream> Write)[] parts)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            void Add(string name, Action<Stream> write)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                write(entry);
            }

            Add("[Content_Types].xml", entry => entry.Write(Encoding.UTF8.GetBytes(
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                + "<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
                + "<Override PartName=\"/word/numbering.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml\"/></Types>")));
            Add("_rels/.rels", entry => entry.Write(Encoding.UTF8.GetBytes(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>")));
            if (parts.Any(part => part.Name == "word/numbering.xml"))
            {
                Add("word/_rels/document.xml.rels", entry => entry.Write(Encoding.UTF8.GetBytes(
                    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering\" Target=\"numbering.xml\"/></Relationships>")));
            }

            foreach (var (name, write) in parts)
                Add(name, write);
        }

        return stream.ToArray();
    }
}
