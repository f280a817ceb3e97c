using Supervision.Benchmarks;

// dotnet run --project tests/Benchmarks -c Release                              the in-memory storage service
// dotnet run --project tests/Benchmarks -c Release -- extract FOLDER            reading law texts and finding obligations in them
if (args is ["extract", var folder])
{
    return ExtractionBenchmark.Run(folder);
}

await InMemoryBenchmark.RunAsync();
return 0;
