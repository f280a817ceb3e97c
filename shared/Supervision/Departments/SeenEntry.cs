using Supervision.Deadlines;

namespace Supervision.Departments;

/// <summary>What a caller who saves an entry of the directory says of the one that is there.</summary>
/// <param name="Tag">Tag of the entry that the caller saw (If-Match), or null.</param>
/// <param name="IsNew">True where none may be there yet (If-None-Match: *).</param>
public sealed record SeenEntry(string? Tag = null, bool IsNew = false)
{
    /// <summary>What is there is to be what the caller saw. An entry that is already as wanted always is: a request whose answer was lost may come again.</summary>
    /// <exception cref="StateChangedException">It is another.</exception>
    internal void Check<T>(T? there, T wanted)
        where T : class
    {
        var tag = there is null ? null : DirectoryStore.TagOf(there);
        if ((IsNew ? tag is not null : Tag is not null && tag != Tag) && tag != DirectoryStore.TagOf(wanted))
        {
            throw new StateChangedException(tag);
        }
    }
}

/// <summary>What a caller would change without having said which state was seen may be changed only with that (RFC 6585, section 3).</summary>
public sealed class PreconditionRequiredException() : Exception("The change needs the tag of the state that it is made on.");
