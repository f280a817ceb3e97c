using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Supervision.Deliveries;
using Supervision.History;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Obligations;
using Supervision.Operations.Backup;
using Supervision.Storage;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Operations;

/// <summary>Backups of an installation in memory: whole, repeatable, and refused when they are not what was written.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"supervision-backup-{Guid.NewGuid():N}");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task What_is_restored_is_the_same_row_for_row_and_byte_for_byte()
    {
        await using var world = await WorldAsync();
        var taken = await TakeAsync(world);
        await using var target = await EmptyAsync(world);

        var restored = await RestoreAsync(target, taken.Folder, taken.ManifestSha256);

        Assert.True(restored.Holds);
        Assert.Equal(Picture(world.Storage), Picture(target.Storage));
        Assert.True(taken.Check.Chains >= 3 && taken.Check.Files >= 2 && taken.Check.Digests >= 1);
        Assert.Equal((taken.Check.Chains, taken.Check.Links, taken.Check.Digests), (restored.History.Chains, restored.History.Links, restored.History.Digests));
    }

    [Fact]
    public async Task A_restored_installation_goes_on_and_raises_nothing_again()
    {
        await using var world = await WorldAsync();
        var taken = await TakeAsync(world);
        await using var target = await EmptyAsync(world);
        await RestoreAsync(target, taken.Folder);
        var alerts = target.Storage.Rows("supervision").Count(row => row.RowKey.StartsWith("alert-", StringComparison.Ordinal));

        var again = await target.SweepAsync();
        await target.RelayAsync();
        target.Clock.Set(target.Clock.GetUtcNow().AddDays(30));
        var later = await target.SweepAsync();
        await target.Get<SealHistory>().ExecuteAsync(Cancellation);
        var verification = await target.Get<VerifyHistory>().ExecuteAsync(new Progress<int>(), Cancellation);

        Assert.True(alerts > 0);
        Assert.Equal((0, true), (again.Raised, later.Raised > 0));
        Assert.True(verification.Holds);
    }

    [Fact]
    public async Task A_backup_older_than_a_container_is_restored_and_says_what_it_lacks()
    {
        await using var world = await WorldAsync();
        var taken = await TakeAsync(world);
        var manifest = Path.Combine(taken.Folder, "manifest.json");
        var json = JsonNode.Parse(await File.ReadAllTextAsync(manifest, Cancellation))!;
        var containers = json["containers"]!.AsArray();
        foreach (var later in new[] { "mails", "drop" })
        {
            containers.Remove(containers.Single(container => (string?)container!["name"] == later));
            File.Delete(Path.Combine(taken.Folder, $"container-{later}.jsonl.gz"));
        }

        json["format"] = 1;
        await File.WriteAllTextAsync(manifest, json.ToJsonString(), Cancellation);
        await using var target = await EmptyAsync(world);

        var restored = await RestoreAsync(target, taken.Folder);

        Assert.True(restored.Holds);
        Assert.Equal(["mails", "drop"], restored.Archive.Lacking);
        Assert.NotEmpty(world.Storage.Blobs("mails"));
        Assert.Empty(target.Storage.Blobs("mails"));
        Assert.Equal(Picture(world.Storage).Where(line => !line.StartsWith("mails ", StringComparison.Ordinal)), Picture(target.Storage));
    }

    [Fact]
    public async Task A_second_backup_copies_only_contents_that_are_new()
    {
        await using var world = await WorldAsync();
        var first = await TakeAsync(world);
        world.Clock.Set(world.Clock.GetUtcNow().AddMinutes(1));

        var second = await TakeAsync(world);
        await DeliverAsync(world, "third", "another text");
        world.Clock.Set(world.Clock.GetUtcNow().AddMinutes(1));
        var third = await TakeAsync(world);

        Assert.True(first.NewBytes > 0);
        Assert.Equal((0L, "another text".Length), (second.NewBytes, (int)third.NewBytes));
        Assert.Equal(3, new[] { first.Folder, second.Folder, third.Folder }.Distinct().Count());
        await using var target = await EmptyAsync(world);
        Assert.True((await RestoreAsync(target, third.Folder)).Holds);
    }

    [Fact]
    public async Task A_damaged_backup_is_no_reason_not_to_take_another()
    {
        await using var world = await WorldAsync();
        var first = await TakeAsync(world);
        Tamper(first.Folder, "digest-missing");
        Tamper(first.Folder, "content");
        world.Clock.Set(world.Clock.GetUtcNow().AddMinutes(1));

        var second = await TakeAsync(world);
        await using var target = await EmptyAsync(world);

        Assert.True((await RestoreAsync(target, second.Folder)).Holds);
    }

    [Fact]
    public async Task Old_backups_go_with_the_contents_that_none_of_the_others_names()
    {
        await using var world = await WorldAsync();
        var first = await TakeAsync(world);
        await world.Storage.CreateBlobServiceClient().GetBlobContainerClient("deliveries")
            .UploadBlobAsync("20240102/orphan/1", BinaryData.FromString("an orphan"), Cancellation);
        world.Clock.Set(world.Clock.GetUtcNow().AddMinutes(1));
        var second = await TakeAsync(world);
        await world.Storage.CreateBlobServiceClient().GetBlobContainerClient("deliveries").DeleteBlobAsync("20240102/orphan/1", cancellationToken: Cancellation);
        world.Clock.Set(world.Clock.GetUtcNow().AddMinutes(1));
        var third = await TakeAsync(world);

        var kept = await PruneBackups.ExecuteAsync(folder, 2, Cancellation);
        var pruned = await PruneBackups.ExecuteAsync(folder, 1, Cancellation);

        Assert.Equal([first.Folder], kept.Backups);
        Assert.Equal(0, kept.Contents);
        Assert.Equal([second.Folder], pruned.Backups);
        await using var target = await EmptyAsync(world);
        Assert.True((await RestoreAsync(target, third.Folder)).Holds);
    }

    [Fact]
    public void Every_table_and_container_of_the_product_is_in_a_backup()
    {
        var storage = new SupervisionStorage(
            new TableServiceClient(new Uri("https://account.example"), new TableSharedKeyCredential("account", "AAAA")),
            new BlobServiceClient(new Uri("https://account.example")));
        var parts = new StoredParts(storage);
        var stored = typeof(SupervisionStorage).GetProperties().Select(property => property.GetValue(storage)).ToList();

        Assert.Equal(
            stored.OfType<GuardedTable>().Select(table => table.Name).Order(StringComparer.Ordinal),
            parts.Tables.Select(part => part.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            stored.OfType<BlobContainerClient>().Select(container => container.Name).Order(StringComparer.Ordinal),
            parts.Containers.Select(part => part.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Only_its_owner_may_look_into_a_backup()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        await using var world = await WorldAsync();
        var taken = await TakeAsync(world);
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

        var open = Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Prepend(folder)
            .Where(path => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0);

        Assert.Empty(open);
        Assert.True(File.Exists(Path.Combine(taken.Folder, "manifest.json")));
    }

    [Fact]
    public async Task A_storage_that_never_rests_is_not_backed_up()
    {
        await using var world = await WorldAsync();
        var writer = world.Storage.StartProcess("writer").CreateTableServiceClient().GetTableClient("views");
        var number = 0;
        world.Storage.Interceptor = async request =>
        {
            if (request.Process != "writer" && request.Container == "register")
            {
                await writer.UpsertEntityAsync(new TableEntity("p", "r") { ["N"] = Interlocked.Increment(ref number) }, cancellationToken: Cancellation);
            }

            return null;
        };

        var refused = await Assert.ThrowsAsync<BackupException>(() => TakeAsync(world));

        Assert.Equal("backup-not-quiet", refused.Code);
        Assert.True(number > 10);
        Assert.Empty(Directory.EnumerateFiles(folder, "manifest.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_backup_taken_while_work_goes_on_is_one_moment_of_it()
    {
        await using var world = await WorldAsync();
        await using var writer = await World.StartAsync(world.Clock, world.Storage, process: world.Storage.StartProcess("writer"));
        const int Busy = 4;
        var readings = 0;
        world.Storage.Interceptor = async request =>
        {
            if (request is { Process: not "writer", Container: "directory", Operation: StorageOperation.QueryEntities }
                && Interlocked.Increment(ref readings) <= Busy)
            {
                await DeliverAsync(writer, $"busy{readings}", $"text {readings}");
                await writer.RelayAsync();
            }

            return null;
        };

        var taken = await TakeAsync(world);
        world.Storage.Interceptor = null;
        await using var target = await EmptyAsync(world);
        var restored = await RestoreAsync(target, taken.Folder);

        Assert.True(taken.Manifest.Passes > Busy);
        Assert.Equal(2 + Busy, taken.Check.Files);
        Assert.True(taken.Check.Holds);
        Assert.True(restored.Holds);
    }

    [Fact]
    public async Task A_restoring_that_dies_anywhere_is_run_again_and_ends_the_same()
    {
        await using var world = await WorldAsync();
        var taken = await TakeAsync(world);
        await using var counted = await EmptyAsync(world);
        var requests = 0;
        counted.Storage.Interceptor = _ =>
        {
            Interlocked.Increment(ref requests);
            return ValueTask.FromResult<StorageFault?>(null);
        };
        await RestoreAsync(counted, taken.Folder);
        counted.Storage.Interceptor = null;
        var expected = Picture(counted.Storage);

        for (var k = 1; k <= requests; k += 3)
        {
            await using var victim = await EmptyAsync(world);
            var count = 0;
            var death = k % 2 == 0 ? StorageFault.DieBefore : StorageFault.DieAfter;
            victim.Storage.Interceptor = _ => ValueTask.FromResult(Interlocked.Increment(ref count) == k ? death : null);
            await Record.ExceptionAsync(() => RestoreAsync(victim, taken.Folder));
            victim.Storage.Interceptor = null;
            await using var successor = await World.StartAsync(victim.Clock, victim.Storage, process: victim.Storage.StartProcess("successor"));

            // Once everything was written and checked the mark is gone, and a further run finds a whole installation.
            var again = await Record.ExceptionAsync(() => RestoreAsync(successor, taken.Folder));

            Assert.True(again is null or BackupException { Code: "target-not-empty" }, again?.ToString());
            Assert.Equal(expected, Picture(victim.Storage));
        }
    }

    [Fact]
    public async Task Nothing_is_restored_over_rows_or_blobs_of_another()
    {
        await using var world = await WorldAsync();
        var taken = await TakeAsync(world);
        await using var rows = await EmptyAsync(world);
        await rows.RegisterAsync("slt", "水利厅");
        await using var blobs = await EmptyAsync(world);
        await blobs.Storage.CreateBlobServiceClient().GetBlobContainerClient("laws").UploadBlobAsync("x", BinaryData.FromString("x"), Cancellation);

        foreach (var target in new[] { world, rows, blobs })
        {
            var before = Picture(target.Storage);
            Assert.Equal("target-not-empty", (await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(target, taken.Folder))).Code);
            Assert.Equal(before, Picture(target.Storage));
        }
    }

    [Theory]
    [InlineData("fact")]
    [InlineData("fact-with-its-hashes")]
    [InlineData("row-left-out")]
    [InlineData("content")]
    [InlineData("content-missing")]
    [InlineData("digest-missing")]
    [InlineData("truncated")]
    [InlineData("manifest")]
    [InlineData("format")]
    [InlineData("part-left-out")]
    [InlineData("part-unknown")]
    [InlineData("unfinished")]
    public async Task A_backup_that_is_not_what_was_written_is_refused_before_anything_is_written(string tampering)
    {
        await using var world = await WorldAsync();
        var taken = await TakeAsync(world);
        Tamper(taken.Folder, tampering);
        await using var target = await EmptyAsync(world);

        var refused = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(target, taken.Folder, taken.ManifestSha256));
        var unnoted = tampering is "manifest" ? null : await Record.ExceptionAsync(() => RestoreAsync(target, taken.Folder));

        Assert.Equal(tampering switch { "unfinished" => "archive-missing", "format" or "part-unknown" => "archive-format", _ => "archive-damaged" }, refused.Code);
        Assert.True(tampering is "manifest" || unnoted is BackupException, tampering);
        Assert.Equal(0, target.Storage.Tables.Sum(table => target.Storage.Rows(table).Count));
    }

    [Fact]
    public void A_row_comes_back_with_its_types_and_always_gives_the_same_line()
    {
        var row = new TableEntity("第一条", "r's key %~")
        {
            ["Text"] = "省人大常委会 \"引号\" \\ \n \u2028 𠀀",
            ["Empty"] = "",
            ["Flag"] = true,
            ["Small"] = int.MinValue,
            ["Big"] = long.MaxValue,
            ["Half"] = 1e-300,
            ["Time"] = new DateTimeOffset(2026, 2, 28, 23, 59, 59, TimeSpan.Zero).AddTicks(1234567),
            ["Guid"] = Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"),
            ["Bytes"] = new byte[] { 0, 1, 254, 255 },
        };

        var line = RowText.Write(row);
        var read = RowText.Read(line);

        Assert.DoesNotContain('\n', line);
        Assert.Equal(line, RowText.Write(read));
        Assert.Equal((row.PartitionKey, row.RowKey), (read.PartitionKey, read.RowKey));
        Assert.All(row.Keys.Where(name => name is not ("PartitionKey" or "RowKey")), name => Assert.Equal(row[name], read[name]));
        Assert.Throws<JsonException>(() => RowText.Read("""{"p":"a"}"""));
    }

    /// <summary>A rule that is overdue, a report that was delivered, a delivery that matches nothing, mails sent, days sealed.</summary>
    private static async Task<World> WorldAsync()
    {
        var world = await World.StartAsync();
        await world.RegisterOfficeAsync();
        var home = await world.RegisterAsync("szf", "临江省人民政府");
        var law = await world.ImportAsync(Given.Law);
        await world.ConfirmAsync(ObligationId.Parse($"{law.Id}-1"), new ConfirmationRequest([home]));
        await world.ConfirmAsync(ObligationId.Parse($"{law.Id}-2"), new ConfirmationRequest([home]));
        await DeliverAsync(world, "first", "报告全文");
        await DeliverAsync(world, "second", "another report");
        foreach (var date in new[] { new DateOnly(2024, 12, 2), new DateOnly(2025, 1, 3) })
        {
            world.Clock.Set(new DateTimeOffset(date.ToDateTime(new TimeOnly(4, 0)), TimeSpan.Zero));
            await world.SweepAsync();
            await world.RelayAsync();
            await world.Get<SealHistory>().ExecuteAsync(Cancellation);
        }

        return world;
    }

    private static async Task DeliverAsync(World world, string key, string text) => Assert.IsType<ReceiveDelivery.Outcome.Received>(
        await world.DeliverAsync(
            DepartmentId.Parse("szf"),
            DeliveryKind.Report,
            new DeliveryMetadata("湿地保护工作报告 " + key, null, null, new DateOnly(2024, 1, 1), new DateOnly(2024, 12, 31), new DateOnly(2024, 1, 2), null, null),
            text,
            key));

    private static Task<World> EmptyAsync(World like) =>
        World.StartAsync(new JumpClock(like.Clock.GetUtcNow()), settings: new Dictionary<string, string?>());

    private Task<BackupTaken> TakeAsync(World world) => world.Get<TakeBackup>().ExecuteAsync(folder, TimeSpan.Zero, Cancellation);

    private Task<BackupRestored> RestoreAsync(World world, string backup, string? manifest = null) =>
        world.Get<RestoreBackup>().ExecuteAsync(folder, backup, manifest, new Progress<int>(), Cancellation);

    /// <summary>All that is stored, but for what the service itself adds and for how far the daily check has come: a restored office is checked at once.</summary>
    private static List<string> Picture(InMemoryStorageService storage) =>
    [
        .. storage.Tables.SelectMany(table => storage.Rows(table).Select(row =>
            $"{table} {row.PartitionKey} {row.RowKey} {string.Join(' ', row.Properties.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))}"))
            .Where(line => !line.StartsWith("directory setup restoring", StringComparison.Ordinal) && !line.StartsWith("views sweeps check ", StringComparison.Ordinal)),
        .. new[] { "laws", "deliveries", "papers", "digests", "mails", "drop" }.SelectMany(container => storage.Blobs(container).Select(blob =>
            $"{container} {blob.Name} {blob.ContentType} {Convert.ToHexStringLower(SHA256.HashData(blob.Content.Span))} {string.Join(' ', blob.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))}")),
    ];

    private static void Tamper(string backup, string how)
    {
        var supervision = Path.Combine(backup, "table-supervision.jsonl.gz");
        var manifest = Path.Combine(backup, "manifest.json");
        switch (how)
        {
            case "fact":
                Rewrite(supervision, lines => [.. lines.Select(Forge)]);
                break;
            case "fact-with-its-hashes":
                Resign(lines => [.. lines.Select(Forge)]);
                break;
            case "row-left-out":
                Resign(lines => [.. lines.Where(line => !line.Contains("-000002", StringComparison.Ordinal))]);
                break;
            case "content":
                File.WriteAllText(LargestContent(), "forged");
                break;
            case "content-missing":
                File.Delete(LargestContent());
                break;
            case "digest-missing":
                Rewrite(Path.Combine(backup, "container-digests.jsonl.gz"), lines => [.. lines.Skip(1)]);
                break;
            case "truncated":
                File.WriteAllBytes(supervision, File.ReadAllBytes(supervision)[..100]);
                break;
            case "manifest":
                File.AppendAllText(manifest, " ");
                break;
            case "format":
                var json = JsonNode.Parse(File.ReadAllText(manifest))!;
                json["format"] = 99;
                File.WriteAllText(manifest, json.ToJsonString());
                break;
            case "part-left-out":
                Name(containers => containers.Remove(containers.Single(container => (string?)container!["name"] == "mails")));
                break;
            case "part-unknown":
                Name(containers => containers.Add(new JsonObject { ["name"] = "voices", ["blobs"] = 0, ["bytes"] = 0, ["sha256"] = "" }));
                break;
            case "unfinished":
                File.Delete(manifest);
                break;
        }

        string LargestContent() => Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(backup)!, "contents"), "*", SearchOption.AllDirectories)
            .MaxBy(file => new FileInfo(file).Length)!;

        string Forge(string line) => line.Contains("fact-", StringComparison.Ordinal) ? line.Replace("szf", "slt", StringComparison.Ordinal) : line;

        void Name(Action<JsonArray> change)
        {
            var named = JsonNode.Parse(File.ReadAllText(manifest))!;
            change(named["containers"]!.AsArray());
            File.WriteAllText(manifest, named.ToJsonString());
        }

        void Resign(Func<IReadOnlyList<string>, IReadOnlyList<string>> change)
        {
            var hash = Rewrite(supervision, change);
            var signed = JsonNode.Parse(File.ReadAllText(manifest))!;
            signed["tables"]!.AsArray().Single(table => (string?)table!["name"] == "supervision")!["sha256"] = hash;
            File.WriteAllText(manifest, signed.ToJsonString());
        }
    }

    private static string Rewrite(string file, Func<IReadOnlyList<string>, IReadOnlyList<string>> change)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        var before = text.ReadToEnd();
        text.Dispose();
        var after = string.Concat(change(before.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(line => line + "\n"));
        Assert.NotEqual(before, after);
        using (var compressed = new GZipStream(File.Create(file), CompressionMode.Compress))
        {
            compressed.Write(Encoding.UTF8.GetBytes(after));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(after)));
    }
}
