namespace Supervision.Tests.Mail.Messages;

/// <summary>Compares text with a file that somebody has read and approved; APPROVE_MAILS=1 writes the files anew, to be read again before a commit.</summary>
internal static class Approved
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Supervision.Tests", "Mail", "Messages", "Approved");

    public static void Equal(string name, string actual)
    {
        var file = Path.Combine(Folder, name);
        if (Environment.GetEnvironmentVariable("APPROVE_MAILS") == "1")
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(file, actual);
            return;
        }

        Assert.True(File.Exists(file), $"{file} is missing; run with APPROVE_MAILS=1 and read what it writes.");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), actual);
    }
}
