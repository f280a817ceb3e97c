using Supervision.Access;

namespace Supervision.Deadlines;

/// <summary>How a decision is asked for.</summary>
/// <param name="Caller">Who asks.</param>
/// <param name="IdempotencyKey">The caller's key: the same key again is answered with the recorded outcome. Null: none was given.</param>
/// <param name="Expected">Tag of the state that the caller saw (If-Match), or null.</param>
public sealed record Act(Caller Caller, string? IdempotencyKey = null, string? Expected = null);
