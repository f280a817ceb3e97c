using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Supervision.Tests.LongestFirst))]
[assembly: TestMethodOrderer(typeof(Supervision.Tests.ByName))]

namespace Supervision.Tests;

/// <summary>Begins with the classes that take longest, so that none of them is still running alone when all others have ended.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
    [
        nameof(Faults.LostAnswerTests), nameof(Faults.ProcessDeathTests), nameof(Kills.KilledSweepTests), nameof(Faults.RequestCountTests),
        nameof(Faults.WithdrawnWhileEndingTests), nameof(LocalHost.TimerFunctionsTests), nameof(Faults.HeldUpWriterTests),
        nameof(Faults.ConfirmedWhileEndingTests), nameof(Pages.BrowserTests), nameof(Mail.Sending.SmtpMailTransportTests), nameof(Faults.RaceTests),
        nameof(Pages.DeliverBrowserTests), nameof(Api.GatheringTests),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => PlaceOf(collection.TestCollectionDisplayName))];

    private static int PlaceOf(string collection) =>
        Array.FindIndex(Longest, name => collection.Contains("." + name + " ", StringComparison.Ordinal)) is >= 0 and var place ? place : Longest.Length;
}

/// <summary>Orders the tests of a class by name. The order that xunit takes otherwise depends on the folder in which the clone lies.</summary>
public sealed class ByName : ITestMethodOrderer
{
    public IReadOnlyCollection<TTestMethod?> OrderTestMethods<TTestMethod>(IReadOnlyCollection<TTestMethod?> testMethods)
        where TTestMethod : notnull, ITestMethod =>
        [.. testMethods.OrderBy(method => method?.MethodName, StringComparer.Ordinal)];
}
