using System.CommandLine;

namespace Supervision.Functions.Commands;

/// <summary>The command line of the embedded host.</summary>
public static class CommandLine
{
    private const int DefaultPort = 7071;

    public static Task<int> RunAsync(string[] args) =>
        Root().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(45) });

    internal static RootCommand Root()
    {
        var root = new RootCommand("Supervision: makes sure that laws are carried out.");
        var port = new Option<int>("--port") { Description = "Port to listen on (loopback).", DefaultValueFactory = _ => DefaultPort };
        root.Options.Add(port);
        root.SetAction((result, stop) => Guard(() => ServeCommand.RunAsync(result.GetValue(port), Console.Out, stop)));

        root.Subcommands.Add(Demo());
        root.Subcommands.Add(Sweep());
        root.Subcommands.Add(Simple("relay", "Send waiting mails and bring lists up to date now.", stop => RelayCommand.RunAsync(Console.Out, stop)));
        root.Subcommands.Add(Simple(
            "verify", "Recompute every history chain and compare it with the sealed digests.", stop => HistoryCommands.VerifyAsync(Console.Out, stop)));
        root.Subcommands.Add(Rebuild());
        root.Subcommands.Add(Expunge());
        root.Subcommands.Add(Import());
        root.Subcommands.Add(Files(
            "extract",
            "Print the obligations that law texts propose, one JSON object a line.",
            (paths, stop) => ExtractCommand.RunAsync(paths, Console.Out, Console.Error, stop)));
        root.Subcommands.Add(Key());
        root.Subcommands.Add(Token());
        root.Subcommands.Add(Simple(
            "check-storage",
            "Ask the storage that is set everything this product needs of it, and remove what that left there.",
            stop => CheckStorageCommand.RunAsync(Console.Out, Console.Error, stop)));
        root.Subcommands.Add(Profile());
        root.Subcommands.Add(Backup());
        root.Subcommands.Add(Restore());
        return root;
    }

    private static Command Demo()
    {
        var port = new Option<int>("--port") { Description = "Port to listen on (loopback).", DefaultValueFactory = _ => DefaultPort };
        var once = new Option<bool>("--once") { Description = "Do the same and stop; exit code 0 when every step worked." };
        var command = new Command("demo", "Show the main job from end to end with invented laws and departments, then stay up.") { port, once };
        command.SetAction((result, stop) => Guard(() => DemoCommand.RunAsync(result.GetValue(port), result.GetValue(once), Console.Out, stop)));
        return command;
    }

    private static Command Import()
    {
        var committee = new Option<string?>("--committee") { Description = "Id of the committee in charge of them; else the profile's default one." };
        var paths = new Argument<string[]>("path") { Description = "Files or folders.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("import", "Import law texts (docx, pdf, html, md, txt) into the register.") { paths, committee };
        command.SetAction((result, stop) => Guard(() => ImportCommand.RunAsync(
            result.GetRequiredValue(paths), result.GetValue(committee), Console.Out, Console.Error, stop)));
        return command;
    }

    private static Command Sweep()
    {
        var asOf = new Option<DateOnly?>("--as-of") { Description = "Decide by this local date (yyyy-MM-dd) instead of today." };
        var command = new Command("sweep", "Look at everything that is due now.") { asOf };
        command.SetAction((result, stop) => Guard(() => SweepCommand.RunAsync(result.GetValue(asOf), Console.Out, Console.Error, stop)));
        return command;
    }

    private static Command Rebuild()
    {
        var repair = new Option<bool>("--repair") { Description = "Write rows that differ anew." };
        var command = new Command("rebuild", "Make states and alerts again from the facts and report differences.") { repair };
        command.SetAction((result, stop) => Guard(() => HistoryCommands.RebuildAsync(result.GetValue(repair), Console.Out, stop)));
        return command;
    }

    private static Command Expunge()
    {
        var content = new Argument<string>("content") { Description = "DEADLINE/PAPER, DEPARTMENT/DELIVERY/NUMBER of a delivered file, or DEPARTMENT/DELIVERY/PAPER or DEPARTMENT/REMOVAL/PAPER." };
        var reason = new Option<string>("--reason") { Description = "Why; kept as long as the history.", Required = true };
        var propose = new Command("propose", "Propose to remove a content; needs the key of an administrator.") { content, reason };
        propose.SetAction((result, stop) => Guard(() => ExpungeCommands.ProposeAsync(
            result.GetRequiredValue(content), result.GetRequiredValue(reason), Console.Out, Console.Error, stop)));
        return new Command("expunge", "Remove a paper or a delivered file by decision of two people; keys are read from SUPERVISION_KEY.")
        {
            propose,
            Decide("confirm", "Confirm the removal and carry it out; needs the key of a director who did not propose it.", confirm: true),
            Decide("reject", "Let the content stay.", confirm: false),
        };

        static Command Decide(string name, string description, bool confirm)
        {
            var removal = new Argument<string>("removal") { Description = "DEPARTMENT/REMOVAL, as the proposal told." };
            var note = new Option<string?>("--note") { Description = "What the director says to it." };
            var command = new Command(name, description) { removal, note };
            command.SetAction((result, stop) => Guard(() => ExpungeCommands.DecideAsync(
                result.GetRequiredValue(removal), confirm, result.GetValue(note), Console.Out, Console.Error, stop)));
            return command;
        }
    }

    private static Command Key()
    {
        var role = new Argument<string>("role") { Description = "officer, director, administrator or reader; several joined by commas." };
        var days = new Option<int>("--days") { Description = "Days until it expires.", DefaultValueFactory = _ => 365 };
        var command = new Command("key", "Create a key for staff and show it once.") { role, days };
        command.SetAction((result, stop) =>
            Guard(() => KeyCommand.RunAsync(result.GetRequiredValue(role), result.GetValue(days), Console.Out, Console.Error, stop)));
        return command;
    }

    private static Command Token()
    {
        var role = new Argument<string>("role") { Description = "department, officer, director, administrator or reader; staff roles joined by commas." };
        var department = new Option<string?>("--department") { Description = "The department, for the role department." };
        var subject = new Option<string>("--subject") { Description = "Who it is for; the same text is the same caller.", DefaultValueFactory = _ => "local" };
        var hours = new Option<int>("--hours") { Description = "Hours until it expires, 1 to 12.", DefaultValueFactory = _ => 8 };
        var command = new Command("token", "Issue a bearer token for trying things out on this machine; refused while the storage is elsewhere.")
        {
            role, department, subject, hours,
        };
        command.SetAction((result, stop) => Guard(() => TokenCommand.RunAsync(
            result.GetRequiredValue(role),
            result.GetValue(department),
            result.GetValue(subject)!,
            result.GetValue(hours),
            Console.Out,
            Console.Error,
            stop)));
        return command;
    }

    private static Command Profile()
    {
        var schema = new Option<bool>("--schema") { Description = "Print the JSON Schema that profiles follow instead." };
        var check = new Option<string?>("--check") { Description = "Check this file as the start would and name every fault; exit code 1 when there is one.", HelpName = "file" };
        var command = new Command("profile", "Print the jurisdiction profile in force.") { schema, check };
        command.SetAction((result, _) => Guard(() => result.GetValue(check) is { } file
            ? ProfileCommand.CheckAsync(file, Console.Out, Console.Error)
            : ProfileCommand.PrintAsync(result.GetValue(schema), Console.Out)));
        return command;
    }

    private static Command Backup()
    {
        var folder = new Argument<string>("folder") { Description = "Folder of all backups of this installation; only what is new is copied." };
        var keep = new Option<int?>("--keep") { Description = "How many backups stay; older ones, and contents that none names, are removed." };
        keep.Validators.Add(given =>
        {
            if (given.GetValue(keep) < 1)
            {
                given.AddError("--keep takes 1 or more.");
            }
        });
        var command = new Command("backup", "Copy all tables and blobs consistently, and check the copy by the history chains.") { folder, keep };
        command.SetAction((result, stop) => Guard(() => BackupCommands.BackupAsync(
            result.GetRequiredValue(folder), result.GetValue(keep), Console.Out, stop)));
        return command;
    }

    private static Command Restore()
    {
        var backup = new Argument<string>("backup") { Description = "Folder of one backup, as the command backup named it." };
        var manifest = new Option<string?>("--manifest") { Description = "SHA-256 of the manifest, as it was noted when the backup was taken." };
        var check = new Option<bool>("--check") { Description = "Only check the backup; nothing is written." };
        var command = new Command("restore", "Write a backup into an empty storage and verify it.") { backup, manifest, check };
        command.SetAction((result, stop) => Guard(() => BackupCommands.RestoreAsync(
            result.GetRequiredValue(backup), result.GetValue(manifest), result.GetValue(check), Console.Out, stop)));
        return command;
    }

    private static Command Simple(string name, string description, Func<CancellationToken, Task<int>> act)
    {
        var command = new Command(name, description);
        command.SetAction((_, stop) => Guard(() => act(stop)));
        return command;
    }

    private static Command Files(string name, string description, Func<IReadOnlyList<string>, CancellationToken, Task<int>> act)
    {
        var paths = new Argument<string[]>("path") { Description = "Files or folders.", Arity = ArgumentArity.OneOrMore };
        var command = new Command(name, description) { paths };
        command.SetAction((result, stop) => Guard(() => act(result.GetRequiredValue(paths), stop)));
        return command;
    }

    /// <summary>Turns what an operator can mend into one line.</summary>
    private static async Task<int> Guard(Func<Task<int>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception fault) when (fault is PortInUseException or HostStartException or LocalHost.Azurite.AzuriteUnavailableException
            or Jurisdictions.ProfileException or Calendars.CalendarException or System.ComponentModel.DataAnnotations.ValidationException
            or Microsoft.Extensions.Options.OptionsValidationException or Mail.Messages.MailTemplateException
            or Operations.Backup.BackupException)
        {
            await Console.Error.WriteLineAsync(fault is PortInUseException ? $"{fault.Message} Choose another with --port." : fault.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }
}
