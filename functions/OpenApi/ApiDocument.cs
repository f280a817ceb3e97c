using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Supervision.Access;

namespace Supervision.Functions.OpenApi;

/// <summary>
/// The OpenAPI 3.1 document: paths and methods as the triggers declare them, the rest as the catalogue says, schemas as the types are
/// written. In both languages.
/// </summary>
internal static class ApiDocument
{
    private static readonly ConcurrentDictionary<bool, byte[]> Written = new();

    /// <summary>The document as UTF-8 JSON.</summary>
    public static byte[] Write(bool chinese) =>
        Written.GetOrAdd(chinese, static chosen => Encoding.UTF8.GetBytes(Build(chosen).ToJsonString(Json.Options)));

    /// <summary>Every function of the API with its method and route, as the triggers declare them.</summary>
    public static IEnumerable<(string Function, string Method, string Path)> Triggers() =>
        from type in typeof(ApiDocument).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        let trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(found => found is not null)
        where trigger?.Route?.StartsWith("api/", StringComparison.Ordinal) == true
        from verb in trigger.Methods ?? []
        select (function.Name, verb.ToLowerInvariant(), "/" + trigger.Route!.Replace(":int", "", StringComparison.Ordinal));

    private static JsonObject Build(bool chinese)
    {
        var schemas = new ApiSchemas(chinese);
        var triggers = Triggers().ToLookup(trigger => trigger.Function, StringComparer.Ordinal);
        var paths = new JsonObject();
        foreach (var operation in ApiCatalogue.Operations)
        {
            foreach (var (_, method, path) in triggers[operation.Function])
            {
                if (paths[path] is not JsonObject item)
                {
                    paths[path] = item = [];
                }

                item[method] = Describe(operation, path, chinese, schemas);
            }
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = chinese ? "Supervision 接口" : "Supervision API",
                ["version"] = typeof(ApiDocument).Assembly.GetName().Version!.ToString(3),
                ["description"] = chinese
                    ? "各部门报送报告和配套规定，监督办公室跟踪期限和监督预警。不得通过本接口报送国家秘密。日期为立法机关所在时区的日期，时刻为 UTC。拒绝以 RFC 9457 问题详情说明，代码固定。"
                    : "Departments deliver reports and rules; the office follows deadlines and supervision alerts. No state secrets may be sent. Dates are local to the legislature, instants are UTC. Refusals are RFC 9457 problem details with stable codes.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }, new JsonObject { ["key"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "bearer",
                        ["description"] = chinese ? "密钥，或签发方的令牌（JWT）。" : "A key, or a token (JWT) of the issuer.",
                    },
                    ["key"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = Authentication.KeyHeader },
                },
                ["schemas"] = schemas.Components(),
            },
            ["x-problems"] = new JsonObject(ProblemTexts.Codes.Select(code =>
                KeyValuePair.Create(code, (JsonNode?)ProblemTexts.Title(code, chinese ? RequestLanguage.Chinese : RequestLanguage.English)))),
        };
    }

    private static JsonObject Describe(ApiOperation operation, string path, bool chinese, ApiSchemas schemas)
    {
        var described = new JsonObject
        {
            ["operationId"] = operation.Function,
            ["tags"] = new JsonArray(operation.Tag),
            ["summary"] = chinese ? operation.Zh : operation.En,
            ["parameters"] = Parameters(operation, path, chinese),
        };
        if (operation.Roles is { } roles)
        {
            described["x-roles"] = new JsonArray([.. Enum.GetValues<Role>()
                .Where(role => System.Numerics.BitOperations.IsPow2((int)role) && roles.HasFlag(role))
                .Select(role => (JsonNode)role.ToString().ToLowerInvariant())]);
            described["x-own-department-only"] = operation.OwnDepartment;
        }
        else
        {
            described["security"] = new JsonArray();
        }

        if (Body(operation, chinese, schemas) is { } body)
        {
            described["requestBody"] = body;
        }

        described["responses"] = Responses(operation, schemas);
        return described;
    }

    private static JsonArray Parameters(ApiOperation operation, string path, bool chinese)
    {
        var parameters = new JsonArray();
        foreach (var name in path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}')))
        {
            parameters.Add(Parameter(name, "path", null, required: true));
        }

        foreach (var (name, en, zh) in operation.Query)
        {
            parameters.Add(Parameter(name, "query", chinese ? zh : en, required: false));
        }

        if (operation.IsPaged)
        {
            parameters.Add(Parameter(
                "continuation",
                "query",
                chinese
                    ? "上一页给出的续页标记。只要答复带有续页标记，清单就未结束；该页条数可能少于所要求的，甚至为零。"
                    : "The token that the page before gave. While an answer carries one the list goes on, even if its page holds fewer items than asked for, or none.",
                required: false));
            var size = Parameter("size", "query", chinese ? $"每页条数，1 至 500，默认 {operation.PageSize}。" : $"Items of a page, 1 to 500, default {operation.PageSize}.", required: false);
            size["schema"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 500 };
            parameters.Add(size);
        }

        foreach (var (name, en, zh) in operation.Headers)
        {
            parameters.Add(Parameter(name, "header", chinese ? zh : en, required: true));
        }

        if (operation.TakesKey)
        {
            parameters.Add(Parameter(
                "Idempotency-Key", "header", chinese ? "同一请求重发时相同；不会重复登记。" : "The same when the same request is sent again: it is recorded once.", required: false));
        }

        if (operation.TakesState)
        {
            parameters.Add(Parameter(
                "If-Match", "header", chinese ? "所见状态的 ETag；状态已变时答复 412。" : "ETag of the state seen; 412 when it has changed.", required: false));
        }

        if (operation.TakesNew)
        {
            parameters.Add(Parameter(
                "If-None-Match", "header", chinese ? "取 *：仅在尚不存在时登记；已存在时答复 412。" : "*: only where nothing is there yet; else 412.", required: false));
        }

        return parameters;
    }

    private static JsonObject Parameter(string name, string place, string? description, bool required)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["required"] = required, ["schema"] = new JsonObject { ["type"] = "string" } };
        if (description is not null)
        {
            parameter["description"] = description;
        }

        return parameter;
    }

    private static JsonObject? Body(ApiOperation operation, bool chinese, ApiSchemas schemas)
    {
        if (operation.BodyType == "application/json" && operation.Body is null)
        {
            return null;
        }

        var content = new JsonObject();
        if (operation.BodyType == "multipart/form-data")
        {
            var metadata = schemas.Of(operation.Body!, strict: true);
            metadata["description"] = chinese ? "报送的说明，JSON 格式的部分。" : "What is said of the delivery: a part of type application/json.";
            content["schema"] = new JsonObject
            {
                ["type"] = "object",
                ["required"] = new JsonArray("metadata", "file"),
                ["properties"] = new JsonObject
                {
                    ["metadata"] = metadata,
                    ["file"] = new JsonObject
                    {
                        ["type"] = "array",
                        ["description"] = chinese ? "文件，每个文件一个部分。" : "The files, a part each.",
                        ["items"] = new JsonObject { ["type"] = "string", ["contentMediaType"] = "application/octet-stream" },
                    },
                },
            };
            content["encoding"] = new JsonObject { ["metadata"] = new JsonObject { ["contentType"] = "application/json" } };
            content["example"] = new JsonObject { ["metadata"] = JsonNode.Parse(operation.Example!) };
        }
        else
        {
            content["schema"] = operation.Body is { } type ? schemas.Of(type, strict: true) : new JsonObject { ["type"] = "string" };
            if (operation.Example is { } example)
            {
                content["example"] = JsonNode.Parse(example);
            }
            else if (operation.Examples.Length > 0)
            {
                content["examples"] = new JsonObject(operation.Examples.Select(one => KeyValuePair.Create(
                    one.Name, (JsonNode?)new JsonObject { ["summary"] = chinese ? one.Zh : one.En, ["value"] = JsonNode.Parse(one.Json) })));
            }
        }

        return new JsonObject { ["required"] = true, ["content"] = new JsonObject { [operation.BodyType] = content } };
    }

    private static JsonObject Responses(ApiOperation operation, ApiSchemas schemas)
    {
        var responses = new JsonObject();
        foreach (var status in operation.Success)
        {
            var response = new JsonObject { ["description"] = status == 201 ? "Created" : "OK" };
            if (operation.AnswerType is { } type)
            {
                var content = new JsonObject();
                if (type == "application/json")
                {
                    content["schema"] = AnswerSchema(operation, schemas);
                }

                response["content"] = new JsonObject { [type] = content };
            }

            var headers = new JsonObject { [RequestIds.Header] = Header() };
            if (status == 201)
            {
                headers["Location"] = Header();
            }

            if (operation.GivesState)
            {
                headers["ETag"] = Header();
            }

            response["headers"] = headers;
            responses[status.ToString(System.Globalization.CultureInfo.InvariantCulture)] = response;
        }

        var refusals = operation.Refusals.Concat(operation.Body is null ? [] : [(400, "json-invalid"), (400, "request-invalid")])
            .Concat(operation.IsPaged ? [(400, "request-invalid")] : [])
            .Concat(operation.TakesKey ? [(400, "idempotency-key-invalid"), (422, "idempotency-key-reused")] : [])
            .Concat(operation.TakesState ? [(400, "if-match-invalid"), (412, "state-changed")] : [])
            .Concat(operation.TakesNew ? [(400, "if-none-match-invalid")] : [])
            .Concat(operation.Body is null ? [] : [(413, "too-large")])
            .Concat(operation.Roles is null ? [] :
                [(401, "unauthenticated"), (401, "token-expired"), (403, "forbidden"), (429, "rate-limited"), (503, "busy")])
            .Concat(operation.OwnDepartment ? [(403, "not-your-department")] : [])
            .Append((500, "internal"));
        foreach (var status in refusals.Distinct().GroupBy(refusal => refusal.Item1).OrderBy(group => group.Key))
        {
            responses[status.Key.ToString(System.Globalization.CultureInfo.InvariantCulture)] = new JsonObject
            {
                ["description"] = string.Join(", ", status.Select(refusal => refusal.Item2)),
                ["content"] = new JsonObject { [Problems.MediaType] = new JsonObject { ["schema"] = ApiSchemas.Reference("Problem") } },
            };
        }

        return responses;
    }

    private static JsonObject Header() => new() { ["schema"] = new JsonObject { ["type"] = "string" } };

    private static JsonObject AnswerSchema(ApiOperation operation, ApiSchemas schemas)
    {
        var item = schemas.Of(operation.Answer ?? throw new InvalidOperationException($"{operation.Function} answers nobody knows what."), strict: false);
        if (operation.OtherAnswer is { } other)
        {
            item = new JsonObject { ["anyOf"] = new JsonArray(item, schemas.Of(other, strict: false)) };
        }

        return !operation.IsList ? item : new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray("items"),
            ["properties"] = new JsonObject
            {
                ["items"] = new JsonObject { ["type"] = "array", ["items"] = item },
                ["continuation"] = new JsonObject { ["type"] = "string" },
            },
        };
    }
}
