namespace Supervision.Functions.OpenApi;

/// <summary>
/// The guide for officers: what the office may do, in the order in which it comes up. Operations and bodies are the catalogue's; a test sends every line.
/// </summary>
public sealed record OfficersGuide(IReadOnlyList<GuideRole> Roles, IReadOnlyList<GuideChapter> Chapters)
{
    private const string Officer = "officer";
    private const string Office = "office";
    private const string Second = "second";
    private const string Director = "director";
    private const string Administrator = "administrator";

    private static readonly string[] RoleNames = ["reader", "officer", "director", "administrator", "department"];

    internal static readonly OfficersGuide Written = Write();

    private static OfficersGuide Write()
    {
        var operations = ApiCatalogue.Operations.ToDictionary(operation => operation.Function, StringComparer.Ordinal);
        var triggers = ApiDocument.Triggers().ToDictionary(trigger => trigger.Function, StringComparer.Ordinal);
        return new OfficersGuide(
            [.. RoleNames.Select(role => new GuideRole(role))],
            [
                new("keys", [Act("key", Administrator, "CreateKey", "director")]),
                new(
                    "obligations",
                    [
                        Act("confirm", Officer, "ConfirmObligation", "one"),
                        Act("correct-find", Officer, "CorrectObligation"),
                        Act("reject-find", Officer, "RejectObligation"),
                        Act("add", Officer, "AddObligation"),
                        Act("confirm-many", Officer, "ConfirmSure"),
                    ]),
                new(
                    "deliveries",
                    [
                        Act("accept", Officer, "ReviewDelivery", "accept"),
                        Act("accept-in-part", Officer, "ReviewDelivery", "accept-in-part"),
                        Act("return", Officer, "ReviewDelivery", "return-for-content"),
                        Act("match", Officer, "MatchDelivery"),
                    ]),
                new(
                    "explanations",
                    [
                        Act("accept-explanation", Office, "DecideExplanation", "accept"),
                        Act("reject-explanation", Office, "DecideExplanation", "reject"),
                    ]),
                new(
                    "steps",
                    [
                        Act("extension", Office, "ProposeStep", "extension"),
                        Act("deferral", Office, "ProposeStep", "deferral"),
                        Act("waiver", Office, "ProposeStep", "waiver"),
                        Act("withdrawal", Office, "ProposeStep", "withdrawal"),
                        Act("correction", Office, "ProposeStep", "correction"),
                        Act("fulfilled-date", Office, "ProposeStep", "fulfilled-date"),
                        Act("supervision-letter", Office, "ProposeStep", "supervision-letter"),
                        Act("standing-committee", Office, "ProposeStep", "standing-committee"),
                        Act("approve", Second, "DecideStep", "approve"),
                        Act("reject-step", Second, "DecideStep", "reject"),
                        Act("take-back", Office, "DecideStep", "take-back"),
                    ]),
                new("deadlines", [Act("release", Officer, "ReleaseInherited"), Act("reopen", Office, "ReopenDeadline")]),
                new(
                    "events",
                    [
                        Act("publication", Officer, "RecordPublication"),
                        Act("opinion", Officer, "RecordReviewOpinion"),
                        Act("withdraw-event", Officer, "WithdrawEvent"),
                        Act("higher-law", Officer, "RecordHigherLawChange"),
                    ]),
                new(
                    "ends",
                    [
                        Act("repeal", Officer, "EndObligations", "repeal"),
                        Act("provisions", Officer, "EndObligations", "provisions"),
                        Act("withdraw-ending", Second, "WithdrawEnding"),
                    ]),
                new("departments", [Act("merger", Administrator, "SaveDepartment", "merger"), Act("split", Administrator, "SaveDepartment", "split")]),
                new("removals", [Act("propose-removal", Administrator, "ProposeRemoval", "file"), Act("decide-removal", Director, "DecideRemoval", "confirm")]),
            ]);

        GuideAct Act(string name, string who, string function, string? example = null)
        {
            var operation = operations[function];
            var (_, method, path) = triggers[function];
            var body = example is null ? operation.Example ?? operation.Examples.FirstOrDefault()?.Json : operation.Examples.Single(one => one.Name == example).Json;
            return new GuideAct(name, who, function, method.ToUpperInvariant(), path, LineOf(method.ToUpperInvariant(), path, body));
        }
    }

    /// <summary>A line for a shell, in which $BASE, $KEY and the parts of the path are set.</summary>
    private static string LineOf(string method, string path, string? body)
    {
        var address = string.Join('/', path.Split('/').Select(part => part.StartsWith('{') ? "$" + part.Trim('{', '}').ToUpperInvariant() : part));
        var line = $"curl -X {method} \"$BASE{address}\" -H \"Authorization: Bearer $KEY\"";
        return body is null ? line : $"{line} -H 'Content-Type: application/json' -d '{body}'";
    }
}

public sealed record GuideRole(string Name);

public sealed record GuideChapter(string Name, IReadOnlyList<GuideAct> Acts);

/// <summary>Something that the office may do.</summary>
/// <param name="Who">Whose act it is: officer, office (officer or director), second (another person than the one before), director, administrator.</param>
/// <param name="Line">It, as a line for a shell.</param>
public sealed record GuideAct(string Name, string Who, string Function, string Method, string Path, string Line);
