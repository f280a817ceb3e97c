using Microsoft.Extensions.Hosting;

namespace Supervision.LocalHost;

/// <summary>Gives running functions their time when the host stops: the token fires only when that time is over.</summary>
internal sealed class Draining : IDisposable
{
    private readonly CancellationTokenSource over;
    private readonly CancellationTokenRegistration registration;

    public Draining(IHostApplicationLifetime lifetime, LocalHostOptions options, TimeProvider clock)
    {
        over = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        Over = over.Token;
        registration = lifetime.ApplicationStopping.Register(() => over.CancelAfter(options.ShutdownTimeout));
    }

    public CancellationToken Over { get; }

    public void Dispose()
    {
        registration.Dispose();
        over.Dispose();
    }
}
