using Hep.Jagged;
using Hep.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace Hep.Train.ML.Tests;

/// <summary>ONNX Runtime on a batch.</summary>
internal static class Runtime
{
    public static float[] Run(OnnxModel model, PaddedBatch batch, string output)
    {
        using InferenceSession session = new(model.ToArray());
        long[] shape = [batch.EntryCount, batch.CellCount];
        Dictionary<string, float[]> values = new()
        {
            ["features"] = batch.Features.ToArray(),
            ["mask"] = [.. batch.Mask.ToArray().Select(m => m ? 1f : 0f)],
        };
        string[] names = [.. model.Inputs.Select(i => i.Name)];
        OrtValue[] inputs = [.. names.Select(n => OrtValue.CreateTensorValueFromMemory(values[n], shape))];
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, names, inputs, [output]);
        foreach (OrtValue input in inputs) input.Dispose();
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
