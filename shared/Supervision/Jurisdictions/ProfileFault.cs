namespace Supervision.Jurisdictions;

/// <summary>One thing wrong with a jurisdiction profile.</summary>
/// <param name="Code">Stable code, one of <see cref="ProfileFaultCodes"/>.</param>
/// <param name="Path">JSON path of the value at fault, e.g. <c>$.ladder[2].when.period</c>.</param>
/// <param name="Message">What is wrong, in a sentence.</param>
public sealed record ProfileFault(string Code, string Path, string Message)
{
    public override string ToString() => $"{Path}: {Code}: {Message}";
}

/// <summary>The stable codes of faults in profiles.</summary>
public static class ProfileFaultCodes
{
    public const string NotJson = "profile-not-json";
    public const string NotFound = "profile-not-found";
    public const string MissingMember = "profile-missing-member";
    public const string UnknownMember = "profile-unknown-member";
    public const string WrongType = "profile-wrong-type";
    public const string WrongValue = "profile-wrong-value";
    public const string OutOfRange = "profile-out-of-range";
    public const string Duplicate = "profile-duplicate";
    public const string UnknownTimeZone = "profile-unknown-time-zone";
    public const string UnknownCommittee = "profile-unknown-committee";
    public const string BasisWithoutArticle = "profile-basis-without-article";
    public const string DefaultClock = "profile-default-clock";
    public const string DefaultDates = "profile-default-dates";
    public const string DefaultUnreachable = "profile-default-unreachable";
    public const string Recurrence = "profile-recurrence";
    public const string LadderOrder = "profile-ladder-order";
    public const string LadderTime = "profile-ladder-time";
    public const string LadderNotice = "profile-ladder-notice";
}

/// <summary>A jurisdiction profile could not be taken; names every fault found.</summary>
public sealed class ProfileException(string source, IReadOnlyList<ProfileFault> faults)
    : Exception($"The jurisdiction profile {source} could not be taken:" + string.Concat(faults.Select(fault =>
        Environment.NewLine + fault)))
{
    public IReadOnlyList<ProfileFault> Faults { get; } = faults;
}
