using System.Buffers.Binary;
using System.IO.Compression;

namespace Supervision.Deliveries.Files;

/// <summary>
/// Looks into a docx or xlsx, which is a ZIP archive of XML parts (ISO/IEC 29500-2). Every part is unpacked once, counted and thrown away, so
/// that what the archive says of its own sizes need not be believed.
/// </summary>
internal static class OfficeArchive
{
    /// <summary>The most parts of one file. Ordinary ones have some dozens.</summary>
    public const int MostParts = 5_000;

    /// <summary>The most bytes that all parts may unpack to.</summary>
    public const long MostUnpacked = 500_000_000;

    /// <summary>The most times that a file of more than <see cref="Small"/> unpacked bytes may grow when unpacked.</summary>
    public const int MostGrowth = 100;

    private const long Small = 20_000_000;
    private const int EndRecord = 22;
    private const int LongestComment = 65_535;
    private const int MostContentTypes = 1_000_000;

    private static readonly byte[][] Declarations = ["<!DOCTYPE"u8.ToArray(), "<!ENTITY"u8.ToArray()];

    public static async Task<FileVerdict> InspectAsync(string name, FileForm form, Stream content, CancellationToken cancellationToken)
    {
        if (CountParts(content) is not (> 0 and <= MostParts))
        {
            return FileVerdict.Refused("file-zip-bomb", name, "The file has no list of its parts, or more than {most}.", ("most", MostParts));
        }

        content.Position = 0;
        try
        {
            await using var archive = await ZipArchive.CreateAsync(content, ZipArchiveMode.Read, leaveOpen: true, null, cancellationToken);
            return await InspectPartsAsync(name, form, archive, content.Length, cancellationToken);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or EndOfStreamException or NotSupportedException or IOException)
        {
            return FileInspection.Damaged(name);
        }
    }

    private static async Task<FileVerdict> InspectPartsAsync(
        string name, FileForm form, ZipArchive archive, long packed, CancellationToken cancellationToken)
    {
        var types = archive.GetEntry("[Content_Types].xml");
        if (types is null)
        {
            return FileVerdict.Refused("file-is-archive", name, "The file is an archive; send the files in it one by one.");
        }

        var findings = new SortedSet<string>(StringComparer.Ordinal);
        var most = Math.Min(MostUnpacked, Math.Max(Small, packed * MostGrowth));
        var unpacked = 0L;
        foreach (var part in archive.Entries)
        {
            if (part.FullName.Contains("..", StringComparison.Ordinal) || part.FullName.Contains('\\') || part.FullName.StartsWith('/'))
            {
                return FileVerdict.Refused("file-damaged", name, "A part of the file has a name that leads elsewhere.");
            }

            if (part.FullName.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)
                || part.FullName.Contains("/macrosheets/", StringComparison.OrdinalIgnoreCase))
            {
                findings.Add(FileInspection.Macros);
            }

            if (part.FullName.Contains("/embeddings/", StringComparison.OrdinalIgnoreCase)
                || part.FullName.Contains("/activeX/", StringComparison.OrdinalIgnoreCase))
            {
                findings.Add(FileInspection.ActiveContent);
            }

            await using var bytes = await part.OpenAsync(cancellationToken);
            await using var counted = new CountingStream(bytes, most - unpacked);
            var isXml = part.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
                || part.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase);
            if (isXml && await ByteSearch.AnyAsync(counted, Declarations, cancellationToken))
            {
                return FileVerdict.Refused("file-xml-entities", name, "A part of the file declares entities, which office programs never write.");
            }

            if (!counted.IsOver)
            {
                await counted.CopyToAsync(Stream.Null, cancellationToken);
            }

            unpacked += counted.Count;
            if (counted.IsOver)
            {
                return FileVerdict.Refused("file-zip-bomb", name, "Unpacked the file would be far larger than such files are.");
            }
        }

        return await JudgeTypesAsync(name, form, types, findings, cancellationToken);
    }

    private static async Task<FileVerdict> JudgeTypesAsync(
        string name, FileForm form, ZipArchiveEntry types, SortedSet<string> findings, CancellationToken cancellationToken)
    {
        await using var content = await types.OpenAsync(cancellationToken);
        using var text = new StreamReader(content);
        var buffer = new char[MostContentTypes];
        var length = await text.ReadBlockAsync(buffer, cancellationToken);
        var declared = new string(buffer, 0, length);
        if (declared.Contains("macroEnabled", StringComparison.OrdinalIgnoreCase))
        {
            findings.Add(FileInspection.Macros);
        }

        var wanted = form == FileForm.Word ? "wordprocessingml.document.main" : "spreadsheetml.sheet.main";
        var alsoWanted = form == FileForm.Word ? "application/vnd.ms-word.document.macroEnabled.main" : "application/vnd.ms-excel.sheet.macroEnabled.main";
        return declared.Contains(wanted, StringComparison.Ordinal) || declared.Contains(alsoWanted, StringComparison.OrdinalIgnoreCase)
            ? new FileVerdict(null, [.. findings])
            : FileVerdict.Refused("file-type-mismatch", name, "The content is not of the type that the name promises.");
    }

    /// <summary>The number of parts as the end record says, read before a list of them is built; null without one or with more than it can say.</summary>
    private static int? CountParts(Stream content)
    {
        var tail = new byte[(int)Math.Min(content.Length, EndRecord + LongestComment)];
        content.Position = content.Length - tail.Length;
        content.ReadExactly(tail);
        for (var at = tail.Length - EndRecord; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at)) == 0x06054B50)
            {
                // A list longer than its count allows is refused by its size: 46 bytes is the least that one part takes.
                var count = BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 10));
                var size = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 12));
                return count == ushort.MaxValue || size / 46 > MostParts * 8 ? null : count;
            }
        }

        return null;
    }

    /// <summary>Counts what is read and ends when there is more than allowed.</summary>
    private sealed class CountingStream(Stream inner, long most) : Stream
    {
        public long Count { get; private set; }

        public bool IsOver => Count > most;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Count; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = IsOver ? 0 : await inner.ReadAsync(buffer, cancellationToken);
            Count += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
