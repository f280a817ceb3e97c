using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace Supervision.Storage;

/// <summary>The tables and blob containers of one installation.</summary>
public sealed class SupervisionStorage
{
    private readonly BlobServiceClient blobs;
    private readonly string prefix;

    public SupervisionStorage(TableServiceClient tables, BlobServiceClient blobs, string prefix = "")
    {
        this.blobs = blobs;
        this.prefix = prefix;
        Register = Table("register");
        Supervision = Table("supervision");
        Agenda = Table("agenda");
        Views = Table("views");
        Directory = Table("directory");
        Indicators = Table("indicators");
        Laws = Container("laws");
        Deliveries = Container("deliveries");
        Papers = Container("papers");
        History = Container("digests");
        Mails = Container("mails");
        Drop = Container("drop");

        GuardedTable Table(string name) => new(tables.GetTableClient(prefix + name));
    }

    /// <summary>Laws and their obligations; partition: law id.</summary>
    public GuardedTable Register { get; }

    /// <summary>Deadlines, facts, alerts, mails, deliveries; partition: home department id.</summary>
    public GuardedTable Supervision { get; }

    /// <summary>What to look at next; partition: a date, relay, or plan.</summary>
    public GuardedTable Agenda { get; }

    /// <summary>Copies for lists across departments.</summary>
    public GuardedTable Views { get; }

    /// <summary>Departments, aliases, people, keys; partition: kind.</summary>
    public GuardedTable Directory { get; }

    /// <summary>Snapshots of indicators; partition: scope.</summary>
    public GuardedTable Indicators { get; }

    /// <summary>Original texts of laws and their articles.</summary>
    public BlobContainerClient Laws { get; }

    /// <summary>What departments delivered.</summary>
    public BlobContainerClient Deliveries { get; }

    /// <summary>Where systems inside the network drop deliveries for gathering.</summary>
    public BlobContainerClient Drop { get; }

    /// <summary>Reasons, explanations and documents of decisions.</summary>
    public BlobContainerClient Papers { get; }

    /// <summary>Daily digests of history; the deployment lets nobody change what is in it.</summary>
    public BlobContainerClient History { get; }

    /// <summary>Copies of mails as they were sent.</summary>
    public BlobContainerClient Mails { get; }

    /// <summary>Creates what is missing. Repeating it changes nothing.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var table in new[] { Register, Supervision, Agenda, Views, Directory, Indicators })
        {
            await table.CreateIfNotExistsAsync(cancellationToken);
        }

        foreach (var container in new[] { Laws, Deliveries, Papers, History, Mails, Drop })
        {
            await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }
    }

    private BlobContainerClient Container(string name) =>
        blobs.GetBlobContainerClient(prefix.Length == 0 ? name : $"{prefix}-{name}");
}
