using Hep.Jagged;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>What each kind of network makes rows of.</summary>
internal static class RowEncoders
{
    private delegate IEnumerable<RowEncoder> Making(SupervisedSpecification network, FeaturePipeline pipeline, Generator generator);

    private static readonly Dictionary<Type, Making> Table = new()
    {
        [typeof(DenseSpecification)] = (n, p, g) => [CellsOf(n, p, AllCells(p), g)],
        [typeof(DeepSetsSpecification)] = (n, p, g) => OfDeepSets((DeepSetsSpecification)n, p, g),
        [typeof(SetTransformerSpecification)] = (n, p, g) => OfSetTransformer((SetTransformerSpecification)n, p, g),
        [typeof(ConvolutionSpecification)] = (n, p, g) => OfConvolution((ConvolutionSpecification)n, p, g),
    };

    /// <exception cref="TrainingException">The pipeline makes nothing that the network takes.</exception>
    public static IReadOnlyList<RowEncoder> For(SupervisedSpecification network, FeaturePipeline pipeline, Generator generator)
    {
        RowEncoder[] encoders = [.. Table[network.GetType()](network, pipeline, generator)];
        return encoders.Length > 0 ? encoders
            : throw new TrainingException($"features.columns: there are no cells for a network of kind '{network.Kind}': "
                + "name more columns.");
    }

    private static IEnumerable<RowEncoder> OfDeepSets(DeepSetsSpecification network, FeaturePipeline pipeline, Generator generator)
    {
        HiddenLayers hidden = new(network, generator);
        CollectionLayout[] collections = CollectionsOf(network, pipeline);
        foreach (CollectionLayout collection in collections)
            yield return new DeepSetEncoder(network, new ObjectInput(pipeline, collection, network.Embedding, generator), hidden);
        foreach (RowEncoder cells in CellsBeside(network, pipeline, collections, generator)) yield return cells;
    }

    private static IEnumerable<RowEncoder> OfSetTransformer(
        SetTransformerSpecification network, FeaturePipeline pipeline, Generator generator)
    {
        CollectionLayout[] collections = CollectionsOf(network, pipeline);
        yield return new TransformerEncoder(
            network, [.. collections.Select(c => new ObjectInput(pipeline, c, network.Embedding, generator))], generator);
        foreach (RowEncoder cells in CellsBeside(network, pipeline, collections, generator)) yield return cells;
    }

    private static IEnumerable<RowEncoder> OfConvolution(ConvolutionSpecification network, FeaturePipeline pipeline, Generator generator)
    {
        HiddenLayers hidden = new(network, generator);
        foreach (GridLayout grid in pipeline.Grid!.Arrays) yield return new GridEncoder(network, grid, hidden);
        if (network.UseCells && pipeline.CellCount > 0) yield return CellsOf(network, pipeline, AllCells(pipeline), generator);
    }

    /// <summary>The cells of what is in none of these collections, if there are any and they are wanted.</summary>
    private static IEnumerable<RowEncoder> CellsBeside(
        SetSpecification network, FeaturePipeline pipeline, CollectionLayout[] collections, Generator generator)
    {
        int[] cells = [.. AllCells(pipeline).Except(collections.SelectMany(c => c.Cells))];
        return network.UseCells && cells.Length > 0 ? [CellsOf(network, pipeline, cells, generator)] : [];
    }

    private static CellEncoder CellsOf(
        SupervisedSpecification network, FeaturePipeline pipeline, IReadOnlyList<int> cells, Generator generator) =>
        new(pipeline, cells, network.UseMask, network.Embedding, generator);

    private static CollectionLayout[] CollectionsOf(SetSpecification network, FeaturePipeline pipeline)
    {
        string[] known = [.. pipeline.Collections.Select(c => c.Name)];
        foreach (string name in network.Collections)
            if (!known.Contains(name))
                throw new TrainingException($"network.collections: the features have no collection '{name}'."
                    + $"{NearNames.Suggest(name, known)} They have {(known.Length == 0 ? "none" : string.Join(", ", known))}.");
        CollectionLayout[] wanted = [.. pipeline.Collections.Where(c => network.Collections.Count == 0
            ? c.Cells.Length > 0 : network.Collections.Contains(c.Name))];
        foreach (CollectionLayout collection in wanted)
            if (collection.Cells.Length == 0)
                throw new TrainingException($"network.collections: no entry of the training part has an object in '{collection.Name}'.");
        return wanted.Length > 0 ? wanted
            : throw new TrainingException($"network.kind: a network of kind '{network.Kind}' takes objects, and the features have no "
                + "collection: name jagged columns, or choose the kind 'dense'.");
    }

    private static IReadOnlyList<int> AllCells(FeaturePipeline pipeline) => [.. Enumerable.Range(0, pipeline.CellCount)];
}
