using System.Globalization;
using Supervision.Access;

namespace Supervision.Functions.OpenApi;

/// <summary>The API reference as a page.</summary>
public sealed record ApiPage(IReadOnlyList<ApiTag> Tags, IReadOnlyList<ApiCode> Problems)
{
    internal static ApiPage In(bool chinese)
    {
        var triggers = ApiDocument.Triggers().ToLookup(trigger => trigger.Function, StringComparer.Ordinal);
        var tags = ApiCatalogue.Operations.GroupBy(operation => operation.Tag).Select(tag => new ApiTag(
            tag.Key,
            [.. tag.SelectMany(operation => triggers[operation.Function].Select(trigger => ApiRow.Of(operation, trigger.Method, trigger.Path, chinese)))]));
        var language = chinese ? RequestLanguage.Chinese : RequestLanguage.English;
        return new ApiPage(
            [.. tags], [.. ProblemTexts.Codes.Order(StringComparer.Ordinal).Select(code => new ApiCode(code, ProblemTexts.Title(code, language)))]);
    }
}

public sealed record ApiTag(string Name, IReadOnlyList<ApiRow> Operations);

public sealed record ApiCode(string Code, string Meaning);

public sealed record ApiRow(
    string Function, string Method, string Path, string Summary, string Roles, bool OwnDepartment, string Answers, string Refusals, string Example)
{
    internal static ApiRow Of(ApiOperation operation, string method, string path, bool chinese) => new(
        operation.Function,
        method.ToUpperInvariant(),
        path,
        chinese ? operation.Zh : operation.En,
        operation.Roles is { } roles ? string.Join(", ", Enum.GetValues<Role>()
            .Where(role => System.Numerics.BitOperations.IsPow2((int)role) && roles.HasFlag(role)).Select(role => role.ToString().ToLowerInvariant())) : "",
        operation.OwnDepartment,
        string.Join(", ", operation.Success.Select(status => status.ToString(CultureInfo.InvariantCulture))) + (operation.AnswerType is { } type ? " " + type : ""),
        string.Join(", ", operation.Refusals.Select(refusal => string.Create(CultureInfo.InvariantCulture, $"{refusal.Status} {refusal.Code}"))),
        operation.Example ?? "");
}
