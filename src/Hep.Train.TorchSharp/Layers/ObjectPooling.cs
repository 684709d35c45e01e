using Hep.Onnx;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>How objects [n, m, width] become a row [n, width], in libtorch and in a graph.</summary>
internal sealed record ObjectPooling(Func<Tensor, ObjectMask, Tensor> Torch, Func<OnnxGraph, OnnxValue, OnnxValue, OnnxValue> Onnx)
{
    private static readonly long[] Objects = [1];

    private static readonly Dictionary<Pooling, ObjectPooling> Table = new()
    {
        [Pooling.Sum] = new((x, m) => x.mul(m.Column).sum(Objects), (g, x, m) => g.SumOfObjects(x, m)),
        [Pooling.Mean] = new((x, m) => x.mul(m.Column).sum(Objects).mul(m.InverseCount), (g, x, m) => g.MeanOfObjects(x, m)),
        [Pooling.Max] = new((x, m) => x.mul(m.Column).add(m.Absent, Weights.One).amax(Objects).mul(m.Exists),
            (g, x, m) => g.MaximumOfObjects(x, m)),
    };

    /// <summary>Several ways beside one another, [n, width × ways].</summary>
    public static Tensor Apply(IReadOnlyList<Pooling> ways, Tensor x, ObjectMask mask) => ways.Count == 1
        ? Table[ways[0]].Torch(x, mask)
        : cat([.. ways.Select(w => Table[w].Torch(x, mask))], 1);

    /// <summary>The same in a graph.</summary>
    public static OnnxValue AddTo(IReadOnlyList<Pooling> ways, OnnxGraph graph, OnnxValue x, OnnxValue mask) =>
        graph.Concat([.. ways.Select(w => Table[w].Onnx(graph, x, mask))]);
}
