using System.Text.Json;
using System.Text.RegularExpressions;

namespace Supervision.Jurisdictions;

/// <summary>
/// Checks a JSON document against the part of JSON Schema 2020-12 that the published profile schema uses, naming every fault by its JSON
/// path.
/// A keyword outside that part is a fault of the schema and throws.
/// </summary>
internal sealed class JsonShape(JsonElement schema)
{
    private readonly List<ProfileFault> _faults = [];

    internal IReadOnlyList<ProfileFault> Check(JsonElement document)
    {
        _faults.Clear();
        Check(schema, document, "$");
        return [.. _faults];
    }

    private void Check(JsonElement rule, JsonElement value, string path)
    {
        if (rule.TryGetProperty("type", out var type) && !IsOf(type.GetString()!, value))
        {
            Add(ProfileFaultCodes.WrongType, path, $"Expected {type.GetString()}, found {Name(value.ValueKind)}.");
            return;
        }

        foreach (var keyword in rule.EnumerateObject())
        {
            CheckKeyword(rule, keyword.Name, keyword.Value, value, path);
        }
    }

    private void CheckKeyword(JsonElement rule, string keyword, JsonElement argument, JsonElement value, string path)
    {
        switch (keyword)
        {
            case "$ref":
                Check(Definition(argument.GetString()!), value, path);
                break;
            case "properties":
                CheckMembers(rule, argument, value, path);
                break;
            case "required":
                foreach (var name in argument.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)))
                {
                    Add(ProfileFaultCodes.MissingMember, path, $"The member '{name.GetString()}' is missing.");
                }

                break;
            case "items":
                var index = 0;
                foreach (var item in value.EnumerateArray()) Check(argument, item, $"{path}[{index++}]");
                break;
            case "minItems" when value.GetArrayLength() < argument.GetInt32():
                Add(ProfileFaultCodes.OutOfRange, path, $"At least {argument.GetInt32()} items are needed.");
                break;
            case "uniqueItems" when value.EnumerateArray().Select(item => item.GetRawText()).GroupBy(text => text)
                .Any(group => group.Count() > 1):
                Add(ProfileFaultCodes.Duplicate, path, "An item is given twice.");
                break;
            case "enum" when !argument.EnumerateArray().Any(allowed => JsonElement.DeepEquals(allowed, value)):
                Add(ProfileFaultCodes.WrongValue, path, $"Expected one of {argument.GetRawText()}.");
                break;
            case "const" when !JsonElement.DeepEquals(argument, value):
                Add(ProfileFaultCodes.WrongValue, path, $"Expected {argument.GetRawText()}.");
                break;
            case "pattern" when !Regex.IsMatch(value.GetString()!, argument.GetString()!, RegexOptions.CultureInvariant,
                TimeSpan.FromSeconds(1)):
                Add(ProfileFaultCodes.WrongValue, path, $"'{value.GetString()}' does not have the form {argument.GetString()}.");
                break;
            case "minLength" when value.GetString()!.Length < argument.GetInt32():
                Add(ProfileFaultCodes.OutOfRange, path, "The text is empty.");
                break;
            case "minimum" when value.GetDecimal() < argument.GetDecimal():
            case "maximum" when value.GetDecimal() > argument.GetDecimal():
                Add(ProfileFaultCodes.OutOfRange, path, $"{value.GetRawText()} is out of range: {keyword} is {argument.GetRawText()}.");
                break;
            case "oneOf":
                CheckAlternatives(argument, value, path);
                break;
            case "type" or "additionalProperties" or "minItems" or "uniqueItems" or "enum" or "const" or "pattern" or "minLength":
            case "minimum" or "maximum":
            case "$schema" or "$defs" or "title" or "description" or "default":
                break;
            default:
                throw new NotSupportedException($"The profile schema uses '{keyword}', which this reader does not know.");
        }
    }

    private void CheckMembers(JsonElement rule, JsonElement properties, JsonElement value, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var memberPath = $"{path}.{member.Name}";
            if (!seen.Add(member.Name))
            {
                Add(ProfileFaultCodes.Duplicate, memberPath, "The member is given twice.");
            }
            else if (properties.TryGetProperty(member.Name, out var memberRule))
            {
                Check(memberRule, member.Value, memberPath);
            }
            else if (rule.TryGetProperty("additionalProperties", out var additional) && additional.ValueKind == JsonValueKind.False)
            {
                Add(ProfileFaultCodes.UnknownMember, memberPath, "There is no such member.");
            }
        }
    }

    // Every alternative of the schema is an object told apart by a constant member, so the faults named are those of the one that was
    // meant.
    private void CheckAlternatives(JsonElement alternatives, JsonElement value, string path)
    {
        var (name, _) = Constant(alternatives[0]);
        if (value.ValueKind != JsonValueKind.Object)
        {
            Add(ProfileFaultCodes.WrongType, path, $"Expected object, found {JsonShape.Name(value.ValueKind)}.");
        }
        else if (!value.TryGetProperty(name, out var given))
        {
            Add(ProfileFaultCodes.MissingMember, path, $"The member '{name}' is missing.");
        }
        else if (alternatives.EnumerateArray().Cast<JsonElement?>()
            .FirstOrDefault(one => JsonElement.DeepEquals(Constant(one!.Value).Value, given)) is { } meant)
        {
            Check(meant, value, path);
        }
        else
        {
            var allowed = string.Join(", ", alternatives.EnumerateArray().Select(one => Constant(one).Value.GetRawText()));
            Add(ProfileFaultCodes.WrongValue, $"{path}.{name}", $"Expected one of {allowed}.");
        }
    }

    private static (string Name, JsonElement Value) Constant(JsonElement alternative)
    {
        var member = alternative.GetProperty("properties").EnumerateObject()
            .First(property => property.Value.TryGetProperty("const", out _));
        return (member.Name, member.Value.GetProperty("const"));
    }

    private JsonElement Definition(string reference) => schema.GetProperty("$defs").GetProperty(reference["#/$defs/".Length..]);

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
        _ => throw new NotSupportedException($"The profile schema uses the type '{type}', which this reader does not know."),
    };

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private void Add(string code, string path, string message) => _faults.Add(new ProfileFault(code, path, message));
}
