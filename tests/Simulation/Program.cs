using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Supervision.LocalHost.Azurite;
using Supervision.Simulation;
using Supervision.Simulation.Hosts;

const int BadArguments = 2;
const int MostMessages = 12;

var seeds = new Option<int>("--seeds") { Description = "How many seeds to run, 1 to 100,000.", DefaultValueFactory = _ => 30 };
var years = new Option<int>("--years") { Description = "Years of each run, 1 to 5.", DefaultValueFactory = _ => 3 };
var first = new Option<int>("--first-seed") { Description = "The first seed, from 1.", DefaultValueFactory = _ => 1 };
var seed = new Option<int?>("--seed") { Description = "Replay this seed alone, to the letter, and tell all that happens. Sweeps and relays take homes one after another; with --azurite requests overlap, and a run repeats only nearly." };
var jobs = new Option<int>("--jobs") { Description = "Runs side by side, 1 to 64.", DefaultValueFactory = _ => 1 };
var azurite = new Option<bool>("--azurite") { Description = "Keep everything in Azurite instead of memory." };
var untilFault = new Option<bool>("--until-fault") { Description = "Stop after the first seed that finds something." };
Check(seeds, 1, 100_000);
Check(years, 1, 5);
Check(first, 1, int.MaxValue / 2);
Check(jobs, 1, 64);
seed.Validators.Add(result =>
{
    if (result.GetValue(seed) is < 1)
    {
        result.AddError("--seed must be at least 1.");
    }
});

var root = new RootCommand("Simulates invented offices over years, with everything that goes wrong, and holds the product to a plain model.");
foreach (var option in new Option[] { seeds, years, first, seed, jobs, azurite, untilFault })
{
    root.Options.Add(option);
}

root.SetAction(async (result, stop) =>
{
    await using var emulator = result.GetValue(azurite) ? await StartAzuriteAsync(stop) : null;
    return result.GetValue(seed) is { } one
        ? Run([one], result.GetValue(years), 1, false, emulator, Console.Out)
        : Run(
            [.. Enumerable.Range(result.GetValue(first), result.GetValue(seeds))],
            result.GetValue(years),
            result.GetValue(jobs),
            result.GetValue(untilFault),
            emulator,
            null);
});
var parsed = root.Parse(args);
var code = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? BadArguments : code;

static Task<AzuriteProcess> StartAzuriteAsync(CancellationToken stop) => AzuriteProcess.StartAsync(
    new AzuriteOptions
    {
        DataFolder = Path.Combine(Path.GetTempPath(), $"supervision-simulation-{Environment.ProcessId}"),
        InMemory = true,
        EndsWithStarter = true,
        BlobPort = 0,
        TablePort = 0,
    },
    Console.Error,
    stop);

static int Run(IReadOnlyList<int> seeds, int years, int jobs, bool untilFault, AzuriteProcess? emulator, TextWriter? log)
{
    // Runs wait for the product's tasks on threads of their own; the tasks must not wait for threads.
    ThreadPool.SetMinThreads(4 * jobs + 8, 8);
    var totals = new Totals();
    var watch = Stopwatch.StartNew();
    var next = -1;
    var threads = Enumerable.Range(0, jobs).Select(_ => new Thread(Work)).ToList();
    threads.ForEach(thread => thread.Start());
    threads.ForEach(thread => thread.Join());
    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds / seeds.Count:0.00} s a seed"));
    if (totals.Healed > 0)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{totals.Healed} marks were found by the daily check after a process was held up just before a decision and died just after"));
    }

    Console.WriteLine(totals);
    return totals.IsClean ? 0 : 1;

    void Work()
    {
        for (var index = Interlocked.Increment(ref next); index < seeds.Count && (totals.IsClean || !untilFault); index = Interlocked.Increment(ref next))
        {
            RunOne(seeds[index]);
        }
    }

    void RunOne(int seed)
    {
        try
        {
            using var run = new SeedRun(
                seed,
                years,
                clock => emulator is null ? new InMemoryBackend(clock) : new AzuriteBackend(clock, emulator.ConnectionString, $"s{seed}"),
                log);
            run.Execute();
            totals.Add(run);
            if (!run.Findings.IsClean)
            {
                Tell(seed, run.Findings.Messages);
            }
        }
        catch (Exception broken)
        {
            totals.AddBroken();
            Tell(seed, [$"the run came to no end: {broken}"]);
        }
    }

    static void Tell(int seed, IReadOnlyList<string> messages)
    {
        lock (Console.Out)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}:"));
            foreach (var message in messages.Take(MostMessages))
            {
                Console.WriteLine("  " + message);
            }

            if (messages.Count > MostMessages)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ... and {messages.Count - MostMessages} more"));
            }
        }
    }
}

static void Check(Option<int> option, int least, int most) => option.Validators.Add(result =>
{
    var value = result.GetValue(option);
    if (value < least || value > most)
    {
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} must be {least} to {most}."));
    }
});
