using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Supervision.InMemoryStorage;
using Supervision.StorageContract;
using Supervision.Tests.Kills;
using Supervision.Tests.Storage;

namespace Supervision.Tests.Operations;

public sealed class StorageCheckTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_command_asks_the_whole_contract_and_leaves_nothing_behind()
    {
        await using var process = ProductProcess.Start(new Dictionary<string, string> { ["Storage:Connection"] = azurite.ConnectionString }, "check-storage");

        var code = await process.EndAsync();

        Assert.True(code == 0, process.Output);
        Assert.Contains($"{Requirements.All.Count} met, 0 not met", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Could not be removed", process.Output, StringComparison.Ordinal);
        Assert.True(Requirements.All.Count > 70);
    }

    [Fact]
    public async Task What_was_made_for_the_check_is_removed()
    {
        var service = new InMemoryStorageService(TimeProvider.System);

        var report = await CheckAsync(service);

        Assert.True(report.Meets, string.Join('\n', report.Failures));
        Assert.Empty(report.LeftBehind);
        Assert.Empty(service.Tables);
        await foreach (var container in service.CreateBlobServiceClient().GetBlobContainersAsync(cancellationToken: Cancellation))
        {
            Assert.Fail($"{container.Name} was left behind.");
        }
    }

    [Theory]
    [InlineData("Update with an old tag")]
    [InlineData("A blob put if there is none")]
    [InlineData("Only one holds a lease")]
    public async Task A_service_that_breaks_a_requirement_does_not_meet_the_contract(string sentence)
    {
        // Conditions are dropped on the way: writes that must fail succeed.
        var service = new InMemoryStorageService(TimeProvider.System);
        var careless = new Careless();
        var tables = service.CreateTableServiceClient(options => options.AddPolicy(careless, Azure.Core.HttpPipelinePosition.PerRetry));
        var blobs = service.CreateBlobServiceClient(options => options.AddPolicy(careless, Azure.Core.HttpPipelinePosition.PerRetry));

        var report = await CheckAsync(service, tables, blobs);

        Assert.False(report.Meets);
        Assert.Contains(report.Failures, failure => failure.Requirement.Contains(sentence, StringComparison.Ordinal));
        Assert.Empty(service.Tables);
    }

    private static Task<StorageCheckReport> CheckAsync(InMemoryStorageService service, TableServiceClient? tables = null, BlobServiceClient? blobs = null) =>
        StorageCheck.RunAsync(
            cancellation => new StorageAccount(tables ?? service.CreateTableServiceClient(), blobs ?? service.CreateBlobServiceClient(), cancellation),
            Requirements.All,
            (_, _) => { },
            Cancellation);

    private sealed class Careless : Azure.Core.Pipeline.HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(Azure.Core.HttpMessage message)
        {
            if (message.Request.Headers.TryGetValue("If-Match", out _) && message.Request.Method != Azure.Core.RequestMethod.Delete)
            {
                message.Request.Headers.SetValue("If-Match", "*");
            }

            message.Request.Headers.Remove("If-None-Match");
            if (message.Request.Headers.TryGetValue("x-ms-lease-action", out var action) && action == "acquire")
            {
                message.Request.Headers.SetValue("x-ms-lease-action", "break");
            }
        }
    }
}
