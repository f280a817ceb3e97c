using Azure.Core;

namespace Supervision.InMemoryStorage;

/// <summary>One HTTP request, whole or as a part of a batch.</summary>
internal sealed class HttpCall(string method, string path, string query, List<HttpHeader> headers, ReadOnlyMemory<byte> body)
{
    private List<KeyValuePair<string, string>>? parameters;

    public string Method { get; } = method;

    /// <summary>Escaped, without the leading slash and, in path-style addresses, without the account.</summary>
    public string Path { get; } = path;

    public ReadOnlyMemory<byte> Body { get; } = body;

    public IReadOnlyList<HttpHeader> Headers => headers;

    /// <summary>The query parameters, unescaped.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters => parameters ??= ReadQuery(query);

    public string? Header(string name)
    {
        foreach (var header in headers)
        {
            if (string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return header.Value;
            }
        }

        return null;
    }

    public string? Parameter(string name)
    {
        foreach (var parameter in Parameters)
        {
            if (string.Equals(parameter.Key, name, StringComparison.OrdinalIgnoreCase))
            {
                return parameter.Value;
            }
        }

        return null;
    }

    private static List<KeyValuePair<string, string>> ReadQuery(string query)
    {
        var found = new List<KeyValuePair<string, string>>(4);
        var rest = query.AsSpan().TrimStart('?');
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf('&');
            var pair = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            var equals = pair.IndexOf('=');
            if (!pair.IsEmpty)
            {
                found.Add(equals < 0 ? new(Unescape(pair), "") : new(Unescape(pair[..equals]), Unescape(pair[(equals + 1)..])));
            }
        }

        return found;
    }

    private static string Unescape(ReadOnlySpan<char> text) =>
        text.IndexOfAny('%', '+') < 0 ? text.ToString() : Uri.UnescapeDataString(text.ToString().Replace('+', ' '));
}
