using System.Text.Json;

namespace Supervision.Tests.Api;

public sealed class ListTests : IClassFixture<ApiHost>
{
    private readonly ApiHost host;

    // The host is shared: whichever test comes first, each begins on the same day.
    public ListTests(ApiHost host)
    {
        this.host = host;
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
    }

    [Fact]
    public async Task Deadlines_are_listed_by_department_law_month_and_standing()
    {
        var (department, client, obligation, deadline) = await host.RuleAsync();
        await host.RelayAsync();
        var law = obligation.Split('-')[0];

        foreach (var query in new[] { $"department={department}", $"law={law}", "month=2025-01", "", "standing=running", $"law={law}&standing=running" })
        {
            Assert.Contains(deadline, await AllAsync(host.Officer, $"api/deadlines?{query}"));
        }

        foreach (var query in new[] { $"department={department}&standing=overdue", "month=2025-02", "standing=fulfilled-late", $"law={law}&standing=overdue" })
        {
            Assert.DoesNotContain(deadline, await AllAsync(host.Officer, $"api/deadlines?{query}"));
        }

        Assert.Contains(deadline, await AllAsync(client, $"api/deadlines?department={department}"));
        await client.GetAsync($"api/deadlines?law={law}", 403);
        await client.GetAsync("api/deadlines?department=office", 403);
        Assert.Equal(["list-one law"], (await host.Officer.GetAsync($"api/deadlines?law={law}&month=2025-01", 422)).Faults);
        Assert.Equal(["standing-unknown standing"], (await host.Officer.GetAsync("api/deadlines?standing=late", 422)).Faults);
        Assert.Equal(["month-invalid month"], (await host.Officer.GetAsync("api/deadlines?month=2025-13", 422)).Faults);
        await host.Officer.GetAsync($"api/deadlines?department={department}&continuation=nonsense", 400);
    }

    [Fact]
    public async Task A_department_lists_what_it_owes_jointly_after_its_own_page_by_page()
    {
        var (lead, _) = await host.DepartmentAsync();
        var (partner, client) = await host.DepartmentAsync();
        var joint = await host.ConfirmAsync(await host.LawAsync(), 1, new { departments = new[] { lead }, coDepartments = new[] { partner } });
        var own = await host.ConfirmAsync(await host.LawAsync(), 1, new { departments = new[] { partner } });

        Assert.Equal([own[0], joint[0]], await AllAsync(client, $"api/deadlines?department={partner}&size=1"));
        Assert.Equal([own[0], joint[0]], await AllAsync(client, $"api/departments/{partner}/deadlines?size=50"));
    }

    [Fact]
    public async Task What_belongs_to_a_law_or_a_deadline_is_listed_page_by_page_too()
    {
        var (_, _, obligation, deadline) = await host.RuleAsync();
        var law = obligation.Split('-')[0];
        foreach (var number in Enumerable.Range(3, 4))
        {
            await host.Officer.PostAsync($"api/laws/{law}/obligations", new { kind = "recurring-report", article = "第二条", quote = $"应当报告第{number}项情况。" }, 200);
        }

        await host.SweepAsync(new DateOnly(2025, 1, 3));
        await host.Officer.PostAsync($"api/laws/{law}/ending", new { on = "2024-03-01", obligations = new[] { 5 } }, 200);
        await host.Officer.PostAsync($"api/laws/{law}/ending", new { on = "2024-02-01", obligations = new[] { 6 } }, 200);

        foreach (var address in new[] { $"api/laws/{law}/obligations", $"api/deadlines/{deadline}/history", $"api/laws/{law}/endings", $"api/laws/{law}/review" })
        {
            var whole = (await host.Officer.GetAsync(address, 200)).Json;
            var items = whole.GetProperty("items").EnumerateArray().Select(item => item.GetRawText()).ToList();
            var (pages, sizes) = await PagesAsync(address);

            Assert.False(whole.TryGetProperty("continuation", out _), address);
            Assert.InRange(items.Count, 2, 6);
            Assert.Equal(items, pages);
            Assert.All(sizes, size => Assert.InRange(size, 0, 1));
        }

        async Task<(IReadOnlyList<string> Items, IReadOnlyList<int> Sizes)> PagesAsync(string address)
        {
            var (items, sizes, continuation) = (new List<string>(), new List<int>(), "");
            do
            {
                var page = (await host.Officer.GetAsync($"{address}?size=1{continuation}", 200)).Json;
                sizes.Add(page.GetProperty("items").GetArrayLength());
                items.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetRawText()));
                continuation = page.TryGetProperty("continuation", out var next) ? $"&continuation={Uri.EscapeDataString(next.GetString()!)}" : "";
            }
            while (continuation.Length > 0);
            return (items, sizes);
        }
    }

    [Fact]
    public async Task A_department_checks_its_history_and_sweeps_are_listed_page_by_page()
    {
        var (department, client, _, _) = await host.RuleAsync();
        // Sweeps are listed from the newest: these are later than that of any other test.
        await host.SweepAsync(new DateOnly(2025, 2, 1));
        await host.SweepAsync(new DateOnly(2025, 2, 2));

        var verification = (await client.GetAsync($"api/departments/{department}/verification", 200)).Json;
        var first = (await host.Officer.GetAsync("api/sweeps?size=1", 200)).Json;
        var second = (await host.Officer.GetAsync($"api/sweeps?size=1&continuation={Uri.EscapeDataString(first.GetProperty("continuation").GetString()!)}", 200)).Json;

        Assert.True(verification.GetProperty("holds").GetBoolean());
        Assert.Equal(1, verification.GetProperty("chains").GetInt32());
        await client.GetAsync($"api/departments/{department}/verification?continuation=%2F", 400);
        Assert.Equal("2025-02-02", first.GetProperty("items")[0].GetProperty("asOf").GetString());
        Assert.Equal("2025-02-01", second.GetProperty("items")[0].GetProperty("asOf").GetString());
    }

    [Fact]
    public async Task What_is_stored_and_cannot_be_read_is_no_fault_of_the_caller()
    {
        var (_, _, obligation, deadline) = await host.RuleAsync();
        await host.RelayAsync();
        var law = obligation.Split('-')[0];
        var views = host.Table("views");
        var row = (await views.GetEntityAsync<Azure.Data.Tables.TableEntity>($"law-{law}", deadline, cancellationToken: TestContext.Current.CancellationToken)).Value;
        row["Content"] = "{";
        await views.UpdateEntityAsync(row, Azure.ETag.All, Azure.Data.Tables.TableUpdateMode.Replace, TestContext.Current.CancellationToken);

        Assert.Equal("internal", (await host.Officer.GetAsync($"api/laws/{law}/deadlines", 500)).Code);
    }

    private static async Task<IReadOnlyList<string>> AllAsync(ApiClient client, string address)
    {
        var ids = new List<string>();
        string? continuation = null;
        do
        {
            var separator = address.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var page = (await client.GetAsync(continuation is null ? address : $"{address}{separator}continuation={Uri.EscapeDataString(continuation)}", 200)).Json;
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(IdOf));
            continuation = page.TryGetProperty("continuation", out var next) ? next.GetString() : null;
        }
        while (continuation is not null);
        return ids;
    }

    private static string IdOf(JsonElement item) =>
        (item.TryGetProperty("deadline", out var deadline) && deadline.ValueKind == JsonValueKind.Object ? deadline : item).GetProperty("id").GetString()!;
}
