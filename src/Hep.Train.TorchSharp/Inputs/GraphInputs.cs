using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.TorchSharp;

/// <summary>The inputs of a graph: each is added when it is first asked for, so that a model has those that it uses.</summary>
internal sealed class GraphInputs(OnnxGraph graph, FeaturePipeline pipeline)
{
    private readonly Dictionary<string, OnnxValue> _added = new(StringComparer.Ordinal);

    /// <summary>What the inputs are of.</summary>
    public OnnxGraph Graph => graph;

    public OnnxValue Features => Once(InputNames.Features, pipeline.CellCount);

    public OnnxValue Mask => Once(InputNames.Mask, pipeline.CellCount);

    public OnnxValue Tokens(CollectionLayout collection) =>
        Once(InputNames.Tokens(collection.Name), collection.Slots, collection.TokenColumns.Length);

    public OnnxValue TokenMask(CollectionLayout collection) => Once(InputNames.TokenMask(collection.Name), collection.Slots);

    public OnnxValue Grid(GridLayout grid) => Once(grid.Name, grid.Channels.Length, grid.YCount, grid.XCount);

    private OnnxValue Once(string name, params IReadOnlyList<int> shape)
    {
        if (!_added.TryGetValue(name, out OnnxValue? input)) _added.Add(name, input = graph.AddInput(name, shape));
        return input;
    }
}
