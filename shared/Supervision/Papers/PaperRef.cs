namespace Supervision.Papers;

/// <summary>Points from a fact to a text that facts must not hold: a reason, an explanation, a decision's document.</summary>
/// <param name="Id">Random id of the paper; it says nothing of its content.</param>
/// <param name="Hash">SHA-256 of its UTF-8 bytes, lower-case hexadecimal.</param>
public sealed record PaperRef(string Id, string Hash);
