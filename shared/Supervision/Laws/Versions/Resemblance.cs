namespace Supervision.Laws.Versions;

/// <summary>How much two wordings have in common: Dice's coefficient of their pairs of neighbouring characters, 0 to 1.</summary>
public sealed class Resemblance
{
    private readonly int[] _pairs;

    private Resemblance(int[] pairs) => _pairs = pairs;

    /// <param name="words">Folded words.</param>
    public static Resemblance Of(ReadOnlySpan<char> words)
    {
        var pairs = new int[Math.Max(0, words.Length - 1)];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = (words[i] << 16) | words[i + 1];
        Array.Sort(pairs);
        return new Resemblance(pairs);
    }

    /// <summary>0: nothing in common; 1: the same pairs. Takes time in the length of both.</summary>
    public double With(Resemblance other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var (mine, theirs) = (_pairs, other._pairs);
        if (mine.Length + theirs.Length == 0)
            return 0;
        var (i, j, common) = (0, 0, 0);
        while (i < mine.Length && j < theirs.Length)
        {
            if (mine[i] == theirs[j])
            {
                (i, j, common) = (i + 1, j + 1, common + 1);
            }
            else if (mine[i] < theirs[j])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return 2.0 * common / (mine.Length + theirs.Length);
    }

    /// <summary>The most that <see cref="With"/> can give, by lengths alone.</summary>
    public double AtMostWith(Resemblance other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var sum = _pairs.Length + other._pairs.Length;
        return sum == 0 ? 0 : 2.0 * Math.Min(_pairs.Length, other._pairs.Length) / sum;
    }
}
