using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Supervision.Access;
using Supervision.Calendars;
using Supervision.Identity;
using Supervision.Operations.Health;

namespace Supervision.Functions.OpenApi;

/// <summary>Schemas of the types that requests and answers carry, made from how they are written; each once, under its name.</summary>
/// <param name="chinese">The language in which members of bodies are described.</param>
internal sealed class ApiSchemas(bool chinese)
{
    private readonly SortedDictionary<string, JsonNode> named = new(StringComparer.Ordinal);

    /// <summary>A reference to the schema of a type.</summary>
    /// <param name="strict">True for what callers send: members nobody knows are refused.</param>
    public JsonObject Of(Type type, bool strict)
    {
        var name = NameOf(type);
        if (!named.ContainsKey(name))
        {
            var options = strict ? Json.Strict : Json.Options;
            var schema = options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions
            {
                TreatNullObliviousAsNonNullable = true,
                TransformSchemaNode = (context, schema) => Transform(context, schema, strict),
            });
            Rebase(schema, "#/components/schemas/" + name);
            named[name] = schema;
        }

        return Reference(name);
    }

    public static JsonObject Reference(string name) => new() { ["$ref"] = "#/components/schemas/" + name };

    public JsonObject Components()
    {
        var health = Of(typeof(HealthReport), strict: false);
        var components = new JsonObject(named.Select(schema => KeyValuePair.Create(schema.Key, (JsonNode?)schema.Value.DeepClone())));
        var problem = JsonNode.Parse(
            """
            {"type":"object","required":["type","title","status","code"],"properties":{
              "type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"code":{"type":"string"},"detail":{"type":"string"},
              "retryAfterSeconds":{"type":"integer"},"mostBytes":{"type":"integer"},"reason":{"type":"string"},
              "errors":{"type":"array","items":{"type":"object","required":["code","field","message"],"properties":{
                "code":{"type":"string"},"field":{"type":"string"},"message":{"type":"string"}}}}}}
            """)!;
        problem["properties"]!["health"] = health;
        components["Problem"] = problem;
        return components;
    }

    /// <summary>A type that occurs twice is written once and pointed to from the root of its schema, which lies elsewhere in the document.</summary>
    private static void Rebase(JsonNode? node, string root)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                Rebase(item, root);
            }
        }
        else if (node is JsonObject members)
        {
            if (members["$ref"] is JsonValue pointer && pointer.TryGetValue(out string? to) && to.StartsWith('#'))
            {
                members["$ref"] = root + to[1..];
            }

            foreach (var (_, member) in members.ToList())
            {
                Rebase(member, root);
            }
        }
    }

    private static string NameOf(Type type) => type.IsGenericType
        ? type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] + string.Concat(type.GetGenericArguments().Select(NameOf))
        : (type.DeclaringType is { } outer ? NameOf(outer) : "") + type.Name;

    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema, bool strict)
    {
        if (IsText(context.TypeInfo.Type))
        {
            return Text();
        }

        // What a converter of our own writes is unknown to the exporter, which passes it over as an item or as a member with a default.
        if (schema is JsonObject outer)
        {
            foreach (var property in context.TypeInfo.Properties.Where(property => IsText(property.PropertyType)))
            {
                if (outer["properties"]?[property.Name] is not null)
                {
                    outer["properties"]![property.Name] = Text();
                }
            }

            if (context.TypeInfo.ElementType is { } element && IsText(element))
            {
                outer[context.TypeInfo.Kind == JsonTypeInfoKind.Dictionary ? "additionalProperties" : "items"] = Text();
            }
        }

        // What is null is left out, so nothing answered is ever null.
        if (!strict && schema is JsonObject { } node && node["type"] is JsonArray types && types.Any(found => found?.GetValue<string>() == "null"))
        {
            var rest = types.Where(found => found?.GetValue<string>() != "null").Select(found => found!.DeepClone()).ToArray();
            node["type"] = rest.Length == 1 ? rest[0] : new JsonArray(rest);
        }

        if (!strict && context.TypeInfo.Kind == JsonTypeInfoKind.Object && schema is JsonObject described)
        {
            var always = context.TypeInfo.Properties
                .Where(property => property.Get is not null && !property.IsGetNullable && !property.IsExtensionData)
                .Select(property => (JsonNode)property.Name)
                .ToArray();
            if (always.Length > 0)
            {
                described["required"] = new JsonArray(always);
            }
        }

        if (strict && schema is JsonObject body)
        {
            Describe(context.TypeInfo, body);
        }

        return schema;
    }

    /// <summary>Says what the members of a body are. What is only computed from the others is no member of it.</summary>
    private void Describe(JsonTypeInfo type, JsonObject body)
    {
        if (body["properties"] is JsonObject members)
        {
            foreach (var computed in type.Properties.Where(property => property.Set is null && property.AssociatedParameter is null))
            {
                members.Remove(computed.Name);
            }

            foreach (var (name, member) in members)
            {
                SayOf($"{NameOf(type.Type)}.{name}", member);
            }
        }

        if (type.PolymorphismOptions?.TypeDiscriminatorPropertyName is { } form && body["anyOf"] is JsonArray choices)
        {
            foreach (var choice in choices)
            {
                SayOf($"{NameOf(type.Type)}.{form}", choice!["properties"]?[form]);
            }
        }
    }

    private void SayOf(string key, JsonNode? member)
    {
        if (member is JsonObject described && FieldTexts.Find(key, chinese) is { } text)
        {
            described["description"] = text;
        }
    }

    private static JsonObject Text() => new() { ["type"] = "string" };

    /// <summary>True for types that converters of this product write as a string.</summary>
    private static bool IsText(Type type)
    {
        var written = Nullable.GetUnderlyingType(type) ?? type;
        return written == typeof(Period) || written == typeof(MonthDay) || written == typeof(Role)
            || written.GetInterfaces().Any(found => found.IsGenericType && found.GetGenericTypeDefinition() == typeof(IStringId<>));
    }
}
