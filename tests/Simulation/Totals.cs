using System.Globalization;
using Supervision.PlainModel;

namespace Supervision.Simulation;

/// <summary>The counts of all runs.</summary>
internal sealed class Totals
{
    private readonly Lock gate = new();
    private long seeds;
    private long days;
    private long requests;
    private long faults;
    private long deaths;
    private long demanded;
    private long found;
    private long doubled;
    private long lost;
    private long breaks;
    private long differences;
    private long healed;

    /// <summary>Marks that the daily check wrote again after a process had been held up just before its decision and had died just after.</summary>
    public long Healed => Interlocked.Read(ref healed);

    public bool IsClean => doubled + lost + breaks + differences == 0;

    public void Add(SeedRun run)
    {
        lock (gate)
        {
            var of = run.Findings;
            seeds++;
            days += (long)(run.End - run.Start).TotalDays;
            requests += run.Requests;
            faults += run.Weather.Injected + run.Mail.Troubles;
            deaths += run.Recording.Deaths.Count;
            Add(of);
        }
    }

    /// <summary>A run that came to no end counts as something lost.</summary>
    public void AddBroken()
    {
        lock (gate)
        {
            seeds++;
            lost++;
        }
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"seeds {seeds}, simulated days {days}, storage requests {requests}, faults injected {faults}, process deaths {deaths}, alerts demanded {demanded}, found {found}, doubled {doubled}, lost {lost}, chain breaks {breaks}, rebuild differences {differences}");

    private void Add(Findings of)
    {
        demanded += of.Demanded;
        found += of.Found;
        doubled += of.Doubled;
        lost += of.Lost;
        breaks += of.ChainBreaks;
        differences += of.Differences;
        healed += of.Healed;
    }
}
