using Supervision.Access;

namespace Supervision.Functions.OpenApi;

/// <summary>What the API document says of one function beyond what its trigger declares.</summary>
/// <param name="Function">The name in [Function].</param>
/// <param name="Roles">Who may call it; null for everyone, without a key.</param>
/// <param name="OwnDepartment">True when a department may call it only for itself.</param>
internal sealed record ApiOperation(string Function, string Tag, string En, string Zh, Role? Roles, bool OwnDepartment = false)
{
    /// <summary>Type of a JSON body.</summary>
    public Type? Body { get; init; }

    /// <summary>Media type of the body; multipart bodies carry a part "metadata" and files.</summary>
    public string BodyType { get; init; } = "application/json";

    /// <summary>A body, or the metadata of one, as JSON; null where <see cref="Examples"/> has several.</summary>
    public string? Example { get; init; }

    /// <summary>Several bodies, where an operation does different things by them. The first is the plainest.</summary>
    public BodyExample[] Examples { get; init; } = [];

    /// <summary>Type of the JSON answered, or of each item of a list.</summary>
    public Type? Answer { get; init; }

    /// <summary>What is answered instead where the question was another one.</summary>
    public Type? OtherAnswer { get; init; }

    public bool IsList { get; init; }

    /// <summary>True when the list goes on by "continuation" and takes "size".</summary>
    public bool IsPaged { get; init; }

    /// <summary>Items of a page where no size is asked for.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>Media type of the answer; null where nothing is answered.</summary>
    public string? AnswerType { get; init; } = "application/json";

    /// <summary>The statuses of success.</summary>
    public int[] Success { get; init; } = [200];

    /// <summary>True when an Idempotency-Key is heeded.</summary>
    public bool TakesKey { get; init; }

    /// <summary>True when the answer carries the tag of the state, to be sent back as If-Match.</summary>
    public bool GivesState { get; init; }

    /// <summary>True when If-Match is heeded.</summary>
    public bool TakesState { get; init; }

    /// <summary>True when If-None-Match: * is heeded.</summary>
    public bool TakesNew { get; init; }

    /// <summary>Query parameters: name, then what it is, in both languages.</summary>
    public (string Name, string En, string Zh)[] Query { get; init; } = [];

    /// <summary>Headers beyond those above: name, then what it is, in both languages. They must be given.</summary>
    public (string Name, string En, string Zh)[] Headers { get; init; } = [];

    /// <summary>Refusals beyond those that every operation knows: status and code.</summary>
    public (int Status, string Code)[] Refusals { get; init; } = [];
}

/// <summary>One of several bodies of an operation.</summary>
/// <param name="Name">The name under which the document has it.</param>
/// <param name="En">What it does.</param>
/// <param name="Json">The body.</param>
internal sealed record BodyExample(string Name, string En, string Zh, string Json);
