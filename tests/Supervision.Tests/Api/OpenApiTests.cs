using System.Text;
using System.Text.Json.Nodes;
using Supervision.Access;
using Supervision.Functions;
using Supervision.LocalHost;

namespace Supervision.Tests.Api;

/// <summary>The API document is complete, and what it says is true: every operation is driven from it and its answer held against it.</summary>
public sealed class OpenApiTests(ApiHost host, ITestOutputHelper output) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Every_function_of_the_api_is_in_the_document_and_nothing_else()
    {
        var functions = LocalFunctionsHost.Describe(typeof(LawFunctions).Assembly)
            .Where(function => function.Route?.StartsWith("api/", StringComparison.Ordinal) == true)
            .SelectMany(function => function.Methods.Select(method => $"{function.Name}: {method} /{function.Route!.Replace(":int", "", StringComparison.Ordinal)}"));

        var document = await DocumentAsync();
        var described = Operations(document).Select(operation => $"{operation.Name}: {operation.Method} {operation.Path}");

        Assert.Equal(functions.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_roles_in_the_document_are_those_of_the_table_of_roles()
    {
        string[] columns = ["officer", "director", "administrator", "reader"];
        foreach (var operation in Operations(await DocumentAsync()))
        {
            var row = AccessTests.Expected.SingleOrDefault(row => row.Key.Replace(":int", "", StringComparison.Ordinal) == $"{operation.Method} {operation.Path[1..]}").Value;
            if (operation.Roles is not { } roles)
            {
                Assert.True(row is null or "+++++++", $"{operation.Name} is open in the document and not in the table.");
                continue;
            }

            Assert.True(row is not null, $"{operation.Name} has no row.");
            Assert.True((row[1] == '+') == roles.Contains("department"), $"{operation.Name}: a department, {row}");
            Assert.True((row[1] == '+' && row[2] != '+') == operation.OwnOnly, $"{operation.Name}: own department only, {row}");
            Assert.All(columns.Index(), column => Assert.True((row[3 + column.Index] == '+') == roles.Contains(column.Item), $"{operation.Name}: {column.Item}, {row}"));
        }
    }

    [Fact]
    public async Task Every_code_the_document_names_is_a_problem_with_words_in_both_languages()
    {
        foreach (var operation in Operations(await DocumentAsync()))
        {
            var codes = operation.Node["responses"]!.AsObject().Where(response => response.Key[0] is '4' or '5')
                .SelectMany(response => response.Value!["description"]!.GetValue<string>().Split(", "));
            Assert.All(codes, code => Assert.True(ProblemTexts.Codes.Contains(code), $"{operation.Name}: {code}"));
        }
    }

    [Fact]
    public async Task Every_body_of_JSON_says_what_it_holds()
    {
        var document = await DocumentAsync();
        var schemas = document["components"]!["schemas"]!;
        foreach (var operation in Operations(document))
        {
            if (operation.Node["requestBody"]?["content"]?["application/json"]?["schema"] is { } schema)
            {
                var name = schema["$ref"]?.GetValue<string>().Split('/')[^1];
                Assert.True(name is not null && schemas[name]?["properties"] is JsonObject { Count: > 0 }, $"{operation.Name}: {schema.ToJsonString()}");
            }
        }
    }

    [Fact]
    public async Task Every_body_of_JSON_has_an_example_and_each_is_one_that_its_schema_takes()
    {
        var document = await DocumentAsync();
        var documented = await DocumentedAnswers.OfAsync(host.Address);
        foreach (var operation in Operations(document))
        {
            if (operation.Node["requestBody"]?["content"]?.AsObject().Single() is not { Key: "application/json" or "multipart/form-data" } body)
            {
                continue;
            }

            var (schema, part) = body.Key == "application/json" ? (body.Value!["schema"]!, "") : (body.Value!["schema"]!["properties"]!["metadata"]!, "metadata");
            var taken = documented.Close(new JsonObject { ["$ref"] = schema["$ref"]!.DeepClone() });
            var examples = Examples(body.Value!).ToList();
            Assert.True(examples.Count > 0, operation.Name);
            foreach (var (name, example) in examples)
            {
                var given = part.Length == 0 ? example : example[part]!;
                Assert.True(taken.Evaluate(System.Text.Json.JsonSerializer.SerializeToElement(given)).IsValid, $"{operation.Name} {name}: {given.ToJsonString()}");
            }
        }
    }

    /// <summary>Those of the guide for officers are sent by its own test.</summary>
    [Fact]
    public async Task The_examples_that_the_guide_does_not_show_are_let_through()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var operations = Operations(await DocumentAsync()).ToDictionary(operation => operation.Name);
        var ((department, own), (partner, _)) = (await host.DepartmentAsync(), await host.DepartmentAsync());
        var director = host.As(await host.KeyAsync(Role.Director));
        var (deadline, paper) = ("", "");

        foreach (var (name, example) in Of("ConfirmObligation"))
        {
            var obligation = name == "recurring" ? 2 : 1;
            await host.Officer.PostAsync($"api/laws/{await host.LawAsync()}/obligations/{obligation}/confirmation", Filled(example), 200);
        }

        foreach (var (_, example) in Of("CreateKey"))
        {
            await host.Administrator.PostAsync("api/keys", Filled(example), 201);
        }

        var law = await host.LawAsync();
        deadline = Assert.Single(await host.ConfirmAsync(law, 1, new { departments = new[] { department } }));
        var delivery = (await own.SendAsync(Upload.Rule(department, $"{law}-1"), 201)).Json.GetProperty("id").GetString()!;
        var review = $"api/departments/{department}/deliveries/{delivery}/review";
        var accepted = await host.Officer.PostAsync(review, Filled(Of("ReviewDelivery").Single(one => one.Name == "accept-published").Example), 200);
        await host.Officer.PostAsync(review, Filled(Of("ReviewDelivery").Single(one => one.Name == "return-for-form").Example), 200);
        Assert.StartsWith($"{law}-1-", accepted.Json.GetProperty("filing").GetString(), StringComparison.Ordinal);

        await host.Officer.PostAsync($"api/deadlines/{deadline}/steps", new { step = "waiver", reason = "理由" }, 200);
        paper = (await host.Officer.GetAsync($"api/deadlines/{deadline}", 200)).Json.GetProperty("deadline").GetProperty("pendingSteps")[0].GetProperty("reason").GetProperty("id").GetString()!;
        var removal = (await host.Administrator.PostAsync("api/removals", Filled(Of("ProposeRemoval").Single(one => one.Name == "paper").Example), 201)).Json.GetProperty("id").GetString();
        await director.PostAsync(
            $"api/departments/{department}/removals/{removal}/decision", Filled(Of("DecideRemoval").Single(one => one.Name == "reject").Example), 200);

        IEnumerable<(string Name, JsonNode Example)> Of(string operation) => Examples(operations[operation].Node["requestBody"]!["content"]!["application/json"]!);

        string Filled(JsonNode example) => example.ToJsonString()
            .Replace("\"dept\"", $"\"{department}\"", StringComparison.Ordinal)
            .Replace("\"dept2\"", $"\"{partner}\"", StringComparison.Ordinal)
            .Replace("l1a2b3c4d5e6f-1-dept-1", deadline, StringComparison.Ordinal)
            .Replace("20240102abcdefghjkmnpqrstvwxyz0123", paper, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_member_of_a_body_is_described_in_both_languages_and_shown_in_the_reference()
    {
        using var client = new HttpClient { BaseAddress = host.Address };
        foreach (var language in new[] { "zh-CN", "en" })
        {
            var document = JsonNode.Parse(await client.GetStringAsync(new Uri($"api/openapi.json?lang={language}", UriKind.Relative), TestContext.Current.CancellationToken))!.AsObject();
            var html = System.Net.WebUtility.HtmlDecode(
                await client.GetStringAsync(new Uri($"reference?lang={language}", UriKind.Relative), TestContext.Current.CancellationToken));
            foreach (var operation in Operations(document))
            {
                var from = html.IndexOf($"id=\"{operation.Name}\"", StringComparison.Ordinal);
                var shown = html[from..html.IndexOf("</details>", from, StringComparison.Ordinal)];
                foreach (var content in operation.Node["requestBody"]?["content"]?.AsObject() ?? [])
                {
                    foreach (var (name, text) in Members(content.Value!["schema"]!, document, ""))
                    {
                        Assert.True(text is not null, $"{operation.Name} {name}: no description in {language}.");
                        Assert.True(language == "en" != text.Any(character => character is >= '一' and <= '鿿'), $"{operation.Name} {name}: {text}");
                        Assert.True(shown.Contains($"<code>{name}</code>", StringComparison.Ordinal) && shown.Contains(text, StringComparison.Ordinal), $"{operation.Name} {name} is not shown.");
                    }
                }

                foreach (var parameter in operation.Node["parameters"]!.AsArray().Where(one => one!["description"] is not null))
                {
                    Assert.Contains(parameter!["description"]!.GetValue<string>(), shown, StringComparison.Ordinal);
                }
            }
        }

        // Figures have a schema of their own, to which their description points.
        static IEnumerable<(string Name, string? Text)> Members(JsonNode schema, JsonObject document, string within)
        {
            var node = schema["$ref"] is { } to ? to.GetValue<string>()[2..].Split('/').Aggregate((JsonNode?)document, (at, name) => at![name])! : schema;
            foreach (var (name, member) in node["properties"] as JsonObject ?? [])
            {
                yield return (within + name, member!["description"]?.GetValue<string>());
                var inner = name == "figures" ? [] : Members(member["items"] ?? member, document, $"{within}{name}{(member["items"] is null ? "" : "[]")}.");
                foreach (var one in inner)
                {
                    yield return one;
                }
            }

            foreach (var one in (node["anyOf"] as JsonArray ?? []).SelectMany(choice => Members(choice!, document, within)))
            {
                yield return one;
            }
        }
    }

    [Fact]
    public async Task Every_answer_of_JSON_says_what_it_holds()
    {
        var document = await DocumentAsync();
        var vague = from operation in Operations(document)
                    from response in operation.Node["responses"]!.AsObject()
                    from content in response.Value!["content"]?.AsObject() ?? []
                    where content.Key is "application/json" or "application/problem+json"
                    from place in Vague(content.Value!["schema"], document, $"{operation.Name} {response.Key}", [])
                    select place;

        Assert.True(!vague.Any(), string.Join("\n", vague.Distinct()));
    }

    /// <summary>Bare schemas that the test above must find, in any of the forms in which they come.</summary>
    [Theory]
    [InlineData("""{"type":"object"}""")]
    [InlineData("{}")]
    [InlineData("true")]
    [InlineData("""{"type":"object","properties":{}}""")]
    [InlineData("""{"type":"object","properties":{"items":{"type":"array","items":{"type":"object"}}}}""")]
    [InlineData("""{"type":"object","properties":{"items":{"type":"array"}}}""")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"object"}]}""")]
    [InlineData("""{"$ref":"#/components/schemas/Bare"}""")]
    public void A_bare_schema_is_seen(string schema)
    {
        var document = JsonNode.Parse("""{"components":{"schemas":{"Bare":{"type":"object"}}}}""")!.AsObject();

        Assert.Single(Vague(JsonNode.Parse(schema), document, "", []));
    }

    [Theory]
    [InlineData("{\"items\":", "{\"more\":1,\"items\":")]
    [InlineData("\"name\":", "\"more\":1,\"name\":")]
    [InlineData("\"name\":", "\"title\":")]
    [InlineData("\"aliases\":[]", "\"aliases\":{}")]
    public async Task An_answer_with_another_member_than_the_document_names_is_seen(string written, string instead)
    {
        await host.DepartmentAsync();
        var documented = await DocumentedAnswers.OfAsync(host.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/departments");
        var answer = await host.Officer.SendAsync(request, 200);
        Assert.Contains(written, answer.Text, StringComparison.Ordinal);

        Assert.Equal("ListDepartments", documented.Check(request, answer));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(
            () => documented.Check(request, answer with { Body = Encoding.UTF8.GetBytes(answer.Text.Replace(written, instead, StringComparison.Ordinal)) }));
    }

    [Fact]
    public async Task Every_operation_answers_as_the_document_says()
    {
        var world = await WorldAsync();
        var document = await DocumentAsync();
        var documented = await DocumentedAnswers.OfAsync(host.Address);
        var (answered, refused, faults) = (0, new List<string>(), new List<string>());

        // What takes away what others need comes last.
        foreach (var operation in Operations(document).OrderBy(operation => operation.Method == "delete" || operation.Name.StartsWith("Withdraw", StringComparison.Ordinal)))
        {
            try
            {
                using var request = Request(operation, world);
                var client = operation.Roles is not { } roles ? host.As(null)
                    : roles.Contains("officer") ? host.Officer
                    : roles.Contains("administrator") ? host.Administrator
                    : world.Director;
                var answer = await client.SendAsync(request);
                var status = answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
                var response = operation.Node["responses"]![status];
                Assert.True(response is not null, $"{operation.Name} answered {status}, which the document does not name: {answer.Text}");
                Assert.True(answer.Message.Headers.Contains("X-Request-Id"), operation.Name);
                if (answer.Status < 300)
                {
                    answered++;
                }
                else
                {
                    refused.Add($"{operation.Name} {status}");
                    Assert.True(response["description"]!.GetValue<string>().Split(", ").Contains(answer.Code), $"{operation.Name}: {status} {answer.Code} is not named.");
                }

                Assert.Equal(operation.Name, documented.Check(request, answer));
            }
            catch (Xunit.Sdk.XunitException fault)
            {
                faults.Add(fault.Message);
            }
        }

        output.WriteLine($"{answered} operations answered, refused as documented: {string.Join(", ", refused)}");
        Assert.True(faults.Count == 0, string.Join("\n", faults));
        Assert.True(answered >= 30, $"Only {answered} operations were let through: {string.Join(", ", refused)}");
    }

    /// <summary>
    /// Every operation that documents If-Match: with another tag it is 412 and changes nothing, the refusal names the tag that the documented read
    /// gives, and with that tag it is let through to whatever else it has to say.
    /// </summary>
    [Fact]
    public async Task Every_operation_that_documents_If_Match_heeds_it()
    {
        var world = await WorldAsync();
        var law = world.Values["law"];
        string[] added = ["AcceptObligation", "ConfirmObligation", "CorrectObligation", "RejectObligation", "RestoreObligation"];
        var numbers = new Dictionary<string, string>();
        foreach (var name in added)
        {
            var answer = await host.Officer.PostAsync(
                $"api/laws/{law}/obligations", new { kind = "implementation-report", article = "第二条", quote = $"应当报告{name}。" }, 200);
            numbers[name] = answer.Json.GetProperty("id").GetString()!.Split('-')[1];
        }

        await host.Officer.PostAsync($"api/laws/{law}/review/{numbers["RestoreObligation"]}/rejection", new { reason = "no-duty" }, 200);
        var removal = (await host.Administrator.PostAsync(
            "api/removals", new { department = world.Values["department"], delivery = world.Values["delivery"], file = 1, reason = "理由" }, 201)).Json.GetProperty("id").GetString()!;
        var late = (await host.RuleAsync()).Deadline;
        await host.SweepAsync(new DateOnly(2025, 1, 3));
        world = world with { Values = new Dictionary<string, string>(world.Values) { ["alert"] = late + "-r1-overdue", ["removal"] = removal } };
        var operations = Operations(await DocumentAsync()).Where(operation =>
            operation.Node["parameters"]!.AsArray().Any(parameter => parameter!["name"]!.GetValue<string>() == "If-Match")).ToList();
        Assert.True(operations.Count >= 20, $"Only {operations.Count} document If-Match.");

        foreach (var isRight in new[] { false, true })
        {
            foreach (var operation in operations)
            {
                var tag = await TagAsync(operation);
                using var request = Request(operation, world, numbers.GetValueOrDefault(operation.Name));
                request.Headers.Add("If-Match", isRight ? tag : "\"7-0123456789abcdef\"");
                var client = operation.Roles!.Contains("officer") ? host.Officer : operation.Roles!.Contains("administrator") ? host.Administrator : world.Director;
                var answer = await client.SendAsync(request);

                output.WriteLine($"{operation.Name}: {answer.Status} {(answer.Status < 300 ? "" : answer.Code)}");
                Assert.True((answer.Status == 412) != isRight, $"{operation.Name} with the {(isRight ? "right" : "wrong")} tag: {answer.Status} {answer.Text}");
                if (!isRight)
                {
                    Assert.Equal("state-changed", answer.Code);
                    Assert.Equal((operation.Name, tag), (operation.Name, answer.Message.Headers.ETag!.Tag));
                    Assert.Equal((operation.Name, tag), (operation.Name, await TagAsync(operation)));
                }
            }
        }

        // The tag as the document's reads give it.
        async Task<string> TagAsync(Operation operation)
        {
            if (numbers.TryGetValue(operation.Name, out var number))
            {
                var state = operation.Name == "RestoreObligation" && (await host.Officer.GetAsync($"api/laws/{law}/review?state=rejected", 200)).Text.Contains($"{law}-{number}\"", StringComparison.Ordinal) ? "rejected" : "proposed";
                var waiting = (await host.Officer.GetAsync($"api/laws/{law}/review?state={state}", 200)).Json.GetProperty("items").EnumerateArray();
                return $"\"{waiting.Single(found => found.GetProperty("obligation").GetProperty("id").GetString() == $"{law}-{number}").GetProperty("tag").GetString()}\"";
            }

            var read = operation.Path.Contains("/alerts/", StringComparison.Ordinal) ? $"api/alerts/{world.Values["alert"]}"
                : operation.Name is "SaveDepartment" ? $"api/departments/{world.Values["department"]}"
                : operation.Name is "SavePerson" ? $"api/departments/{world.Values["department"]}/people/contact"
                : operation.Name is "DecideRemoval" ? $"api/departments/{world.Values["department"]}/removals/{removal}"
                : operation.Path.Contains("/deliveries/", StringComparison.Ordinal) && operation.Name is not "MatchDelivery"
                    ? $"api/departments/{world.Values["department"]}/deliveries/{world.Values["delivery"]}"
                : operation.Path.Contains("/versions/", StringComparison.Ordinal) ? $"api/laws/{law}/versions/{world.Values["version"]}"
                : operation.Path.Contains("/laws/", StringComparison.Ordinal) ? $"api/laws/{law}"
                : $"api/deadlines/{world.Values["deadline"]}";
            return (await (operation.Name is "DecideRemoval" ? world.Director : host.Officer).GetAsync(read, 200)).Message.Headers.ETag!.Tag;
        }
    }

    [Fact]
    public async Task Every_read_that_gives_a_tag_says_so()
    {
        var world = await WorldAsync();
        foreach (var operation in Operations(await DocumentAsync()).Where(operation => operation.Method == "get"))
        {
            using var request = Request(operation, world);
            var client = operation.Roles is not { } roles ? host.As(null) : roles.Contains("officer") ? host.Officer : roles.Contains("administrator") ? host.Administrator : world.Director;
            var answer = await client.SendAsync(request);
            var documents = operation.Node["responses"]?["200"]?["headers"]?["ETag"] is not null;
            Assert.True(answer.Status >= 300 || documents == (answer.Message.Headers.ETag is not null), $"{operation.Name}: {answer.Message.Headers.ETag}");
        }
    }

    [Fact]
    public async Task The_document_is_in_the_language_asked_for()
    {
        using var chinese = new HttpRequestMessage(HttpMethod.Get, "api/openapi.json");
        chinese.Headers.TryAddWithoutValidation("Accept-Language", "zh-CN");
        using var english = new HttpRequestMessage(HttpMethod.Get, "api/openapi.json");
        english.Headers.TryAddWithoutValidation("Accept-Language", "en");

        var first = (await host.As(null).SendAsync(chinese, 200)).Json;
        var second = (await host.As(null).SendAsync(english, 200)).Json;

        Assert.Equal("3.1.0", first.GetProperty("openapi").GetString());
        Assert.Contains("国家秘密", first.GetProperty("info").GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Contains("No state secrets", second.GetProperty("info").GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reference", "zh-CN", "国家秘密")]
    [InlineData("reference", "en", "No state secrets")]
    [InlineData("guide", "zh-CN", "国家秘密")]
    [InlineData("guide", "en", "No state secrets")]
    public async Task The_pages_ask_nothing_of_others_and_run_no_script(string page, string language, string notice)
    {
        using var client = new HttpClient { BaseAddress = host.Address };

        using var answer = await client.GetAsync(new Uri($"{page}?lang={language}", UriKind.Relative), TestContext.Current.CancellationToken);
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Contains(notice, html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("(src|href|action)=\"(https?:)?//", html);
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        if (page == "reference")
        {
            Assert.All(Operations(await DocumentAsync()), operation => Assert.Contains($"id=\"{operation.Name}\"", html, StringComparison.Ordinal));
            Assert.All(ProblemTexts.Codes, code => Assert.Contains($"<code>{code}</code>", html, StringComparison.Ordinal));
        }
    }

    /// <summary>Where a schema does not say what it takes: an object without members, a list of anything, or nothing at all.</summary>
    private static IEnumerable<string> Vague(JsonNode? schema, JsonObject document, string place, IReadOnlyList<string> within)
    {
        if (schema is not JsonObject { Count: > 0 } node)
        {
            return [$"{place}: {schema?.ToJsonString()}"];
        }

        if (node["$ref"]?.GetValue<string>() is { } to)
        {
            return within.Contains(to) ? [] : Vague(to[2..].Split('/').Aggregate((JsonNode?)document, Step), document, to, [.. within, to]);
        }

        var types = node["type"] is JsonArray several ? several.Select(type => type!.GetValue<string>()).ToArray() : [node["type"]?.GetValue<string>() ?? ""];
        var choices = (node["anyOf"] as JsonArray ?? []).Index().SelectMany(choice => Vague(choice.Item, document, $"{place}|{choice.Index}", within));
        var members = (node["properties"] as JsonObject ?? []).SelectMany(member => Vague(member.Value, document, $"{place}.{member.Key}", within));
        var more = node["additionalProperties"] is JsonObject others ? Vague(others, document, place + ".*", within) : [];
        var items = types.Contains("array") ? Vague(node["items"], document, place + "[]", within) : [];
        var isBare = types.Contains("object")
            ? node["properties"] is not JsonObject { Count: > 0 } && node["additionalProperties"] is not JsonObject && node["anyOf"] is null
            : types is [""] && node["const"] is null && node["enum"] is null && node["anyOf"] is null && node["properties"] is null;
        return (isBare ? [$"{place}: {node.ToJsonString()}"] : Array.Empty<string>()).Concat(choices).Concat(members).Concat(more).Concat(items);

        static JsonNode? Step(JsonNode? at, string name) => at is JsonArray list ? list[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)] : at?[name];
    }

    private async Task<JsonObject> DocumentAsync() => JsonNode.Parse((await host.As(null).GetAsync("api/openapi.json", 200)).Body)!.AsObject();

    private static IEnumerable<Operation> Operations(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        select new Operation(method.Value!["operationId"]!.GetValue<string>(), method.Key, path.Key, method.Value!.AsObject());

    /// <summary>The examples of a body: the one, or several by their names.</summary>
    private static IEnumerable<(string Name, JsonNode Example)> Examples(JsonNode content) => content["example"] is { } only
        ? [("", only)]
        : (content["examples"] as JsonObject ?? []).Select(one => (one.Key, one.Value!["value"]!));

    private static HttpRequestMessage Request(Operation operation, World world, string? named = null)
    {
        var path = operation.Path[1..];
        foreach (var (name, value) in world.Values)
        {
            path = path.Replace("{" + name + "}", value, StringComparison.Ordinal);
        }

        var number = named ?? (operation.Path.Contains("/obligations/", StringComparison.Ordinal) ? "2" : "1");
        path = path.Replace("{number}", number, StringComparison.Ordinal);
        Assert.DoesNotContain("{", path, StringComparison.Ordinal);
        var request = new HttpRequestMessage(new HttpMethod(operation.Method.ToUpperInvariant()), path);
        foreach (var parameter in operation.Node["parameters"]!.AsArray().Where(one => one!["in"]!.GetValue<string>() == "header" && one["required"]!.GetValue<bool>()))
        {
            request.Headers.Add(parameter!["name"]!.GetValue<string>(), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("正文"u8)));
        }

        if (operation.Node["requestBody"]?["content"]?.AsObject().Single() is not { } body)
        {
            return request;
        }

        var example = Examples(body.Value!).FirstOrDefault().Example;
        var text = (example?.ToJsonString() ?? "{}")
            .Replace("\"dept\"", $"\"{world.Values["department"]}\"", StringComparison.Ordinal)
            .Replace("l1a2b3c4d5e6f-1-dept-1", world.Values["deadline"], StringComparison.Ordinal)
            .Replace("d0c1v2b3n4m5q6w7e8r9t0y1x2z", world.Values["delivery"], StringComparison.Ordinal);
        if (body.Key == "multipart/form-data")
        {
            request.Content = Upload.Of("x", "x", example!["metadata"]!.ToJsonString(), ("a.txt", "正文"u8.ToArray())).Content;
        }
        else if (body.Key == "application/octet-stream")
        {
            request.Content = new ByteArrayContent("正文"u8.ToArray()) { Headers = { ContentType = new(body.Key) } };
        }
        else if (body.Key == "text/markdown")
        {
            request.Content = new StringContent(Texts.Law("临江省文档所示条例"), Encoding.UTF8, body.Key);
        }
        else
        {
            request.Content = new StringContent(text, Encoding.UTF8, body.Key);
        }

        return request;
    }

    private async Task<World> WorldAsync()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, own, obligation, deadline) = await host.RuleAsync();
        var receipt = await own.SendAsync(Upload.Rule(department, obligation), 201);
        var upload = (await own.PostAsync(
            $"api/departments/{department}/uploads",
            new { kind = "rule", metadata = new { title = "分段", issued = "2024-01-02" }, files = new[] { new { name = "a.txt", length = 6 } } },
            201)).Json.GetProperty("id").GetString()!;
        var key = (await host.Administrator.PostAsync("api/keys", new { role = "reader", validDays = 5 }, 201)).Json.GetProperty("id").GetString()!;
        await host.Administrator.PostAsync("api/sources/gathering", null, 200);
        await host.RelayAsync();
        var law = obligation.Split('-')[0];
        var title = (await host.Officer.GetAsync($"api/laws/{law}", 200)).Json.GetProperty("title").GetString()!;
        var longer = Texts.Law(title) + "\n第六条 本条例由省人民政府负责解释。\n";
        var amended = (await host.Officer.PostTextAsync("api/laws?file=law.md", longer, 201)).Json.GetProperty("law");
        return new World(
            new Dictionary<string, string>
            {
                ["law"] = law,
                ["version"] = amended.GetProperty("textVersion").GetString()!,
                ["department"] = department,
                ["person"] = "contact",
                ["delivery"] = receipt.Json.GetProperty("id").GetString()!,
                ["upload"] = upload,
                ["file"] = "1",
                ["part"] = "1",
                ["month"] = "2025-01",
                ["deadline"] = deadline,
                ["alert"] = deadline + "-r1-overdue",
                ["key"] = key,
                ["source"] = "drop",
                ["operation"] = "sweep-not-run.sweep",
                ["paper"] = "20240102abcdefghjkmnpqrstvwxyz0123",
                ["mail"] = "none",
                ["ending"] = "ending-00000000000000000000000000000000",
                ["removal"] = "x00000000000000000000000000",
            },
            host.As(await host.KeyAsync(Role.Director)));
    }

    private sealed record World(IReadOnlyDictionary<string, string> Values, ApiClient Director);

    private sealed record Operation(string Name, string Method, string Path, JsonObject Node)
    {
        public IReadOnlyList<string>? Roles => Node["x-roles"]?.AsArray().Select(role => role!.GetValue<string>()).ToList();

        public bool OwnOnly => Node["x-own-department-only"]?.GetValue<bool>() == true;
    }
}
