using Microsoft.AspNetCore.Http;
using Supervision.LocalHost;

namespace Supervision.Tests.LocalHost;

// Functions with which the host must not start; each is used by a test of its own.
#pragma warning disable CA1822

public static class SameShape
{
    [Function("ShowAlert")]
    public static IResult ShowAlert(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/Alerts/{alert}")] HttpRequest request, string alert) =>
        TypedResults.Ok(alert);

    [Function("FindAlert")]
    public static IResult FindAlert([HttpTrigger(AuthorizationLevel.Anonymous, "GET", Route = "api/alerts/{id}")] HttpRequest request,
        string id) =>
        TypedResults.Ok(id);
}

public static class NoSameShape
{
    [Function("One")]
    public static IResult One([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a/{x}")] HttpRequest request, string x) =>
        TypedResults.Text($"one {x}");

    [Function("Two")]
    public static IResult Two([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "a/{x}")] HttpRequest request, string x) =>
        TypedResults.Text($"two {x}");

    [Function("Three")]
    public static IResult Three([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a/{n:int}")] HttpRequest request, int n) =>
        TypedResults.Text($"three {n}");

    [Function("Four")]
    public static IResult Four([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a/{g:guid}")] HttpRequest request, Guid g) =>
        TypedResults.Text($"four {g}");

    [Function("Five")]
    public static IResult Five([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a/five")] HttpRequest request) =>
        TypedResults.Text("five");
}

public static class SameName
{
    [Function("Twice")]
    public static void One([TimerTrigger("0 0 * * * *")] TimerInfo timer) => _ = timer;

    [Function("twice")]
    public static void Two([TimerTrigger("0 0 * * * *")] TimerInfo timer) => _ = timer;
}

public static class BadSchedules
{
    [Function("FiveFields")]
    public static void FiveFields([TimerTrigger("0 * * * *")] TimerInfo timer) => _ = timer;

    [Function("Nonsense")]
    public static void Nonsense([TimerTrigger("0 0 25 * * *")] TimerInfo timer) => _ = timer;

    [Function("Never")]
    public static void Never([TimerTrigger("0 0 0 30 2 *")] TimerInfo timer) => _ = timer;

    [Function("Unset")]
    public static void Unset([TimerTrigger("%Schedules:Unset%")] TimerInfo timer) => _ = timer;

    [Function("Set")]
    public static void Set([TimerTrigger("%Schedules__Set%")] TimerInfo timer) => _ = timer;
}

public static class BadSignatures
{
    [Function("TakesDate")]
    public static IResult TakesDate([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "b/{date}")] HttpRequest request,
        DateOnly date) => TypedResults.Ok(date);

    [Function("TakesNumber")]
    public static IResult TakesNumber([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "c/{n}")] HttpRequest request, int n) =>
        TypedResults.Ok(n);

    [Function("TakesMore")]
    public static IResult TakesMore([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "d")] HttpRequest request, string more) =>
        TypedResults.Ok(more);

    [Function("TakesLess")]
    public static IResult TakesLess([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "e/{less}")] HttpRequest request) =>
        TypedResults.Ok();

    [Function("TakesContext")]
    public static IResult TakesContext([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "f")] HttpRequest request,
        HttpContext context) => TypedResults.Ok();

    [Function("MayMiss")]
    public static IResult MayMiss([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "g/{id?}")] HttpRequest request, string id) =>
        TypedResults.Ok(id);

    [Function("GivesText")]
    public static string GivesText([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "h")] HttpRequest request) => "";

    [Function("GivesNumber")]
    public static Task<int> GivesNumber([TimerTrigger("0 0 * * * *")] TimerInfo timer) => Task.FromResult(1);

    [Function("NeedsKey")]
    public static IResult NeedsKey([HttpTrigger(AuthorizationLevel.Function, "get", Route = "i")] HttpRequest request) => TypedResults.Ok();

    [Function("Reserved")]
    public static IResult Reserved([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "admin/keys")] HttpRequest request) =>
        TypedResults.Ok();

    [Function("BadRoute")]
    public static IResult BadRoute([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "j/{id")] HttpRequest request, string id) =>
        TypedResults.Ok(id);

    [Function("No trigger")]
    public static IResult BadName([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "k")] HttpRequest request) => TypedResults.Ok();

    [Function("NoTrigger")]
    public static void NoTrigger()
    {
    }

    [Function("Hidden")]
    internal static void Hidden([TimerTrigger("0 0 * * * *")] TimerInfo timer) => _ = timer;

    [Function("TimerTakesMore")]
    public static void TimerTakesMore([TimerTrigger("0 0 * * * *")] TimerInfo timer, string more) => _ = (timer, more);
}

public sealed class NeedsService(Slow slow)
{
    [Function("Needs")]
    public Task RunAsync([TimerTrigger("0 0 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        slow.RunAsync(cancellationToken);
}
