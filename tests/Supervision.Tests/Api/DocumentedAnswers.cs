using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;

namespace Supervision.Tests.Api;

/// <summary>
/// Holds answers against the API document as a host gives it: whatever a documented operation answers must be of a media type and a schema that the
/// document names for its status, without a member that the schema does not name.
/// </summary>
internal sealed partial class DocumentedAnswers
{
    private static readonly SemaphoreSlim Reading = new(1);

    private static DocumentedAnswers? known;

    private readonly JsonObject document;
    private readonly List<(string Method, Regex Path, JsonObject Operation)> operations = [];
    private readonly ConcurrentDictionary<(string Operation, int Status, string Type), JsonSchema?> schemas = new();

    private DocumentedAnswers(JsonObject document)
    {
        this.document = document;
        operations.AddRange(
            from path in document["paths"]!.AsObject()
            from method in path.Value!.AsObject()
            orderby path.Key.Count(character => character == '{')
            let form = string.Join('/', path.Key.Split('/').Select(part => part.StartsWith('{') ? "[^/]+" : Regex.Escape(part)))
            select (method.Key, new Regex($@"\A{form}\z"), method.Value!.AsObject()));
    }

    /// <summary>As the first host that is asked gives it: it is the same from all.</summary>
    public static async Task<DocumentedAnswers> OfAsync(Uri host)
    {
        if (known is not null)
        {
            return known;
        }

        await Reading.WaitAsync();
        try
        {
            using var client = new HttpClient { BaseAddress = host };
            return known ??= new DocumentedAnswers(JsonNode.Parse(await client.GetStringAsync(new Uri("api/openapi.json", UriKind.Relative)))!.AsObject());
        }
        finally
        {
            Reading.Release();
        }
    }

    /// <summary>Fails when the answer is not as the document says; what the document does not know is passed over.</summary>
    /// <returns>The operation, or null.</returns>
    public string? Check(HttpRequestMessage request, Answer answer)
    {
        var path = request.RequestUri!.AbsolutePath;
        var found = operations.FirstOrDefault(known => known.Method.Equals(request.Method.Method, StringComparison.OrdinalIgnoreCase) && known.Path.IsMatch(path)).Operation;
        if (found is null)
        {
            return null;
        }

        var name = found["operationId"]!.GetValue<string>();
        var response = found["responses"]![answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)];
        Assert.True(response is not null || answer.Status >= 400, $"{name} answered {answer.Status}, which the document does not name: {answer.Text}");
        if (response is null)
        {
            return name;
        }

        if (response["content"] is not JsonObject content)
        {
            Assert.True(answer.Body.Length == 0, $"{name}: {answer.Text}");
            return name;
        }

        Assert.True(content.ContainsKey(answer.ContentType!), $"{name}: {answer.ContentType}");
        var schema = schemas.GetOrAdd((name, answer.Status, answer.ContentType!), _ => content[answer.ContentType!]!["schema"] is { } written ? Close(written) : null);
        if (schema is not null)
        {
            var result = schema.Evaluate(answer.Json, new EvaluationOptions { OutputFormat = OutputFormat.List });
            var faults = (result.Details ?? []).Append(result).Where(detail => detail.Errors is { Count: > 0 })
                .Select(detail => $"{detail.InstanceLocation} ({detail.EvaluationPath}): {string.Join(", ", detail.Errors!.Values)}").Take(5);
            Assert.True(result.IsValid, $"{name} {answer.Status}: {string.Join("; ", faults)}\n{answer.Text[..Math.Min(answer.Text.Length, 600)]}");
        }

        return name;
    }

    /// <summary>The schema with all that it points to, and every object closed.</summary>
    public JsonSchema Close(JsonNode written)
    {
        var all = document["components"]!["schemas"]!.AsObject();
        var needed = new JsonObject();
        var open = new Queue<JsonNode>([written]);
        while (open.TryDequeue(out var next))
        {
            foreach (var name in Pointer().Matches(next.ToJsonString()).Select(match => match.Groups[1].Value).Distinct().Where(name => !needed.ContainsKey(name)))
            {
                needed[name] = Moved(all[name]!);
                open.Enqueue(all[name]!);
            }
        }

        var whole = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$defs"] = needed,
            ["allOf"] = new JsonArray(Moved(written)),
        };
        foreach (var described in Objects(whole).ToList())
        {
            described["additionalProperties"] ??= false;
        }

        return JsonSchema.FromText(whole.ToJsonString());
    }

    /// <summary>Every schema below that names the members of an object.</summary>
    public static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject members => (members["properties"] is JsonObject ? [members] : Array.Empty<JsonObject>()).Concat(members.SelectMany(member => Objects(member.Value))),
        JsonArray items => items.SelectMany(Objects),
        _ => [],
    };

    [GeneratedRegex("#/components/schemas/([A-Za-z0-9]+)")]
    private static partial Regex Pointer();

    private static JsonNode Moved(JsonNode node) => JsonNode.Parse(node.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal))!;
}
