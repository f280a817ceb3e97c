using Supervision.Identity;

namespace Supervision.Simulation.Hosts;

/// <summary>Random parts of ids that are the same in each run of a seed.</summary>
internal sealed class SeededIds(Random random) : RandomIds
{
    private readonly Lock gate = new();

    public override string Next()
    {
        lock (gate)
        {
            return new string(random.GetItems<char>(Alphabet, Length));
        }
    }
}
