using System.Numerics;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Hep.Inference.Protobuf;
using InputTensor = Hep.Inference.Protobuf.ModelInferRequest.Types.InferInputTensor;
using OutputTensor = Hep.Inference.Protobuf.ModelInferResponse.Types.InferOutputTensor;

namespace Hep.Inference.Client;

/// <summary>Tensors as messages of gRPC: raw ones are views, in both directions.</summary>
internal static class GrpcTensors
{
    /// <summary>A request over the tensors' memory, which must stay until it is sent.</summary>
    public static ModelInferRequest Write(string name, VersionReference version, IReadOnlyList<Tensor> inputs)
    {
        ModelInferRequest request = new() { ModelName = name, ModelVersion = version.ToString() };
        foreach (Tensor input in inputs)
        {
            request.Inputs.Add(new InputTensor { Name = input.Name, Datatype = input.Type.Datatype, Shape = { input.Shape } });
            request.RawInputContents.Add(UnsafeByteOperations.UnsafeWrap(TensorBinary.Encode(input)));
        }
        return request;
    }

    /// <summary>The outputs of an answer: raw, as Triton's and this family's servers send them, or typed, as KServe's may.</summary>
    /// <exception cref="InferenceException">The answer has none, or they are no tensors.</exception>
    public static List<Tensor> Read(ModelInferResponse answer)
    {
        int raw = answer.RawOutputContents.Count;
        if (answer.Outputs.Count == 0 || (raw > 0 && raw != answer.Outputs.Count))
            throw Unreadable($"it has {answer.Outputs.Count} outputs and {raw} raw_output_contents");
        List<Tensor> tensors = [];
        try
        {
            for (int i = 0; i < answer.Outputs.Count; i++)
                tensors.Add(Read(answer.Outputs[i], raw > 0 ? answer.RawOutputContents[i] : null));
            return tensors;
        }
        catch (Exception e) when (e is InferenceException or ArgumentException or OverflowException)
        {
            tensors.ForEach(t => t.Dispose());
            throw Unreadable(e.Message);
        }
    }

    private static Tensor Read(OutputTensor output, ByteString? raw)
    {
        if (!TensorTypes.TryParse(output.Datatype, out TensorType type))
            throw Unreadable($"output '{output.Name}' has the datatype '{output.Datatype}'");
        TensorSignature signature = new(output.Name, type, [.. output.Shape]);
        return raw is null ? Read(signature, output.Contents ?? new InferTensorContents()) : TensorBinary.Decode(signature, raw.Memory);
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
        TensorType.Bytes => Tensor.CreateText(
            signature.Name, signature.Shape.AsSpan(), [.. contents.BytesContents.Select(b => b.ToStringUtf8())]),
        _ => throw Unreadable($"output '{signature}' comes in raw_output_contents alone"),
    };

    private static Tensor<T> Numbers<T>(TensorSignature signature, RepeatedField<T> values) where T : unmanaged =>
        Tensor.Create<T>(signature.Name, signature.Shape.AsSpan(), [.. values]);

    private static Tensor<T> Narrow<TWire, T>(TensorSignature signature, RepeatedField<TWire> values)
        where TWire : unmanaged, IBinaryInteger<TWire> where T : unmanaged, IBinaryInteger<T> =>
        Tensor.Create<T>(signature.Name, signature.Shape.AsSpan(), [.. values.Select(T.CreateChecked)]);

    private static InferenceException Unreadable(string why) =>
        new(InferenceFailure.Internal, $"The service's answer cannot be read: {why}");
}
