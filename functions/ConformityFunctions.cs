using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Identity;
using Supervision.Obligations.Conformity;

namespace Supervision.Functions;

/// <summary>How a delivered rule agrees with the obligation it is to fulfil, for those who review it.</summary>
public sealed class ConformityFunctions(ReadConformity conformity, Gate gate)
{
    [Function("GetConformity")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/departments/{department}/deliveries/{delivery}/conformity")] HttpRequest request,
        string department,
        string delivery,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
            await conformity.ExecuteAsync(DepartmentId.Parse(department), DeliveryId.Parse(delivery), cancellationToken) switch
            {
                ReadConformity.Outcome.Compared compared => Answers.Ok(new Conformity(
                    compared.Delivery,
                    compared.Obligation,
                    compared.LawTitle,
                    compared.Article,
                    compared.Quote,
                    compared.File,
                    compared.RuleTitle,
                    [
                        .. compared.Findings.Select(finding => new WordedFinding(
                            finding.Code,
                            finding.Level,
                            ConformityTexts.Of(finding, RequestLanguage.Of(request)),
                            finding.Quote,
                            finding.Article,
                            finding.Offset,
                            finding.Said,
                            finding.Expected)),
                    ])),
                ReadConformity.Outcome.NoRule => Problems.Conflict("delivery-is-no-rule"),
                ReadConformity.Outcome.Unmatched => Problems.Conflict("delivery-unmatched"),
                ReadConformity.Outcome.NotFound => Problems.NotFound("delivery"),
                _ => throw new System.Diagnostics.UnreachableException(),
            });
}
