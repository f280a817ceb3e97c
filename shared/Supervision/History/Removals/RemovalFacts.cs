using Supervision.Papers;

namespace Supervision.History.Removals;

/// <summary>It was proposed to remove a content that a history points to.</summary>
/// <param name="Of">The chain that points to it.</param>
/// <param name="Content">Id of the paper, or delivery and number of the file.</param>
/// <param name="ContentHash">SHA-256 of the content, lower-case hexadecimal.</param>
public sealed record RemovalProposed(string Of, string Content, string ContentHash, PaperRef Reason) : FactBody;

/// <summary>A second person decided that it is removed.</summary>
public sealed record RemovalConfirmed(PaperRef? Note) : FactBody;

/// <summary>A second person decided that it stays.</summary>
public sealed record RemovalRejected(PaperRef? Note) : FactBody;

/// <summary>The blob was deleted with its versions and snapshots.</summary>
public sealed record ContentRemoved : FactBody;
