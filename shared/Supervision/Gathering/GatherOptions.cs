using System.ComponentModel.DataAnnotations;
using Supervision.Identity;

namespace Supervision.Gathering;

/// <summary>What is gathered, from where, and within which limits.</summary>
public sealed class GatherOptions : IValidatableObject
{
    public const string Section = "Gathering";

    /// <summary>Department feeds by a short name of lower-case letters, digits and underscores. Default none.</summary>
    public Dictionary<string, FeedSource> Feeds { get; set; } = [];

    /// <summary>Whether the drop container is looked at. Default true.</summary>
    public bool Drop { get; set; } = true;

    /// <summary>The most bytes of one page of a feed. Default 2 MB.</summary>
    [Range(1_000, 50_000_000)]
    public int MostFeedBytes { get; set; } = 2_000_000;

    /// <summary>The most items taken from one source in one run; the rest waits for the next. Default 200.</summary>
    [Range(1, 10_000)]
    public int MostItems { get; set; } = 200;

    /// <summary>How long one request may take, answer included. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:03:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause before the first repetition of a request; it doubles, with jitter. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a source is left alone after most of its requests failed. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromMinutes(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, feed) in Feeds)
        {
            if (name.Length is 0 or > 40 || !name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '_'))
            {
                yield return new ValidationResult($"Gathering:Feeds: '{name}' is no name of lower-case letters, digits and underscores.");
            }

            if (feed.Address is not { IsAbsoluteUri: true } address || (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && feed.AllowPrivate)))
            {
                yield return new ValidationResult($"Gathering:Feeds:{name}:Address must be an https address; http is taken only with AllowPrivate.");
            }

            if (!DepartmentId.TryParse(feed.Department, out _))
            {
                yield return new ValidationResult($"Gathering:Feeds:{name}:Department must be the id of a department.");
            }

            if (feed.SilentAfter < TimeSpan.FromHours(1))
            {
                yield return new ValidationResult($"Gathering:Feeds:{name}:SilentAfter must be an hour or more.");
            }
        }
    }
}

/// <summary>A feed in JSON Feed 1.1 that a department publishes.</summary>
public sealed class FeedSource
{
    public Uri? Address { get; set; }

    /// <summary>The department whose deliveries it carries; a feed speaks for no other.</summary>
    public string Department { get; set; } = "";

    /// <summary>Further hosts, joined by commas, from which its files may come. Default only the feed's own.</summary>
    public string Hosts { get; set; } = "";

    /// <summary>True for a source inside the network: then, and only then, addresses that the internet does not route are asked. Default false.</summary>
    public bool AllowPrivate { get; set; }

    /// <summary>Without an answer or a new item for so long, operations are told. Default 30 days.</summary>
    public TimeSpan SilentAfter { get; set; } = TimeSpan.FromDays(30);

    /// <summary>True when a host may be asked for this source.</summary>
    internal bool Knows(string host) =>
        string.Equals(host, Address!.IdnHost, StringComparison.OrdinalIgnoreCase)
        || Hosts.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Contains(host, StringComparer.OrdinalIgnoreCase);
}
