using System.Net.Http.Headers;
using System.Text.Json;
using Supervision.Tests.Storage;

namespace Supervision.Tests.Api;

/// <summary>Decisions about laws and obligations: of two officers who saw the same state the second is told, and what was carried out is answered again as it was.</summary>
public sealed class StateTests(StateTests.Office office) : IClassFixture<StateTests.Office>
{
    /// <summary>
    /// Decisions, each on the state of a law or of a find, as two officers ask for them: the path below the law, what the first and the second want.
    /// </summary>
    private static readonly Dictionary<string, (string Path, object First, object Second)> Decisions = new()
    {
        ["repeal"] = ("ending", new { on = "2024-01-02" }, new { on = "2024-02-02" }),
        ["the same repeal"] = ("ending", new { on = "2024-01-02" }, new { on = "2024-01-02" }),
        ["a repeal to come"] = ("ending", new { on = "2024-06-02" }, new { on = "2024-01-02" }),
        ["ended provisions"] = ("ending", new { on = "2024-01-02", obligations = new[] { 1 } }, new { on = "2024-01-02", obligations = new[] { 2 } }),
        ["law correction"] = ("correction", new { reason = "甲", effectiveOn = "2024-03-01" }, new { reason = "乙", effectiveOn = "2024-04-01" }),
        ["committee"] = ("committee", new { committee = "environment" }, new { committee = "agriculture" }),
        ["higher law"] = ("changes", new { changed = "2024-01-02" }, new { changed = "2024-01-01" }),
        ["addition"] = ("obligations", Addition("甲"), Addition("乙")),
        ["correction"] = ("review/2/correction", new { instrument = "甲" }, new { instrument = "乙" }),
        ["rejection"] = ("review/2/rejection", new { reason = "no-duty" }, new { reason = "duplicate" }),
        ["acceptance"] = ("review/2/acceptance", new { departments = new[] { "D" } }, new { departments = new[] { "D" }, due = new { none = true } }),
        ["confirmation"] = ("obligations/2/confirmation", new { departments = new[] { "D" } }, new { departments = new[] { "D" }, due = new { none = true } }),
    };

    public static TheoryData<string> Names => [.. Decisions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Of_two_officers_who_saw_the_same_state_the_second_is_told(string name)
    {
        var (law, department) = await LawAsync();
        var (path, first, second) = Decisions[name];
        var tag = await TagAsync(law, path);

        await PostAsync(office.One, law, path, first, department, tag, null, 200);
        var before = await StoredAsync(law);
        var chinese = await PostAsync(office.Other, law, path, second, department, tag, null, 412);
        var english = await PostAsync(office.Other, law, path, second, department, tag, "k", 412, "en");

        Assert.Equal(("state-changed", "state-changed"), (chinese.Code, english.Code));
        Assert.Equal("内容在您查看之后已有变化，请重新查看。", chinese.Json.GetProperty("title").GetString());
        Assert.Equal("It has changed since you read it; read it again.", english.Json.GetProperty("title").GetString());
        Assert.NotEqual(tag, chinese.Message.Headers.ETag!.Tag);
        Assert.Equal(before, await StoredAsync(law));
        if (name is "ended provisions" or "committee" or "law correction" or "higher law" or "addition" or "correction")
        {
            // Having read it again, the officer may decide, also under the key that was refused.
            Assert.Equal(await TagAsync(law, path), english.Message.Headers.ETag!.Tag);
            await PostAsync(office.Other, law, path, second, department, english.Message.Headers.ETag!.Tag, "k", 200);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_was_carried_out_is_answered_again_as_it_was_whatever_came_after_it(string name)
    {
        var (law, department) = await LawAsync();
        var (path, first, _) = Decisions[name];
        var tag = await TagAsync(law, path);

        var carriedOut = await PostAsync(office.One, law, path, first, department, tag, "k", 200);
        var outdated = await PostAsync(office.One, law, path, first, department, tag, "k", 200);
        await DeletePlansAsync();
        var later = await PostAsync(office.One, law, path, first, department, tag, "k", 200);
        var stored = await StoredAsync(law);
        var onNone = await PostAsync(office.One, law, path, first, department, null, "k", 200);

        Assert.All(new[] { outdated, later, onNone }, again => Assert.Equal(carriedOut.Text, again.Text));
        Assert.Equal(stored, await StoredAsync(law));
    }

    /// <summary>A refusal for a second wish under the key of a first.</summary>
    [Theory]
    [InlineData("repeal")]
    [InlineData("ended provisions")]
    [InlineData("committee")]
    [InlineData("law correction")]
    [InlineData("higher law")]
    [InlineData("addition")]
    [InlineData("correction")]
    [InlineData("rejection")]
    [InlineData("acceptance")]
    [InlineData("confirmation")]
    public async Task A_key_stands_for_one_wish(string name)
    {
        var (law, department) = await LawAsync();
        var (path, first, second) = Decisions[name];

        await PostAsync(office.One, law, path, first, department, null, "k", 200);
        var stored = await StoredAsync(law);

        Assert.Equal("idempotency-key-reused", (await PostAsync(office.One, law, path, second, department, null, "k", 422)).Code);
        Assert.Equal(stored, await StoredAsync(law));
    }

    [Theory]
    [InlineData("acceptance")]
    [InlineData("confirmation")]
    public async Task A_confirmation_is_answered_as_it_was_after_a_repeal_too(string name)
    {
        var (law, department) = await LawAsync();
        var (path, wish, other) = Decisions[name];
        var first = await PostAsync(office.One, law, path, wish, department, null, "k", 200);
        await PostAsync(office.Other, law, "ending", new { on = "2024-01-02" }, department, null, null, 200);
        await DeletePlansAsync();

        var again = await PostAsync(office.One, law, path, wish, department, null, "k", 200);

        Assert.Equal(first.Text, again.Text);
        Assert.Equal("idempotency-key-reused", (await PostAsync(office.One, law, path, other, department, null, "k", 422)).Code);
        Assert.Equal("obligation-ended", (await PostAsync(office.One, law, path, wish, department, null, "fresh", 409)).Code);
    }

    [Fact]
    public async Task A_repeal_to_come_is_answered_as_it_was_after_the_day_too()
    {
        var (law, department) = await LawAsync();
        var first = await PostAsync(office.One, law, "ending", new { on = "2024-03-04" }, department, null, "k", 200);
        await office.Host.SweepAsync(new DateOnly(2024, 3, 5));

        var again = await PostAsync(office.One, law, "ending", new { on = "2024-03-04" }, department, null, "k", 200);

        Assert.False(first.Json.GetProperty("done").GetBoolean());
        Assert.Equal(first.Text, again.Text);
    }

    [Theory]
    [InlineData("correction")]
    [InlineData("ending")]
    [InlineData("repeal")]
    public async Task An_addition_repeated_adds_nothing_whatever_became_of_it(string meanwhile)
    {
        var (law, department) = await LawAsync();
        var added = await PostAsync(office.One, law, "obligations", Addition("甲"), department, null, "k", 200);
        var number = NumberOf(added);
        await (meanwhile switch
        {
            "correction" => PostAsync(office.Other, law, $"review/{number}/correction", new { kind = "implementing-rule" }, department, null, null, 200),
            "ending" => PostAsync(office.Other, law, "ending", new { on = "2024-01-02", obligations = new[] { number } }, department, null, null, 200),
            _ => PostAsync(office.Other, law, "ending", new { on = "2024-01-02" }, department, null, null, 200),
        });

        var again = await PostAsync(office.One, law, "obligations", Addition("甲"), department, null, "k", 200);

        Assert.Equal(added.Text, again.Text);
        Assert.Equal(number, (await office.Host.RowsAsync("register", law, "obligation-")).Count);
    }

    [Fact]
    public async Task An_addition_found_already_there_is_answered_alike_under_its_key()
    {
        var (law, department) = await LawAsync();
        var added = await PostAsync(office.One, law, "obligations", Addition("甲"), department, null, null, 200);
        var number = NumberOf(added);
        var found = await PostAsync(office.Other, law, "obligations", Addition("甲"), department, null, "k", 200);
        await PostAsync(office.One, law, "ending", new { on = "2024-01-02", obligations = new[] { number } }, department, null, null, 200);

        var again = await PostAsync(office.Other, law, "obligations", Addition("甲"), department, null, "k", 200);

        Assert.Equal(added.Text, found.Text);
        Assert.Equal(added.Text, again.Text);
        Assert.Equal(number, (await office.Host.RowsAsync("register", law, "obligation-")).Count);
    }

    /// <summary>The correction of a colleague, made after one's own, is not undone by one's own sent again.</summary>
    [Fact]
    public async Task A_correction_repeated_leaves_what_another_corrected_since()
    {
        var (law, department) = await LawAsync();
        var mine = await PostAsync(office.One, law, "review/2/correction", new { instrument = "甲" }, department, null, "k", 200);
        await PostAsync(office.Other, law, "review/2/correction", new { instrument = "乙" }, department, null, null, 200);

        var again = await PostAsync(office.One, law, "review/2/correction", new { instrument = "甲" }, department, null, "k", 200);

        Assert.Equal(mine.Text, again.Text);
        var now = (await office.Host.Officer.GetAsync($"api/laws/{law}/review", 200)).Json.GetProperty("items").EnumerateArray()
            .Single(found => found.GetProperty("obligation").GetProperty("id").GetString() == law + "-2");
        Assert.Equal("乙", now.GetProperty("obligation").GetProperty("candidate").GetProperty("instrument").GetString());
    }

    [Fact]
    public async Task The_withdrawal_of_a_repeal_heeds_role_second_person_tag_and_key()
    {
        var (law, department) = await LawAsync();
        var ending = (await PostAsync(office.One, law, "ending", new { on = "2024-01-02" }, department, null, null, 200)).Json.GetProperty("id").GetString()!;
        var path = $"endings/{ending}/withdrawal";
        var reason = new { reason = "与另一法规混淆" };
        var seen = await TagAsync(law, "ending");
        await PostAsync(office.Other, law, "ending", new { on = "2024-02-02", obligations = new[] { 2 } }, department, null, null, 200);
        var tag = await TagAsync(law, "ending");
        var department1 = office.Host.As(await office.Host.KeyAsync(Access.Role.Department, department));
        var deadline = $"api/deadlines/{law}-1-{department}-1";

        Assert.Equal("forbidden", (await PostAsync(department1, law, path, reason, department, null, null, 403)).Code);
        var own = await PostAsync(office.One, law, path, reason, department, null, null, 403, "en");
        var outdated = await PostAsync(office.Other, law, path, reason, department, seen, "w", 412);
        var unknown = await PostAsync(office.Other, law, "endings/ending-none/withdrawal", reason, department, null, null, 404);
        var before = (await office.Host.Officer.GetAsync(deadline, 200)).Json.GetProperty("standing").GetString();
        var done = await PostAsync(office.Other, law, path, reason, department, tag, "w", 200);
        var again = await PostAsync(office.Other, law, path, reason, department, tag, "w", 200);
        var late = await PostAsync(office.Host.Officer, law, path, reason, department, null, null, 409);
        var endings = (await office.Host.Officer.GetAsync($"api/laws/{law}/endings", 200)).Json.GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(("own-ending", "Nobody withdraws a repeal or an end that they recorded themselves, nor with a key that they created; it takes a second person."), (own.Code, own.Json.GetProperty("title").GetString()));
        Assert.Equal(("state-changed", "ending-not-found", "ending-withdrawn"), (outdated.Code, unknown.Code, late.Code));
        Assert.Equal(done.Text, again.Text);
        Assert.Equal(("closed-without-fulfilment", "running"), (before, (await office.Host.Officer.GetAsync(deadline, 200)).Json.GetProperty("standing").GetString()));
        Assert.False((await office.Host.Officer.GetAsync($"api/laws/{law}", 200)).Json.TryGetProperty("repealedOn", out _));
        Assert.Equal([true, false], endings.Select(end => end.TryGetProperty("withdrawn", out _)));
        Assert.Equal("与另一法规混淆", endings[0].GetProperty("withdrawn").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_restoration_repeated_does_not_take_back_a_later_rejection()
    {
        var (law, department) = await LawAsync();
        await PostAsync(office.One, law, "review/2/rejection", new { reason = "no-duty" }, department, null, null, 200);
        var restored = await PostAsync(office.One, law, "review/2/restoration", new { }, department, null, "k", 200);
        await PostAsync(office.Other, law, "review/2/rejection", new { reason = "duplicate" }, department, null, null, 200);

        var again = await PostAsync(office.One, law, "review/2/restoration", new { }, department, null, "k", 200);

        Assert.Equal(restored.Text, again.Text);
        Assert.DoesNotContain(law + "-2\"", (await office.Host.Officer.GetAsync($"api/laws/{law}/review", 200)).Text, StringComparison.Ordinal);
    }

    /// <summary>The number of an obligation added to a law, after those of its text and of the place's ordinances.</summary>
    private static int NumberOf(Answer added) =>
        int.Parse(added.Json.GetProperty("id").GetString()!.Split('-')[^1], System.Globalization.CultureInfo.InvariantCulture);

    private static object Addition(string quote) => new { kind = "recurring-report", article = "第二条", quote = $"应当报告{quote}的情况。" };

    /// <summary>A law of its own with a rule (1), confirmed, and a report (2) that waits.</summary>
    private async Task<(string Law, string Department)> LawAsync()
    {
        office.Host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (department, _) = await office.Host.DepartmentAsync();
        var law = await office.Host.LawAsync();
        await office.Host.ConfirmAsync(law, 1, new { departments = new[] { department } });
        return (law, department);
    }

    /// <summary>The tag of what a decision is about, from the read that a client has.</summary>
    private async Task<string> TagAsync(string law, string path)
    {
        if (!path.StartsWith("review/", StringComparison.Ordinal) && !path.EndsWith("/confirmation", StringComparison.Ordinal))
        {
            return (await office.Host.Officer.GetAsync($"api/laws/{law}", 200)).Message.Headers.ETag!.Tag;
        }

        var waiting = (await office.Host.Officer.GetAsync($"api/laws/{law}/review", 200)).Json.GetProperty("items").EnumerateArray();
        return $"\"{waiting.Single(found => found.GetProperty("obligation").GetProperty("id").GetString() == law + "-2").GetProperty("tag").GetString()}\"";
    }

    private static async Task<Answer> PostAsync(
        ApiClient client, string law, string path, object body, string department, string? tag, string? key, int status, string language = "zh-CN")
    {
        var text = JsonSerializer.Serialize(body, body.GetType(), JsonSerializerOptions.Web).Replace("\"D\"", $"\"{department}\"", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/laws/{law}/{path}")
        {
            Content = new StringContent(text, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue(language));
        if (tag is not null)
        {
            request.Headers.Add("If-Match", tag);
        }

        return await client.SendAsync(request, status, key);
    }

    /// <summary>All that the register holds of a law, with the tags of its rows.</summary>
    private async Task<IReadOnlyList<string>> StoredAsync(string law) =>
        [.. (await office.Host.RowsAsync("register", law, "")).Select(row => $"{row.RowKey} {row.ETag}").Order(StringComparer.Ordinal)];

    /// <summary>As the sweep does with plans that were done long ago.</summary>
    private async Task DeletePlansAsync()
    {
        foreach (var plan in (await office.Host.RowsAsync("agenda", "plan", "")).Where(plan => plan.GetBoolean("Done") == true))
        {
            await office.Host.Table("agenda").DeleteEntityAsync(plan.PartitionKey, plan.RowKey, cancellationToken: TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A host in a place that has a clock for rules whose higher law changed, and two officers.</summary>
    public sealed class Office(AzuriteFixture azurite) : IAsyncLifetime
    {
        public ApiHost Host { get; } = new(azurite);

        public ApiClient One { get; private set; } = null!;

        public ApiClient Other { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Host.Settings["Jurisdiction:Profile"] = "zibo-like";
            await Host.InitializeAsync();
            One = Host.As(await Host.KeyAsync(Access.Role.Officer));
            Other = Host.As(await Host.KeyAsync(Access.Role.Officer));
        }

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
