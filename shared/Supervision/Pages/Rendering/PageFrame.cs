namespace Supervision.Pages.Rendering;

/// <summary>What every page shows around its content.</summary>
/// <param name="Title">Title of the page, as text.</param>
/// <param name="SignedInAs">Who is signed in, in words; null when nobody is.</param>
/// <param name="OtherLanguage">zh-CN or en: the language the switch leads to; null where the jurisdiction has only one.</param>
/// <param name="SwitchAddress">This page in the other language, or null.</param>
/// <param name="StyleAddress">Address of the style sheet, with its version.</param>
/// <param name="IconAddress">Address of the icon, with its version.</param>
/// <param name="Office">Name of the office, in the page's language.</param>
/// <param name="AsOf">When the page was made, UTC.</param>
/// <param name="LoadAgain">
/// True when the browser shall ask again by itself: it came from another site and so left its cookie at home.
/// </param>
/// <param name="Delivers">True for somebody of a department, who may deliver.</param>
public sealed record PageFrame(
    string Title,
    string? SignedInAs,
    string? OtherLanguage,
    string? SwitchAddress,
    string StyleAddress,
    string IconAddress,
    string Office,
    DateTimeOffset AsOf,
    bool LoadAgain,
    bool Delivers);
