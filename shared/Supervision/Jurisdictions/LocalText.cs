namespace Supervision.Jurisdictions;

/// <summary>A text in both languages of the product.</summary>
public sealed record LocalText(string Zh, string En);
