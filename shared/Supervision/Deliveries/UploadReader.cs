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

    public sealed record WrongType(FaultWords Why) : Upload;

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
    private const long MostThrownAway = 2_000_000_000;

    /// <param name="kind">What the metadata must hold of.</param>
    /// <param name="holder">Disposes what was spooled when the request ends.</param>
    /// <param name="form">
    /// For a browser's form: takes its fields, of which the metadata is made. What is wrong with a file is then a fault like others, and of a body
    /// that is too large the fields are read all the same, so that nobody has to type them again.
    /// </param>
    public async Task<Upload> ReadAsync(
        HttpRequest request, DeliveryKind kind, ICollection<IAsyncDisposable> holder, CancellationToken cancellationToken, FormFields? form = null)
    {
        var most = options.Value.MostBytes;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= LongestBoundary } boundary)
        {
            return new Upload.WrongType(FaultWords.Of("Send multipart/form-data with a part 'metadata' and at least one file."));
        }

        var tooLarge = request.ContentLength > most;
        if (tooLarge && form is null)
        {
            return new Upload.TooLarge(most);
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // A browser shows no answer before it has sent everything: what is too large is read to its end and thrown away.
            limit.MaxRequestBodySize = tooLarge ? MostThrownAway : most;
        }

        var reader = new MultipartReader(boundary.Value!, request.Body)
        {
            HeadersCountLimit = MostHeaders,
            HeadersLengthLimit = MostHeaderBytes,
            BodyLengthLimit = most,
        };
        try
        {
            if (tooLarge)
            {
                await ReadFieldsAsync(reader, form!, cancellationToken);
                await request.Body.CopyToAsync(Stream.Null, cancellationToken);
                return new Upload.TooLarge(most);
            }

            return await ReadPartsAsync(reader, kind, holder, form, cancellationToken);
        }
        catch (InvalidDataException malformed)
        {
            return new Upload.Invalid([InputFault.Of("multipart-invalid", "", "The multipart form is malformed: {message}", ("message", malformed.Message))]);
        }
        catch (BadHttpRequestException over) when (over.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new Upload.TooLarge(most);
        }
        catch (IOException cut) when (cut is not BadHttpRequestException)
        {
            return new Upload.Invalid([InputFault.Of("multipart-cut", "", "The body ends before its last boundary.")]);
        }
    }

    private async Task<Upload> ReadPartsAsync(
        MultipartReader reader, DeliveryKind kind, ICollection<IAsyncDisposable> holder, FormFields? form, CancellationToken cancellationToken)
    {
        DeliveryMetadata? metadata = null;
        var mostParts = options.Value.MostFiles + (form is null ? MostOtherParts : FormFields.MostValues);
        var (parts, metadataParts) = (0, 0);
        var files = new List<IncomingFile>();
        var faults = new List<InputFault>();
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (++parts > mostParts)
            {
                return new Upload.Invalid([InputFault.Of("too-many-parts", "", "At most {most} parts.", ("most", mostParts))]);
            }

            if (DispositionOf(section) is not { } disposition)
            {
                return new Upload.Invalid([InputFault.Of("part-without-name", "", "Every part needs a Content-Disposition with a name.")]);
            }

            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
            if (!disposition.IsFileDisposition() && form is not null)
            {
                await ReadFieldAsync(section.Body, name, form, faults, cancellationToken);
                continue;
            }

            if (!disposition.IsFileDisposition() && name == "metadata")
            {
                if (++metadataParts == 2)
                {
                    faults.Add(InputFault.Of("metadata-twice", "metadata", "Only one part 'metadata' is taken."));
                }

                metadata = await ReadMetadataAsync(section.Body, faults, cancellationToken) ?? metadata;
                continue;
            }

            if (!disposition.IsFileDisposition())
            {
                faults.Add(InputFault.Of("part-unknown", name, "Parts are 'metadata' and files."));
                await section.Body.CopyToAsync(Stream.Null, cancellationToken);
                continue;
            }

            if (files.Count == options.Value.MostFiles)
            {
                return new Upload.Invalid([InputFault.Of("too-many-files", "files", "At most {most} files.", ("most", options.Value.MostFiles))]);
            }

            var fileName = CleanName(disposition.FileNameStar.HasValue ? disposition.FileNameStar.Value : HeaderUtilities.RemoveQuotes(disposition.FileName).Value);
            if (FileTypes.OfName(fileName) is not { } known)
            {
                if (form is not null)
                {
                    faults.Add(new InputFault("file-type", fileName, FileTypes.EndingsInWords));
                    await section.Body.CopyToAsync(Stream.Null, cancellationToken);
                    continue;
                }

                return new Upload.WrongType(FileTypes.EndingsInWords);
            }

            var (file, fault) = await IncomingFiles.TakeAsync(section.Body, fileName, known, holder, cancellationToken);
            if (fault is not null)
            {
                faults.Add(fault);
            }

            files.Add(file);
        }

        if (form is not null)
        {
            metadata = MetadataReader.Read(form.ToMetadata(), faults);
        }
        else if (metadataParts == 0)
        {
            faults.Add(InputFault.Of("metadata-missing", "metadata", "A part 'metadata' with JSON is needed."));
        }

        metadata = IncomingFiles.Judge(kind, metadata, files, clock.Today, faults);
        return faults.Count > 0 ? new Upload.Invalid(faults) : new Upload.Whole(metadata!, files);
    }

    /// <summary>The fields up to the first file: in forms of this product they come first.</summary>
    private static async Task ReadFieldsAsync(MultipartReader reader, FormFields form, CancellationToken cancellationToken)
    {
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section
            && DispositionOf(section) is { } disposition
            && !disposition.IsFileDisposition())
        {
            await ReadFieldAsync(section.Body, HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "", form, [], cancellationToken);
        }
    }

    /// <summary>Null where there is none, or where a parameter has no value, which the parser lets through and fails on when it is read.</summary>
    private static ContentDispositionHeaderValue? DispositionOf(MultipartSection section) =>
        ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
        && disposition.Parameters.All(parameter => parameter.Value.HasValue)
            ? disposition
            : null;

    private static async Task ReadFieldAsync(Stream body, string name, FormFields form, List<InputFault> faults, CancellationToken cancellationToken)
    {
        using var text = new StreamReader(body, System.Text.Encoding.UTF8);
        var buffer = new char[FormFields.LongestValue + 1];
        var length = await text.ReadBlockAsync(buffer, cancellationToken);
        if (length > FormFields.LongestValue)
        {
            faults.Add(InputFault.Of("text-too-long", name, "At most {most} characters.", ("most", FormFields.LongestValue)));
            length = FormFields.LongestValue;
        }

        await body.CopyToAsync(Stream.Null, cancellationToken);
        form.Add(name, new string(buffer, 0, length));
    }

    private async Task<DeliveryMetadata?> ReadMetadataAsync(Stream body, List<InputFault> faults, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        var buffer = new byte[8_192];
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (text.Length + read > options.Value.MostMetadataBytes)
            {
                faults.Add(InputFault.Of("metadata-too-large", "metadata", "At most {most} bytes.", ("most", options.Value.MostMetadataBytes)));
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
