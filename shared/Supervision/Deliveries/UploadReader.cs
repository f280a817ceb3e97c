using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Supervision.Deliveries.Files;
using Supervision.Departments;
using Supervision.Time;

namespace Supervision.Deliveries;

/// <summary>What reading a multipart body came to.</summary>
public abstract record Upload
{
    private Upload()
    {
    }

    /// <summary>Metadata and files, spooled and hashed. Dispose the files' streams.</summary>
    public sealed record Whole(DeliveryMetadata Metadata, IReadOnlyList<IncomingFile> Files) : Upload;

    public sealed record WrongType(string Detail) : Upload;

    public sealed record TooLarge(long MostBytes) : Upload;

    public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Upload;
}

/// <summary>
/// Reads an upload: one part "metadata" (JSON) and one or more file parts, in any order. Parts over 64 KiB go to a temporary file, so the
/// memory used does not grow with the upload, and a retried request to storage can read a part again.
/// </summary>
public sealed class UploadReader(IOptions<DeliveryOptions> options, LegislatureClock clock)
{
    private const int MostOtherParts = 10;
    private const int MostHeaders = 16;
    private const int MostHeaderBytes = 8_192;
    private const int LongestName = 200;
    private const int LongestBoundary = 70;

    /// <param name="kind">What the metadata must hold of.</param>
    /// <param name="holder">Disposes what was spooled when the request ends.</param>
    public async Task<Upload> ReadAsync(
        HttpRequest request, DeliveryKind kind, ICollection<IAsyncDisposable> holder, CancellationToken cancellationToken)
    {
        var most = options.Value.MostBytes;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= LongestBoundary } boundary)
        {
            return new Upload.WrongType("Send multipart/form-data with a part 'metadata' and at least one file.");
        }

        if (request.ContentLength > most)
        {
            return new Upload.TooLarge(most);
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = most;
        }

        var reader = new MultipartReader(boundary.Value!, request.Body)
        {
            HeadersCountLimit = MostHeaders,
            HeadersLengthLimit = MostHeaderBytes,
            BodyLengthLimit = most,
        };
        try
        {
            return await ReadPartsAsync(reader, kind, holder, cancellationToken);
        }
        catch (InvalidDataException malformed)
        {
            return new Upload.Invalid([new InputFault("multipart-invalid", "", malformed.Message)]);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new Upload.TooLarge(most);
        }
        catch (IOException cut) when (cut is not BadHttpRequestException)
        {
            return new Upload.Invalid([new InputFault("multipart-cut", "", "The body ends before its last boundary.")]);
        }
    }

    private async Task<Upload> ReadPartsAsync(
        MultipartReader reader, DeliveryKind kind, ICollection<IAsyncDisposable> holder, CancellationToken cancellationToken)
    {
        DeliveryMetadata? metadata = null;
        var (parts, metadataParts) = (0, 0);
        var files = new List<IncomingFile>();
        var faults = new List<InputFault>();
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (++parts > options.Value.MostFiles + MostOtherParts)
            {
                return new Upload.Invalid([new InputFault("too-many-parts", "", $"At most {options.Value.MostFiles + MostOtherParts} parts.")]);
            }

            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            {
                return new Upload.Invalid([new InputFault("part-without-name", "", "Every part needs a Content-Disposition with a name.")]);
            }

            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
            if (!disposition.IsFileDisposition() && name == "metadata")
            {
                if (++metadataParts == 2)
                {
                    faults.Add(new InputFault("metadata-twice", "metadata", "Only one part 'metadata' is taken."));
                }

                metadata = await ReadMetadataAsync(section.Body, faults, cancellationToken) ?? metadata;
                continue;
            }

            if (!disposition.IsFileDisposition())
            {
                faults.Add(new InputFault("part-unknown", name, "Parts are 'metadata' and files."));
                await section.Body.CopyToAsync(Stream.Null, cancellationToken);
                continue;
            }

            if (files.Count == options.Value.MostFiles)
            {
                return new Upload.Invalid([new InputFault("too-many-files", "files", $"At most {options.Value.MostFiles} files.")]);
            }

            var fileName = CleanName(disposition.FileNameStar.HasValue ? disposition.FileNameStar.Value : HeaderUtilities.RemoveQuotes(disposition.FileName).Value);
            if (FileTypes.OfName(fileName) is not { } known)
            {
                return new Upload.WrongType($"Files end in {string.Join(", ", FileTypes.Endings)}.");
            }

            var (file, fault) = await IncomingFiles.TakeAsync(section.Body, fileName, known, holder, cancellationToken);
            if (fault is not null)
            {
                faults.Add(fault);
            }

            files.Add(file);
        }

        if (metadataParts == 0)
        {
            faults.Add(new InputFault("metadata-missing", "metadata", "A part 'metadata' with JSON is needed."));
        }

        metadata = IncomingFiles.Judge(kind, metadata, files, clock.Today, faults);
        return faults.Count > 0 ? new Upload.Invalid(faults) : new Upload.Whole(metadata!, files);
    }

    private async Task<DeliveryMetadata?> ReadMetadataAsync(Stream body, List<InputFault> faults, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        var buffer = new byte[8_192];
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (text.Length + read > options.Value.MostMetadataBytes)
            {
                faults.Add(new InputFault("metadata-too-large", "metadata", $"At most {options.Value.MostMetadataBytes} bytes."));
                await body.CopyToAsync(Stream.Null, cancellationToken);
                return null;
            }

            text.Write(buffer, 0, read);
        }

        return MetadataReader.Read(text.ToArray(), faults);
    }

    /// <summary>A name for display only: no path, no control or direction characters, at most 200 characters.</summary>
    internal static string CleanName(string? name)
    {
        var last = (name ?? "").Replace('\\', '/').Split('/')[^1];
        var clean = string.Concat(last.EnumerateRunes()
            .Where(rune => System.Text.Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.Control
                or System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.Surrogate
                or System.Globalization.UnicodeCategory.PrivateUse or System.Globalization.UnicodeCategory.OtherNotAssigned))
            .Select(rune => rune.ToString())).Trim();
        if (clean.Length <= LongestName)
        {
            return clean;
        }

        var ending = Path.GetExtension(clean) is { Length: > 0 and <= 10 } known ? known : "";
        var cut = LongestName - ending.Length;
        return clean[..(char.IsHighSurrogate(clean[cut - 1]) ? cut - 1 : cut)] + ending;
    }
}
