namespace Supervision.PlainModel;

/// <summary>What was found wrong, and how much was right.</summary>
public sealed class Findings
{
    private readonly HashSet<string> said = [];

    public int Demanded { get; set; }

    public int Found { get; set; }

    public int Doubled { get; private set; }

    public int Lost { get; private set; }

    public int ChainBreaks { get; private set; }

    public int Differences { get; private set; }

    /// <summary>Marks that a process left unasked which was held up and died, and that the second line of defence wrote again: no fault of the product.</summary>
    public int Healed { get; set; }

    public List<string> Messages { get; } = [];

    public bool IsClean => Doubled + Lost + ChainBreaks + Differences == 0;

    /// <summary>Something exists that must not, or exists twice.</summary>
    public void Excess(string what) => Doubled += Say("doubled", what);

    /// <summary>Something that must exist does not.</summary>
    public void Lose(string what) => Lost += Say("lost", what);

    public void Break(string what) => ChainBreaks += Say("chain", what);

    /// <summary>Something exists, but is not as it must be.</summary>
    public void Differ(string what) => Differences += Say("differs", what);

    private int Say(string kind, string what)
    {
        if (!said.Add($"{kind} {what}"))
        {
            return 0;
        }

        Messages.Add($"{kind}: {what}");
        return 1;
    }
}
