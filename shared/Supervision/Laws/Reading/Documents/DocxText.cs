using System.IO.Compression;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Supervision.Laws.Reading.Documents;

/// <summary>Takes the text out of a Word document, paragraph by paragraph, with the numbers that Word counts by itself.</summary>
internal static class DocxText
{
    /// <summary>The most that the parts which are read may hold when unpacked, in bytes.</summary>
    private const long MostUnpacked = 64_000_000;

    private const int MostEntries = 5_000;
    private const int MostTableDepth = 64;

    public static DocumentText Read(string fileName, byte[] bytes)
    {
        try
        {
            if (Inspect(fileName, bytes) is { } refusal)
                return refusal;
            using var stream = new MemoryStream(bytes, writable: false);
            using var document = WordprocessingDocument.Open(
                stream, isEditable: false, new OpenSettings { MaxCharactersInPart = LawReader.MaximumCharacters * 4L, AutoSave = false });
            if (document.MainDocumentPart is not { } main)
                return DocumentText.Refused(RefusalCodes.DamagedFile, FaultWords.Of("{file} has no text part.", ("file", fileName)));
            var numbers = DocxNumbers.Of(main);
            using var reader = OpenXmlReader.Create(main);
            return Text(reader, numbers) is { } text
                ? DocumentText.Of(text)
                : DocumentText.Refused(RefusalCodes.TooLarge, FaultWords.Of("{file} has more than {most} characters.", ("file", fileName), ("most", LawReader.MaximumCharacters)));
        }
        catch (Exception fault) when (fault is OpenXmlPackageException or InvalidDataException or XmlException or IOException or FormatException
            or ArgumentException or InvalidOperationException or NotSupportedException or UriFormatException or IndexOutOfRangeException)
        {
            return DocumentText.Refused(RefusalCodes.DamagedFile, FaultWords.Of("{file} is a damaged Word document: {message}", ("file", fileName), ("message", fault.Message)));
        }
    }

    /// <summary>Looks at the archive before anything is unpacked into memory: it is a Word document, and not one that swells.</summary>
    private static DocumentText? Inspect(string fileName, byte[] bytes)
    {
        using var archive = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
        if (archive.Entries.Count > MostEntries)
            return DocumentText.Refused(RefusalCodes.SwellsTooMuch, FaultWords.Of("{file} holds more than {most} parts.", ("file", fileName), ("most", MostEntries)));
        if (archive.GetEntry("EncryptedPackage") is not null)
            return DocumentText.Refused(RefusalCodes.EncryptedFile, FaultWords.Of("{file} is protected by a password.", ("file", fileName)));
        if (!archive.Entries.Any(entry => entry.FullName.StartsWith("word/", StringComparison.OrdinalIgnoreCase)))
            return DocumentText.Refused(RefusalCodes.UnsupportedFormat, FaultWords.Of("{file} is an archive, but no Word document (.docx).", ("file", fileName)));

        // The sizes that an archive states may be false, so the parts that will be read are counted as they unpack.
        var left = MostUnpacked;
        var buffer = new byte[81_920];
        foreach (var entry in archive.Entries.Where(entry => IsRead(entry.FullName)))
        {
            using var part = entry.Open();
            int read;
            while ((read = part.Read(buffer)) > 0)
            {
                left -= read;
                if (left < 0)
                    return DocumentText.Refused(RefusalCodes.SwellsTooMuch, FaultWords.Of("{file} unpacks to more than {most} bytes.", ("file", fileName), ("most", MostUnpacked)));
            }
        }

        return null;
    }

    private static bool IsRead(string part) =>
        part.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || part.EndsWith(".rels", StringComparison.OrdinalIgnoreCase);

    /// <summary>The document's paragraphs as lines, or null where there are too many characters.</summary>
    private static string? Text(OpenXmlReader reader, DocxNumbers numbers)
    {
        var text = new StringBuilder();
        var paragraph = new StringBuilder();
        var depth = 0;
        while (reader.Read())
        {
            var type = reader.ElementType;
            if (reader.IsStartElement && (type == typeof(AlternateContentFallback) || type == typeof(DeletedRun) || type == typeof(MoveFromRun)))
            {
                // A fallback repeats what its choice says; deleted text is no longer said.
                reader.Skip();
                if (!reader.EOF && !reader.IsStartElement && !reader.IsEndElement)
                    continue;
                type = reader.ElementType;
            }

            if (type == typeof(Paragraph))
            {
                if (reader.IsStartElement && depth++ == 0)
                    paragraph.Clear();
                if (reader.IsEndElement && --depth == 0)
                    text.Append(paragraph).Append('\n');
                if (depth > MostTableDepth)
                    throw new InvalidDataException("Paragraphs lie too deep in one another.");
            }
            else if (reader.IsStartElement)
            {
                Add(paragraph, type, reader, numbers);
            }

            if (text.Length + paragraph.Length > LawReader.MaximumCharacters)
                return null;
        }

        return text.ToString();
    }

    private static void Add(StringBuilder paragraph, Type type, OpenXmlReader reader, DocxNumbers numbers)
    {
        if (type == typeof(Text))
            paragraph.Append(reader.GetText());
        else if (type == typeof(TabChar))
            paragraph.Append(' ');
        else if (type == typeof(ParagraphProperties) && reader.LoadCurrentElement() is ParagraphProperties properties)
            paragraph.Append(numbers.Next(properties));
        else if ((type == typeof(Break) || type == typeof(CarriageReturn)) && paragraph.Length > 0)
            paragraph.Append(EndsSentence(paragraph[^1]) ? "\n" : "");
    }

    /// <summary>A line that was broken by hand inside a sentence, or inside a long title, is one line all the same.</summary>
    private static bool EndsSentence(char c) => c is '。' or '；' or '：' or '）';
}
