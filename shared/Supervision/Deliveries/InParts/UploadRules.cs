using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Supervision.Departments;

namespace Supervision.Deliveries.InParts;

/// <summary>What must hold of the parts of an upload.</summary>
public static partial class UploadRules
{
    /// <summary>The most parts of one file.</summary>
    public const int MostParts = 1_000;

    /// <summary>True for a SHA-256 in hexadecimal.</summary>
    public static bool IsHash(string? text) => text is not null && HashForm().IsMatch(text);

    /// <summary>
    /// True when no more parts are stored of a file: parts sent with other bytes again and again would else fill storage beyond what was announced.
    /// </summary>
    /// <param name="more">Bytes of the part that came.</param>
    /// <param name="mostPart">The most bytes of a part.</param>
    public static bool IsFull(AnnouncedFile file, IReadOnlyList<StoredPart> stored, long more, long mostPart) =>
        stored.Count >= 2 * MostParts || stored.Sum(part => part.Length) + more > (2 * file.Length) + mostPart;

    /// <summary>Every fault of the form of a list of parts; empty when it may be held against what has arrived.</summary>
    public static IReadOnlyList<InputFault> Faults(UploadInParts upload, IReadOnlyList<FileOfParts> files)
    {
        if (files.Count != upload.Files.Count)
        {
            return [InputFault.Of("files-count", "files", "{announced} files were announced.", ("announced", upload.Files.Count))];
        }

        var faults = new List<InputFault>();
        foreach (var (index, file) in files.Index())
        {
            if (!IsHash(file.Sha256))
            {
                faults.Add(NoHash(Field(index, "sha256")));
            }

            if (file.Parts.Count is 0 or > MostParts)
            {
                faults.Add(InputFault.Of("parts-count", Field(index, "parts"), "1 to {most} parts.", ("most", MostParts)));
            }

            faults.AddRange(file.Parts.Index().Where(part => !IsHash(part.Item)).Select(part => NoHash(Field(index, "parts", part.Index))));
        }

        return faults;
    }

    /// <summary>Every part of the list that has not arrived under its number, and every file that is not as long as announced.</summary>
    /// <param name="stored">What has arrived of each file.</param>
    public static IReadOnlyList<InputFault> Missing(
        UploadInParts upload, IReadOnlyList<FileOfParts> files, IReadOnlyList<IReadOnlyList<StoredPart>> stored)
    {
        var faults = new List<InputFault>();
        foreach (var (index, file) in files.Index())
        {
            var arrived = stored[index].ToDictionary(part => (part.Number, part.Sha256), part => part.Length);
            var length = 0L;
            var complete = true;
            foreach (var (number, hash) in file.Parts.Index())
            {
                if (arrived.TryGetValue((number + 1, hash.ToLowerInvariant()), out var bytes))
                {
                    length += bytes;
                    continue;
                }

                complete = false;
                faults.Add(InputFault.Of("part-missing", Field(index, "parts", number), "No part with this hash has arrived under this number."));
            }

            if (complete && length != upload.Files[index].Length)
            {
                faults.Add(InputFault.Of(
                    "file-length-differs",
                    Field(index, "parts"),
                    "The parts are {length} bytes, {announced} were announced.",
                    ("length", length),
                    ("announced", upload.Files[index].Length)));
            }
        }

        return faults;
    }

    /// <summary>A file whose hash is not the one that the sender gave.</summary>
    public static InputFault HashDiffers(int index) => InputFault.Of("file-hash-differs", Field(index, "sha256"), "The file has another hash.");

    /// <summary>Hash over the hashes of all parts in order.</summary>
    public static string ListHash(IReadOnlyList<FileOfParts> files) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.ASCII.GetBytes(string.Join('\n', files.Select(file => string.Join(' ', file.Parts).ToLowerInvariant())))));

    private static InputFault NoHash(string field) => InputFault.Of("hash-invalid", field, "A SHA-256 has 64 hexadecimal digits.");

    private static string Field(int file, string member, int? index = null) => string.Create(
        CultureInfo.InvariantCulture, $"files[{file}].{member}{(index is null ? "" : $"[{index}]")}");

    [GeneratedRegex(@"\A[0-9A-Fa-f]{64}\z")]
    private static partial Regex HashForm();
}
