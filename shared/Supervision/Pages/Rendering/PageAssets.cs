using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Supervision.Pages.Rendering;

/// <summary>A file that pages refer to. Its version is part of its address, so browsers may keep it for good.</summary>
/// <param name="Version">The first 12 hexadecimal digits of the SHA-256 of its bytes.</param>
public sealed record PageAsset(string Name, string ContentType, ReadOnlyMemory<byte> Content, string Version)
{
    public string Address => $"/assets/{Name}?v={Version}";
}

/// <summary>The style sheet, the icon and the one script.</summary>
public static class PageAssets
{
    private const string ResourcePrefix = "Supervision.Pages.Assets.";

    public static readonly PageAsset Style = Read("site.css", "text/css; charset=utf-8");

    public static readonly PageAsset Icon = Read("icon.svg", "image/svg+xml");

    /// <summary>Sends large files in parts from the page of delivery; without it the page works up to the limit of one request.</summary>
    public static readonly PageAsset Deliver = Read("deliver.js", "text/javascript; charset=utf-8");

    private static readonly FrozenDictionary<string, PageAsset> ByName =
        new[] { Style, Icon, Deliver }.ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);

    public static PageAsset? Find(string name) => ByName.GetValueOrDefault(name);

    private static PageAsset Read(string name, string contentType)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream(ResourcePrefix + name)
            ?? throw new InvalidOperationException($"{name} is missing from the assembly.");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        var bytes = content.ToArray();
        return new PageAsset(name, contentType, bytes, Convert.ToHexStringLower(SHA256.HashData(bytes))[..12]);
    }
}
