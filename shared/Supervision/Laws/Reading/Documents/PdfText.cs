using System.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;

namespace Supervision.Laws.Reading.Documents;

/// <summary>Takes the text out of a pdf: letters into lines, lines into paragraphs, without page numbers and running heads.</summary>
internal static class PdfText
{
    private const int MostPages = 3_000;

    /// <summary>Fewer letters a page than this, on average, and the text layer is no more than a stamp on a picture.</summary>
    private const int FewestLettersAPage = 12;

    public static DocumentText Read(string fileName, byte[] bytes)
    {
        var filters = new BoundedFilters();
        try
        {
            using var document = PdfDocument.Open(
                bytes, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true, FilterProvider = filters });
            if (document.NumberOfPages > MostPages)
                return DocumentText.Refused(RefusalCodes.TooLarge, FaultWords.Of("{file} has more than {most} pages.", ("file", fileName), ("most", MostPages)));

            var pages = new List<List<PdfLine>>(document.NumberOfPages);
            var (letters, pictures) = (0, 0);
            for (var number = 1; number <= document.NumberOfPages; number++)
            {
                var page = document.GetPage(number);
                if (filters.Exceeded)
                    return Swells(fileName);
                letters += page.Letters.Count;
                pictures += page.NumberOfImages;
                if (letters > LawReader.MaximumCharacters)
                    return DocumentText.Refused(RefusalCodes.TooLarge, FaultWords.Of("{file} has more than {most} characters.", ("file", fileName), ("most", LawReader.MaximumCharacters)));
                pages.Add(PdfLines.Of(page));
            }

            if (letters < (long)FewestLettersAPage * Math.Max(1, document.NumberOfPages) && (pictures > 0 || letters == 0))
            {
                return DocumentText.Refused(
                    RefusalCodes.ScannedPdf, FaultWords.Of("{file} is a scanned pdf without a text layer. Give the text, or a pdf whose text has been recognised.", ("file", fileName)));
            }

            PdfLines.DropRunningHeads(pages);
            return DocumentText.Of(Paragraphs(pages));
        }
        catch (PdfDocumentEncryptedException)
        {
            return DocumentText.Refused(RefusalCodes.EncryptedFile, FaultWords.Of("{file} is protected by a password.", ("file", fileName)));
        }
        catch (Exception) when (filters.Exceeded)
        {
            return Swells(fileName);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // The pdf library throws whatever its parsing meets in a broken file.
            return DocumentText.Refused(RefusalCodes.DamagedFile, FaultWords.Of("{file} is a damaged pdf: {message}", ("file", fileName), ("message", fault.Message)));
        }
    }

    private static DocumentText Swells(string fileName) =>
        DocumentText.Refused(RefusalCodes.SwellsTooMuch, FaultWords.Of("{file} unpacks to more than {most} bytes.", ("file", fileName), ("most", BoundedFilters.MostUnpacked)));

    /// <summary>A line goes on with the paragraph before it where it begins at the margin and the line before ran to the other margin.</summary>
    private static string Paragraphs(List<List<PdfLine>> pages)
    {
        var text = new StringBuilder();
        PdfLine? before = null;
        foreach (var lines in pages.Where(lines => lines.Count > 0))
        {
            var left = PdfLines.LeftMargin(lines);
            var right = lines.Max(line => line.Right);
            foreach (var line in lines)
            {
                var goesOn = before is { } last && line.Left - left < line.Size * 0.9 && last.IsFull && Math.Abs(last.Size - line.Size) < line.Size * 0.15;
                if (text.Length > 0 && !goesOn)
                    text.Append('\n');
                text.Append(line.Text);
                before = line with { IsFull = right - line.Right < line.Size * 2.2 };
            }
        }

        return text.ToString();
    }
}
