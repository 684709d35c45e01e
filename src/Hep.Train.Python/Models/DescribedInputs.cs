using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.Python;

/// <summary>
/// What a described model takes: some of features, mask, and features with NaN where the mask is 0, beside one another and scaled.
/// </summary>
internal static class DescribedInputs
{
    private const string Features = "features", Mask = "mask", Missing = "missing";

    private static readonly (string, string)[] Names = [(Features, Features), (Mask, Mask), (Missing, Missing)];

    public static OnnxValue AddTo(OnnxGraph graph, JsonSection model, ReadOnlyMemory<byte> data, int cells)
    {
        string[] wanted = [.. model.Required("inputs").Items(i => i.Word<string>(Names), Names.Length)];
        OnnxValue? features = wanted.Intersect([Features, Missing]).Any() ? graph.AddInput(Features, cells) : null;
        OnnxValue? mask = wanted.Intersect([Mask, Missing]).Any() ? graph.AddInput(Mask, cells) : null;
        OnnxValue[] parts = Array.ConvertAll(wanted, name => name switch
        {
            Features => features!,
            Mask => mask!,
            _ => graph.NanWhereMasked(features!, mask!),
        });
        if (parts.Length == 0) throw model.Required("inputs").Error("There is none.");
        OnnxValue x = parts.Length == 1 ? parts[0] : graph.Concat(parts);
        foreach (JsonSection step in model.Required("scaling").Items(s => s, 10))
            x = graph.Affine(x, DescribedArray.Read<float>(step.Required("shift"), data, x.Width),
                DescribedArray.Read<float>(step.Required("scale"), data, x.Width));
        return x;
    }
}
