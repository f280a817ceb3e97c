using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Supervision.Deliveries;
using Supervision.Deliveries.Files;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Time;

namespace Supervision.Gathering;

/// <summary>A file of an item, opened when it is wanted.</summary>
/// <param name="OpenAsync">Opens it; at most so many bytes.</param>
internal sealed record ItemFile(string Name, Func<long, CancellationToken, Task<Stream>> OpenAsync);

/// <summary>
/// Takes one gathered item as a delivery, under a key made of its source and id: taken again after a crash, it leads to the same receipt.
/// </summary>
public sealed class TakeItem(TakeDelivery take, IOptions<DeliveryOptions> deliveries, LegislatureClock clock)
{
    private const int LongestDetail = 1_000;

    /// <exception cref="GatherFaultException">It cannot be taken, for good or for now.</exception>
    internal async Task<DeliveryId> ExecuteAsync(
        string source,
        string id,
        DepartmentId department,
        DeliveryKind kind,
        ReadOnlyMemory<byte> metadata,
        IReadOnlyList<ItemFile> files,
        CancellationToken cancellationToken)
    {
        var holder = new List<IAsyncDisposable>();
        try
        {
            var faults = new List<InputFault>();
            var read = MetadataReader.Read(metadata, faults);
            var taken = await TakeFilesAsync(files, holder, faults, cancellationToken);
            read = IncomingFiles.Judge(kind, read, taken, clock.Today, faults);
            if (faults.Count > 0)
            {
                throw Invalid(faults);
            }

            var request = new DeliveryRequest(department, kind, "gather-" + source, KeyOf(source, id), read!, taken);
            return await take.ExecuteAsync(request, nobodyConfirms: true, cancellationToken) switch
            {
                TakeDelivery.Outcome.Judged { Receipt: ReceiveDelivery.Outcome.Received { Delivery: var delivery } } => delivery.Id,
                TakeDelivery.Outcome.Judged { Receipt: ReceiveDelivery.Outcome.Invalid { Faults: var refused } } => throw Invalid(refused),
                TakeDelivery.Outcome.Judged { Receipt: ReceiveDelivery.Outcome.UnknownDepartment } =>
                    throw new GatherFaultException("department-not-found", "The department is not registered.", isPassing: false),
                TakeDelivery.Outcome.Judged { Receipt: ReceiveDelivery.Outcome.TooMany } =>
                    throw new GatherFaultException("too-many-deliveries", "The deadline has as many standing deliveries as it may have.", isPassing: false),
                TakeDelivery.Outcome.Judged { Receipt: ReceiveDelivery.Outcome.KeyReused } =>
                    throw new GatherFaultException("item-changed", "The item changed and kept its id and date.", isPassing: false),
                TakeDelivery.Outcome.Invalid { Faults: var refused } => throw Invalid(refused),
                TakeDelivery.Outcome.NotScanned => throw new GatherFaultException("scanner-unavailable", "The virus scanner cannot be asked.", isPassing: true),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
        finally
        {
            foreach (var spool in holder)
            {
                await spool.DisposeAsync();
            }
        }
    }

    private async Task<List<IncomingFile>> TakeFilesAsync(
        IReadOnlyList<ItemFile> files, List<IAsyncDisposable> holder, List<InputFault> faults, CancellationToken cancellationToken)
    {
        if (files.Count > deliveries.Value.MostFiles)
        {
            throw new GatherFaultException("too-many-files", $"At most {deliveries.Value.MostFiles} files.", isPassing: false);
        }

        var left = deliveries.Value.MostBytes;
        var taken = new List<IncomingFile>();
        foreach (var file in files)
        {
            var name = UploadReader.CleanName(file.Name);
            if (FileTypes.OfName(name) is not { } type)
            {
                throw new GatherFaultException("wrong-type", $"Files end in {string.Join(", ", FileTypes.Endings)}.", isPassing: false);
            }

            var content = await file.OpenAsync(left, cancellationToken);
            holder.Add(content);
            var (incoming, fault) = await IncomingFiles.TakeAsync(content, name, type, holder, cancellationToken);
            left -= incoming.Length;
            if (left < 0)
            {
                throw new GatherFaultException("too-large", $"At most {deliveries.Value.MostBytes} bytes in all.", isPassing: false);
            }

            if (fault is not null)
            {
                faults.Add(fault);
            }

            taken.Add(incoming);
        }

        return taken;
    }

    private static string KeyOf(string source, string id) =>
        "gather-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{source}\n{id}")))[..40];

    private static GatherFaultException Invalid(IReadOnlyList<InputFault> faults)
    {
        var detail = string.Join("; ", faults.Select(fault => $"{fault.Code} {fault.Field}"));
        return new GatherFaultException("input-invalid", detail.Length > LongestDetail ? detail[..LongestDetail] : detail, isPassing: false);
    }
}
