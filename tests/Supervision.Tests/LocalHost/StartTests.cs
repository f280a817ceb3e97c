using System.Net;
using System.Net.Sockets;
using Azure.Storage.Blobs;
using Supervision.LocalHost;

namespace Supervision.Tests.LocalHost;

public sealed class StartTests
{
    [Fact]
    public async Task Names_both_functions_whose_routes_answer_the_same_requests()
    {
        var fault = Assert.Single(await FaultsAsync([typeof(SameShape)]));

        Assert.StartsWith("FindAlert (Supervision.Tests.LocalHost.SameShape.FindAlert) and ShowAlert (", fault, StringComparison.Ordinal);
        Assert.Contains("\"api/alerts/{id}\" and \"api/Alerts/{alert}\"", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Allows_routes_that_differ_by_method_literal_or_exclusive_constraint()
    {
        await using var host = await TestHost.StartAsync([typeof(NoSameShape)]);
        var stop = TestContext.Current.CancellationToken;

        Assert.Equal("one x", await host.Http.GetStringAsync("a/x", stop));
        Assert.Equal("three 5", await host.Http.GetStringAsync("a/5", stop));
        Assert.Equal($"four {Guid.Empty}", await host.Http.GetStringAsync($"a/{Guid.Empty}", stop));
        Assert.Equal("five", await host.Http.GetStringAsync("a/five", stop));
        Assert.Equal("two x", await (await host.Http.PostAsync("a/x", null, stop)).Content.ReadAsStringAsync(stop));
    }

    [Fact]
    public async Task Refuses_two_functions_of_one_name_whatever_the_case()
    {
        var fault = Assert.Single(await FaultsAsync([typeof(SameName)]));

        Assert.StartsWith("Twice: 2 functions have this name", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_every_bad_schedule_and_every_unknown_setting()
    {
        var faults = await FaultsAsync([typeof(BadSchedules)], settings: ["--Schedules:Set", "0 30 1 * * *"]);

        Assert.Collection(
            faults,
            fault => Has(fault, "FiveFields (", "\"0 * * * *\" has 5 field(s)"),
            fault => Has(fault, "Never (", "\"0 0 0 30 2 *\" never comes due"),
            fault => Has(fault, "Nonsense (", "\"0 0 25 * * *\" is not a valid NCRONTAB expression"),
            fault => Has(fault, "Unset (", "the setting Schedules:Unset of its schedule has no value"));
    }

    [Theory]
    [InlineData("TakesDate", "date has type DateOnly")]
    [InlineData("TakesNumber", "the route must say {n:int}")]
    [InlineData("TakesMore", "more is not in the route")]
    [InlineData("TakesLess", "has {less}, and no parameter takes it")]
    [InlineData("TakesContext", "gives HttpContext only through the trigger")]
    [InlineData("MayMiss", "id may be missing from the route")]
    [InlineData("GivesText", "it returns String")]
    [InlineData("GivesNumber", "a timer returns nothing")]
    [InlineData("NeedsKey", "must be Anonymous")]
    [InlineData("Reserved", "under admin or runtime")]
    [InlineData("BadRoute", "is not understood")]
    [InlineData("No trigger", "a function's name is a letter")]
    [InlineData("NoTrigger", "exactly one [HttpTrigger] or [TimerTrigger] parameter and has 0")]
    [InlineData("Hidden", "public method of a public class")]
    [InlineData("TimerTakesMore", "more has type String")]
    public async Task Names_what_is_wrong_with_a_signature(string function, string what)
    {
        var faults = await FaultsAsync([typeof(BadSignatures)]);

        Assert.Equal(15, faults.Count);
        Has(Assert.Single(faults, fault => fault.StartsWith($"{function} (", StringComparison.Ordinal)), $"{function} (", what);
    }

    [Fact]
    public async Task Names_services_that_nobody_registered_and_settings_out_of_range()
    {
        var faults = await FaultsAsync(
            [typeof(NeedsService)], settings: ["--Host:TimerLease", "00:00:05", "--Host:Timers", "maybe"],
            hostJson: """{ "functionTimeout": "soon" }""");

        Assert.Contains(faults, fault => fault.Contains("TimerLease", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("Host:Timers must be on or off", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("functionTimeout must be a positive time", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("Needs: no service is registered for Slow slow", StringComparison.Ordinal));
    }

    [Fact]
    public void Needs_storage_for_timers_and_the_file_host_json()
    {
        var builder = LocalFunctionsHost.CreateBuilder().AddFunctions([typeof(SameName)], "/nowhere/host.json");

        var exception = Assert.Throws<HostStartException>(builder.Build);

        Assert.Contains(exception.Faults, fault => fault.Contains("/nowhere/host.json does not exist", StringComparison.Ordinal));
        Assert.Contains(exception.Faults, fault => fault.Contains("timers need a BlobServiceClient", StringComparison.Ordinal));
        Assert.All(exception.Faults, fault => Assert.Contains(fault, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Says_that_the_port_is_taken_and_starts_nothing()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var exception = await Assert.ThrowsAsync<PortInUseException>(() =>
            TestHost.StartAsync([typeof(NoSameShape)], builder => builder.UsePort(port)));

        Assert.Equal(port, exception.Port);
        Assert.Equal($"Port {port} is taken: another program listens on http://localhost:{port}.", exception.Message);
    }

    [Fact]
    public async Task Listens_on_loopback_port_7071_unless_told_otherwise()
    {
        await using var usual = LocalFunctionsHost.CreateBuilder().AddFunctions([typeof(NoSameShape)], HostJsonOfTheProduct).Build();
        await using var told = LocalFunctionsHost.CreateBuilder("--urls", "http://127.0.0.1:8099")
            .AddFunctions([typeof(NoSameShape)], HostJsonOfTheProduct).Build();

        Assert.Equal(["http://localhost:7071"], usual.Urls);
        Assert.Equal(["http://127.0.0.1:8099"], told.Urls);
    }

    [Fact]
    public void Describes_the_functions_of_an_assembly_as_declared()
    {
        var functions = LocalFunctionsHost.Describe(typeof(StartTests).Assembly);

        Assert.Equal(functions.OrderBy(f => f.Name, StringComparer.Ordinal), functions);
        Assert.Equal(
            "PutLaw Http Supervision.Tests.LocalHost.SampleFunctions.PutLawAsync post,put api/laws/{law} ",
            Line(Assert.Single(functions, f => f.Name == "PutLaw")));
        Assert.Equal(
            "Unset Timer Supervision.Tests.LocalHost.BadSchedules.Unset   %Schedules:Unset%",
            Line(Assert.Single(functions, f => f.Name == "Unset")));

        static string Line(FunctionDescription f) =>
            $"{f.Name} {f.Kind} {f.EntryPoint} {string.Join(',', f.Methods)} {f.Route} {f.Schedule}";
    }

    private static string HostJsonOfTheProduct => Path.Combine(Repository.Root, "host.json");

    private static void Has(string fault, string beginning, string part)
    {
        Assert.StartsWith(beginning, fault, StringComparison.Ordinal);
        Assert.Contains(part, fault, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(IEnumerable<Type> classes, string? hostJson = null,
        params string[] settings)
    {
        var exception = await Assert.ThrowsAsync<HostStartException>(async () => await TestHost.StartAsync(
            classes,
            builder => builder.UseTimerStorage(new BlobServiceClient("UseDevelopmentStorage=true")),
            hostJson,
            settings));
        return [.. exception.Faults.Order(StringComparer.Ordinal)];
    }
}
