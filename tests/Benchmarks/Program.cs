using Supervision.Benchmarks;

// dotnet run --project tests/Benchmarks -c Release
await InMemoryBenchmark.RunAsync();
