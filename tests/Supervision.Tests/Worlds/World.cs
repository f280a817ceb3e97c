using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.Deliveries.InParts;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Laws;
using Supervision.Mail.Messages;
using Supervision.Mail.Sending;
using Supervision.Obligations;
using Supervision.Relay;
using Supervision.Storage;
using Supervision.Sweeping;

namespace Supervision.Tests.Worlds;

/// <summary>The whole product on an in-memory storage service, a clock that jumps, and a mail server that keeps what it takes.</summary>
public sealed class World : IAsyncDisposable
{
    public static readonly Caller Officer = new("officer1", Role.Officer, null);

    private readonly ServiceProvider services;

    private World(JumpClock clock, InMemoryStorageService storage, RecordingTransport mail, ServiceProvider services)
    {
        Clock = clock;
        Storage = storage;
        Mail = mail;
        this.services = services;
    }

    public JumpClock Clock { get; }

    public InMemoryStorageService Storage { get; }

    public RecordingTransport Mail { get; }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>A product process of its own on a storage service: a new one, or one that other processes share.</summary>
    /// <param name="templates">Templates read before, to save a process reading its own; they never change.</param>
    /// <param name="process">The simulated process whose clients it uses; null: the service's main process.</param>
    public static async Task<World> StartAsync(
        JumpClock? clock = null,
        InMemoryStorageService? storage = null,
        RecordingTransport? mail = null,
        StorageProcess? process = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        MailTemplates? templates = null)
    {
        clock ??= new JumpClock(new DateTimeOffset(2024, 1, 2, 4, 0, 0, TimeSpan.Zero));
        storage ??= new InMemoryStorageService(clock);
        process ??= storage.MainProcess;
        mail ??= new RecordingTransport();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Jurisdiction:Profile"] = "jilin-like", ["Office:BaseUrl"] = "https://supervision.example/" })
            .AddInMemoryCollection(settings)
            .Build();
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        collection.AddSingleton<IConfiguration>(configuration);
        collection.AddSingleton<TimeProvider>(clock);
        collection.AddSingleton(process.CreateTableServiceClient());
        collection.AddSingleton(process.CreateBlobServiceClient());
        collection.AddSupervision(configuration);
        collection.AddSingleton<IMailTransport>(mail);
        if (templates is not null)
        {
            collection.AddSingleton(templates);
        }

        var services = collection.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        var world = new World(clock, storage, mail, services);
        await world.Get<SupervisionStorage>().PrepareAsync(CancellationToken.None);
        return world;
    }

    /// <summary>The local date in Shanghai.</summary>
    public DateOnly Today => DateOnly.FromDateTime(Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);

    public Task<SweepReport> SweepAsync(DateOnly? asOf = null) => Get<SweepDeadlines>().ExecuteAsync(asOf, CancellationToken.None);

    public Task<RelayReport> RelayAsync() => Get<RelayChanges>().ExecuteAsync(CancellationToken.None);

    public async Task<Law> ImportAsync(string text, string file = "law.md") =>
        await Get<ImportLaw>().ExecuteAsync(file, Encoding.UTF8.GetBytes(text), CancellationToken.None) switch
        {
            ImportLaw.Outcome.Imported { Law: var law } => law,
            ImportLaw.Outcome.Unchanged { Law: var law } => law,
            var other => throw new InvalidOperationException(other.ToString()),
        };

    /// <summary>A department with one person who is told.</summary>
    public async Task<DepartmentId> RegisterAsync(string id, string name)
    {
        var department = DepartmentId.Parse(id);
        var register = Get<RegisterDepartment>();
        Assert.Empty(await register.ExecuteAsync(new Department(department, name, null, [], "zh-CN", null, null, null), CancellationToken.None));
        Assert.Empty(await register.ExecuteAsync(
            new Person(department, PersonId.Parse("contact"), name + "联络员", $"contact@{id.Replace('_', '-')}.example", "zh-CN", ["department"], []),
            CancellationToken.None));
        return department;
    }

    /// <summary>One person of the congress's own office for each role.</summary>
    public async Task RegisterOfficeAsync()
    {
        foreach (var role in new[] { "officer-in-charge", "committee-office-head", "committee-office", "standing-committee-office" })
        {
            var person = new Person(
                DepartmentId.Office, PersonId.Parse(role.Replace('-', '_')), role, $"{role}@office.example", "zh-CN", [role], []);
            Assert.Empty(await Get<RegisterDepartment>().ExecuteAsync(person, CancellationToken.None));
        }
    }

    public Task<ConfirmObligation.Outcome> ConfirmAsync(ObligationId obligation, ConfirmationRequest request, string? key = null) =>
        Get<ConfirmObligation>().ExecuteAsync(obligation, request, new Act(Officer, key), CancellationToken.None);

    public async Task<ReceiveDelivery.Outcome> DeliverAsync(
        DepartmentId department, DeliveryKind kind, DeliveryMetadata metadata, string content = "text", string? key = null, string? by = null)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var file = new IncomingFile(
            "file.txt", "text/plain", bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), new MemoryStream(bytes, writable: false));
        return await Get<ReceiveDelivery>().ExecuteAsync(
            new DeliveryRequest(department, kind, by ?? "key-" + department, key, metadata, [file]), CancellationToken.None);
    }

    /// <summary>Begins an upload in parts of one text file, sends its parts and commits it, as a department's script would.</summary>
    public async Task<CommitUpload.Outcome> DeliverInPartsAsync(
        DepartmentId department, DeliveryKind kind, DeliveryMetadata metadata, string? key, params string[] parts)
    {
        var upload = await BeginInPartsAsync(department, kind, metadata, key, parts);
        await SendPartsAsync(department, upload, parts);
        return await CommitPartsAsync(department, upload, parts);
    }

    public async Task<UploadId> BeginInPartsAsync(DepartmentId department, DeliveryKind kind, DeliveryMetadata metadata, string? key, params string[] parts)
    {
        var outcome = await Get<BeginUpload>().ExecuteAsync(
            department,
            kind,
            Encoding.UTF8.GetBytes(Json.Write(metadata)),
            [new AnnouncedFile("file.txt", parts.Sum(Encoding.UTF8.GetByteCount))],
            "key-" + department,
            key,
            CancellationToken.None);
        return Assert.IsType<BeginUpload.Outcome.Begun>(outcome).Upload.Id;
    }

    public async Task SendPartsAsync(DepartmentId department, UploadId upload, params string[] parts)
    {
        foreach (var (index, part) in parts.Index())
        {
            using var body = new MemoryStream(Encoding.UTF8.GetBytes(part));
            Assert.IsType<KeepPart.Outcome.Kept>(
                await Get<KeepPart>().ExecuteAsync(department, upload, 1, index + 1, Sha256(part), body, CancellationToken.None));
        }
    }

    public Task<CommitUpload.Outcome> CommitPartsAsync(DepartmentId department, UploadId upload, params string[] parts) => Get<CommitUpload>().ExecuteAsync(
        department, upload, [new FileOfParts(Sha256(string.Concat(parts)), [.. parts.Select(Sha256)])], null, new Caller("key-" + department, Role.Department, department), CancellationToken.None);

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
