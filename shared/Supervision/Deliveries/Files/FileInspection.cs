using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Supervision.Departments;

namespace Supervision.Deliveries.Files;

/// <summary>What the bytes of a file show.</summary>
/// <param name="Fault">Why it is not taken, or null.</param>
/// <param name="Findings">Codes of what an officer should look at.</param>
public sealed record FileVerdict(InputFault? Fault, IReadOnlyList<string> Findings)
{
    internal static readonly FileVerdict Fine = new(null, []);

    internal static FileVerdict Refused(string code, string name, [ConstantExpected] string text, params (string Name, object Value)[] values) =>
        new(InputFault.Of(code, name, text, values), []);
}

/// <summary>
/// Looks at the bytes of a file, whatever its name and sender say: the form must be the one its name promises, archives in disguise,
/// encrypted files and bombs are refused, macros and the like are flagged.
/// </summary>
public static class FileInspection
{
    public const string Macros = "file-macros";
    public const string ActiveContent = "file-active-content";
    public const string Formulas = "file-csv-formulas";

    private const int HeadLength = 1_024;

    private static readonly (byte[] Mark, string Kind)[] Foreign =
    [
        ("PK\u0003\u0004"u8.ToArray(), "archive"),
        ("PK\u0005\u0006"u8.ToArray(), "archive"),
        ("Rar!"u8.ToArray(), "archive"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "archive"),
        ([0x1F, 0x8B], "archive"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "archive"),
        ([0x28, 0xB5, 0x2F, 0xFD], "archive"),
        ([0x7F, 0x45, 0x4C, 0x46], "program"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "compound"),
        ("%PDF-"u8.ToArray(), "pdf"),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image"),
        ([0xFF, 0xD8, 0xFF], "image"),
        ("GIF8"u8.ToArray(), "image"),
    ];

    /// <param name="content">Seekable; it is left at its beginning.</param>
    public static async Task<FileVerdict> InspectAsync(string name, FileForm form, Stream content, CancellationToken cancellationToken)
    {
        content.Position = 0;
        var head = new byte[HeadLength];
        var length = await content.ReadAtLeastAsync(head, HeadLength, throwOnEndOfStream: false, cancellationToken);
        content.Position = 0;
        try
        {
            var known = head.AsSpan(0, length).ToArray();
            return form switch
            {
                _ when length == 0 => FileVerdict.Fine,
                FileForm.Word or FileForm.Sheet => await InspectOfficeAsync(name, form, known, content, cancellationToken),
                FileForm.Pdf when known.AsSpan().IndexOf("%PDF-"u8) >= 0 => await InspectPdfAsync(content, cancellationToken),
                FileForm.Png when StartsWith(known, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) => PngFits(known) ? FileVerdict.Fine : Damaged(name),
                FileForm.Jpeg when StartsWith(known, [0xFF, 0xD8, 0xFF]) => FileVerdict.Fine,
                FileForm.Text or FileForm.Csv when KindOf(known) is null => await TextInspection.InspectAsync(name, form, content, cancellationToken),
                _ => Mismatch(name, known),
            };
        }
        finally
        {
            content.Position = 0;
        }
    }

    private static Task<FileVerdict> InspectOfficeAsync(string name, FileForm form, byte[] head, Stream content, CancellationToken cancellationToken) =>
        StartsWith(head, "PK\u0003\u0004"u8) ? OfficeArchive.InspectAsync(name, form, content, cancellationToken)
        : KindOf(head) == "compound" ? Task.FromResult(FileVerdict.Refused(
            "file-encrypted", name, "Protected by a password or in an old format; save it as docx or xlsx without a password."))
        : Task.FromResult(Mismatch(name, head));

    private static async Task<FileVerdict> InspectPdfAsync(Stream content, CancellationToken cancellationToken)
    {
        byte[][] marks = ["/JavaScript"u8.ToArray(), "/Launch"u8.ToArray(), "/EmbeddedFile"u8.ToArray()];
        return await ByteSearch.AnyAsync(content, marks, cancellationToken) ? new FileVerdict(null, [ActiveContent]) : FileVerdict.Fine;
    }

    private static bool PngFits(byte[] head) =>
        head.Length >= 24
        && head.AsSpan(12, 4).SequenceEqual("IHDR"u8)
        && BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(16)) is > 0 and <= 100_000
        && BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(20)) is > 0 and <= 100_000;

    private static FileVerdict Mismatch(string name, byte[] head) => KindOf(head) == "archive"
        ? FileVerdict.Refused("file-is-archive", name, "The file is an archive; send the files in it one by one.")
        : FileVerdict.Refused("file-type-mismatch", name, "The content is not of the type that the name promises.");

    internal static FileVerdict Damaged(string name) => FileVerdict.Refused("file-damaged", name, "The file is damaged and cannot be opened.");

    private static string? KindOf(byte[] head) =>
        Foreign.Where(foreign => StartsWith(head, foreign.Mark)).Select(foreign => foreign.Kind).FirstOrDefault();

    private static bool StartsWith(byte[] head, ReadOnlySpan<byte> mark) => head.AsSpan().StartsWith(mark);
}
