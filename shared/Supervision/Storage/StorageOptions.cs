using System.ComponentModel.DataAnnotations;

namespace Supervision.Storage;

/// <summary>
/// Where tables and blobs live: either <see cref="Connection"/>, or both service addresses with the identity of the host.
/// </summary>
public sealed class StorageOptions : IValidatableObject
{
    public const string Section = "Storage";

    /// <summary>A connection string with an account key. For trials and on-premises storage; in Azure use the two addresses.</summary>
    public string? Connection { get; set; }

    /// <summary>Address of the table service, used with the host's identity (DefaultAzureCredential).</summary>
    public Uri? TableServiceUri { get; set; }

    /// <summary>Address of the blob service, used with the host's identity (DefaultAzureCredential).</summary>
    public Uri? BlobServiceUri { get; set; }

    /// <summary>Put before every table and container name, so that several installations can share one account. Letters and digits, default none.</summary>
    [RegularExpression("^([a-z][a-z0-9]{0,19})?$", ErrorMessage = "Storage:Prefix takes up to 20 lower-case letters and digits, beginning with a letter.")]
    public string Prefix { get; set; } = "";

    /// <summary>True when neither a connection string nor the two addresses are given.</summary>
    public bool IsEmpty => string.IsNullOrWhiteSpace(Connection) && TableServiceUri is null && BlobServiceUri is null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsEmpty)
        {
            yield return new ValidationResult("Set Storage:Connection, or Storage:TableServiceUri and Storage:BlobServiceUri.");
        }
        else if (string.IsNullOrWhiteSpace(Connection) && (TableServiceUri is null || BlobServiceUri is null))
        {
            yield return new ValidationResult("Storage:TableServiceUri and Storage:BlobServiceUri go together.");
        }
    }
}
