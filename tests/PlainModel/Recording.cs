using System.Text.Json;

namespace Supervision.PlainModel;

/// <summary>A duty as a person confirmed it.</summary>
/// <param name="Obligation">Id of the obligation.</param>
/// <param name="Kind">rule, report, or what an officer added: rectification, audit-rectification, implementation-report ...</param>
/// <param name="May">Opens no clock.</param>
/// <param name="Trigger">The day that starts the clock.</param>
/// <param name="Period">P30D, 10WD, P2M or P1Y.</param>
/// <param name="FixedOn">The day an officer set.</param>
public sealed record Duty(
    string Obligation,
    string Kind,
    bool May,
    string Committee,
    IReadOnlyList<string> Organs,
    IReadOnlyList<string> Partners,
    DateOnly Trigger,
    string? Period = null,
    DateOnly? FixedOn = null,
    Cycle? Cycle = null);

/// <summary>How a duty recurs: every so many units of so many months.</summary>
/// <param name="By">Month and day <c>06-30</c> in the period's last unit.</param>
/// <param name="ByInNext">Month and day in the unit after it.</param>
/// <param name="AfterEnd">Period after the period's end.</param>
/// <param name="Times">So many times in a term, in place of units.</param>
/// <param name="FromLast">So long after the last delivery, in place of units.</param>
public sealed record Cycle(
    int Every, int Months, string? By = null, string? ByInNext = null, string? AfterEnd = null, int? Times = null, string? FromLast = null)
{
    /// <summary>First day of a term, where it recurs so many times in one.</summary>
    public DateOnly FirstTerm { get; init; }
}

/// <summary>What somebody asked for, and what they were answered.</summary>
/// <param name="Id">Also the id of the caller, so that facts name the act.</param>
public abstract record PlainAct(string Id)
{
    /// <summary>When it was first asked for.</summary>
    public DateTimeOffset Begun { get; set; }

    /// <summary>When it was last asked for, or the answer came.</summary>
    public DateTimeOffset Ended { get; set; }

    /// <summary>Null when no answer ever came; else whether it was to be recorded.</summary>
    public bool? Done { get; set; }

    /// <summary>How often it was asked for.</summary>
    public int Attempts { get; set; }
}

public sealed record ConfirmAct(string Id, Duty Duty) : PlainAct(Id);

/// <param name="Deadline">The deadline that the delivery names, or null.</param>
public sealed record DeliverAct(string Id, string? Deadline, string Kind, DateOnly? Issued) : PlainAct(Id)
{
    /// <summary>Rule: the day it was published, as the department says.</summary>
    public DateOnly? Published { get; init; }

    /// <summary>The local date of receipt, once it is on record.</summary>
    public DateOnly? ReceivedOn { get; set; }

    /// <summary>The id that the receipt gave.</summary>
    public string? Delivery { get; set; }
}

/// <param name="Decision">accept, form or content.</param>
/// <param name="Part">Acceptance: it fulfils only a part.</param>
/// <param name="Published">Acceptance of a rule: the day it was published, where the officer says so.</param>
/// <param name="Instrument">Acceptance of a rule: its kind.</param>
public sealed record ReviewAct(
    string Id, string Deadline, string Delivery, string Decision, bool Part = false, DateOnly? Published = null, string? Instrument = null) : PlainAct(Id);

public sealed record AcknowledgeAct(string Id, string Deadline, string Alert) : PlainAct(Id);

public sealed record ReleaseAct(string Id, string Deadline) : PlainAct(Id);

/// <param name="ProposedDue">The new date that the department names.</param>
public sealed record ExplainAct(string Id, string Deadline, DateOnly? ProposedDue) : PlainAct(Id);

/// <param name="Number">Number of the explanation.</param>
public sealed record JudgeAct(string Id, string Deadline, int Number, bool Accept) : PlainAct(Id);

/// <summary>A step proposed for another person's decision.</summary>
/// <param name="Step">extension, deferral, waiver, withdrawal, correction, fulfilled-date, supervision-letter or standing-committee.</param>
/// <param name="Until">Extension: the new d.</param>
/// <param name="Trigger">Correction: the trigger date.</param>
/// <param name="Period">Correction: the period.</param>
/// <param name="On">Correction: a fixed due date; fulfilled date: f.</param>
/// <param name="Delivery">Fulfilled date: which delivery.</param>
public sealed record ProposeAct(
    string Id,
    string Deadline,
    string Step,
    bool FromDepartment,
    DateOnly? Until = null,
    DateOnly? Trigger = null,
    string? Period = null,
    DateOnly? On = null,
    string? Delivery = null) : PlainAct(Id);

/// <param name="Verdict">approve, reject or take-back.</param>
/// <param name="By">Who decides, where it is the proposer taking back; else the act's own id.</param>
public sealed record DecideAct(string Id, string Deadline, int Number, string Verdict, string? By = null) : PlainAct(Id);

public sealed record ReopenAct(string Id, string Deadline) : PlainAct(Id);

public sealed record WithdrawDeliveryAct(string Id, string? Deadline, string Delivery) : PlainAct(Id);

/// <summary>An officer matches a delivery to a deadline.</summary>
/// <param name="First">The act by which it was delivered.</param>
public sealed record MatchAct(string Id, string Deadline, DeliverAct First) : PlainAct(Id);

public sealed record PublishAct(string Id, string Deadline, string Delivery, DateOnly Published) : PlainAct(Id);

public sealed record OpinionAct(string Id, string Deadline, DateOnly Given) : PlainAct(Id);

/// <param name="Number">Number of the event at the deadline.</param>
public sealed record WithdrawEventAct(string Id, string Deadline, int Number) : PlainAct(Id);

/// <summary>A law is repealed, or provisions of it have gone.</summary>
/// <param name="On">The day from which nothing is expected any more.</param>
/// <param name="Obligations">Ids of the obligations whose provision has gone; null: the whole law is repealed.</param>
public sealed record EndAct(string Id, string Law, DateOnly On, IReadOnlyList<string>? Obligations) : PlainAct(Id)
{
    public string Reason => Obligations is null ? "repealed" : "provision-ended";

    public bool Covers(string obligation) => Obligations?.Contains(obligation) ?? obligation.StartsWith(Law + "-", StringComparison.Ordinal);
}

/// <summary>Somebody takes an end back that was recorded by mistake.</summary>
/// <param name="Named">The name under which the register keeps that end.</param>
/// <param name="IsOwn">Whoever recorded it tries: that is refused.</param>
public sealed record WithdrawEndAct(string Id, EndAct End, string Named, bool IsOwn) : PlainAct(Id);

/// <summary>A law changed: the rules made under it are to be reviewed.</summary>
public sealed record ChangeAct(string Id, string Law, DateOnly Changed) : PlainAct(Id);

/// <summary>An officer adds an obligation that the text does not say.</summary>
/// <param name="Quote">The words it rests on; no other rests on the same.</param>
public sealed record AddAct(string Id, string Law, string Kind, string Quote) : PlainAct(Id);

/// <summary>The file of a delivery is to be removed.</summary>
/// <param name="Content">Delivery and number of the file.</param>
public sealed record RemoveAct(string Id, string Home, string Content) : PlainAct(Id);

/// <summary>Somebody decides whether a file is removed.</summary>
public sealed record DecideRemovalAct(string Id, string Content, bool Confirm) : PlainAct(Id);

/// <summary>A department is registered: anew, under another name, or with its end and its heirs.</summary>
public sealed record RegisterAct(string Id, PlainOrgan Organ) : PlainAct(Id);

/// <summary>A fact as it was found, parsed from its raw text.</summary>
public sealed record FoundFact(
    string Home, string Chain, int Seq, DateTimeOffset Recorded, DateOnly On, string By, string Decision, string Type, JsonElement Body);

/// <summary>A mail row as it was found.</summary>
/// <param name="Written">When the row was last written, by the storage service's clock.</param>
public sealed record FoundMail(
    string Home, string Key, string? Alert, string Template, string? Organ, string? Person, string Status, DateTimeOffset Created, DateTimeOffset Written);

/// <summary>What a mail server was handed.</summary>
/// <param name="Taken">Whether it took the mail, whatever it answered.</param>
/// <param name="Process">The process that handed it over.</param>
public sealed record HandedOver(DateTimeOffset At, string MessageId, string To, bool Taken, bool AnswerLost, string Process);

/// <summary>A moment at which everything due had been looked at by the local date.</summary>
public sealed record Settled(DateTimeOffset At, DateOnly On);

/// <summary>A person who is told, from a moment on.</summary>
public sealed record PlainPerson(DateTimeOffset From, string Organ, string Person, string Mail, string[] Roles, string[] Committees);

/// <summary>Everything that was asked of the product and everything that was found in storage after.</summary>
public sealed class Recording
{
    public List<PlainAct> Acts { get; } = [];

    /// <summary>By what ordinances the office works.</summary>
    public PlainPractice Practice { get; set; } = PlainPractice.All[0];

    public List<FoundFact> Facts { get; } = [];

    public List<FoundMail> Mails { get; } = [];

    public List<HandedOver> HandedOver { get; } = [];

    public List<Settled> Sweeps { get; } = [];

    public List<DateTimeOffset> Relays { get; } = [];

    public List<PlainPerson> People { get; } = [];

    /// <summary>Until when the office sends its mails at working hours only; the beginning of time: it never does.</summary>
    public DateTimeOffset KeepsHoursUntil { get; set; } = DateTimeOffset.MinValue;

    /// <summary>What was registered of departments, in the order in which it was asked for.</summary>
    public List<RegisterAct> Organs { get; } = [];

    /// <summary>From when to when each sweep ran. It knows people and departments as of any moment of it.</summary>
    public List<(DateTimeOffset From, DateTimeOffset To)> SweepSpans { get; } = [];

    /// <summary>The calendars in force, each from a moment on.</summary>
    public List<(DateTimeOffset From, PlainCalendar Calendar)> Calendars { get; } = [];

    /// <summary>Processes that died, with the moment.</summary>
    public List<(DateTimeOffset At, string Process)> Deaths { get; } = [];

    /// <summary>Spans in which a process stood still between two requests, or storage answered nobody.</summary>
    public List<(DateTimeOffset From, DateTimeOffset To)> HeldUp { get; } = [];

    /// <summary>Spans in which the mail server took nothing.</summary>
    public List<(DateTimeOffset From, DateTimeOffset To)> MailTroubles { get; } = [];
}
