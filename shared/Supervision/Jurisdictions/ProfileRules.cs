using Supervision.Calendars;

namespace Supervision.Jurisdictions;

/// <summary>What must hold between the parts of a profile, beyond the shape its schema gives.</summary>
internal static class ProfileRules
{
    internal static IReadOnlyList<ProfileFault> Check(JurisdictionProfile profile)
    {
        var faults = new List<ProfileFault>();
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(profile.TimeZone, out _))
        {
            faults.Add(new ProfileFault(ProfileFaultCodes.UnknownTimeZone, "$.timeZone",
                $"This machine knows no time zone '{profile.TimeZone}'."));
        }

        if (profile.Term.Start.Day > 28)
        {
            faults.Add(new ProfileFault(ProfileFaultCodes.OutOfRange, "$.term.start",
                "A term must start on a day that every month has, 1 to 28."));
        }

        CheckIds("committees", [.. profile.Committees.Select(committee => committee.Id)], faults);
        CheckIds("defaults", [.. profile.Defaults.Select(rule => rule.Id)], faults);
        if (!profile.Committees.Any(committee => committee.Id == profile.DefaultCommittee))
        {
            faults.Add(new ProfileFault(ProfileFaultCodes.UnknownCommittee, "$.defaultCommittee",
                $"There is no committee '{profile.DefaultCommittee}'."));
        }

        for (var i = 0; i < profile.Defaults.Count; i++) CheckDefault(profile, i, faults);
        CheckLadder(profile.Ladder, faults);
        return faults;
    }

    private static void CheckIds(string member, List<string> ids, List<ProfileFault> faults)
    {
        for (var i = 0; i < ids.Count; i++)
        {
            if (ids.IndexOf(ids[i]) < i)
                faults.Add(new ProfileFault(ProfileFaultCodes.Duplicate, $"$.{member}[{i}].id", $"The id '{ids[i]}' was given before."));
        }
    }

    private static void CheckDefault(JurisdictionProfile profile, int index, List<ProfileFault> faults)
    {
        var rule = profile.Defaults[index];
        var path = $"$.defaults[{index}]";
        if (rule.Period is null == rule.Recurrence is null)
        {
            faults.Add(new ProfileFault(ProfileFaultCodes.DefaultClock, path, "Exactly one of period and recurrence must be given."));
        }

        if (rule.Period?.Count == 0)
        {
            faults.Add(new ProfileFault(ProfileFaultCodes.OutOfRange, $"{path}.period", "A default period must be at least one unit."));
        }

        if (rule is { Recurrence: not null, StartAfter: not null })
        {
            faults.Add(new ProfileFault(ProfileFaultCodes.DefaultClock, $"{path}.startAfter", "A recurring default begins with the event: startAfter goes with a period only."));
        }

        if (rule.Recurrence?.Fault() is { } fault)
        {
            faults.Add(new ProfileFault(ProfileFaultCodes.Recurrence, $"{path}.recurrence", $"In this recurrence, {fault}"));
        }

        if (rule.Basis.Article is null && !rule.ToBeConfirmed)
        {
            faults.Add(new ProfileFault(ProfileFaultCodes.BasisWithoutArticle, $"{path}.basis",
                "A basis that names no article must be marked toBeConfirmed."));
        }

        if (rule.ValidFrom > rule.ValidTo)
        {
            faults.Add(new ProfileFault(ProfileFaultCodes.DefaultDates, $"{path}.validTo", "validTo lies before validFrom."));
        }

        if (profile.Defaults.Take(index).FirstOrDefault(earlier => Covers(earlier, rule)) is { } before)
        {
            faults.Add(new ProfileFault(ProfileFaultCodes.DefaultUnreachable, path,
                $"The default '{before.Id}' before it fits whatever this one fits."));
        }
    }

    private static bool Covers(DefaultRule earlier, DefaultRule later) =>
        earlier.Kind == later.Kind
        && CoversList(earlier.Ranks, later.Ranks)
        && CoversList(earlier.Instruments, later.Instruments)
        && (earlier.ValidFrom is null || earlier.ValidFrom <= later.ValidFrom)
        && (earlier.ValidTo is null || earlier.ValidTo >= later.ValidTo);

    private static bool CoversList<T>(IReadOnlyList<T> earlier, IReadOnlyList<T> later) =>
        earlier.Count == 0 || (later.Count > 0 && later.All(earlier.Contains));

    private static void CheckLadder(IReadOnlyList<StageRule> ladder, List<ProfileFault> faults)
    {
        if (!ladder.Any(rule => rule.Stage == EscalationStage.Overdue))
        {
            faults.Add(new ProfileFault(ProfileFaultCodes.LadderOrder, "$.ladder", "The ladder needs the stage overdue."));
        }

        for (var i = 0; i < ladder.Count; i++)
        {
            CheckStageTime(ladder[i], $"$.ladder[{i}]", faults);
            if (i > 0) CheckStep(ladder[i - 1], ladder[i], $"$.ladder[{i}]", faults);
        }
    }

    private static void CheckStageTime(StageRule rule, string path, List<ProfileFault> faults)
    {
        var after = rule.When is StageTime.After;
        if (after != rule.Stage >= EscalationStage.Overdue)
        {
            faults.Add(new ProfileFault(ProfileFaultCodes.LadderTime, $"{path}.when.at",
                "Stages from overdue on come after the due date, the others before."));
        }

        var period = rule.When switch
        {
            StageTime.Before { Period: var before } => before,
            StageTime.After { Period: var later } => later,
            _ => (Period?)null,
        };
        if (period is { } given && !IsPositiveDays(given))
        {
            faults.Add(new ProfileFault(ProfileFaultCodes.LadderTime, $"{path}.when.period",
                "The period must be at least one day or working day."));
        }

        if (rule.AfterOverdueNotice is null == rule.Stage > EscalationStage.Overdue)
        {
            faults.Add(new ProfileFault(ProfileFaultCodes.LadderNotice, path,
                "afterOverdueNotice is given for every stage beyond overdue and for no other."));
        }

        if (rule.AfterOverdueNotice is { } wait && !IsPositiveDays(wait))
        {
            faults.Add(new ProfileFault(ProfileFaultCodes.LadderNotice, $"{path}.afterOverdueNotice",
                "The period must be at least one day or working day."));
        }
    }

    private static void CheckStep(StageRule lower, StageRule upper, string path, List<ProfileFault> faults)
    {
        if (lower.Stage >= upper.Stage)
        {
            faults.Add(new ProfileFault(ProfileFaultCodes.LadderOrder, $"{path}.stage",
                $"'{upper.Stage.Name()}' does not rank above '{lower.Stage.Name()}' before it."));
        }

        if (lower.When is StageTime.After { Period: var one } && upper.When is StageTime.After { Period: var other }
            && one.Unit == other.Unit && one.Count >= other.Count)
        {
            faults.Add(new ProfileFault(ProfileFaultCodes.LadderOrder, $"{path}.when.period",
                $"The stage comes no later than '{lower.Stage.Name()}' before it."));
        }
    }

    private static bool IsPositiveDays(Period period) => period is { Count: > 0, Unit: PeriodUnit.CalendarDays or PeriodUnit.WorkingDays };
}
