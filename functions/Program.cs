#if FUNCTIONS_HOST_AZURE
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Supervision;
using Supervision.Functions;
using Supervision.Operations.Telemetry;
using Supervision.Storage;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddSupervision(builder.Configuration).AddFunctionServices().AddTelemetry(builder.Configuration);
var host = builder.Build();
await host.Services.GetRequiredService<SupervisionStorage>().PrepareAsync(CancellationToken.None);
await host.RunAsync();
return 0;
#else
using Supervision.Functions.Commands;

return await CommandLine.RunAsync(args);
#endif
