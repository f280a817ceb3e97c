using Supervision.Functions.Commands;

return args is ["extract", .. var paths] ? await ExtractCommand.RunAsync(paths, Console.Out, Console.Error, CancellationToken.None) : 0;
