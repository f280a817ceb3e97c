using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Supervision.Functions.Commands;
using Supervision.LocalHost;

namespace Supervision.Tests.Infra;

/// <summary>What a server of the office's own needs: the units, the credentials, the documents.</summary>
public sealed partial class OnPremisesTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "infra", "on-premises");

    [Fact]
    public async Task The_units_are_right_and_leave_the_service_few_rights()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd is not installed.");
        var copy = Directory.CreateTempSubdirectory("supervision-units-");
        try
        {
            // Only the program itself is missing on this machine.
            foreach (var file in Directory.EnumerateFiles(Folder, "supervision*"))
            {
                var text = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))
                    .Replace("/opt/supervision/Supervision.Functions", "/bin/true", StringComparison.Ordinal);
                await File.WriteAllTextAsync(Path.Combine(copy.FullName, Path.GetFileName(file)), text, TestContext.Current.CancellationToken);
            }

            var units = Directory.GetFiles(copy.FullName);
            var (verified, complaints) = await BicepCli.RunAsync("/usr/bin/systemd-analyze", ["verify", .. units]);
            Assert.True(units.Length == 3 && verified == 0, complaints);
            Assert.DoesNotContain("supervision", complaints, StringComparison.Ordinal);
            foreach (var unit in units.Where(unit => unit.EndsWith(".service", StringComparison.Ordinal)))
            {
                var (within, report) = await BicepCli.RunAsync("/usr/bin/systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", unit);
                Assert.True(within == 0, report);
            }
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    [Fact]
    public void Secrets_come_as_credentials_and_are_in_no_file_of_settings()
    {
        var settings = File.ReadAllText(Path.Combine(Folder, "settings.env"));
        var unit = File.ReadAllText(Path.Combine(Folder, "supervision.service"));

        Assert.Equal(["Storage__Connection", "Mail__Smtp__Password"], Credential.Matches(unit).Select(match => match.Groups[1].Value));
        Assert.DoesNotMatch("(?m)^[A-Za-z_]*(Password|Connection|Key|Secret)=", settings);
    }

    [Fact]
    public void A_credential_is_read_as_the_setting_of_its_name_and_counts_before_the_environment()
    {
        var folder = Directory.CreateTempSubdirectory("supervision-credentials-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "Mail__Smtp__Password"), "s3cret\n");

            var configuration = LocalFunctionsHost.CreateBuilder().AddCredentials(folder.FullName).Configuration;

            Assert.Equal("s3cret", configuration["Mail:Smtp:Password"]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Every_command_that_the_documents_name_exists()
    {
        var known = CommandLine.Root().Subcommands.Select(command => command.Name).ToHashSet();
        foreach (var file in new[] { "README.md", "README.zh-CN.md" })
        {
            var named = Command.Matches(File.ReadAllText(Path.Combine(Folder, file))).Select(match => match.Groups[1].Value).ToList();

            Assert.Contains("check-storage", named);
            Assert.Contains("restore", named);
            Assert.All(named, name => Assert.Contains(name, known));
        }
    }

    [GeneratedRegex("(?m)^LoadCredential=(\\w+):/etc/supervision/secrets/\\1$")]
    private static partial Regex Credential { get; }

    [GeneratedRegex("/Supervision\\.Functions ([a-z-]+)")]
    private static partial Regex Command { get; }
}
