namespace Supervision.Operations.Alerts;

/// <summary>What can be wrong with the running of the product. The names are also those of the incidents that operational mails tell of.</summary>
public enum OperationalCode
{
    /// <summary>No sweep has succeeded for hours: nothing newly overdue is noticed.</summary>
    SweepNotRun,

    /// <summary>Mails reach nobody.</summary>
    MailFailing,

    /// <summary>A feed has not answered for too long: what was delivered through it may be taken for late.</summary>
    FeedSilent,

    /// <summary>An agenda row was missing and was written again: there should never be one.</summary>
    AgendaRestored,

    /// <summary>An agenda item failed repeatedly and is tried only once a day.</summary>
    ItemSetAside,
}

/// <summary>Names of the codes in keys, addresses and texts.</summary>
public static class OperationalCodes
{
    private static readonly Dictionary<string, OperationalCode> ByName = Enum.GetValues<OperationalCode>().ToDictionary(Name, StringComparer.Ordinal);

    public static string Name(this OperationalCode code) => Json.NameOf(code);

    public static bool TryParse(string name, out OperationalCode code) => ByName.TryGetValue(name, out code);
}
