namespace Supervision.Tests.Api;

public sealed class DirectoryTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task A_department_is_saved_read_listed_and_saved_again()
    {
        var id = host.NewId("dept");
        var body = new { name = "省公安厅" + id, nameEn = "Public Security", aliases = new[] { "省公安机关" + id }, language = "en", validFrom = "2020-01-01" };

        var saved = await host.Administrator.PutAsync($"api/departments/{id}", body, 200);
        await host.Administrator.PutAsync($"api/departments/{id}", body, 200);

        Assert.Equal(saved.Text, (await host.Administrator.GetAsync($"api/departments/{id}", 200)).Text);
        Assert.Equal("省公安厅" + id, saved.Json.GetProperty("name").GetString());
        var list = (await host.Officer.GetAsync("api/departments", 200)).Json.GetProperty("items").EnumerateArray();
        Assert.Single(list, item => item.GetProperty("id").GetString() == id);
    }

    [Fact]
    public async Task Every_fault_of_a_department_is_named()
    {
        var answer = await host.Administrator.PutAsync(
            $"api/departments/{host.NewId("dept")}",
            new
            {
                name = " ",
                nameEn = new string('x', 70_000),
                aliases = new[] { "a\u0001", new string('字', 101) },
                language = "fr",
                validFrom = "2020-01-02",
                validTo = "2020-01-01",
            },
            422);
        var reserved = await host.Administrator.PutAsync("api/departments/office", new { name = "办公室" }, 422);
        var many = await host.Administrator.PutAsync(
            $"api/departments/{host.NewId("dept")}", new { name = "厅", aliases = Enumerable.Range(0, 51).Select(i => $"名{i}") }, 422);

        Assert.Equal(
            [
                "language-unknown language", "text-control-characters aliases[0]", "text-missing name", "text-too-long aliases[1]", "text-too-long nameEn",
                "valid-order validTo",
            ],
            answer.Faults);
        Assert.Equal(["id-reserved id"], reserved.Faults);
        Assert.Equal(["too-many-aliases aliases"], many.Faults);
    }

    [Fact]
    public async Task An_alias_of_another_department_is_refused_and_nothing_of_the_refused_one_stays()
    {
        var (first, second, third) = (host.NewId("dept"), host.NewId("dept"), host.NewId("dept"));
        await host.Administrator.PutAsync($"api/departments/{first}", new { name = "甲" + first, aliases = new[] { "占用" + first } }, 200);

        var refused = await host.Administrator.PutAsync(
            $"api/departments/{second}", new { name = "乙" + first, aliases = new[] { "空闲" + first, "占用" + first } }, 422);

        Assert.Equal(["alias-taken aliases"], refused.Faults);
        Assert.Equal("department-not-found", (await host.Administrator.GetAsync($"api/departments/{second}", 404)).Code);
        await host.Administrator.PutAsync($"api/departments/{third}", new { name = "丙" + first, aliases = new[] { "空闲" + first, "乙" + first } }, 200);
    }

    [Fact]
    public async Task An_alias_that_a_department_gives_up_is_free_for_another()
    {
        var (first, second) = (host.NewId("dept"), host.NewId("dept"));
        await host.Administrator.PutAsync($"api/departments/{first}", new { name = "甲" + first, aliases = new[] { "误" + first } }, 200);

        await host.Administrator.PutAsync($"api/departments/{first}", new { name = "甲" + first }, 200);

        await host.Administrator.PutAsync($"api/departments/{second}", new { name = "乙" + first, aliases = new[] { "误" + first } }, 200);
    }

    [Fact]
    public async Task Every_fault_of_a_person_is_named()
    {
        var (department, _) = await host.DepartmentAsync();

        var answer = await host.Administrator.PutAsync(
            $"api/departments/{department}/people/p", new { name = "", mail = "nonsense", language = "fr", roles = new[] { "officer-in-charge" } }, 422);
        var mail = await host.Administrator.PutAsync(
            $"api/departments/{department}/people/p", new { name = "a", mail = new string('x', 40_000) + "@a.example", roles = new[] { "department" } }, 422);

        Assert.Equal(["language-unknown language", "mail-invalid mail", "role-unknown roles", "text-missing name"], answer.Faults);
        Assert.Equal(["mail-invalid mail"], mail.Faults);
        Assert.Equal(
            "department-not-found",
            (await host.Administrator.PutAsync("api/departments/nowhere/people/p", new { name = "a", mail = "a@b.example", roles = new[] { "department" } }, 404)).Code);
        await host.Administrator.PutAsync(
            $"api/departments/{department}/people/{Uri.EscapeDataString("Wrong Id")}", new { name = "a", mail = "a@b.example", roles = new[] { "department" } }, 404);
    }

    [Fact]
    public async Task The_thirty_first_person_of_an_organ_is_refused()
    {
        var (department, _) = await host.DepartmentAsync();
        for (var i = 2; i <= 30; i++)
        {
            await host.Administrator.PutAsync($"api/departments/{department}/people/p{i}", new { name = "某", mail = "a@b.example", roles = new[] { "department" } }, 200);
        }

        var answer = await host.Administrator.PutAsync(
            $"api/departments/{department}/people/p31", new { name = "某", mail = "a@b.example", roles = new[] { "department" } }, 422);

        Assert.Equal(["too-many-people id"], answer.Faults);
        Assert.Equal(30, (await host.Officer.GetAsync($"api/departments/{department}/people", 200)).Json.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("{\"name\":\"甲\",\"colour\":\"red\"}")]
    [InlineData("{}")]
    [InlineData("{\"name\":null}")]
    [InlineData("{\"name\":7}")]
    [InlineData("{\"name\":\"甲\",\"validFrom\":\"tomorrow\"}")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("nonsense")]
    public async Task Json_of_another_shape_or_with_an_unknown_member_is_400(string body)
    {
        Assert.Equal("json-invalid", (await host.Administrator.PutAsync($"api/departments/{host.NewId("dept")}", body, 400)).Code);
    }

    /// <summary>A merger recorded by one administrator is not undone by another who had read the department before and saves an alias.</summary>
    [Fact]
    public async Task A_department_is_saved_only_over_the_state_that_was_read()
    {
        var (old, heir) = (host.NewId("dept"), host.NewId("dept"));
        await host.Administrator.PutAsync($"api/departments/{heir}", new { name = "综合" + heir }, 200);
        var first = await host.Administrator.PutAsync($"api/departments/{old}", new { name = "水务" + old }, 200);
        var seen = TagOf(await host.Administrator.GetAsync($"api/departments/{old}", 200));
        var merged = new { name = "水务" + old, validTo = "2023-12-31", successor = heir };
        var alias = new { name = "水务" + old, aliases = new[] { "水利" + old } };
        Assert.Equal(seen, TagOf(first));

        var merger = await PutAsync($"api/departments/{old}", merged, 200, ("If-Match", seen));
        var again = await PutAsync($"api/departments/{old}", merged, 200, ("If-Match", seen));
        var late = await PutAsync($"api/departments/{old}", alias, 412, ("If-Match", seen));
        var unseen = await PutAsync($"api/departments/{old}", alias, 428);
        var undone = await PutAsync($"api/departments/{old}", new { name = "水务" + old, validTo = "2023-12-30", successor = heir }, 428, ("If-Match", "*"));
        await PutAsync($"api/departments/{old}", merged, 200);

        Assert.Equal(merger.Text, again.Text);
        Assert.Equal(("state-changed", TagOf(merger)), (late.Code, TagOf(late)));
        Assert.Equal(("precondition-required", "precondition-required"), (unseen.Code, undone.Code));
        Assert.Equal(merger.Text, (await host.Administrator.GetAsync($"api/departments/{old}", 200)).Text);

        // With the merger kept, or seen, the alias is saved.
        var kept = await PutAsync($"api/departments/{old}", new { name = "水务" + old, validTo = "2023-12-31", successor = heir, aliases = new[] { "水利" + old } }, 200);
        await PutAsync($"api/departments/{old}", alias, 200, ("If-Match", TagOf(kept)));
    }

    [Fact]
    public async Task A_new_entry_takes_the_place_of_none()
    {
        var id = host.NewId("dept");
        var (path, body) = ($"api/departments/{id}", new { name = "新设" + id });

        var gone = await PutAsync(path, body, 412, ("If-Match", "\"0123456789abcdef0123456789abcdef\""));
        var created = await PutAsync(path, body, 200, ("If-None-Match", "*"));
        await PutAsync(path, body, 200, ("If-None-Match", "*"));
        var there = await PutAsync(path, new { name = "又设" + id }, 412, ("If-None-Match", "*"));
        var malformed = await PutAsync(path, body, 400, ("If-None-Match", "\"x\""));

        Assert.Null(gone.Message.Headers.ETag);
        Assert.Equal(("state-changed", TagOf(created)), (there.Code, TagOf(there)));
        Assert.Equal("if-none-match-invalid", malformed.Code);
    }

    [Fact]
    public async Task A_person_is_saved_only_over_the_state_that_was_read()
    {
        var (department, _) = await host.DepartmentAsync();
        var path = $"api/departments/{department}/people/contact";
        var seen = TagOf(await host.Officer.GetAsync(path, 200));
        object Body(string mail) => new { name = "联络员", mail, roles = new[] { "department" } };

        var moved = await PutAsync(path, Body("moved@a.example"), 200, ("If-Match", seen));
        await PutAsync(path, Body("moved@a.example"), 200, ("If-Match", seen));
        var late = await PutAsync(path, Body("late@a.example"), 412, ("If-Match", seen));
        var there = await PutAsync(path, Body("new@a.example"), 412, ("If-None-Match", "*"));

        Assert.Equal((TagOf(moved), TagOf(moved)), (TagOf(late), TagOf(there)));
        Assert.Equal(moved.Text, (await host.Officer.GetAsync(path, 200)).Text);
        Assert.Equal("person-not-found", (await host.Officer.GetAsync($"api/departments/{department}/people/nobody", 404)).Code);
    }

    private async Task<Answer> PutAsync(string path, object body, int status, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = System.Net.Http.Json.JsonContent.Create(body, body.GetType()) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await host.Administrator.SendAsync(request, status);
    }

    private static string TagOf(Answer answer) => answer.Message.Headers.ETag!.Tag;

    [Fact]
    public async Task A_key_request_with_faults_names_each()
    {
        Assert.Equal(
            ["role-department department", "valid-days validDays"],
            (await host.Administrator.PostAsync("api/keys", new { role = "department", validDays = 0 }, 422)).Faults);
        Assert.Equal(["role-unknown role"], (await host.Administrator.PostAsync("api/keys", new { role = "staff" }, 422)).Faults);
        Assert.Equal(["role-unknown role"], (await host.Administrator.PostAsync("api/keys", new { role = "officer, director" }, 422)).Faults);
        Assert.Equal("json-invalid", (await host.Administrator.PostAsync("api/keys", new { role = "king" }, 400)).Code);
        Assert.Equal("department-not-found", (await host.Administrator.PostAsync("api/keys", new { role = "department", department = "nowhere" }, 404)).Code);
        Assert.Equal("too-large", (await host.Administrator.PostAsync("api/keys", new string(' ', 1_000_001), 413)).Code);
    }
}
