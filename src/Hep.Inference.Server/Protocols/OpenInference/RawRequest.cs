using System.Collections.Immutable;
using Hep.Jagged;
using static Hep.Inference.Server.Protocols.OpenInference.TensorFit;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>
/// A request that is nothing but the bytes of the model's one input, of one event: its shape follows from their number. All outputs come
/// back binary.
/// </summary>
internal static class RawRequest
{
    /// <exception cref="InferenceException">The model has several inputs, or the bytes do not fit it.</exception>
    public static InferRequest Read(ReadOnlyMemory<byte> bytes, TensorFit fit)
    {
        if (fit.Signatures is not [{ } input])
            throw Refuse($"The model '{fit.Model}' has {fit.Signatures.Count} inputs; a request without JSON holds one.");
        return new InferRequest
        {
            Parameters = RequestParameters.Default with { BinaryOutput = true },
            Inputs = [input.Type == TensorType.Bytes ? ReadText(bytes, input) : ReadNumbers(bytes, input)],
        };
    }

    private static Tensor ReadNumbers(ReadOnlyMemory<byte> bytes, TensorSignature input)
    {
        long[] shape = [.. input.Shape];
        if (shape is [< 0, _, ..]) shape[0] = 1;   // one event
        int free = Array.FindIndex(shape, size => size < 0);
        if (free != Array.FindLastIndex(shape, size => size < 0))
            throw Refuse($"The input '{input}' leaves more than one size open: a request without JSON does not tell them.");
        if (free >= 0)
        {
            shape[free] = 1;
            long others = Math.Max(1, shape.Aggregate((long)input.Type.Width, (product, size) => product * size));
            shape[free] = bytes.Length / others;   // what does not divide is refused as the wrong number of bytes
        }
        IncomingTensor tensor = IncomingTensor.Rent(input with { Shape = [.. shape] }, bytes.Length);
        bytes.CopyTo(tensor.Bytes);
        return tensor.Complete();
    }

    // One string, without its length in front.
    private static BytesTensor ReadText(ReadOnlyMemory<byte> bytes, TensorSignature input)
    {
        ImmutableArray<long> shape = [.. input.Shape.Select(size => Math.Abs(size))];
        if (shape.Any(size => size != 1)) throw Refuse($"The input '{input}' has several strings; a request without JSON holds one.");
        SharedMemory<int> offsets = SharedMemory<int>.Copy([0, bytes.Length]);
        return new BytesTensor(input.Name, shape, SharedMemory<byte>.Copy(bytes.Span), offsets);
    }
}
