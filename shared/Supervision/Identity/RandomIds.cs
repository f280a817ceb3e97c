using System.Security.Cryptography;

namespace Supervision.Identity;

/// <summary>Where random parts of ids come from: the system's generator for cryptography. A simulation gives its own, so that a run can be repeated.</summary>
public class RandomIds
{
    /// <summary>Digits and lower-case letters without i, l, o and u, which are mistaken for others.</summary>
    protected const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    protected const int Length = 26;

    /// <summary>26 characters, 130 random bits.</summary>
    public virtual string Next() => RandomNumberGenerator.GetString(Alphabet, Length);
}
