using System.Text;

namespace Supervision.Storage;

/// <summary>
/// Encodes text of users for table keys and blob names. Letters, digits, '.', '_' and '-' stay; every other UTF-8 byte becomes '!'
/// and two hexadecimal digits, so that no two texts share a key and none of the characters the service refuses remains.
/// </summary>
public static class KeyText
{
    /// <summary>The longest text that is encoded, in UTF-8 bytes. A key may have 1 KiB; every byte may become three characters.</summary>
    public const int LongestBytes = 300;

    /// <exception cref="ArgumentException">The text is longer than <see cref="LongestBytes"/>.</exception>
    public static string Encode(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > LongestBytes)
        {
            throw new ArgumentException($"Text of {bytes.Length} bytes is too long for a key; {LongestBytes} is the most.", nameof(text));
        }

        var key = new StringBuilder(bytes.Length + 16);
        foreach (var value in bytes)
        {
            var character = (char)value;
            if (char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-')
            {
                key.Append(character);
            }
            else
            {
                key.Append('!').Append(value.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return key.ToString();
    }
}
