using System.Text;
using Google.Protobuf;
using Onnx;

namespace Hep.Onnx;

/// <summary>
/// Reads what a model says of itself, metadata, inputs and outputs, and passes over everything else, weights above all: it takes memory for
/// what is told alone.
/// </summary>
internal sealed class HeadReader(Stream file, OnnxReadLimits limits)
{
    /// <summary>A model is a list of fields; of large ones only the head is read.</summary>
    private const int WindowBytes = 1 << 16;

    /// <summary>More than any card, pipeline and list of inputs that are read.</summary>
    private const long MostBytes = 64 << 20;

    private readonly byte[] _window = new byte[WindowBytes];
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly List<OnnxTensorInfo> _inputs = [], _outputs = [];
    private readonly HashSet<string> _constants = new(StringComparer.Ordinal);
    private long _windowStart, _taken;
    private int _windowLength, _records;

    /// <exception cref="OnnxException">The file is no ONNX model, or goes beyond a limit.</exception>
    public async Task<OnnxModelHead> ReadAsync(CancellationToken cancellationToken)
    {
        if (file.Length > limits.Bytes) throw new OnnxException($"The model has {file.Length} bytes, at most {limits.Bytes} are read.");
        await ForEachAsync(0, file.Length, ReadModelAsync, cancellationToken).ConfigureAwait(false);
        // before IR 4 constants were listed as inputs too
        return new OnnxModelHead(_metadata, [.. _inputs.Where(i => !_constants.Contains(i.Name))], _outputs);
    }

    private async Task ForEachAsync(
        long start, long end, Func<WireField, long, CancellationToken, Task> visit, CancellationToken cancellationToken)
    {
        for (long at = start; at < end;)
        {
            await ShowAsync(at, cancellationToken).ConfigureAwait(false);
            WireField field = WireField.Read(_window.AsSpan((int)(at - _windowStart), (int)(_windowStart + _windowLength - at)),
                end - at, at);
            if (field.IsDelimited && ++_records > limits.Records)
                throw new OnnxException($"The model has more than {limits.Records} records, beyond the limits of reading (byte {at}).")
                {
                    Offset = at,
                };
            at += field.HeadLength;
            if (field.IsDelimited) await visit(field, at, cancellationToken).ConfigureAwait(false);
            at += field.Length;
        }
    }

    private async Task ReadModelAsync(WireField field, long at, CancellationToken cancellationToken)
    {
        if (field.Number == ModelProto.GraphFieldNumber)
            await ForEachAsync(at, at + field.Length, ReadGraphAsync, cancellationToken).ConfigureAwait(false);
        else if (field.Number == ModelProto.MetadataPropsFieldNumber)
        {
            StringStringEntryProto entry =
                await ParseAsync(StringStringEntryProto.Parser, "an entry of the metadata", field, at, cancellationToken)
                    .ConfigureAwait(false);
            if (!_metadata.TryAdd(entry.Key, entry.Value))
                throw WireField.Malformed($"the metadata have the key '{entry.Key}' twice", at);
        }
    }

    private async Task ReadGraphAsync(WireField field, long at, CancellationToken cancellationToken)
    {
        switch (field.Number)
        {
            case GraphProto.InputFieldNumber:
                _inputs.Add(OnnxTensorInfo.Of(
                    await ParseAsync(ValueInfoProto.Parser, "an input", field, at, cancellationToken).ConfigureAwait(false)));
                break;
            case GraphProto.OutputFieldNumber:
                _outputs.Add(OnnxTensorInfo.Of(
                    await ParseAsync(ValueInfoProto.Parser, "an output", field, at, cancellationToken).ConfigureAwait(false)));
                break;
            case GraphProto.InitializerFieldNumber:
                await ForEachAsync(at, at + field.Length, ReadConstantAsync, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async Task ReadConstantAsync(WireField field, long at, CancellationToken cancellationToken)
    {
        if (field.Number == TensorProto.NameFieldNumber)
            _constants.Add(Encoding.UTF8.GetString(await TakeAsync(field, at, cancellationToken).ConfigureAwait(false)));
    }

    private async ValueTask ShowAsync(long at, CancellationToken cancellationToken)
    {
        long end = Math.Min(at + WireField.LongestHead, file.Length);
        if (at >= _windowStart && end <= _windowStart + _windowLength) return;
        file.Position = _windowStart = at;
        _windowLength = await file.ReadAtLeastAsync(_window, WindowBytes, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<T> ParseAsync<T>(
        MessageParser<T> parser, string what, WireField field, long at, CancellationToken cancellationToken) where T : IMessage<T>
    {
        byte[] bytes = await TakeAsync(field, at, cancellationToken).ConfigureAwait(false);
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw WireField.Malformed($"{what} cannot be read: {e.Message}", at);
        }
    }

    private async Task<byte[]> TakeAsync(WireField field, long at, CancellationToken cancellationToken)
    {
        if ((_taken += field.Length) > MostBytes)
            throw new OnnxException($"The model tells more than {MostBytes >> 20} MiB of itself, which is beyond what is read.");
        byte[] bytes = new byte[field.Length];
        file.Position = at;
        await file.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }
}
