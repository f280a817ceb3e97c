using Supervision.Departments;

namespace Supervision.Papers;

/// <summary>What is wrong with a text that people wrote.</summary>
public static class TextFaults
{
    /// <summary>The fault of a text that must be there, or null.</summary>
    public static InputFault? Of(string field, string? text) =>
        string.IsNullOrWhiteSpace(text) ? InputFault.Of("text-missing", field, "Must not be empty.")
        : text.Length > PaperStore.LongestText ? InputFault.Of("text-too-long", field, "At most {most} characters.", ("most", PaperStore.LongestText))
        : text.Any(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t'))
            ? InputFault.Of("text-control-characters", field, "Control characters are not accepted.")
        : null;
}
