namespace Supervision.Tests.LocalHost;

/// <summary>Waits in real time for what happens on other threads.</summary>
public static class Eventually
{
    public static Task HoldsAsync(Func<bool> condition) => HoldsAsync(() => Task.FromResult(condition()));

    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 1000; i++)
        {
            if (await condition())
                return;
            await Task.Delay(10);
        }

        Assert.Fail("It did not happen within ten seconds.");
    }
}
