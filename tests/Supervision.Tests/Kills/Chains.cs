using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;

namespace Supervision.Tests.Kills;

/// <summary>Checks history chains by what design.md says of them, with nothing of the product's.</summary>
internal static class Chains
{
    /// <summary>Checks every chain among the rows of one installation and that each deadline's row is the head of its own.</summary>
    /// <returns>The bodies of all facts by deadline.</returns>
    public static IReadOnlyDictionary<string, IReadOnlyList<JsonElement>> Check(IReadOnlyList<TableEntity> rows)
    {
        var bodies = new Dictionary<string, IReadOnlyList<JsonElement>>(StringComparer.Ordinal);
        var facts = rows.Where(row => row.RowKey.StartsWith("fact-", StringComparison.Ordinal)).ToList();
        foreach (var chain in facts.GroupBy(row => row.RowKey[5..^7]))
        {
            var previous = new string('0', 64);
            var seq = 0;
            var read = new List<JsonElement>();
            foreach (var row in chain.OrderBy(row => row.RowKey, StringComparer.Ordinal))
            {
                var content = row.GetString("Content");
                var fact = JsonDocument.Parse(content).RootElement;
                Assert.Equal(++seq, fact.GetProperty("seq").GetInt32());
                Assert.Equal($"fact-{chain.Key}-{seq:D6}", row.RowKey);
                Assert.Equal(row.RowKey, fact.GetProperty("key").GetString());
                Assert.Equal(previous, fact.GetProperty("prev").GetString());
                previous = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
                Assert.Equal(previous, row.GetString("Hash"));
                read.Add(fact.GetProperty("body"));
            }

            if (rows.SingleOrDefault(row => row.RowKey == "deadline-" + chain.Key) is { } head)
            {
                Assert.Equal(seq, head.GetInt32("Seq"));
                Assert.Equal(previous, head.GetString("Hash"));
                bodies[chain.Key] = read;
            }
        }

        Assert.Equal(rows.Count(row => row.RowKey.StartsWith("deadline-", StringComparison.Ordinal)), bodies.Count);
        return bodies;
    }
}
