using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Supervision.Departments;

/// <summary>A fault in what a caller sent: a stable code, where it is, and words for people.</summary>
/// <param name="Code">Stable code, e.g. <c>name-missing</c>.</param>
/// <param name="Field">JSON path or part name of the faulty field.</param>
/// <param name="Words">What is wrong.</param>
public sealed record InputFault(string Code, string Field, [property: JsonIgnore] FaultWords Words)
{
    /// <summary>What is wrong, in English.</summary>
    public string Detail => Words.ToString();

    /// <param name="text">What is wrong, in English, with {names} where the values go.</param>
    public static InputFault Of(string code, string field, [ConstantExpected] string text, params (string Name, object Value)[] values) =>
        new(code, field, FaultWords.Of(text, values));
}
