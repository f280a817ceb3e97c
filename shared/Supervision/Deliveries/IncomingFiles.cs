using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;
using Supervision.Deliveries.Figures;
using Supervision.Deliveries.Files;
using Supervision.Departments;

namespace Supervision.Deliveries;

/// <summary>What every way in does with a file: spool, count, hash, look at it, and read figures from a template.</summary>
internal static class IncomingFiles
{
    private const int MemoryThreshold = 65_536;

    /// <param name="holder">Disposes what was spooled when the request ends.</param>
    public static async Task<(IncomingFile File, InputFault? Fault)> TakeAsync(
        Stream body, string name, FileType type, ICollection<IAsyncDisposable> holder, CancellationToken cancellationToken)
    {
        var spool = Spool(body);
        holder.Add(spool);
        return await LookAsync(spool, name, type, cancellationToken);
    }

    /// <summary>What can be read again; what is over 64 KiB goes to a temporary file, so that memory does not grow with it.</summary>
    public static FileBufferingReadStream Spool(Stream body) => new(body, MemoryThreshold);

    /// <summary>Counts, hashes and looks at a file that can be read again. It is left at its beginning.</summary>
    public static async Task<(IncomingFile File, InputFault? Fault)> LookAsync(Stream content, string name, FileType type, CancellationToken cancellationToken)
    {
        var hash = await SHA256.HashDataAsync(content, cancellationToken);
        var verdict = await FileInspection.InspectAsync(name, type.Form, content, cancellationToken);
        content.Position = 0;
        return (new IncomingFile(name, type.ContentType, content.Length, Convert.ToHexStringLower(hash), content, verdict.Findings), verdict.Fault);
    }

    /// <summary>Takes the figures from a template among the files. Given twice, they must be the same.</summary>
    public static DeliveryMetadata WithFiguresOf(IReadOnlyList<IncomingFile> files, DeliveryMetadata metadata, List<InputFault> faults)
    {
        foreach (var file in files.Where(file => FileTypes.OfName(file.Name)?.Form == FileForm.Sheet && file.Length > 0))
        {
            if (FiguresWorkbook.Read(file.Name, file.Content, faults) is not { } read || FiguresSchema.Read(read, faults) is not { } figures)
            {
                continue;
            }

            if (metadata.Figures is not null && Json.Write(metadata.Figures) != Json.Write(figures))
            {
                faults.Add(InputFault.Of("figures-differ", file.Name, "The figures of this workbook are not those given elsewhere in the same upload."));
            }

            metadata = metadata with { Figures = figures };
        }

        return metadata;
    }

    /// <summary>What must hold of metadata and files together; faults are added. What could not be read is not also missing.</summary>
    /// <returns>The metadata, with the figures of a template among the files.</returns>
    public static DeliveryMetadata? Judge(
        DeliveryKind kind, DeliveryMetadata? metadata, IReadOnlyList<IncomingFile> files, DateOnly today, List<InputFault> faults)
    {
        if (metadata is not null && kind == DeliveryKind.Report && faults.Count == 0)
        {
            metadata = WithFiguresOf(files, metadata, faults);
        }

        if (metadata is not null)
        {
            var unread = faults.Select(fault => fault.Field).ToHashSet(StringComparer.Ordinal);
            faults.AddRange(DeliveryRules.Check(kind, metadata, today).Where(fault => !unread.Contains(fault.Field)));
        }

        if (files.Count == 0)
        {
            faults.Add(InputFault.Of("file-missing", "files", "At least one file is needed."));
        }

        foreach (var file in files.Where(file => file.Length == 0))
        {
            faults.Add(InputFault.Of("file-empty", file.Name, "The file is empty."));
        }

        return metadata;
    }
}
