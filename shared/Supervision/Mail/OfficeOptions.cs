using System.ComponentModel.DataAnnotations;

namespace Supervision.Mail;

/// <summary>The office in whose name the product speaks.</summary>
public sealed class OfficeOptions
{
    public const string Section = "Office";

    /// <summary>Name in Chinese, as mails are signed. Default 人大常委会监督工作办公室.</summary>
    [Required]
    public string Name { get; set; } = "人大常委会监督工作办公室";

    /// <summary>Name in English.</summary>
    [Required]
    public string NameEn { get; set; } = "Supervision Office of the Standing Committee";

    /// <summary>Address under which people reach the pages, e.g. https://supervision.example. Null: mails carry no link.</summary>
    public Uri? BaseUrl { get; set; }

    public string NameIn(string language) => language == "en" ? NameEn : Name;
}
