using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Writing.Objects;

/// <summary>
/// The payload of a record while it is made: big-endian numbers, texts, and objects behind their byte counts, which are filled in at the
/// end. Places count from the record's key, as references in it do. What outgrows the first array lies in pooled ones, which go back with
/// <see cref="Dispose"/>; nothing is lost but their use where a small payload is not disposed of.
/// </summary>
/// <param name="keyLength">Bytes of the key before the payload.</param>
internal sealed class ObjectBuffer(int keyLength) : IDisposable
{
    private const uint ByteCount = 0x4000_0000, NewClass = 0xFFFF_FFFF, KnownClass = 0x8000_0000;

    // What places of objects and classes are counted with (kMapOffset of TBufferFile).
    private const int MapOffset = 2;

    private readonly Dictionary<string, uint> _classes = new(StringComparer.Ordinal);
    private byte[] _bytes = new byte[1024];
    private bool _isPooled;

    public int Length { get; private set; }

    /// <summary>The classes of the objects whose class is told.</summary>
    public IEnumerable<string> Classes => _classes.Keys;

    public ReadOnlySpan<byte> Written => WrittenMemory.Span;

    /// <summary>The same for who writes it to a file; nobody may hold it any more when this is disposed of, or written to.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    public void Write(byte value) => Take(1)[0] = value;

    public void Write(bool value) => Write(value ? (byte)1 : (byte)0);

    public void Write(short value) => BinaryPrimitives.WriteInt16BigEndian(Take(2), value);

    public void Write(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), value);

    public void Write(int value) => BinaryPrimitives.WriteInt32BigEndian(Take(4), value);

    public void Write(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    public void Write(long value) => BinaryPrimitives.WriteInt64BigEndian(Take(8), value);

    public void Write(float value) => BinaryPrimitives.WriteSingleBigEndian(Take(4), value);

    public void Write(double value) => BinaryPrimitives.WriteDoubleBigEndian(Take(8), value);

    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Numbers in the type they have, one behind the other.</summary>
    /// <exception cref="RootException">They are more than an object may be.</exception>
    public void WriteAll<T>(ReadOnlySpan<T> values) where T : unmanaged =>
        BigEndian.Copy(values, Take((long)values.Length * Unsafe.SizeOf<T>()));

    /// <summary>Room for bytes that are filled in at once, before anything else is written.</summary>
    /// <exception cref="RootException">They are more than an object may be.</exception>
    public Span<byte> Take(long bytes) => bytes <= Array.MaxLength ? Take((int)bytes) : throw TooLarge(bytes);

    /// <summary>A place in a file, in four bytes or eight.</summary>
    public void WriteSeek(long value, bool isBig)
    {
        if (isBig) Write(value);
        else Write(checked((int)value));
    }

    /// <summary>A TString: a length of one byte, or 255 and four, and the characters in UTF-8.</summary>
    public void Write(string text)
    {
        int bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes < 255) Write((byte)bytes);
        else
        {
            Write((byte)255);
            Write(bytes);
        }
        Encoding.UTF8.GetBytes(text, Take(bytes));
    }

    /// <summary>The bytes that <see cref="Write(string)"/> makes.</summary>
    public static int BytesOf(string text) => Encoding.UTF8.GetByteCount(text) is var bytes && bytes < 255 ? 1 + bytes : 5 + bytes;

    /// <summary>Begins an object of a known class: byte count and version.</summary>
    /// <returns>The place of the byte count, for <see cref="End"/>.</returns>
    public int Begin(int version)
    {
        int at = Length;
        Write(0u);
        Write((ushort)version);
        return at;
    }

    /// <summary>Begins an object whose class is told: byte count and class, by name the first time.</summary>
    public int BeginTagged(string className)
    {
        int at = Length;
        Write(0u);
        uint place = Place(Length);
        if (_classes.TryGetValue(className, out uint known)) Write(KnownClass | known);
        else
        {
            _classes.Add(className, place);
            Write(NewClass);
            Write(Encoding.UTF8.GetBytes(className));
            Write((byte)0);
        }
        return at;
    }

    /// <summary>Ends an object: its byte count is known now.</summary>
    /// <exception cref="RootException">It has more bytes than a byte count can say.</exception>
    public void End(int at)
    {
        uint count = (uint)(Length - at - 4);
        if (count >= ByteCount) throw TooLarge(count);
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(at), ByteCount | count);
    }

    /// <summary>A pointer to the tagged object that begins at a place of this record.</summary>
    public void WriteReference(int at) => Write(Place(at));

    /// <summary>A null pointer.</summary>
    public void WriteNull() => Write(0u);

    /// <summary>TObject: version, unique id, bits.</summary>
    public void WriteObject(uint bits = 0, uint id = 0)
    {
        Write((ushort)1);
        Write(id);
        Write(bits);
    }

    /// <summary>TNamed: TObject, name and title.</summary>
    public void WriteNamed(string name, string title, uint bits = 0)
    {
        int at = Begin(1);
        WriteObject(bits);
        Write(name);
        Write(title);
        End(at);
    }

    /// <summary>Gives the memory back: what was written is there no more.</summary>
    public void Dispose()
    {
        Length = 0;
        Replace([], isPooled: false);
    }

    private static RootException TooLarge(long bytes) =>
        new($"An object of {bytes} bytes is too large: a ROOT file holds less than 1 GiB in one.");

    private uint Place(int at) => (uint)(at + keyLength + MapOffset);

    private Span<byte> Take(int count)
    {
        if (count > _bytes.Length - Length)
        {
            long wanted = Math.Max((long)Length + count, Math.Min(2L * _bytes.Length, Array.MaxLength));
            if (wanted > Array.MaxLength) throw TooLarge(wanted);
            byte[] larger = ArrayPool<byte>.Shared.Rent((int)wanted);
            Written.CopyTo(larger);
            Replace(larger, isPooled: true);
        }
        Span<byte> taken = _bytes.AsSpan(Length, count);
        Length += count;
        return taken;
    }

    private void Replace(byte[] bytes, bool isPooled)
    {
        (byte[] old, bool wasPooled) = (_bytes, _isPooled);
        (_bytes, _isPooled) = (bytes, isPooled);
        if (wasPooled) ArrayPool<byte>.Shared.Return(old);
    }
}
