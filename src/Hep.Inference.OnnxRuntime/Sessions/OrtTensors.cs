using System.Buffers;
using System.Runtime.InteropServices;
using Hep.Jagged;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Hep.Inference.OnnxRuntime;

/// <summary>Tensors as ONNX Runtime holds them: singles in place, everything else copied.</summary>
internal static class OrtTensors
{
    /// <summary>A value for the runtime, perhaps over the tensor's memory: dispose it before the tensor.</summary>
    public static OrtValue ToOrt(Tensor tensor) => tensor switch
    {
        Tensor<float> { Count: > 0 } singles =>
            // inputs are only read
            OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, MemoryMarshal.AsMemory(singles.Memory), [.. tensor.Shape]),
        BytesTensor strings => OfStrings(strings),
        _ => CopyOf(tensor),
    };

    /// <summary>A tensor that holds a copy of what the runtime computed.</summary>
    public static Tensor FromOrt(string name, OrtValue value)
    {
        OrtTensorTypeAndShapeInfo facts = value.GetTensorTypeAndShape();
        TensorType type = TypeOf(name, facts.ElementDataType);
        if (type == TensorType.Bytes) return StringsOf(name, facts, value);
        return Tensor.FromBytes(name, type, facts.Shape, facts.ElementCount == 0 ? [] : value.GetTensorMutableRawData());
    }

    /// <summary>The element type of an input or output; the runtime's numbers are ONNX' own.</summary>
    /// <exception cref="InferenceException">The protocol has no name for it.</exception>
    public static TensorType TypeOf(string tensor, TensorElementType element) =>
        TensorTypes.TryFromOnnx((int)element, out TensorType type)
            ? type
            : throw new InferenceException(InferenceFailure.InvalidModel,
                $"Tensor '{tensor}' holds {element}, which the Open Inference Protocol does not know.");

    private static OrtValue CopyOf(Tensor tensor)
    {
        OrtValue value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance,
            (TensorElementType)tensor.Type.OnnxCode, [.. tensor.Shape]);
        if (tensor.Count > 0) tensor.AsBytes().CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    private static OrtValue OfStrings(BytesTensor tensor)
    {
        OrtValue value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [.. tensor.Shape]);
        for (int i = 0; i < tensor.Count; i++) value.StringTensorSetElementAt(tensor[i], i);
        return value;
    }

    private static BytesTensor StringsOf(string name, OrtTensorTypeAndShapeInfo facts, OrtValue value)
    {
        SharedMemory<int> offsets = SharedMemory<int>.Rent(checked((int)facts.ElementCount + 1));
        ArrayBufferWriter<byte> bytes = new();
        offsets.Span[0] = 0;
        for (int i = 0; i + 1 < offsets.Length; i++)
        {
            bytes.Write(value.GetStringElementAsSpan(i));
            offsets.Span[i + 1] = bytes.WrittenCount;
        }
        return new BytesTensor(name, [.. facts.Shape], SharedMemory<byte>.Copy(bytes.WrittenSpan), offsets);
    }
}
