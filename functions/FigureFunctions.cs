using System.Text;
using Microsoft.AspNetCore.Http;
using Supervision.Deliveries.Figures;

namespace Supervision.Functions;

/// <summary>What figures must look like: the schema, and the workbook to fill in. Open to everyone: they hold nothing of anyone.</summary>
public sealed class FigureFunctions(Gate gate)
{
    private const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    [Function("GetFiguresSchema")]
    public Task<IResult> GetSchemaAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/schemas/report-figures")] HttpRequest request) =>
        gate.ForEveryoneAsync(request, () => Task.FromResult(Results.Text(FiguresSchema.Text, "application/schema+json", Encoding.UTF8)));

    [Function("GetFiguresTemplate")]
    public Task<IResult> GetTemplateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/templates/report-figures")] HttpRequest request) =>
        gate.ForEveryoneAsync(request, () =>
        {
            var chinese = RequestLanguage.Of(request) == RequestLanguage.Chinese;
            return Task.FromResult(Results.File(
                FiguresTemplate.Create(chinese), Workbook, chinese ? "实施情况报告数字表.xlsx" : "report-figures.xlsx"));
        });
}
