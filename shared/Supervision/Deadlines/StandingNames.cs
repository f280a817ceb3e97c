namespace Supervision.Deadlines;

/// <summary>Names of standings in addresses: as JSON writes them.</summary>
public static class StandingNames
{
    private static readonly Dictionary<string, Standing> ByName = Enum.GetValues<Standing>()
        .ToDictionary(NameOf, StringComparer.Ordinal);

    public static IReadOnlyCollection<string> All => ByName.Keys;

    public static string NameOf(Standing standing) => Json.NameOf(standing);

    public static bool TryParse(string name, out Standing standing) => ByName.TryGetValue(name, out standing);

    /// <summary>True for the standings of what awaits no delivery any more.</summary>
    public static bool IsOver(Standing standing) => standing is Standing.FulfilledOnTime
        or Standing.FulfilledOnTimeNotifiedLate or Standing.FulfilledLate or Standing.ClosedWithoutFulfilment;
}
