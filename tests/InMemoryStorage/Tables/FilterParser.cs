using System.Globalization;

namespace Supervision.InMemoryStorage;

/// <summary>Reads $filter: comparisons joined by and, or, not and parentheses; not binds closest, then and, then or.</summary>
internal ref struct FilterParser
{
    private readonly ReadOnlySpan<char> text;
    private int at;

    private FilterParser(ReadOnlySpan<char> text) => this.text = text;

    /// <exception cref="ServiceErrorException">The expression cannot be read: InvalidInput.</exception>
    public static Filter Parse(string expression)
    {
        var parser = new FilterParser(expression);
        var filter = parser.Or();
        parser.SkipSpace();
        return parser.at == expression.Length ? filter : throw Unreadable();
    }

    private static ServiceErrorException Unreadable() => new(TableErrors.InvalidInput);

    private Filter Or()
    {
        var left = And();
        while (TakeWord("or"))
        {
            left = new Filter.Or(left, And());
        }

        return left;
    }

    private Filter And()
    {
        var left = Unary();
        while (TakeWord("and"))
        {
            left = new Filter.And(left, Unary());
        }

        return left;
    }

    private Filter Unary()
    {
        if (TakeWord("not"))
        {
            return new Filter.Not(Unary());
        }

        if (Take('('))
        {
            var inner = Or();
            return Take(')') ? inner : throw Unreadable();
        }

        var property = Name();
        if (property is "true" or "false")
        {
            return new Filter.Constant(property == "true");
        }

        foreach (var comparison in (ReadOnlySpan<string>)["eq", "ne", "gt", "ge", "lt", "le"])
        {
            if (TakeWord(comparison))
            {
                return new Filter.Comparison(property, comparison, Literal());
            }
        }

        return new Filter.Flag(property);
    }

    private string Name()
    {
        SkipSpace();
        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
        {
            at++;
        }

        return at > start ? text[start..at].ToString() : throw Unreadable();
    }

    private object Literal()
    {
        SkipSpace();
        if (at < text.Length && text[at] == '\'')
        {
            return Quoted();
        }

        var start = at;
        while (at < text.Length && text[at] is not (' ' or ')' or '\''))
        {
            at++;
        }

        var word = text[start..at];
        if (at < text.Length && text[at] == '\'')
        {
            return Prefixed(word, Quoted());
        }

        if (word is "true" or "false")
        {
            return word is "true";
        }

        if (word.EndsWith("L", StringComparison.OrdinalIgnoreCase) && long.TryParse(word[..^1], CultureInfo.InvariantCulture, out var big))
        {
            return big;
        }

        if (int.TryParse(word, CultureInfo.InvariantCulture, out var small))
        {
            return small;
        }

        return double.TryParse(word, CultureInfo.InvariantCulture, out var number) ? number : throw Unreadable();
    }

    private static object Prefixed(ReadOnlySpan<char> prefix, string value)
    {
        try
        {
            return prefix switch
            {
                "datetime" => DateTimeOffset.Parse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
                "guid" => Guid.Parse(value),
                "X" or "binary" => Convert.FromHexString(value),
                _ => throw Unreadable(),
            };
        }
        catch (FormatException)
        {
            throw Unreadable();
        }
    }

    /// <summary>A string in single quotes; two of them stand for one.</summary>
    private string Quoted()
    {
        var start = ++at;
        var doubled = false;
        while (at < text.Length)
        {
            if (text[at] != '\'')
            {
                at++;
            }
            else if (at + 1 < text.Length && text[at + 1] == '\'')
            {
                doubled = true;
                at += 2;
            }
            else
            {
                var value = text[start..at++].ToString();
                return doubled ? value.Replace("''", "'", StringComparison.Ordinal) : value;
            }
        }

        throw Unreadable();
    }

    private bool Take(char wanted)
    {
        SkipSpace();
        if (at < text.Length && text[at] == wanted)
        {
            at++;
            return true;
        }

        return false;
    }

    private bool TakeWord(string word)
    {
        SkipSpace();
        var rest = text[at..];
        if (rest.StartsWith(word, StringComparison.Ordinal) && (rest.Length == word.Length || rest[word.Length] is ' ' or '('))
        {
            at += word.Length;
            return true;
        }

        return false;
    }

    private void SkipSpace()
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }
    }
}
