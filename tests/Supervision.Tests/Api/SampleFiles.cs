using System.IO.Compression;
using System.Text;

namespace Supervision.Tests.Api;

/// <summary>Files put together by hand, good ones and others.</summary>
internal static class SampleFiles
{
    private const string WordMain = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    private const string SheetMain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";

    public static byte[] Docx(params (string Name, byte[] Content)[] more) => Zip([("[Content_Types].xml", Types("/word/document.xml", WordMain)), ("word/document.xml", "<w/>"u8.ToArray()), .. more]);

    public static byte[] Xlsx(params (string Name, byte[] Content)[] more) => Zip([("[Content_Types].xml", Types("/xl/workbook.xml", SheetMain)), ("xl/workbook.xml", "<w/>"u8.ToArray()), .. more]);

    public static byte[] Pdf(string more = "") => Encoding.Latin1.GetBytes($"%PDF-1.7\n1 0 obj<</Type/Catalog {more}>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

    public static byte[] Png => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0];

    public static byte[] Jpeg => [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF"u8, 0];

    public static byte[] Types(string part, string type) => Encoding.UTF8.GetBytes(
        $"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="{part}" ContentType="{type}"/></Types>""");

    public static byte[] Zip(params (string Name, byte[] Content)[] parts)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                using var part = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                part.Write(content);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>A part that unpacks to so many megabytes of nothing.</summary>
    public static byte[] Bomb(int megabytes)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (var types = archive.CreateEntry("[Content_Types].xml").Open())
            {
                types.Write(Types("/word/document.xml", WordMain));
            }

            using var part = archive.CreateEntry("word/media/image1.bmp", CompressionLevel.SmallestSize).Open();
            var zeros = new byte[1_000_000];
            for (var i = 0; i < megabytes; i++)
            {
                part.Write(zeros);
            }
        }

        return bytes.ToArray();
    }
}
