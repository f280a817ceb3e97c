namespace Supervision.Tests.Pages;

/// <summary>One site for tests that only look at it.</summary>
public sealed class SharedSite : IAsyncLifetime
{
    public Site Site { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Site = await Site.StartAsync();

    public ValueTask DisposeAsync() => Site.DisposeAsync();
}
