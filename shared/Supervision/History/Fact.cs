using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Supervision.History;

/// <summary>
/// One link of a history chain. Its content is one JSON string, stored and hashed as its exact UTF-8 bytes, with key, number and the
/// hash of the link before inside, so that no link can be changed, moved or left out unnoticed.
/// </summary>
/// <param name="Chain">Row key of what the chain is about, e.g. <c>deadline-...</c>.</param>
/// <param name="Seq">Number of the link, from 1.</param>
/// <param name="Previous">SHA-256 of the link before in lower-case hexadecimal; 64 zeros before the first.</param>
/// <param name="Recorded">When it was recorded (UTC); never earlier than the link before.</param>
/// <param name="On">The local date on which it happened or was decided.</param>
/// <param name="By">Who decided: the id of a key, a person, or a timer. Never a name.</param>
/// <param name="Decision">Id of the decision; the same decision sent again finds it.</param>
public sealed record Fact(string Chain, int Seq, string Previous, DateTimeOffset Recorded, DateOnly On, string By, string Decision, FactBody Body)
{
    public const string NoPrevious = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>Row key of the link: <c>fact-{chain}-{seq}</c> with six digits.</summary>
    public string Key => KeyOf(Chain, Seq);

    public static string KeyOf(string chain, int seq) => string.Create(CultureInfo.InvariantCulture, $"fact-{chain}-{seq:D6}");

    /// <summary>The chain that a link's row key names, whatever stands in the place of its number.</summary>
    public static string ChainOf(string rowKey) => rowKey.LastIndexOf('-') is var dash && dash > "fact".Length ? rowKey["fact-".Length..dash] : rowKey;

    /// <summary>SHA-256 of the content's UTF-8 bytes, lower-case hexadecimal.</summary>
    public static string HashOf(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    /// <summary>The string that is stored and hashed.</summary>
    public string ToContent() => Json.Write(new FactContent(Key, Seq, Previous, Recorded, On, By, Decision, Body));

    /// <exception cref="System.Text.Json.JsonException">The content is not a fact.</exception>
    public static Fact FromContent(string chain, string content)
    {
        var stored = Json.Read<FactContent>(content);
        return new Fact(chain, stored.Seq, stored.Prev, stored.Recorded, stored.On, stored.By, stored.Decision, stored.Body);
    }
}

/// <summary>The members of a link's content, in the order in which they are written for ever.</summary>
public sealed record FactContent(
    string Key, int Seq, string Prev, DateTimeOffset Recorded, DateOnly On, string By, string Decision, FactBody Body);

/// <summary>The end of a chain so far.</summary>
/// <param name="Seq">Number of the last link; 0 before the first.</param>
/// <param name="Hash">Hash of the last link.</param>
/// <param name="Recorded">When the last link was recorded.</param>
public sealed record ChainHead(int Seq, string Hash, DateTimeOffset Recorded)
{
    public static readonly ChainHead Empty = new(0, Fact.NoPrevious, DateTimeOffset.MinValue);

    /// <summary>The next link. Its time is the later of now and the head's, so that recorded times never run backwards.</summary>
    public Fact Next(string chain, DateTimeOffset now, DateOnly on, string by, string decision, FactBody body) =>
        new(chain, Seq + 1, Hash, now > Recorded ? now : Recorded, on, by, decision, body);
}
