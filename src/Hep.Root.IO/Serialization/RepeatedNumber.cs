namespace Hep.Root.IO.Serialization;

/// <summary>
/// Reads one member of many objects as objects: where its bytes are those of the object before, so is the value. Most numbers that a tree's
/// record holds are the same in all its branches.
/// </summary>
internal sealed class RepeatedNumber(StoredNumber number)
{
    private readonly byte[] _bytes = new byte[number.Width];
    private object? _latest;

    public object Read(ref RootBuffer buffer)
    {
        RootBuffer ahead = buffer;
        ReadOnlySpan<byte> bytes = ahead.Take(_bytes.Length);
        if (_latest is null || !bytes.SequenceEqual(_bytes))
        {
            bytes.CopyTo(_bytes);
            return _latest = number.Read(ref buffer);
        }
        buffer = ahead;
        return _latest;
    }
}
