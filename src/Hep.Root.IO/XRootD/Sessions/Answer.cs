using System.Buffers.Binary;

namespace Hep.Root.IO.XRootD;

/// <summary>How a request ended: its body is complete, or the server said something else.</summary>
/// <param name="Status">Ok, or what else.</param>
/// <param name="Text">What the server said then.</param>
internal readonly record struct Answer(ResponseStatus Status, byte[] Text)
{
    private const int FirstError = 3000, EndOfErrors = 4000;

    /// <summary>
    /// Whether the numbers in it can be meant. A bit that flips in the header of a frame makes an error, or a time to wait, of bytes that
    /// were a checksum.
    /// </summary>
    public bool MakesSense => Text.Length >= sizeof(int) && Status switch
    {
        ResponseStatus.Error => Number is >= FirstError and < EndOfErrors,
        ResponseStatus.Wait => Number is >= 0 and <= WaitTime.MostSeconds,
        ResponseStatus.Redirect => Number <= ushort.MaxValue
            && (Number >= 0 || XRootDUrl.IsOne(ServerText.Decode(Text.AsSpan(sizeof(int))))),
        _ => true,
    };

    private int Number => BinaryPrimitives.ReadInt32BigEndian(Text);
}
