using System.Reflection;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NCrontab;
using Supervision.Functions;
using Supervision.LocalHost;
using Supervision.Mail;
using Supervision.Mail.Sending;
using Supervision.Storage;

namespace Supervision.Tests.Infra;

public sealed partial class SettingsTests
{
    // Read by the platform, the Functions host or the SDK, not by the product's options.
    private static readonly string[] OfThePlatform =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        "APPLICATIONINSIGHTS_CONNECTION_STRING",
        "AZURE_CLIENT_ID",
        "AzureFunctionsJobHost__logging__applicationInsights__samplingSettings__excludedTypes",
        "AzureWebJobsDisableHomepage",
        "AzureWebJobsStorage__blobServiceUri",
        "AzureWebJobsStorage__clientId",
        "AzureWebJobsStorage__credential",
        "AzureWebJobsStorage__queueServiceUri",
        "AzureWebJobsStorage__tableServiceUri",
        "FUNCTIONS_EXTENSION_VERSION",
        "FUNCTIONS_WORKER_RUNTIME",
        "OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID",
        "WEBSITE_RUN_FROM_PACKAGE",
        "WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID",
    ];

    // Without a default, and yet not set in Azure.
    private static readonly IReadOnlyDictionary<string, string> LeftAlone = new Dictionary<string, string>
    {
        ["Access__LocalIssuerFolder"] = "Tokens of the local issuer are for one machine only.",
        ["Calendars__Folder"] = "Calendars are shipped; a folder of the office's own is set through the parameter settings.",
        ["Jurisdiction__File"] = "Profiles are shipped and chosen by Jurisdiction__Profile.",
        ["Mail__Smtp__CertificateSha256"] = "Only for a mail server with a certificate of its own; set through the parameter settings.",
        ["Mail__Smtp__OAuthScope"] = "Only for a mail server that takes no password; set through the parameter settings.",
        ["Mail__TemplatesFolder"] = "Templates are shipped; a folder is set through the parameter settings.",
        ["Scanning__Host"] = "A virus scanner of the office's own is set through the parameter settings.",
        ["Storage__Connection"] = "Holds a key; in Azure the two addresses and the identity are used.",
        ["Storage__Prefix"] = "Every installation has an account of its own.",
        ["Telemetry__OtlpEndpoint"] = "In Azure telemetry goes to Application Insights; a collector is set through the parameter settings.",
    };

    [Fact]
    public async Task Every_setting_of_the_product_is_bound_by_an_options_class_or_a_timer()
    {
        var known = Options().Select(option => option.Name).Concat(Schedules()).ToHashSet(StringComparer.Ordinal);
        foreach (var deployment in await Deployment.AllAsync())
        {
            Assert.All(deployment.Settings.Keys.Except(OfThePlatform), name => Assert.Contains(name, known));
        }
    }

    [Fact]
    public async Task Every_option_without_a_default_is_set_or_left_alone_for_a_reason()
    {
        var missing = Options().Where(option => option.Default is null or "").Select(option => option.Name);
        var set = (await Deployment.OfAsync("prod")).Settings.Keys;

        Assert.Equal(LeftAlone.Keys.Order(StringComparer.Ordinal), missing.Except(set).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_timer_has_a_schedule_in_UTC()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            var set = deployment.Settings;

            var scheduled = set.Keys.Where(name => name.StartsWith("Schedules__", StringComparison.Ordinal));
            Assert.Equal(Schedules().Order(StringComparer.Ordinal), scheduled.Order(StringComparer.Ordinal));
            Assert.All(Schedules(), name => CrontabSchedule.Parse(set[name], new CrontabSchedule.ParseOptions { IncludingSeconds = true }));
            Assert.DoesNotContain("WEBSITE_TIME_ZONE", set.Keys);
            Assert.DoesNotContain("TZ", set.Keys);
        }
    }

    [Fact]
    public async Task Daily_work_is_done_at_night_in_China()
    {
        var set = (await Deployment.OfAsync("china")).Settings;
        var daily = CrontabSchedule.Parse(set["Schedules__CheckAgenda"], new CrontabSchedule.ParseOptions { IncludingSeconds = true });

        var local = daily.GetNextOccurrence(new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc)).AddHours(8);

        Assert.InRange(local.TimeOfDay, TimeSpan.FromHours(1), TimeSpan.FromHours(5));
    }

    [Fact]
    public async Task Both_hosts_run_the_same_schedules()
    {
        var set = (await Deployment.OfAsync("dev")).Settings;
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "functions", "Commands"), "*.cs");
        var embedded = sources.SelectMany(file => EmbeddedSchedule.Matches(File.ReadAllText(file)))
            .ToDictionary(match => "Schedules__" + match.Groups[1].Value, match => match.Groups[2].Value);

        var deployed = set.Where(pair => pair.Key.StartsWith("Schedules__", StringComparison.Ordinal));

        Assert.Equal(embedded.OrderBy(pair => pair.Key), deployed.OrderBy(pair => pair.Key));
    }

    [Fact]
    public async Task Secrets_are_references_into_the_vault()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            var secret = deployment.Settings.Where(pair => SecretName.IsMatch(pair.Key)).ToList();

            Assert.Equal(deployment.Stage == "dev" ? 0 : 1, secret.Count);
            Assert.All(secret, pair => Assert.StartsWith(
                "@Microsoft.KeyVault(SecretUri=https://", ArmText.Resolve(pair.Value, ArmText.China), StringComparison.Ordinal));
            Assert.DoesNotContain("AccountKey", deployment.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("listKeys", deployment.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("SharedAccessSignature", deployment.Text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("dev", "core.windows.net")]
    [InlineData("prod", "core.windows.net")]
    [InlineData("china", "core.chinacloudapi.cn")]
    public async Task The_product_starts_with_what_is_deployed(string stage, string suffix)
    {
        var deployment = await Deployment.OfAsync(stage);
        var accounts = deployment.Every("Microsoft.Storage/storageAccounts");
        var account = accounts.Select(resource => resource.Text("name")).Single(name => name[0] == 'd');
        var cloud = stage == "china" ? ArmText.China : ArmText.Global;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(deployment.Settings.ToDictionary(
            pair => pair.Key.Replace("__", ":", StringComparison.Ordinal), pair => (string?)ArmText.Resolve(pair.Value, cloud))).Build();

        await using var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration)
            .AddSupervision(configuration).AddFunctionServices().BuildServiceProvider();

        services.GetRequiredService<IStartupValidator>().Validate();
        Assert.Equal($"https://{account}.table.{suffix}/", services.GetRequiredService<TableServiceClient>().Uri.ToString());
        Assert.Equal($"https://{account}.blob.{suffix}/", services.GetRequiredService<BlobServiceClient>().Uri.ToString());
        Assert.True(services.GetRequiredService<IOptions<MailOptions>>().Value.Smtp.IsConfigured);
        Assert.NotNull(services.GetRequiredService<IOptions<OfficeOptions>>().Value.BaseUrl);
    }

    [Fact]
    public async Task Every_table_and_container_of_the_product_is_deployed()
    {
        var storage = new SupervisionStorage(
            new TableServiceClient(new Uri("https://account.example"), new TableSharedKeyCredential("account", "AAAA")),
            new BlobServiceClient(new Uri("https://account.example")));
        var parts = typeof(SupervisionStorage).GetProperties().Select(property => property.GetValue(storage)).ToList();
        foreach (var deployment in await Deployment.AllAsync())
        {
            var tables = Last(deployment, "Microsoft.Storage/storageAccounts/tableServices/tables");
            var containers = Last(deployment, "Microsoft.Storage/storageAccounts/blobServices/containers");

            Assert.Equal(parts.OfType<GuardedTable>().Select(table => table.Name).Order(StringComparer.Ordinal), tables);
            Assert.Subset(containers.ToHashSet(), parts.OfType<BlobContainerClient>().Select(container => container.Name).ToHashSet());
        }

        static IEnumerable<string> Last(Deployment deployment, string type) =>
            deployment.Every(type).Select(resource => resource.Text("name").Split('/')[^1]).Order(StringComparer.Ordinal);
    }

    /// <summary>Every property that an options class of the product binds, by the name of its app setting.</summary>
    private static List<(string Name, object? Default)> Options()
    {
        return [.. typeof(SupervisionRegistration).Assembly.GetTypes()
            .Select(type => (Type: type, Section: type.GetField("Section", BindingFlags.Public | BindingFlags.Static)))
            .Where(found => found.Section is { IsLiteral: true } section && section.FieldType == typeof(string))
            .SelectMany(found => Bound(
                ((string)found.Section!.GetRawConstantValue()!).Replace(":", "__", StringComparison.Ordinal), Activator.CreateInstance(found.Type)!))];

        static IEnumerable<(string, object?)> Bound(string prefix, object options) => options.GetType()
            .GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is { IsPublic: true })
            .SelectMany(property => property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal)
                ? Bound($"{prefix}__{property.Name}", property.GetValue(options)!)
                : [($"{prefix}__{property.Name}", property.GetValue(options))]);
    }

    private static List<string> Schedules() => [.. typeof(FunctionServices).Assembly.GetTypes().SelectMany(type => type.GetMethods())
        .SelectMany(method => method.GetParameters()).Select(parameter => parameter.GetCustomAttribute<TimerTriggerAttribute>()?.Schedule)
        .OfType<string>().Select(schedule => schedule.Trim('%').Replace(":", "__", StringComparison.Ordinal)).Distinct()];

    [GeneratedRegex("""\["Schedules:(\w+)"\] = "([^"]+)",""")]
    private static partial Regex EmbeddedSchedule { get; }

    [GeneratedRegex("(Password|Secret|Connection|Key)$")]
    private static partial Regex SecretName { get; }
}
