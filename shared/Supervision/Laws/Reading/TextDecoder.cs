using System.Text;
using System.Text.Unicode;

namespace Supervision.Laws.Reading;

/// <summary>Turns a file's bytes into text: UTF-8, UTF-16 with its mark, else GB18030.</summary>
internal static class TextDecoder
{
    private const int Gb18030 = 54936;

    /// <summary>The text, or null where no encoding fits.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0xEF, 0xBB, 0xBF, .. var marked])
            return Utf8.IsValid(marked) ? Encoding.UTF8.GetString(marked) : null;
        if (bytes is [0xFF, 0xFE, .. var little])
            return DecodeStrictly(new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true), little);
        if (bytes is [0xFE, 0xFF, .. var big])
            return DecodeStrictly(new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true), big);
        if (Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);

        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(Gb18030, EncoderFallback.ExceptionFallback,
            DecoderFallback.ExceptionFallback)
            ?? throw new InvalidOperationException("The framework offers no GB18030.");
        return DecodeStrictly(encoding, bytes) is { } text && IsMostlyChinese(text) ? text : null;
    }

    private static string? DecodeStrictly(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>GB18030 gives nearly any bytes a meaning; what is not Chinese afterwards was never written in it.</summary>
    private static bool IsMostlyChinese(string text)
    {
        int letters = 0, chinese = 0;
        foreach (var c in text)
        {
            if (c <= 0x7F)
                continue;
            letters++;
            if (c is >= '\u4E00' and <= '\u9FFF' or >= '\u3000' and <= '\u303F' or >= '\uFF00' and <= '\uFFEF'
                or >= '\u2010' and <= '\u201F')
                chinese++;
        }

        return chinese * 10L >= letters * 9L;
    }
}
