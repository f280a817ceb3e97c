using System.Globalization;
using Supervision.PlainModel;

namespace Supervision.Simulation.Proof;

/// <summary>Whether every mail that had to go out did, once, and no other.</summary>
/// <param name="zone">Local time less UTC.</param>
internal sealed class MailVerdict(Recording recording, Findings findings, TimeSpan zone)
{
    private const string Nobody = "nobody";
    private const string Operational = "operational";
    private const string Returned = "delivery-returned";

    /// <summary>From when to when mails go on working days, by the local clock.</summary>
    private static readonly TimeSpan First = TimeSpan.FromHours(8);
    private static readonly TimeSpan Last = TimeSpan.FromHours(18);

    /// <summary>What waits is looked at again after at most six hours, whatever has changed meanwhile.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(7);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>How long a relay keeps a mail to itself.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(5);

    /// <summary>A mail whose reason has gone for longer than this is not sent any more.</summary>
    private static readonly TimeSpan Overtaken = TimeSpan.FromMinutes(10);

    public void Compare(Model model)
    {
        var wanted = new Dictionary<(string Alert, string Organ, string Person), (PlainDeadline Line, PlainAlert Alert)>();
        var untold = new Dictionary<string, (PlainDeadline Line, PlainAlert Alert)>();
        var derailed = model.Deadlines.Values.Where(line => line.IsDerailed).Select(line => line.Id).ToList();
        foreach (var line in model.Deadlines.Values.Where(line => !line.IsDerailed))
        {
            foreach (var alert in line.Alerts)
            {
                if (alert.Told.Count == 0)
                {
                    untold[alert.Id] = (line, alert);
                }

                foreach (var (organ, person) in alert.Told.Count > 0 ? alert.Told : [(line.Organ, Nobody)])
                {
                    wanted[(alert.Id, organ, person)] = (line, alert);
                }
            }
        }

        var handed = recording.HandedOver.GroupBy(one => one.MessageId[1..one.MessageId.IndexOf('@', StringComparison.Ordinal)]).ToDictionary(group => group.Key, group => group.ToList());
        foreach (var mail in recording.Mails)
        {
            var sent = handed.GetValueOrDefault(mail.Key) ?? [];
            CheckOnce(mail, sent);
            if (PlainLadder.IndexOf(mail.Template) < 0)
            {
                CheckEnd(mail, sent);
                CheckReturn(mail, sent, model);
            }
            else if (wanted.Remove((mail.Alert!, mail.Organ!, mail.Person!), out var cause))
            {
                Check(mail, cause.Line, cause.Alert, sent);
            }
            else if (untold.TryGetValue(mail.Alert!, out var late) && CameLater(mail, late.Alert))
            {
                Check(mail, late.Line, late.Alert, sent);
            }
            else if (!derailed.Exists(id => mail.Alert!.StartsWith(id + "-r", StringComparison.Ordinal)))
            {
                findings.Excess($"the mail {mail.Key} must not exist");
            }
        }

        foreach (var (alert, organ, person) in wanted.Keys)
        {
            findings.Lose($"the mail of {alert} to {organ}/{person}");
        }

        foreach (var stray in handed.Keys.Except(recording.Mails.Select(mail => mail.Key)))
        {
            findings.Excess($"the mail {stray} was sent and is not on record");
        }
    }

    /// <summary>Whoever has a role of the stage by then is told of an alert that had nobody to tell.</summary>
    private bool CameLater(FoundMail mail, PlainAlert alert) => recording.People.Exists(person =>
        person.Organ == mail.Organ && person.Person == mail.Person && person.From <= mail.Written && person.Roles.Intersect(PlainLadder.Rungs[alert.Stage].Roles).Any());

    /// <summary>
    /// That a delivery was returned is told unless something came in its place: another delivery, or the end of the matter. What stood already when it
    /// was returned is no answer.
    /// </summary>
    private void CheckReturn(FoundMail mail, List<HandedOver> handed, Model model)
    {
        if (mail.Template != Returned || mail.Person is null)
        {
            return;
        }

        // mail-{deadline}-{fact, six digits}-delivery-returned-{organ}-{person}
        var cause = mail.Key["mail-".Length..mail.Key.IndexOf("-" + Returned, StringComparison.Ordinal)];
        if (model.Deadlines.GetValueOrDefault(cause[..^7]) is not { IsDerailed: false } line)
        {
            return;
        }

        if (!line.Returns.TryGetValue(int.Parse(cause.AsSpan(cause.Length - 6), CultureInfo.InvariantCulture), out var returned))
        {
            findings.Excess($"the mail {mail.Key} tells of a return that is not on record");
        }
        else if (mail.Status == "Cancelled" && !returned.WasAnsweredBy(mail.Written))
        {
            findings.Lose($"the mail {mail.Key} was cancelled, though nothing came in place of what was returned");
        }
        else if (handed.Where(one => one.Taken).Select(one => one.At).Order().Cast<DateTimeOffset?>().FirstOrDefault() is { } first && returned.HadBeenAnswered(Overtaken, first))
        {
            findings.Excess($"the mail {mail.Key} went out at {first:u}, long after something had come in place of what was returned");
        }
    }

    /// <summary>Only an answer that was lost, or a process that died or stood still with the mail in its hands, may let it go out again.</summary>
    private void CheckOnce(FoundMail mail, List<HandedOver> handed)
    {
        foreach (var one in handed)
        {
            if (!recording.People.Exists(person => person.Organ == mail.Organ && person.Person == mail.Person && person.Mail == one.To))
            {
                findings.Differ($"the mail {mail.Key} to {mail.Organ}/{mail.Person} went to {one.To}");
            }

            // Who claimed it at working hours may send it while the claim lasts.
            if (mail.Template != Operational && one.At < recording.KeepsHoursUntil && !IsInHours(one.At, Last) && !IsInHours(one.At - Claim, Last))
            {
                findings.Excess($"the mail {mail.Key} went out at {one.At:u}, when nobody is at work");
            }
        }

        var taken = handed.Where(one => one.Taken).OrderBy(one => one.At).ToList();
        foreach (var (before, again) in taken.Zip(taken.Skip(1)))
        {
            if (!before.AnswerLost
                && !recording.Deaths.Exists(death => death.Process == before.Process && death.At >= before.At && death.At <= again.At)
                && !recording.HeldUp.Exists(span => span.To >= before.At && span.From <= before.At + Claim && again.At - before.At >= Claim))
            {
                findings.Excess($"the mail {mail.Key} was sent again at {again.At:u} after {before.At:u}");
            }
        }
    }

    /// <summary>A mail other than an alert's: it has come to an end that fits what the mail server saw.</summary>
    private void CheckEnd(FoundMail mail, List<HandedOver> handed)
    {
        var fits = mail.Status switch
        {
            "Sent" => handed.Exists(one => one.Taken),
            // A decision stands, whatever came after.
            "Cancelled" => mail.Template is not ("decision-taken" or "extension-decided"),
            "Addressed" or "InDigest" => true,
            "Refused" => mail.Person == Nobody || handed.Exists(one => !one.Taken),
            "Pending" => mail.Person == Nobody,
            "GivenUp" => handed.Count(one => !one.Taken || one.AnswerLost) >= 3,
            _ => false,
        };
        if (!fits)
        {
            findings.Lose($"the mail {mail.Key} ended as {mail.Status}, {handed.Count} times handed over");
        }
    }

    private void Check(FoundMail mail, PlainDeadline line, PlainAlert alert, List<HandedOver> handed)
    {
        var taken = handed.Where(one => one.Taken).OrderBy(one => one.At).ToList();
        switch (mail.Status)
        {
            case "Sent" when taken.Count > 0:
                if (alert.EndedAt is { } ended && taken[0].At > ended + Overtaken)
                {
                    findings.Excess($"the mail {mail.Key} went out at {taken[0].At:u}, but its alert had ended at {ended:u}");
                }

                if (IsAskedInVain(alert, taken[0].At - Overtaken))
                {
                    findings.Excess($"the mail {mail.Key} went out at {taken[0].At:u}, though an explanation had been accepted at {alert.AcceptedAt:u}");
                }

                // A relay that had nothing in its way after the alert was raised must have carried it.
                if (recording.Relays.Where(relay => relay > mail.Created && Sends(relay)).OrderBy(relay => relay).Cast<DateTimeOffset?>().FirstOrDefault() is { } relay
                    && taken[0].At > relay + TimeSpan.FromMinutes(10) && handed[0].At > relay + TimeSpan.FromMinutes(10))
                {
                    findings.Lose($"the mail {mail.Key} of {mail.Created:u} was not sent by the relay at {relay:u}, but at {taken[0].At:u}");
                }

                if (alert.Stage == PlainLadder.Overdue && !line.NoticedRounds.Contains(alert.Round)
                    && !(line.Begun.TryGetValue(alert.Round + 1, out var next) && next <= mail.Written))
                {
                    findings.Lose($"that the overdue notice {mail.Key} was sent is not on record");
                }

                break;
            case "Cancelled" when alert.EndedAt is { } gone && mail.Written >= gone:
                break;
            case "Cancelled" when mail.Template == "explanation-required" && alert.ExplainedAt is { } explained && mail.Written >= explained:
                // Somebody who has explained is not asked to explain.
                break;
            case "Cancelled" when IsAskedInVain(alert, mail.Written):
                break;
            case "Addressed" when mail.Person == Nobody && recording.Mails.Exists(other => other.Alert == mail.Alert && other.Template == mail.Template && other.Person != Nobody):
            case "Pending" when mail.Person == Nobody && alert.EndedAt is null:
                break;
            case "Refused" when mail.Person == Nobody || handed.Exists(one => !one.Taken):
                break;
            case "GivenUp" when handed.Count(one => !one.Taken || one.AnswerLost) >= 3:
                break;
            default:
                findings.Lose($"the mail {mail.Key} ended as {mail.Status}, {handed.Count} times handed over, {taken.Count} times taken");
                break;
        }
    }

    /// <summary>Whether by a moment an explanation had been accepted that keeps the stage from being reached.</summary>
    private static bool IsAskedInVain(PlainAlert alert, DateTimeOffset by) =>
        PlainLadder.Rungs[alert.Stage].UnlessExplained && alert.AcceptedAt is { } accepted && accepted <= by;

    /// <summary>Whether a relay had to send what waited: well within the hours, by a calendar that was known before the last rest began.</summary>
    private bool Sends(DateTimeOffset at) =>
        at >= recording.KeepsHoursUntil + (recording.KeepsHoursUntil == DateTimeOffset.MinValue ? TimeSpan.Zero : LongestRest)
        || (at < recording.KeepsHoursUntil && IsInHours(at, Last - Hour) && IsInHours(at - Minute, Last) && IsWorked(at, CalendarAt(at - LongestRest)));

    private bool IsInHours(DateTimeOffset at, TimeSpan until) =>
        at.ToOffset(zone).TimeOfDay is var time && time >= First && time < until && IsWorked(at, CalendarAt(at));

    private bool IsWorked(DateTimeOffset at, PlainCalendar calendar) => calendar.Works(DateOnly.FromDateTime(at.ToOffset(zone).DateTime));

    private PlainCalendar CalendarAt(DateTimeOffset at) => recording.Calendars.Last(calendar => calendar.From <= at).Calendar;
}
