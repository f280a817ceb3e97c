using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Supervision.Access;

namespace Supervision.Functions.OpenApi;

/// <summary>The API reference as a page. What it says of parameters and bodies is what the document says.</summary>
public sealed record ApiPage(IReadOnlyList<ApiTag> Tags, IReadOnlyList<ApiCode> Problems)
{
    private static readonly ConcurrentDictionary<bool, ApiPage> Made = new();

    internal static ApiPage In(bool chinese) => Made.GetOrAdd(chinese, Make);

    private static ApiPage Make(bool chinese)
    {
        var document = JsonNode.Parse(ApiDocument.Write(chinese))!;
        var triggers = ApiDocument.Triggers().ToLookup(trigger => trigger.Function, StringComparer.Ordinal);
        var tags = ApiCatalogue.Operations.GroupBy(operation => operation.Tag).Select(tag => new ApiTag(
            tag.Key,
            [.. tag.SelectMany(operation => triggers[operation.Function].Select(trigger => ApiRow.Of(operation, trigger.Method, trigger.Path, chinese, document)))]));
        var language = chinese ? RequestLanguage.Chinese : RequestLanguage.English;
        return new ApiPage(
            [.. tags], [.. ProblemTexts.Codes.Order(StringComparer.Ordinal).Select(code => new ApiCode(code, ProblemTexts.Title(code, language)))]);
    }
}

public sealed record ApiTag(string Name, IReadOnlyList<ApiRow> Operations);

public sealed record ApiCode(string Code, string Meaning);

public sealed record ApiRow(
    string Function,
    string Method,
    string Path,
    string Summary,
    string Roles,
    bool OwnDepartment,
    string Answers,
    string Refusals,
    string BodyType,
    IReadOnlyList<ApiParameter> Parameters,
    IReadOnlyList<ApiField> Fields,
    IReadOnlyList<ApiExample> Examples)
{
    /// <summary>Examples are shown as they are sent: Chinese stays Chinese.</summary>
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static ApiRow Of(ApiOperation operation, string method, string path, bool chinese, JsonNode document)
    {
        var described = document["paths"]![path]![method]!;
        var body = described["requestBody"]?["content"]?.AsObject().Single();
        return new(
            operation.Function,
            method.ToUpperInvariant(),
            path,
            described["summary"]!.GetValue<string>(),
            operation.Roles is { } roles ? string.Join(", ", Enum.GetValues<Role>()
                .Where(role => System.Numerics.BitOperations.IsPow2((int)role) && roles.HasFlag(role)).Select(role => role.ToString().ToLowerInvariant())) : "",
            operation.OwnDepartment,
            string.Join(", ", operation.Success.Select(status => status.ToString(CultureInfo.InvariantCulture))) + (operation.AnswerType is { } type ? " " + type : ""),
            string.Join(", ", operation.Refusals.Distinct().Select(refusal => string.Create(CultureInfo.InvariantCulture, $"{refusal.Status} {refusal.Code}"))),
            body?.Key ?? "",
            [.. described["parameters"]!.AsArray().Where(one => one!["description"] is not null).Select(one => new ApiParameter(
                one!["name"]!.GetValue<string>(), one["in"]!.GetValue<string>(), one["required"]!.GetValue<bool>(), one["description"]!.GetValue<string>()))],
            [.. ApiField.Of(body?.Value?["schema"], document)],
            operation.Example is { } example
                ? [new ApiExample("", example)]
                : [.. operation.Examples.Select(one => new ApiExample(chinese ? one.Zh : one.En, JsonNode.Parse(one.Json)!.ToJsonString(Plain)))]);
    }
}

/// <param name="Place">query or header.</param>
public sealed record ApiParameter(string Name, string Place, bool Required, string Description);

/// <param name="Title">What it does; empty where it is the only one.</param>
public sealed record ApiExample(string Title, string Text);

/// <summary>A member of a body.</summary>
/// <param name="Name">With those that it lies in: decisions[].number.</param>
/// <param name="Type">string, date, integer, number, boolean, object or file; of the items where it is a list.</param>
/// <param name="Values">The values it may have, where they are few.</param>
public sealed record ApiField(string Name, string Type, bool IsList, string Values, bool Required, string Description)
{
    /// <summary>The members of a schema, each followed by its own; what has no words of its own is not taken apart further.</summary>
    internal static IEnumerable<ApiField> Of(JsonNode? schema, JsonNode document, string within = "")
    {
        var node = Resolved(schema, document);
        var needed = node?["required"]?.AsArray().Select(name => name!.GetValue<string>()).ToList() ?? [];
        foreach (var (name, written) in node?["properties"] as JsonObject ?? [])
        {
            var member = Resolved(written, document)!;
            var isList = TypeOf(member) == "array";
            var item = isList ? Resolved(member["items"], document)! : member;
            yield return new ApiField(within + name, TypeOf(item), isList, ValuesOf(item), needed.Contains(name), (written!["description"] ?? member["description"])?.GetValue<string>() ?? "");
            foreach (var inner in Of(item, document, $"{within}{name}{(isList ? "[]" : "")}.").Where(inner => inner.Description.Length > 0))
            {
                yield return inner;
            }
        }

        // A body of one of several forms: the members of each, told apart by the value of the first.
        foreach (var inner in (node?["anyOf"] as JsonArray ?? []).SelectMany(choice => Of(choice, document, within)))
        {
            yield return inner;
        }
    }

    private static JsonNode? Resolved(JsonNode? schema, JsonNode document) => schema?["$ref"] is { } to
        ? to.GetValue<string>()[2..].Split('/').Aggregate((JsonNode?)document, (at, name) => at is JsonArray list ? list[int.Parse(name, CultureInfo.InvariantCulture)] : at?[name])
        : schema;

    private static string TypeOf(JsonNode schema)
    {
        var type = schema["type"] is JsonArray several ? several.Select(one => one!.GetValue<string>()).First(one => one != "null") : schema["type"]?.GetValue<string>();
        return schema["format"]?.GetValue<string>() == "date" ? "date" : schema["contentMediaType"] is not null ? "file" : type ?? "string";
    }

    private static string ValuesOf(JsonNode schema) => schema["const"] is { } only
        ? only.GetValue<string>()
        : string.Join(", ", (schema["enum"] as JsonArray ?? []).Where(value => value is not null).Select(value => value!.GetValue<string>()));
}
