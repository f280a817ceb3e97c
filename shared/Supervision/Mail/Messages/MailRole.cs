namespace Supervision.Mail.Messages;

/// <summary>In which capacity somebody receives a mail; templates address the owing department differently from the staff.</summary>
public enum MailRole
{
    /// <summary>A contact of the department that owes the duty.</summary>
    Department,

    /// <summary>The officer in charge of the deadline.</summary>
    Officer,

    /// <summary>The head of the committee office.</summary>
    OfficeHead,

    /// <summary>The committee office as such, or whoever operates the system for it.</summary>
    Office,

    /// <summary>The office of the standing committee.</summary>
    StandingCommitteeOffice,
}
