using System.Diagnostics;
using System.Text;
using Supervision.Laws.Reading;
using Supervision.Obligations.Extraction;

namespace Supervision.Benchmarks;

/// <summary>
/// How fast law texts are read and searched for obligations, on one thread: megabytes of files a second, whether ten times the text takes ten times
/// as long, and the most memory that the process held. Files are read into memory first, so that no disk is measured.
/// </summary>
internal static class ExtractionBenchmark
{
    private const int Passes = 12;
    private const int WarmUps = 4;

    /// <returns>0; 2 where there is no such folder.</returns>
    public static int Run(string folder)
    {
        if (!Directory.Exists(folder))
        {
            Console.Error.WriteLine($"There is no folder {folder}.");
            return 2;
        }

        var files = Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".md" or ".txt")
            .Order(StringComparer.Ordinal)
            .Select(file => (Name: Path.GetFileName(file), Bytes: File.ReadAllBytes(file)))
            .ToList();
        var megabytes = files.Sum(file => file.Bytes.LongLength) / 1e6;
        var found = 0;
        var seconds = new List<double>();
        for (var pass = 0; pass < WarmUps + Passes; pass++)
        {
            var started = Stopwatch.GetTimestamp();
            found = files.Sum(file => Find(file.Name, file.Bytes));
            if (pass >= WarmUps)
            {
                seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            }
        }

        seconds.Sort();
        Console.WriteLine($"{files.Count} files, {megabytes:F2} MB, {found} obligations found.");
        Console.WriteLine($"Best of {Passes}: {megabytes / seconds[0]:F1} MB/s; median {megabytes / seconds[Passes / 2]:F1} MB/s.");
        Console.WriteLine($"Most memory held by the process: {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB, of which the files themselves {megabytes:F0} MB.");
        foreach (var times in (int[])[1, 10, 100])
        {
            var text = Encoding.UTF8.GetBytes(Repeated(times));
            var best = Enumerable.Range(0, 5).Min(_ =>
            {
                var started = Stopwatch.GetTimestamp();
                Find("law.md", text);
                return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            });
            Console.WriteLine($"One text of {text.Length / 1e3:F0} kB: {best:F2} ms, {text.Length / 1e3 / best:F1} MB/s.");
        }

        return 0;
    }

    private static int Find(string name, byte[] bytes) =>
        LawReader.Read(name, bytes) is LawReading.Law { Text: var law } ? ObligationExtractor.Extract(law).Count : 0;

    /// <summary>An invented text of so many times twenty articles.</summary>
    private static string Repeated(int times)
    {
        var text = new StringBuilder("# 江南省渡口条例\n\n第一条 为了加强渡口管理，制定本条例。\n\n");
        for (var article = 0; article < 20 * times; article++)
        {
            text.Append("第二条 渡口经营者应当建立安全管理制度，配备救生设备，并接受交通运输主管部门的监督检查。具体办法由省人民政府制定。\n\n")
                .Append("省人民政府应当每年向省人民代表大会常务委员会报告渡口工作情况；遇有恶劣天气，渡口应当停止渡运，并按照规定及时报告。\n\n");
        }

        return text.ToString();
    }
}
