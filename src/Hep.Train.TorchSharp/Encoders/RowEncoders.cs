using Hep.Jagged;

namespace Hep.Train.TorchSharp;

/// <summary>What each kind of network makes rows of.</summary>
internal static class RowEncoders
{
    private delegate IEnumerable<RowEncoder> Making(SupervisedSpecification network, FeaturePipeline pipeline, TorchDevice device);

    private static readonly Dictionary<Type, Making> Table = new()
    {
        [typeof(DenseSpecification)] = (n, p, d) => [CellsOf(n, p, AllCells(p), d)],
        [typeof(DeepSetsSpecification)] = (n, p, d) => OfDeepSets((DeepSetsSpecification)n, p, d),
        [typeof(SetTransformerSpecification)] = (n, p, d) => OfSetTransformer((SetTransformerSpecification)n, p, d),
        [typeof(ConvolutionSpecification)] = (n, p, d) => OfConvolution((ConvolutionSpecification)n, p, d),
    };

    /// <exception cref="TrainingException">The pipeline makes nothing that the network takes.</exception>
    public static IReadOnlyList<RowEncoder> For(SupervisedSpecification network, FeaturePipeline pipeline, TorchDevice device)
    {
        RowEncoder[] encoders = [.. Table[network.GetType()](network, pipeline, device)];
        return encoders.Length > 0 ? encoders
            : throw new TrainingException($"features.columns: there are no cells for a network of kind '{network.Kind}': "
                + "name more columns.");
    }

    private static IEnumerable<RowEncoder> OfDeepSets(DeepSetsSpecification network, FeaturePipeline pipeline, TorchDevice device)
    {
        HiddenLayers hidden = new(network, device);
        CollectionLayout[] collections = CollectionsOf(network, pipeline);
        foreach (CollectionLayout collection in collections)
            yield return new DeepSetEncoder(network, new ObjectInput(pipeline, collection, network.Embedding, device), hidden);
        foreach (RowEncoder cells in CellsBeside(network, pipeline, collections, device)) yield return cells;
    }

    private static IEnumerable<RowEncoder> OfSetTransformer(
        SetTransformerSpecification network, FeaturePipeline pipeline, TorchDevice device)
    {
        CollectionLayout[] collections = CollectionsOf(network, pipeline);
        yield return new TransformerEncoder(
            network, [.. collections.Select(c => new ObjectInput(pipeline, c, network.Embedding, device))], device);
        foreach (RowEncoder cells in CellsBeside(network, pipeline, collections, device)) yield return cells;
    }

    private static IEnumerable<RowEncoder> OfConvolution(ConvolutionSpecification network, FeaturePipeline pipeline, TorchDevice device)
    {
        HiddenLayers hidden = new(network, device);
        foreach (GridLayout grid in pipeline.Grid!.Arrays) yield return new GridEncoder(network, grid, hidden);
        if (network.UseCells && pipeline.CellCount > 0) yield return CellsOf(network, pipeline, AllCells(pipeline), device);
    }

    /// <summary>The cells of what is in none of these collections, if there are any and they are wanted.</summary>
    private static IEnumerable<RowEncoder> CellsBeside(
        SetSpecification network, FeaturePipeline pipeline, CollectionLayout[] collections, TorchDevice device)
    {
        int[] cells = [.. AllCells(pipeline).Except(collections.SelectMany(c => c.Cells))];
        return network.UseCells && cells.Length > 0 ? [CellsOf(network, pipeline, cells, device)] : [];
    }

    private static CellEncoder CellsOf(
        SupervisedSpecification network, FeaturePipeline pipeline, IReadOnlyList<int> cells, TorchDevice device) =>
        new(pipeline, cells, network.UseMask, network.Embedding, device);

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
