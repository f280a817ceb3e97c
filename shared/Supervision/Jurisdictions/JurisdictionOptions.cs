namespace Supervision.Jurisdictions;

/// <summary>Which jurisdiction profile applies; section <c>Jurisdiction</c>.</summary>
public sealed class JurisdictionOptions
{
    public const string Section = "Jurisdiction";

    /// <summary>Id of a shipped profile. Default: <c>national</c>. Ignored when <see cref="File"/> is set.</summary>
    public string Profile { get; set; } = "national";

    /// <summary>Path of the office's own profile. Empty (the default): a shipped one.</summary>
    public string File { get; set; } = "";
}
