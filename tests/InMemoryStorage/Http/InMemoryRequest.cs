using System.Diagnostics.CodeAnalysis;
using Azure.Core;

namespace Supervision.InMemoryStorage;

/// <summary>The request the SDK fills in.</summary>
internal sealed class InMemoryRequest : Request
{
    private static long lastId;
    private string? clientRequestId;

    public List<HttpHeader> HeaderList { get; } = new(8);

    public override string ClientRequestId
    {
        get => clientRequestId ??= $"00000000-0000-4000-8000-{Interlocked.Increment(ref lastId):x12}";
        set => clientRequestId = value;
    }

    public override void Dispose() => Content?.Dispose();

    protected override void AddHeader(string name, string value) => HeaderList.Add(new HttpHeader(name, value));

    protected override bool ContainsHeader(string name) => IndexOf(name) >= 0;

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => HeaderList;

    protected override bool RemoveHeader(string name)
    {
        var removed = false;
        for (var index = IndexOf(name); index >= 0; index = IndexOf(name))
        {
            HeaderList.RemoveAt(index);
            removed = true;
        }

        return removed;
    }

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
    {
        var index = IndexOf(name);
        value = index < 0 ? null : HeaderList[index].Value;
        return index >= 0;
    }

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = HeaderList.Where(h => string.Equals(h.Name, name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).ToArray();
        return values.Any();
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < HeaderList.Count; i++)
        {
            if (string.Equals(HeaderList[i].Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}
