using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.Departments;
using Supervision.History.Removals;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Laws;
using Supervision.Relay;
using Supervision.Storage;
using Supervision.Time;
using Supervision.Views;

namespace Supervision.History;

/// <summary>
/// Compares the lists with what states say they must hold, row by row, and finds rows that no state accounts for. What the relay was
/// asked to carry and has not carried yet is no difference; neither are names that changed since, which the next change brings.
/// </summary>
public sealed class RebuildViews(
    SupervisionStorage storage, DeadlineStore deadlines, ViewStore views, LawStore laws, DirectoryStore directory, JurisdictionProfile profile, LegislatureClock clock)
{
    /// <summary>Months before and after today whose lists are searched for rows that no state accounts for.</summary>
    private const int MonthsSearched = 36;

    private static readonly string[] Names = ["lawTitle", "lawTitleEn", "departmentName", "departmentNameEn"];

    private readonly SupervisionStorage storage = storage;
    private readonly DeadlineStore deadlines = deadlines;
    private readonly ViewStore views = views;
    private readonly LawStore laws = laws;
    private readonly DirectoryStore directory = directory;
    private readonly JurisdictionProfile profile = profile;
    private readonly LegislatureClock clock = clock;

    /// <param name="repair">True to write rows that differ anew.</param>
    public Run Begin(bool repair) => new(this, repair);

    /// <summary>One comparison of everything.</summary>
    public sealed class Run
    {
        private readonly RebuildViews owner;
        private readonly bool repair;
        private readonly Titles titles;
        private readonly HashSet<string> shown = new(StringComparer.Ordinal);
        private readonly HashSet<string> waiting = new(StringComparer.Ordinal);
        private readonly HashSet<string> lists;
        private readonly HashSet<LawId> lawsSeen = [];
        private readonly List<string> differences = [];
        private readonly List<ChainBreak> breaks = [];
        private readonly Dictionary<DeadlineId, int> compared = [];
        private readonly HashSet<string> unreadable = new(StringComparer.Ordinal);

        internal Run(RebuildViews owner, bool repair)
        {
            this.owner = owner;
            this.repair = repair;
            titles = new Titles(owner.laws, owner.directory);
            var month = DeadlineState.MonthOf(owner.clock.Today);
            lists =
            [
                StandingLists.Partition, ViewNames.Awaited, ViewNames.Ended, ViewNames.Proposals, ViewNames.Unmatched, ViewNames.Removals,
                .. owner.profile.Committees.Select(committee => ViewNames.OpenAlerts(committee.Id)),
                .. Enumerable.Range(-MonthsSearched, (2 * MonthsSearched) + 1).Select(offset => ViewNames.Due(month.AddMonths(offset))),
            ];
        }

        /// <summary>Rows compared so far.</summary>
        public int Compared { get; private set; }

        /// <summary>Rows written anew.</summary>
        public int Mended { get; private set; }

        /// <summary>What differs, as <c>views/{list}/{row}</c>, or <c>joint/{department}/{deadline}</c>.</summary>
        public IReadOnlyList<string> Differences => differences;

        /// <summary>Rows that cannot be read; the lists are not compared with them.</summary>
        public IReadOnlyList<ChainBreak> Breaks => breaks;

        /// <summary>Leaves the rows of a deadline as they are: nothing says what they should be.</summary>
        internal void PassOver(DeadlineId id) => waiting.Add(id.Value);

        /// <summary>Compares everything that lists hold of one deadline.</summary>
        internal async Task CompareAsync(DeadlineState state, int seq, CancellationToken cancellationToken)
        {
            var id = state.Id;
            compared[id] = seq;
            if (await owner.storage.Supervision.FindAsync(id.Home.Value, DeadlineStore.ChangedKey(id), cancellationToken) is not null)
            {
                waiting.Add(id.Value);
                return;
            }

            foreach (var row in await RelayViews.RowsAsync(state, seq, titles, cancellationToken))
            {
                await CompareAsync(row, StandingLists.IsPlace(row) ? (wanted, there) => wanted == there : SameButForNames, () => HasChangedAsync(id, cancellationToken), cancellationToken);
            }

            foreach (var partner in state.CoDepartments)
            {
                Compared++;
                if (!await owner.deadlines.IsJointAsync(partner, id, cancellationToken))
                {
                    differences.Add($"joint/{partner}/{id}");
                    if (repair)
                    {
                        await owner.deadlines.PointAsync([partner], id, cancellationToken);
                        Mended++;
                    }
                }
            }

            if (!lawsSeen.Add(id.Obligation.Law))
            {
                return;
            }

            if (await IsCarriedAsync(Agenda.AgendaItem.Relay(id.Obligation.Law), cancellationToken))
            {
                waiting.Add(id.Obligation.Law.Value);
            }
            else
            {
                var law = await titles.LawAsync(id.Obligation.Law, cancellationToken);
                await CompareAsync(new ViewRow(ViewNames.Laws, law.Id.Value, law.ListSeq, Json.Write(law)), AnyContent, Unchanged, cancellationToken);
            }
        }

        /// <summary>Compares what lists hold of a home's deliveries and removals.</summary>
        internal async Task CompareHomeAsync(DepartmentId home, CancellationToken cancellationToken)
        {
            await foreach (var row in owner.storage.Supervision.ListAsync(home.Value, "delivery-", null, cancellationToken))
            {
                if (Read(row, "delivery-unreadable", each => Json.Read<Delivery>(each.GetString("Delivery"))) is { CameUnmatched: true } delivery)
                {
                    var view = RelayViews.RowOf(delivery);
                    if (await IsCarriedAsync(Agenda.AgendaItem.Relay(home, delivery.Id), cancellationToken))
                    {
                        waiting.Add(StandingLists.SubjectOf(view.Row));
                    }
                    else
                    {
                        await CompareAsync(view, AnyContent, () => HasChangedAsync(row, cancellationToken), cancellationToken);
                    }
                }
            }

            await foreach (var row in owner.storage.Supervision.ListAsync(home.Value, RemovalStore.RowPrefix, null, cancellationToken))
            {
                if (Read(row, "removal-unreadable", RemovalStore.HeadOf) is { } head)
                {
                    await CompareAsync(
                        new ViewRow(ViewNames.Removals, RemovalStore.RowKeyOf(head.Removal), head.Chain.Seq, Json.Write(head.Removal)),
                        (wanted, there) => wanted == there,
                        () => HasChangedAsync(row, cancellationToken),
                        cancellationToken);
                }
            }
        }

        /// <summary>Finds rows that no state accounts for.</summary>
        internal async Task FinishAsync(CancellationToken cancellationToken)
        {
            foreach (var list in lists)
            {
                await foreach (var (row, etag) in owner.views.ListAsync(list, cancellationToken))
                {
                    if (!shown.Contains($"{list}/{row.Row}") && !waiting.Contains(StandingLists.SubjectOf(row.Row)) && !unreadable.Contains(row.Row[(row.Row.LastIndexOf('-') + 1)..])
                        && !(list == ViewNames.Laws && await IsLawAsync(row.Row, cancellationToken)))
                    {
                        await DifferAsync(
                            row with { Json = null },
                            etag,
                            () => DeadlineId.TryParse(StandingLists.SubjectOf(row.Row), out var id) ? HasChangedAsync(id, cancellationToken) : Unchanged(),
                            cancellationToken);
                    }
                }
            }
        }

        private async Task CompareAsync(
            ViewRow wanted, Func<string, string, bool> same, Func<Task<bool>> hasChanged, CancellationToken cancellationToken)
        {
            Compared++;
            lists.Add(wanted.Partition);
            var there = await owner.views.FindAsync(wanted.Partition, wanted.Row, cancellationToken);
            if (wanted.Json is null)
            {
                // A row that has left its list stays as a marker for a day, or is gone.
                if (there is { Row.Json: not null })
                {
                    await DifferAsync(wanted, there.Value.ETag, hasChanged, cancellationToken);
                }

                return;
            }

            shown.Add($"{wanted.Partition}/{wanted.Row}");
            if (there is not { } found || found.Row.Json is not { } json || found.Row.Seq != wanted.Seq || !same(wanted.Json, json))
            {
                await DifferAsync(wanted, there?.ETag, hasChanged, cancellationToken);
            }
        }

        /// <param name="hasChanged">Whether what the row is made from has been written since: then the row may be newer and right.</param>
        private async Task DifferAsync(ViewRow wanted, Azure.ETag? read, Func<Task<bool>> hasChanged, CancellationToken cancellationToken)
        {
            if (await hasChanged())
            {
                waiting.Add(StandingLists.SubjectOf(wanted.Row));
                return;
            }

            differences.Add($"views/{wanted.Partition}/{wanted.Row}");
            shown.Add($"{wanted.Partition}/{wanted.Row}");
            if (repair && await owner.views.MendAsync(wanted, read, cancellationToken))
            {
                Mended++;
            }
        }

        private async Task<bool> HasChangedAsync(DeadlineId id, CancellationToken cancellationToken) =>
            await owner.storage.Supervision.FindAsync(id.Home.Value, DeadlineStore.RowPrefix + id, cancellationToken) is { } row
            && ChainReader.HeadIn(row).Seq != compared.GetValueOrDefault(id);

        private async Task<bool> HasChangedAsync(TableEntity row, CancellationToken cancellationToken) =>
            (await owner.storage.Supervision.FindAsync(row.PartitionKey, row.RowKey, cancellationToken))?.ETag != row.ETag;

        private static Task<bool> Unchanged() => Task.FromResult(false);

        private T? Read<T>(TableEntity row, string code, Func<TableEntity, T> read)
            where T : class
        {
            try
            {
                return read(row);
            }
            catch (Exception fault) when (fault is InvalidOperationException || ChainCheck.IsUnreadable(fault))
            {
                breaks.Add(new ChainBreak(row.RowKey, code, fault.Message));
                unreadable.Add(row.RowKey[(row.RowKey.LastIndexOf('-') + 1)..]);
                return null;
            }
        }

        /// <summary>A law of which nothing is owed yet has no deadline to be seen by.</summary>
        private async Task<bool> IsLawAsync(string row, CancellationToken cancellationToken) =>
            LawId.TryParse(row, out var law) && await owner.laws.FindAsync(law, cancellationToken) is not null;

        /// <summary>True while the relay has been asked to carry it: the lists may lag.</summary>
        private async Task<bool> IsCarriedAsync(Agenda.AgendaItem item, CancellationToken cancellationToken) =>
            await owner.storage.Agenda.FindAsync(Agenda.AgendaStore.RelayPartition, item.RowKey, cancellationToken) is not null;

        private static bool AnyContent(string wanted, string there) => there.Length > 0;

        private static bool SameButForNames(string wanted, string there) => wanted == there || WithoutNames(wanted) == WithoutNames(there);

        private static string? WithoutNames(string json)
        {
            try
            {
                var node = JsonNode.Parse(json)?.AsObject();
                foreach (var name in Names)
                {
                    node?.Remove(name);
                }

                return node?.ToJsonString();
            }
            catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
            {
                return null;
            }
        }
    }
}
