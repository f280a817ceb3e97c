using System.Globalization;

namespace Supervision.Tests.Infra;

/// <summary>Resolves the few template expressions that a snapshot leaves open, as they would come out in one cloud.</summary>
internal sealed class ArmText
{
    private static readonly IReadOnlyDictionary<string, string> Later = new Dictionary<string, string>
    {
        ["clientId"] = "55555555-5555-5555-5555-555555555555",
        ["ConnectionString"] = "InstrumentationKey=66666666-6666-6666-6666-666666666666",
        ["defaultHostName"] = "func.example.invalid",
    };

    private readonly IReadOnlyDictionary<string, string> cloud;
    private readonly string text;
    private int at;

    private ArmText(string text, IReadOnlyDictionary<string, string> cloud)
    {
        this.text = text;
        this.cloud = cloud;
    }

    public static IReadOnlyDictionary<string, string> Global { get; } = new Dictionary<string, string>
    {
        ["suffixes.storage"] = "core.windows.net",
        ["suffixes.keyvaultDns"] = ".vault.azure.net",
        ["authentication.loginEndpoint"] = "https://login.microsoftonline.com/",
    };

    public static IReadOnlyDictionary<string, string> China { get; } = new Dictionary<string, string>
    {
        ["suffixes.storage"] = "core.chinacloudapi.cn",
        ["suffixes.keyvaultDns"] = ".vault.azure.cn",
        ["authentication.loginEndpoint"] = "https://login.chinacloudapi.cn/",
    };

    public static string Resolve(string value, IReadOnlyDictionary<string, string> cloud) =>
        value is ['[', .., ']'] ? new ArmText(value[1..^1], cloud).Expression() ?? "" : value;

    private string? Expression()
    {
        if (text[at] == '\'')
        {
            return Literal();
        }

        var name = Word();
        var arguments = Arguments();
        var members = new List<string>();
        while (at < text.Length && text[at] == '.')
        {
            at++;
            members.Add(Word());
        }

        return name switch
        {
            "environment" => cloud[string.Join('.', members)],
            "reference" => Later[members[^1]],
            "format" => string.Format(CultureInfo.InvariantCulture, arguments[0]!, [.. arguments.Skip(1)]),
            "coalesce" => arguments.FirstOrDefault(argument => argument is not null),
            "uri" => new Uri(new Uri(arguments[0]!), arguments[1]).ToString(),
            "replace" => arguments[0]!.Replace(arguments[1]!, arguments[2], StringComparison.Ordinal),
            "null" => null,
            _ => throw new NotSupportedException($"{name} in {text}"),
        };
    }

    private List<string?> Arguments()
    {
        var arguments = new List<string?>();
        at++;
        while (text[at] != ')')
        {
            arguments.Add(Expression());
            while (text[at] is ',' or ' ')
            {
                at++;
            }
        }

        at++;
        return arguments;
    }

    private string Word()
    {
        var start = at;
        while (at < text.Length && char.IsAsciiLetterOrDigit(text[at]))
        {
            at++;
        }

        return text[start..at];
    }

    private string Literal()
    {
        var start = ++at;
        while (text[at] != '\'')
        {
            at++;
        }

        return text[start..at++];
    }
}
