using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Supervision.Functions;

/// <summary>Every answer carries X-Request-Id: the caller's own where it is harmless, else a random one. It names the request in logs.</summary>
public static class RequestIds
{
    public const string Header = "X-Request-Id";

    private const int Longest = 64;

    public static string Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Response.Headers.TryGetValue(Header, out var known) && known.Count == 1)
        {
            return known.ToString();
        }

        var given = context.Request.Headers[Header].ToString();
        var id = given is { Length: > 0 and <= Longest } && given.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.')
            ? given
            : RandomNumberGenerator.GetHexString(24, lowercase: true);
        context.Response.Headers[Header] = id;
        context.TraceIdentifier = id;
        return id;
    }
}
