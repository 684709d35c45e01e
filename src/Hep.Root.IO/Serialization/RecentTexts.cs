using System.Text;

namespace Hep.Root.IO.Serialization;

/// <summary>
/// The strings that were read last: a leaf is called as its branch is, and an entry of a tree names its classes again each time. Bytes that
/// are met again give the string that is there; what is kept is bounded, whatever the file holds.
/// </summary>
internal sealed class RecentTexts
{
    private readonly string?[] _texts = new string?[32];

    /// <summary>A string in the encoding of names and titles.</summary>
    public string Text(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return "";
        ref string? recent = ref _texts[PlaceOf(bytes)];
        return Holds(recent, bytes) ? recent! : recent = RootBuffer.Text(bytes);
    }

    /// <summary>The name of a class.</summary>
    public string ClassName(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return "";
        ref string? recent = ref _texts[PlaceOf(bytes)];
        return Holds(recent, bytes) ? recent! : recent = Encoding.Latin1.GetString(bytes);
    }

    // ASCII is the same in both encodings; anything else is never found again.
    private static bool Holds(string? text, ReadOnlySpan<byte> bytes) =>
        text is not null && text.Length == bytes.Length && Ascii.Equals(bytes, text);

    private int PlaceOf(ReadOnlySpan<byte> bytes) => (bytes.Length * 7 + bytes[^1] * 3 + bytes[bytes.Length / 2]) % _texts.Length;
}
