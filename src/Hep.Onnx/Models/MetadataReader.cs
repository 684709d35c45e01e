using Google.Protobuf;
using Onnx;

namespace Hep.Onnx;

/// <summary>
/// Reads what the metadata of a model say and passes over everything else, weights above all: it takes memory for the metadata alone.
/// </summary>
internal sealed class MetadataReader(Stream file, OnnxReadLimits limits)
{
    /// <summary>A model is a list of fields; of large ones only the head is read.</summary>
    private const int WindowBytes = 1 << 16;

    /// <summary>More than any card and pipeline that are read.</summary>
    private const long MostBytes = 64 << 20;

    private static readonly uint MetadataTag =
        WireFormat.MakeTag(ModelProto.MetadataPropsFieldNumber, WireFormat.WireType.LengthDelimited);

    private readonly byte[] _window = new byte[WindowBytes];
    private long _windowStart;
    private int _windowLength;

    /// <exception cref="OnnxException">The file is no ONNX model, or goes beyond a limit.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(CancellationToken cancellationToken)
    {
        if (file.Length > limits.Bytes) throw new OnnxException($"The model has {file.Length} bytes, at most {limits.Bytes} are read.");
        SortedDictionary<string, string> metadata = new(StringComparer.Ordinal);
        long taken = 0, at = 0;
        int records = 0;
        while (at < file.Length)
        {
            await ShowAsync(at, cancellationToken).ConfigureAwait(false);
            WireField field = WireField.Read(_window.AsSpan((int)(at - _windowStart), (int)(_windowStart + _windowLength - at)),
                file.Length - at, at);
            if (field.IsDelimited && ++records > limits.Records)
                throw new OnnxException($"The model has more than {limits.Records} records, beyond the limits of reading (byte {at}).")
                {
                    Offset = at,
                };
            at += field.HeadLength;
            if (field.Tag == MetadataTag)
            {
                if ((taken += field.Length) > MostBytes)
                    throw new OnnxException($"The model's metadata have more than {MostBytes >> 20} MiB, which is beyond what is read.");
                Add(metadata, await ReadAsync(at, field.Length, cancellationToken).ConfigureAwait(false), at);
            }
            at += field.Length;
        }
        return metadata;
    }

    private async ValueTask ShowAsync(long at, CancellationToken cancellationToken)
    {
        long end = Math.Min(at + WireField.LongestHead, file.Length);
        if (at >= _windowStart && end <= _windowStart + _windowLength) return;
        file.Position = _windowStart = at;
        _windowLength = await file.ReadAtLeastAsync(_window, WindowBytes, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<byte[]> ReadAsync(long start, long length, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[length];
        file.Position = start;
        await file.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    private static void Add(SortedDictionary<string, string> metadata, byte[] bytes, long at)
    {
        try
        {
            StringStringEntryProto entry = StringStringEntryProto.Parser.ParseFrom(bytes);
            if (!metadata.TryAdd(entry.Key, entry.Value))
                throw WireField.Malformed($"the metadata have the key '{entry.Key}' twice", at);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw WireField.Malformed($"an entry of the metadata cannot be read: {e.Message}", at);
        }
    }
}
