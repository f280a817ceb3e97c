using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Supervision.Access;

namespace Supervision.Tests.Api;

/// <summary>Files too large for one request come in parts.</summary>
public sealed class PartUploadTests(ApiHost host) : IClassFixture<ApiHost>, IAsyncLifetime
{
    private const string HashHeader = "X-Content-SHA256";

    private string department = "";
    private ApiClient client = null!;

    public async ValueTask InitializeAsync() => (department, client) = await host.DepartmentAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_file_in_parts_is_received_like_any_other_and_committing_again_gives_the_same_receipt()
    {
        var (owner, own, obligation, deadline) = await host.RuleAsync();
        var parts = Parts(3, 400_000);
        var begun = await own.PostAsync(
            $"api/departments/{owner}/uploads",
            new { kind = "rule", metadata = new { title = "补偿办法", obligation, issued = "2024-01-02" }, files = new[] { new { name = @"C:\卷\办法.pdf", length = parts.Sum(part => part.Length) } } },
            201,
            "large-1");
        var address = begun.Message.Headers.Location!.ToString().TrimStart('/');
        foreach (var (index, part) in parts.Index())
        {
            await PutAsync(own, address, 1, index + 1, part, 200);
        }

        var first = await own.PostAsync(address + "/commit", Commit(parts), 201);
        var again = await own.PostAsync(address + "/commit", Commit(parts), 200);

        var whole = parts.SelectMany(part => part).ToArray();
        Assert.Equal(first.Json.GetProperty("id").GetString(), again.Json.GetProperty("id").GetString());
        Assert.Equal(deadline, first.Json.GetProperty("match").GetProperty("deadline").GetString());
        var file = Assert.Single(first.Json.GetProperty("files").EnumerateArray());
        Assert.Equal(("办法.pdf", whole.Length, Hash(whole)), (file.GetProperty("name").GetString(), file.GetProperty("length").GetInt32(), file.GetProperty("sha256").GetString()));
        Assert.Equal(whole, (await own.GetAsync($"api/departments/{owner}/deliveries/{first.Json.GetProperty("id").GetString()}/files/1", 200)).Body);
        var history = await own.GetAsync($"api/deadlines/{deadline}/history", 200);
        Assert.Equal(1, history.Text.Split("\"delivery-received\"").Length - 1);
        Assert.Equal("received", (await own.GetAsync(address, 200)).Json.GetProperty("status").GetString());
        Assert.Equal("upload-received", (await own.DeleteAsync(address, 409)).Code);
    }

    [Fact]
    public async Task Who_took_over_another_share_commits_no_report_of_the_department_that_was_split()
    {
        host.Clock.SetNoon(new DateOnly(2024, 1, 2));
        var (old, home) = await host.DepartmentAsync();
        var (taker, share) = await host.DepartmentAsync();
        var (successor, rest) = await host.DepartmentAsync();
        var law = await host.LawAsync();
        await host.ConfirmAsync(law, 2, new { departments = new[] { old } });
        await host.Administrator.PutAsync(
            $"api/departments/{old}",
            new { name = "旧厅" + old, validTo = "2024-01-01", successor, split = new[] { new { to = taker, obligations = new[] { $"{law}-1" } } } },
            200);
        var parts = Parts(1, 1_000);
        var body = new
        {
            kind = "report",
            metadata = new { title = "工作情况报告", obligation = $"{law}-2", periodStart = "2024-01-01", periodEnd = "2024-12-31" },
            files = new[] { new { name = "报告.pdf", length = parts[0].Length } },
        };

        foreach (var (heir, status) in new[] { (share, 403), (rest, 201), (home, 200) })
        {
            var address = (await heir.PostAsync($"api/departments/{old}/uploads", body, 201)).Message.Headers.Location!.ToString().TrimStart('/');
            await PutAsync(heir, address, 1, 1, parts[0], 200);
            var answer = await heir.PostAsync(address + "/commit", Commit(parts));

            // The home sends what the successor sent before it.
            Assert.Equal(status, answer.Status);
            Assert.True(heir != share || answer.Code == "not-your-department");
            Assert.Equal(heir == share ? 0 : 1, (await host.RowsAsync("supervision", old, "delivery-")).Count);
        }
    }

    [Fact]
    public async Task A_part_whose_connection_is_cut_leaves_nothing_and_is_sent_again()
    {
        var parts = Parts(2, 300_000);
        var address = await BeginAsync(parts.Sum(part => part.Length));
        await PutAsync(client, address, 1, 1, parts[0], 200);

        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(host.Address.Host, host.Address.Port, TestContext.Current.CancellationToken);
            var head = $"PUT /{address}/files/1/parts/2 HTTP/1.1\r\nHost: {host.Address.Authority}\r\nAuthorization: Bearer {await host.KeyAsync(Role.Department, department)}\r\n"
                + $"{HashHeader}: {Hash(parts[1])}\r\nContent-Length: {parts[1].Length}\r\n\r\n";
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
            await socket.GetStream().WriteAsync(parts[1].AsMemory(0, 100_000), TestContext.Current.CancellationToken);
            await Task.Delay(200, TestContext.Current.CancellationToken);
            socket.Client.LingerState = new LingerOption(true, 0);
        }

        await Task.Delay(200, TestContext.Current.CancellationToken);
        var arrived = (await client.GetAsync(address, 200)).Json.GetProperty("files")[0].GetProperty("parts");
        Assert.Equal(1, Assert.Single(arrived.EnumerateArray()).GetProperty("number").GetInt32());
        Assert.Equal("part-missing files[0].parts[1]", Assert.Single((await client.PostAsync(address + "/commit", Commit(parts), 422)).Faults));
        await PutAsync(client, address, 1, 2, parts[1], 200);
        await client.PostAsync(address + "/commit", Commit(parts), 201);
    }

    [Fact]
    public async Task A_repeated_part_is_harmless_also_with_other_bytes_in_between()
    {
        var parts = Parts(2, 1_000);
        var address = await BeginAsync(parts.Sum(part => part.Length));
        foreach (var part in new[] { parts[0], parts[0], Parts(1, 1_000)[0], parts[0] })
        {
            await PutAsync(client, address, 1, 1, part, 200);
        }

        await PutAsync(client, address, 1, 2, parts[1], 200);
        var receipt = (await client.PostAsync(address + "/commit", Commit(parts), 201)).Json;
        await PutAsync(client, address, 1, 2, parts[1], 200);
        var late = await PutAsync(client, address, 1, 2, parts[0], 409);

        Assert.Equal("upload-committed", late.Code);
        Assert.Equal(Hash([.. parts.SelectMany(part => part)]), receipt.GetProperty("files")[0].GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task Wrong_hashes_wrong_order_and_wrong_lengths_are_named_and_can_be_put_right()
    {
        var parts = Parts(2, 1_000);
        var address = await BeginAsync(2_000);

        Assert.Equal("part-hash-missing", (await PutAsync(client, address, 1, 1, parts[0], 400, hash: "nonsense")).Code);
        Assert.Equal("part-hash-differs ", Assert.Single((await PutAsync(client, address, 1, 1, parts[0], 422, hash: Hash(parts[1]))).Faults));
        Assert.Equal("part-number part", Assert.Single((await PutAsync(client, address, 1, 1_001, parts[0], 422)).Faults));
        Assert.Equal("upload-not-found", (await PutAsync(client, address, 2, 1, parts[0], 404)).Code);
        Assert.Equal("part-empty ", Assert.Single((await PutAsync(client, address, 1, 1, [], 422)).Faults));
        await PutAsync(client, address, 1, 1, parts[0], 200);
        await PutAsync(client, address, 1, 2, parts[1], 200);
        var swapped = await client.PostAsync(address + "/commit", Commit([parts[1], parts[0]]), 422);
        Assert.Equal(["part-missing files[0].parts[0]", "part-missing files[0].parts[1]"], swapped.Faults);
        Assert.Equal("file-length-differs files[0].parts", Assert.Single((await client.PostAsync(address + "/commit", Commit([parts[0]]), 422)).Faults));
        Assert.Equal("files-count files", Assert.Single((await client.PostAsync(address + "/commit", new { files = Array.Empty<object>() }, 422)).Faults));
        Assert.Equal(
            ["hash-invalid files[0].parts[0]", "hash-invalid files[0].sha256"],
            (await client.PostAsync(address + "/commit", new { files = new[] { new { sha256 = "x", parts = new[] { "../" } } } }, 422)).Faults);
        var wrongWhole = new { files = new[] { new { sha256 = Hash([1]), parts = parts.Select(Hash) } } };
        Assert.Equal("file-hash-differs files[0].sha256", Assert.Single((await client.PostAsync(address + "/commit", wrongWhole, 422)).Faults));

        await client.PostAsync(address + "/commit", Commit(parts), 201);
        Assert.Equal("upload-committed", (await client.PostAsync(address + "/commit", Commit([parts[0], parts[0]]), 409)).Code);
    }

    [Fact]
    public async Task The_same_checks_are_made_of_a_file_in_parts()
    {
        var bomb = SampleFiles.Bomb(60);
        var address = await BeginAsync(bomb.Length, "炸弹.docx");
        await PutAsync(client, address, 1, 1, bomb, 200);
        Assert.Equal("file-zip-bomb 炸弹.docx", Assert.Single((await client.PostAsync(address + "/commit", Commit([bomb]), 422)).Faults));
        await client.DeleteAsync(address, 204);
        Assert.Equal("upload-not-found", (await client.GetAsync(address, 404)).Code);

        var macros = SampleFiles.Docx(("word/vbaProject.bin", RandomNumberGenerator.GetBytes(5_000)));
        address = await BeginAsync(macros.Length, "宏.docx");
        await PutAsync(client, address, 1, 1, macros[..2_000], 200);
        await PutAsync(client, address, 1, 2, macros[2_000..], 200);
        var receipt = (await client.PostAsync(address + "/commit", Commit([macros[..2_000], macros[2_000..]]), 201)).Json;
        Assert.Contains("file-macros", receipt.GetProperty("findings").EnumerateArray().Select(code => code.GetString()));
    }

    [Fact]
    public async Task Content_that_was_received_before_gives_its_receipt_and_is_not_kept_twice()
    {
        var text = Encoding.UTF8.GetBytes("同一内容 " + Guid.NewGuid());
        var first = (await client.SendAsync(Upload.Of(department, "rules", new { title = "办法", issued = "2024-01-02" }, ("a.txt", text)), 201)).Json.GetProperty("id").GetString();
        var address = await BeginAsync(text.Length, "a.txt");
        await PutAsync(client, address, 1, 1, text, 200);

        var committed = (await client.PostAsync(address + "/commit", Commit([text]), 200)).Json;

        Assert.Equal(first, committed.GetProperty("id").GetString());
        Assert.Equal(first, (await client.GetAsync(address, 200)).Json.GetProperty("delivery").GetString());
        var own = "d" + address[^26..];
        Assert.DoesNotContain(await host.BlobsAsync(), blob => blob.Contains(own, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_taken_is_refused_before_the_first_part()
    {
        var at = $"api/departments/{department}/uploads";
        object Body(string name, long length, object? metadata = null) =>
            new { kind = "rule", metadata = metadata ?? new { title = "办法", issued = "2024-01-02" }, files = new[] { new { name, length } } };

        Assert.Equal("too-large", (await client.PostAsync(at, Body("a.pdf", 250_000_001), 413)).Code);
        Assert.Equal("too-large", (await client.PostAsync(at, Body("a.pdf", long.MaxValue), 413)).Code);
        Assert.Equal("wrong-type", (await client.PostAsync(at, Body("a.zip", 1), 415)).Code);
        Assert.Equal("file-empty a.pdf", Assert.Single((await client.PostAsync(at, Body("a.pdf", -1), 422)).Faults));
        Assert.Equal(["date-missing issued", "text-missing title"], (await client.PostAsync(at, Body("a.pdf", 1, new { }), 422)).Faults);
        Assert.Equal("metadata-invalid x", (await client.PostAsync(at, Body("a.pdf", 1, new { title = "办法", issued = "2024-01-02", x = 1 }), 422)).Faults.Single());
        Assert.Equal("json-invalid", (await client.PostAsync(at, "{\"kind\":\"letter\"}", 400)).Code);
        Assert.Equal("too-many-files files", Assert.Single((await client.PostAsync(
            at, new { kind = "rule", metadata = new { title = "办法", issued = "2024-01-02" }, files = Enumerable.Range(0, 11).Select(n => new { name = $"{n}.txt", length = 1 }) }, 422)).Faults));
        Assert.Equal("department-not-found", (await host.Officer.PostAsync("api/departments/nowhere/uploads", Body("a.pdf", 1), 404)).Code);
        var address = await BeginAsync(30_000_000);
        Assert.Equal("too-large", (await PutAsync(client, address, 1, 1, new byte[25_000_001], 413)).Code);
        await client.DeleteAsync(address, 204);
    }

    [Fact]
    public async Task Beginning_again_under_the_same_key_finds_the_upload_and_other_content_is_refused()
    {
        object Body(int length) => new { kind = "rule", metadata = new { title = "办法", issued = "2024-01-02" }, files = new[] { new { name = "a.txt", length } } };
        var at = $"api/departments/{department}/uploads";
        var first = await client.PostAsync(at, Body(5), 201, "same");

        var again = await client.PostAsync(at, Body(5), 200, "same");
        var other = await client.PostAsync(at, Body(6), 422, "same");

        Assert.Equal(first.Json.GetProperty("id").GetString(), again.Json.GetProperty("id").GetString());
        Assert.Equal("idempotency-key-reused", other.Code);
    }

    [Fact]
    public async Task A_department_has_at_most_twenty_uploads_under_way()
    {
        var addresses = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            addresses.Add(await BeginAsync(10));
        }

        var refused = await client.PostAsync(
            $"api/departments/{department}/uploads", new { kind = "rule", metadata = new { title = "办法", issued = "2024-01-02" }, files = new[] { new { name = "a.txt", length = 1 } } }, 409);
        Assert.Equal("too-many-uploads", refused.Code);
        await client.DeleteAsync(addresses[0], 204);
        await BeginAsync(10);
    }

    [Fact]
    public async Task Parts_beyond_what_was_announced_are_refused_before_they_fill_storage()
    {
        var address = await BeginAsync(10);
        for (var i = 0; ; i++)
        {
            var answer = await PutAsync(client, address, 1, 1, RandomNumberGenerator.GetBytes(9_000_000));
            if (answer.Status == 409)
            {
                Assert.Equal("too-much-in-parts", answer.Code);
                Assert.Equal(2, i);
                return;
            }

            Assert.True(answer.Status == 200 && i < 5);
        }
    }

    [Fact]
    public async Task Another_department_can_neither_see_nor_touch_an_upload()
    {
        var part = Parts(1, 100)[0];
        var address = await BeginAsync(100);
        var (otherId, other) = await host.DepartmentAsync();

        await other.GetAsync(address, 403);
        await PutAsync(other, address, 1, 1, part, 403);
        await other.PostAsync(address + "/commit", Commit([part]), 403);
        await other.DeleteAsync(address, 403);
        var under = address.Replace(department, otherId, StringComparison.Ordinal);
        await other.GetAsync(under, 404);
        await PutAsync(other, under, 1, 1, part, 404);
        await other.PostAsync(under + "/commit", Commit([part]), 404);
        await other.DeleteAsync(under, 404);
        Assert.Equal(0, (await client.GetAsync(address, 200)).Json.GetProperty("files")[0].GetProperty("parts").GetArrayLength());
        Assert.Equal("upload-not-found", (await client.GetAsync($"api/departments/{department}/uploads/nonsense", 404)).Code);
    }

    private async Task<string> BeginAsync(long length, string name = "a.pdf") => (await client.PostAsync(
        $"api/departments/{department}/uploads", new { kind = "rule", metadata = new { title = "办法", issued = "2024-01-02" }, files = new[] { new { name, length } } }, 201))
        .Message.Headers.Location!.ToString().TrimStart('/');

    private static Task<Answer> PutAsync(ApiClient by, string address, int file, int number, byte[] part, int? expected = null, string? hash = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, string.Create(CultureInfo.InvariantCulture, $"{address}/files/{file}/parts/{number}"))
        {
            Content = new ByteArrayContent(part),
        };
        request.Headers.Add(HashHeader, hash ?? Hash(part));
        return by.SendAsync(request, expected);
    }

    private static object Commit(IReadOnlyList<byte[]> parts) =>
        new { files = new[] { new { sha256 = Hash([.. parts.SelectMany(part => part)]), parts = parts.Select(Hash) } } };

    /// <summary>Parts of an invented PDF; each other one different.</summary>
    private static byte[][] Parts(int count, int length) =>
        [.. Enumerable.Range(0, count).Select(number => number == 0 ? [.. SampleFiles.Pdf(), .. RandomNumberGenerator.GetBytes(length - SampleFiles.Pdf().Length)] : RandomNumberGenerator.GetBytes(length))];

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
