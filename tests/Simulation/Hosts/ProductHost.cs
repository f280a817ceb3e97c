using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Mail.Messages;
using Supervision.Storage;

namespace Supervision.Simulation.Hosts;

/// <summary>One process of the product, with all its memory. It is thrown away when it dies.</summary>
internal sealed class ProductHost : IDisposable
{
    private static readonly Lazy<MailTemplates> Templates = new(() => new MailTemplates(null));

    private readonly ServiceProvider services;
    private readonly IStorageLine line;

    private ProductHost(string name, IStorageLine line, SimulatedClock clock, RandomIds ids, MailServer mail, IReadOnlyDictionary<string, string?> settings)
    {
        Name = name;
        this.line = line;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        collection.AddSingleton<IConfiguration>(configuration);
        collection.AddSingleton<TimeProvider>(clock);
        collection.AddSingleton(ids);
        collection.AddSingleton(line.Tables);
        collection.AddSingleton(line.Blobs);
        collection.AddSupervision(configuration);
        collection.AddSingleton(mail.Connect(this));
        collection.AddSingleton(Templates.Value);
        services = collection.BuildServiceProvider();
    }

    public string Name { get; }

    public bool IsDead => line.IsDead;

    public static ProductHost Start(
        string name, IStorageLine line, SimulatedClock clock, RandomIds ids, MailServer mail, IReadOnlyDictionary<string, string?> settings)
    {
        var host = new ProductHost(name, line, clock, ids, mail, settings);
        host.Get<SupervisionStorage>().PrepareAsync(CancellationToken.None).GetAwaiter().GetResult();
        return host;
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public void ThrowIfDead()
    {
        if (IsDead)
        {
            throw new ProcessDeathException(Name);
        }
    }

    public void Dispose() => services.Dispose();
}

/// <summary>The storage clients of one process.</summary>
internal interface IStorageLine
{
    TableServiceClient Tables { get; }

    BlobServiceClient Blobs { get; }

    bool IsDead { get; }
}
