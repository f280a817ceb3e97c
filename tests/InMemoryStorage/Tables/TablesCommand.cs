using System.Text.Json;
using System.Text.RegularExpressions;

namespace Supervision.InMemoryStorage;

/// <summary>Creates, deletes and lists tables.</summary>
internal sealed partial class TablesCommand : Command
{
    // Deleting takes the real service at least this long; until then the name cannot be used.
    private static readonly TimeSpan Deletion = TimeSpan.FromSeconds(40);

    private readonly Filter? filter;
    private readonly int top;
    private readonly string? next;
    private readonly bool echoes;

    public TablesCommand(StorageOperation operation, string name, HttpCall call)
    {
        Operation = operation;
        Container = name;
        echoes = call.Header("Prefer") != "return-no-content";
        if (operation == StorageOperation.ListTables)
        {
            filter = call.Parameter("$filter") is { Length: > 0 } expression ? FilterParser.Parse(expression) : null;
            top = QueryCommand.Top(call);
            next = call.Parameter("NextTableName");
        }
        else if (!TableName().IsMatch(name))
        {
            throw new ServiceErrorException(name.Length is < 3 or > 63 ? TableErrors.OutOfRangeInput : TableErrors.InvalidResourceName);
        }
    }

    public override StorageKind Kind => StorageKind.Table;

    public override StorageOperation Operation { get; }

    public override InMemoryResponse Answer(StorageState state) => Operation switch
    {
        StorageOperation.CreateTable => Create(state),
        StorageOperation.DeleteTable => Delete(state),
        _ => List(state),
    };

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,62}$")]
    private static partial Regex TableName();

    private InMemoryResponse Create(StorageState state)
    {
        if (state.Tables.ContainsKey(Container))
        {
            return TableErrors.TableAlreadyExists.ToResponse(Kind, state.Now);
        }

        if (state.TablesBeingDeleted.TryGetValue(Container, out var until) && state.Now < until)
        {
            return TableErrors.TableBeingDeleted.ToResponse(Kind, state.Now);
        }

        state.Tables = state.Tables.Add(Container, TableData.Empty(Container));
        if (!echoes)
        {
            return new InMemoryResponse(204, state.Now).Add("Preference-Applied", "return-no-content");
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
        {
            ["odata.metadata"] = $"{InMemoryStorageService.TableEndpoint}$metadata#Tables/@Element",
            ["TableName"] = Container,
        });
        return new InMemoryResponse(201, state.Now).WithBody(body, TableJson.ContentType);
    }

    private InMemoryResponse Delete(StorageState state)
    {
        if (!state.Tables.ContainsKey(Container))
        {
            return TableErrors.ResourceNotFound.ToResponse(Kind, state.Now);
        }

        state.Tables = state.Tables.Remove(Container);
        state.TablesBeingDeleted = state.TablesBeingDeleted.SetItem(Container, state.Now + Deletion);
        return new InMemoryResponse(204, state.Now);
    }

    private InMemoryResponse List(StorageState state)
    {
        var names = state.Tables.Values.Select(t => t.Name).Order(StringComparer.Ordinal)
            .Where(n => next is null || string.CompareOrdinal(n, next) >= 0)
            .Where(n => filter is null || filter.Passes(new Entity("", "", default, [new("TableName", EdmType.String, n)])))
            .Take(top + 1).ToList();
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["odata.metadata"] = $"{InMemoryStorageService.TableEndpoint}$metadata#Tables",
            ["value"] = names.Take(top).Select(n => new { TableName = n }),
        });
        var response = new InMemoryResponse(200, state.Now);
        if (names.Count > top)
        {
            response.Add("x-ms-continuation-NextTableName", names[top]);
        }

        return response.WithBody(body, TableJson.ContentType);
    }
}
