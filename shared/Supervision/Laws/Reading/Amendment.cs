namespace Supervision.Laws.Reading;

/// <summary>One change of a law's text, as its header reports it.</summary>
/// <param name="On">The local date on which the change was passed.</param>
public sealed record Amendment(DateOnly On, AmendmentKind Kind);

/// <summary>How a text was changed.</summary>
public enum AmendmentKind
{
    /// <summary>修正: single provisions were changed by a decision.</summary>
    Amended,

    /// <summary>修订: the text was replaced as a whole.</summary>
    Revised,
}
