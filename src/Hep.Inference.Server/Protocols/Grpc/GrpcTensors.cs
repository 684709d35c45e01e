using System.Collections.Immutable;
using System.Numerics;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Hep.Inference.Protobuf;
using Hep.Inference.Server.Protocols.OpenInference;
using Hep.Jagged;
using static Hep.Inference.Server.Protocols.OpenInference.TensorFit;
using InputTensor = Hep.Inference.Protobuf.ModelInferRequest.Types.InferInputTensor;

namespace Hep.Inference.Server.Protocols.Grpc;

/// <summary>Tensors of messages: raw ones are views of the message's bytes, typed ones are copied.</summary>
internal static class GrpcTensors
{
    /// <summary>The tensors of a request, which must live as long.</summary>
    /// <exception cref="InferenceException">
    /// Names, types, shapes or numbers of elements do not fit, or raw and typed ones are mixed.
    /// </exception>
    public static List<Tensor> Read(ModelInferRequest request, TensorFit fit)
    {
        bool areRaw = request.RawInputContents.Count > 0;
        if (areRaw && request.RawInputContents.Count != request.Inputs.Count)
            throw Refuse($"The request has {request.Inputs.Count} inputs and {request.RawInputContents.Count} raw_input_contents.");
        fit.CheckCount(request.Inputs.Count);
        List<Tensor> tensors = [];
        try
        {
            for (int i = 0; i < request.Inputs.Count; i++)
                tensors.Add(Read(request.Inputs[i], areRaw ? request.RawInputContents[i] : null, fit));
            return tensors;
        }
        catch
        {
            tensors.ForEach(t => t.Dispose());
            throw;
        }
    }

    private static Tensor Read(InputTensor input, ByteString? raw, TensorFit fit)
    {
        foreach (string parameter in input.Parameters.Keys) RequestedOutput.CheckParameter(parameter);
        if (input.Shape.Count > MostAxes) throw Refuse($"A shape has at most {MostAxes} axes.");
        ImmutableArray<long> shape = [.. input.Shape];
        if (shape.Any(size => size < 0)) throw Refuse("A size in 'shape' must not be negative.");
        TensorSignature signature = fit.Check(input.Name, input.Datatype, shape);
        if (raw is null) return Read(signature, input.Contents ?? new InferTensorContents());
        return input.Contents is null
            ? TensorBinary.Decode(signature, raw.Memory)
            : throw Refuse($"Input '{input.Name}' has contents, and the request raw_input_contents: one of them holds the values.");
    }

    private static Tensor Read(TensorSignature signature, InferTensorContents contents) => signature.Type switch
    {
        TensorType.Bool => Numbers(signature, contents.BoolContents),
        TensorType.Int8 => Narrow<int, sbyte>(signature, contents.IntContents),
        TensorType.Int16 => Narrow<int, short>(signature, contents.IntContents),
        TensorType.Int32 => Numbers(signature, contents.IntContents),
        TensorType.Int64 => Numbers(signature, contents.Int64Contents),
        TensorType.UInt8 => Narrow<uint, byte>(signature, contents.UintContents),
        TensorType.UInt16 => Narrow<uint, ushort>(signature, contents.UintContents),
        TensorType.UInt32 => Numbers(signature, contents.UintContents),
        TensorType.UInt64 => Numbers(signature, contents.Uint64Contents),
        TensorType.Float32 => Numbers(signature, contents.Fp32Contents),
        TensorType.Float64 => Numbers(signature, contents.Fp64Contents),
        TensorType.Bytes => Strings(signature, contents.BytesContents),
        _ => throw Refuse($"Input '{signature}': {signature.Type.Datatype} comes in raw_input_contents alone."),
    };

    private static Tensor<T> Numbers<T>(TensorSignature signature, RepeatedField<T> values) where T : unmanaged
    {
        SharedMemory<T> memory = Rent<T>(signature, values.Count);
        Span<T> span = memory.Span;
        for (int i = 0; i < span.Length; i++) span[i] = values[i];
        return new Tensor<T>(signature.Name, signature.Type, signature.Shape, memory);
    }

    private static Tensor<T> Narrow<TWire, T>(TensorSignature signature, RepeatedField<TWire> values)
        where TWire : unmanaged, IBinaryInteger<TWire> where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        SharedMemory<T> memory = Rent<T>(signature, values.Count);
        Span<T> span = memory.Span;
        for (int i = 0; i < span.Length; i++)
        {
            span[i] = T.CreateTruncating(values[i]);
            if (TWire.CreateTruncating(span[i]) != values[i])
                throw Refuse($"Input '{signature}': value {i} is no {signature.Type.Datatype}.");
        }
        return new Tensor<T>(signature.Name, signature.Type, signature.Shape, memory);
    }

    private static BytesTensor Strings(TensorSignature signature, RepeatedField<ByteString> values)
    {
        CheckCount(signature, values.Count);
        SharedMemory<int> offsets = SharedMemory<int>.Rent(values.Count + 1);
        offsets.Span[0] = 0;
        for (int i = 0; i < values.Count; i++) offsets.Span[i + 1] = checked(offsets.Span[i] + values[i].Length);
        SharedMemory<byte> bytes = SharedMemory<byte>.Rent(offsets.Span[^1]);
        for (int i = 0; i < values.Count; i++) values[i].Span.CopyTo(bytes.Span[offsets.Span[i]..]);
        return new BytesTensor(signature.Name, signature.Shape, bytes, offsets);
    }

    private static SharedMemory<T> Rent<T>(TensorSignature signature, int count) where T : unmanaged
    {
        CheckCount(signature, count);
        return SharedMemory<T>.Rent(count);
    }

    private static void CheckCount(TensorSignature signature, int count)
    {
        double expected = 1;   // exact as far as a count goes
        foreach (long size in signature.Shape) expected *= size;
        if (count != expected) throw Refuse($"Input '{signature}' has {count} values.");
    }
}
