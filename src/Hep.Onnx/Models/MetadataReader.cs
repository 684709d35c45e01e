using Google.Protobuf;
using Onnx;

namespace Hep.Onnx;

/// <summary>
/// Reads what the metadata of a model say and passes over everything else, weights above all: it takes memory for the metadata alone.
/// Wire format: protobuf.dev/programming-guides/encoding.
/// </summary>
internal sealed class MetadataReader(Stream file)
{
    /// <summary>A model is a list of fields; of large ones only the head is read.</summary>
    private const int WindowBytes = 1 << 16;

    /// <summary>Tag and length, at their longest.</summary>
    private const int HeadBytes = 2 * 10;

    /// <summary>More than any card and pipeline that are read.</summary>
    private const long MostBytes = 64 << 20;

    private static readonly uint MetadataTag =
        WireFormat.MakeTag(ModelProto.MetadataPropsFieldNumber, WireFormat.WireType.LengthDelimited);

    private readonly byte[] _window = new byte[WindowBytes];
    private long _windowStart;
    private int _windowLength;

    /// <exception cref="OnnxException">The file is no ONNX model, or its metadata go beyond what is read.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(CancellationToken cancellationToken)
    {
        SortedDictionary<string, string> metadata = new(StringComparer.Ordinal);
        long taken = 0;
        for (long at = 0; at < file.Length;)
        {
            await ShowAsync(at, cancellationToken).ConfigureAwait(false);
            Field field = ReadHead(at);
            if (field.IsMetadata)
            {
                if ((taken += field.Length) > MostBytes)
                    throw new OnnxException($"The model's metadata have more than {MostBytes >> 20} MiB, which is beyond what is read.");
                Add(metadata, await ReadAsync(field, cancellationToken).ConfigureAwait(false), field.Start);
            }
            at = field.Start + field.Length;
        }
        return metadata;
    }

    private async ValueTask ShowAsync(long at, CancellationToken cancellationToken)
    {
        long end = Math.Min(at + HeadBytes, file.Length);
        if (at >= _windowStart && end <= _windowStart + _windowLength) return;
        file.Position = _windowStart = at;
        _windowLength = await file.ReadAtLeastAsync(_window, WindowBytes, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
    }

    private Field ReadHead(long at)
    {
        ReadOnlySpan<byte> head = _window.AsSpan((int)(at - _windowStart), (int)Math.Min(HeadBytes, _windowStart + _windowLength - at));
        int position = 0;
        ulong tag = Varint(head, ref position, at);
        if (tag > uint.MaxValue || tag >> 3 == 0) throw Fail("a field's number is impossible", at);
        ulong length = 0;
        switch (WireFormat.GetTagWireType((uint)tag))
        {
            case WireFormat.WireType.Varint: Varint(head, ref position, at); break;
            case WireFormat.WireType.Fixed64: length = 8; break;
            case WireFormat.WireType.Fixed32: length = 4; break;
            case WireFormat.WireType.LengthDelimited: length = Varint(head, ref position, at); break;
            default: throw Fail("a field is of a kind that the schema never uses", at);
        }
        long start = at + position;
        if (length > (ulong)(file.Length - start)) throw Fail($"a field says it has {length} bytes, {file.Length - start} remain", at);
        return new Field(start, (long)length, tag == MetadataTag);
    }

    private async Task<byte[]> ReadAsync(Field field, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[field.Length];
        file.Position = field.Start;
        await file.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    private static void Add(SortedDictionary<string, string> metadata, byte[] bytes, long at)
    {
        try
        {
            StringStringEntryProto entry = StringStringEntryProto.Parser.ParseFrom(bytes);
            if (!metadata.TryAdd(entry.Key, entry.Value)) throw Fail($"the metadata have the key '{entry.Key}' twice", at);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Fail($"an entry of the metadata cannot be read: {e.Message}", at);
        }
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int position, long at)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64 && position < bytes.Length; shift += 7)
        {
            byte next = bytes[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw Fail("a number has no end", at);
    }

    private static OnnxException Fail(string what, long at) =>
        new($"This is no ONNX model, or a damaged one: {what} (byte {at}).") { Offset = at };

    /// <summary>What is behind a field's head.</summary>
    private readonly record struct Field(long Start, long Length, bool IsMetadata);
}
