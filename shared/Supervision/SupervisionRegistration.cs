using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Supervision.Access;
using Supervision.Agenda;
using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Deadlines.Chains;
using Supervision.Deadlines.Explanations;
using Supervision.Deadlines.Steps;
using Supervision.Deliveries;
using Supervision.Deliveries.Figures;
using Supervision.Deliveries.InParts;
using Supervision.Deliveries.Scanning;
using Supervision.Departments;
using Supervision.Gathering;
using Supervision.History;
using Supervision.Identity;
using Supervision.History.Removals;
using Supervision.Jurisdictions;
using Supervision.Laws;
using Supervision.Mail;
using Supervision.Mail.Messages;
using Supervision.Mail.Sending;
using Supervision.Obligations;
using Supervision.Obligations.Conformity;
using Supervision.Obligations.Review;
using Supervision.Obligations.Versions;
using Supervision.Operations.Alerts;
using Supervision.Operations.Backup;
using Supervision.Operations.Health;
using Supervision.Papers;
using Supervision.Relay;
using Supervision.Storage;
using Supervision.Sweeping;
using Supervision.Time;
using Supervision.Views;

namespace Supervision;

/// <summary>Registers the product.</summary>
public static class SupervisionRegistration
{
    /// <summary>Registers every room. A TimeProvider or storage clients registered before count; else the system's clock and Storage settings.</summary>
    public static IServiceCollection AddSupervision(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RandomIds>();
        services.AddJurisdiction(configuration);
        services.AddMailMessages(configuration);
        services.AddMailSending(configuration);
        services.AddOptions<DeliveryOptions>().BindConfiguration(DeliveryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SweepOptions>().BindConfiguration(SweepOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RelayOptions>().BindConfiguration(RelayOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ScanOptions>().BindConfiguration(ScanOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        AddStorage(services);

        services.AddSingleton(provider => new LegislatureClock(
            provider.GetRequiredService<TimeProvider>(),
            TimeZoneInfo.FindSystemTimeZoneById(provider.GetRequiredService<JurisdictionProfile>().TimeZone)));
        services.AddSingleton<AccessKeys>().AddSingleton<BearerTokens>().AddSingleton<CallerLimits>();
        services.AddSingleton<AgendaStore>().AddSingleton<PlanStore>();
        services.AddSingleton<AlertStore>().AddSingleton<AcknowledgeAlert>();
        services.AddSingleton<DeadlineSchedule>().AddSingleton<DeadlineStore>().AddSingleton<OwedDeadlines>().AddSingleton<DeadlineDecisions>().AddSingleton<ReleaseInherited>();
        services.AddSingleton<PaperStore>().AddSingleton<SubmitExplanation>().AddSingleton<DecideExplanation>();
        services.AddSingleton<ProposeStep>().AddSingleton<DecideStep>().AddSingleton<ReopenDeadline>();
        services.AddSingleton<DeliveryStore>().AddSingleton<DeliveryTags>().AddSingleton<UploadReader>().AddSingleton<ReceiveDelivery>().AddSingleton<ReviewDelivery>();
        services.AddSingleton<FigureStore>().AddSingleton<CheckFigures>().AddSingleton<ScanFiles>().AddSingleton<TakeDelivery>();
        services.AddSingleton<UploadStore>().AddSingleton<BeginUpload>().AddSingleton<KeepPart>().AddSingleton<CommitUpload>().AddSingleton<EndUpload>();
        services.AddGathering();
        services.AddSingleton<CarryWithdrawal>().AddSingleton<WithdrawDelivery>().AddSingleton<MatchDelivery>();
        services.AddSingleton<CarryChain>().AddSingleton<RecordPublication>().AddSingleton<RecordReviewOpinion>().AddSingleton<WithdrawEvent>();
        services.AddSingleton<DirectoryStore>().AddSingleton<RegisterDepartment>().AddSingleton<Successions>();
        services.AddSingleton<ChainReader>().AddSingleton<DigestStore>().AddSingleton<SealHistory>().AddSingleton<VerifyHistory>().AddSingleton<VerifyPapers>().AddSingleton<VerifyDeliveries>().AddSingleton<RebuildViews>().AddSingleton<RebuildSeals>().AddSingleton<RebuildState>();
        services.AddSingleton<LawStore>().AddSingleton<ImportLaw>();
        services.AddMail();
        services.AddSingleton<OpeningRules>().AddSingleton<LawDecisions>().AddSingleton<ConfirmObligation>().AddSingleton<EndObligations>().AddSingleton<WithdrawEnding>().AddSingleton<AddObligation>().AddSingleton<ReadConformity>();
        services.AddSingleton<RecordHigherLawChange>().AddSingleton<ChangeCommittee>().AddSingleton<CorrectLaw>();
        services.AddSingleton<CarryOver>().AddSingleton<DecideVersion>().AddSingleton<ReadVersion>();
        services.AddSingleton<WaitingFinds>().AddSingleton<ReviewObligation>().AddSingleton<AcceptObligation>().AddSingleton<ConfirmSure>().AddSingleton<ReviewCases>();
        services.AddSingleton<IPlanCarrier>(provider => provider.GetRequiredService<ConfirmObligation>());
        services.AddSingleton<IPlanCarrier>(provider => provider.GetRequiredService<EndObligations>());
        services.AddSingleton<IPlanCarrier>(provider => provider.GetRequiredService<WithdrawEnding>());
        services.AddSingleton<IPlanCarrier>(provider => provider.GetRequiredService<RecordHigherLawChange>());
        services.AddSingleton<IPlanCarrier>(provider => provider.GetRequiredService<ChangeCommittee>());
        services.AddSingleton<IPlanCarrier>(provider => provider.GetRequiredService<CarryOver>());
        services.AddSingleton<IPlanCarrier>(provider => provider.GetRequiredService<DecideVersion>());
        services.AddSingleton<RelayViews>().AddSingleton<RelayChanges>();
        services.AddSingleton<LookAtDeadline>().AddSingleton<SeriesHomes>().AddSingleton<OpenNextOccurrence>().AddSingleton<SweepReportStore>();
        services.AddSingleton<SweepDeadlines>().AddSingleton<CheckAgenda>().AddSingleton<CheckProgressStore>().AddSingleton<SweepAlerts>().AddSingleton<WatchSweeps>();
        services.AddOperationalAlerts();
        services.AddRemovals();
        services.AddSingleton<ReadPaper>().AddSingleton<RemoveOrphanPapers>();
        services.AddSingleton<ViewStore>();
        services.AddSingleton<CheckHealth>();
        services.AddSingleton<TakeBackup>().AddSingleton<RestoreBackup>();
        return services;
    }

    private static void AddStorage(IServiceCollection services)
    {
        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section);
        services.TryAddSingleton(provider => StorageClients.TablesOf(provider.GetRequiredService<IOptions<StorageOptions>>().Value));
        services.TryAddSingleton(provider => StorageClients.BlobsOf(provider.GetRequiredService<IOptions<StorageOptions>>().Value));
        services.AddSingleton(provider => new SupervisionStorage(
            provider.GetRequiredService<TableServiceClient>(),
            provider.GetRequiredService<BlobServiceClient>(),
            provider.GetRequiredService<IOptions<StorageOptions>>().Value.Prefix));
    }
}
