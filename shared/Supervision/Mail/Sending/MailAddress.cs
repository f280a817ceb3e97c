using System.Globalization;
using System.Text.RegularExpressions;

namespace Supervision.Mail.Sending;

/// <summary>A plain mail address: an ASCII dot-atom, an at sign, a host name (RFC 5321, 4.1.2, without quoted local parts and address literals).</summary>
public static partial class MailAddress
{
    /// <summary>The address in the form sent to a server: blanks around it dropped, an international domain in its ASCII form. False: not an address.</summary>
    public static bool TryNormalize(string? text, out string address)
    {
        address = "";
        var trimmed = text?.Trim(' ') ?? "";
        var at = trimmed.LastIndexOf('@');
        if (at is < 1 or > 64 || trimmed.Length > 254 || !Local().IsMatch(trimmed[..at]))
        {
            return false;
        }

        try
        {
            var domain = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(trimmed[(at + 1)..]);
            if (!Domain().IsMatch(domain) || domain.Length > 253)
            {
                return false;
            }

            address = $"{trimmed[..at]}@{domain}";
            return address.Length <= 254;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-]+)*\z")]
    private static partial Regex Local();

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9\-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)*\z")]
    private static partial Regex Domain();
}
