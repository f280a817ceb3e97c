namespace Supervision.Functions.Commands;

internal static class DemoCommand
{
    public static Task<int> RunAsync(int port, bool once, TextWriter output, CancellationToken cancellationToken) => Task.FromResult(port + (once ? 1 : 0));
}
