using CsCheck;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>Networks of every kind, drawn at random.</summary>
internal static class AnyNetwork
{
    private static readonly Gen<IReadOnlyList<int>> Widths = Gen.Int[1, 9].Array[0, 3].Select(w => (IReadOnlyList<int>)w);

    private static readonly Gen<IReadOnlyList<Pooling>> Pooling =
        OneOf(Enum.GetValues<Pooling>()).Array[1, 3].Select(p => (IReadOnlyList<Pooling>)[.. p.Distinct()]);

    private static readonly Gen<IReadOnlyList<string>> Collections = OneOf<IReadOnlyList<string>>([], ["Jet"], ["Muon_pt", "Jet"]);

    private static readonly Gen<IReadOnlyList<HeadSpecification>> Heads = OneOf<IReadOnlyList<HeadSpecification>>(
        [], [new HeadSpecification("signal", 0), new HeadSpecification("kind", 1) { Weight = 0.5 }, new HeadSpecification("mass", 2, 2)]);

    private static readonly Gen<SupervisedSpecification> Supervised = Gen.OneOf(
        Gen.Const<SupervisedSpecification>(new DenseSpecification()),
        Gen.Select(Collections, Pooling, Widths, Gen.Bool, (collections, pooling, layers, cells) => (SupervisedSpecification)
            new DeepSetsSpecification { Collections = collections, Pooling = pooling, ObjectLayers = layers, UseCells = cells }),
        Gen.Select(Collections, Pooling, Gen.Int[1, 3], Gen.Int[1, 2], Gen.Bool, (collections, pooling, heads, blocks, cells) =>
            (SupervisedSpecification)new SetTransformerSpecification
            {
                Collections = collections, Pooling = pooling, Width = 4 * heads, AttentionHeads = heads, Blocks = blocks, UseCells = cells,
            }),
        Gen.Select(Gen.Int[1, 4].Array[0, 3], OneOf(1, 3, 5), Gen.Int[1, 3], Gen.Bool, (channels, kernel, pool, cells) =>
            (SupervisedSpecification)new ConvolutionSpecification { Channels = channels, Kernel = kernel, Pool = pool, UseCells = cells }));

    private static readonly Gen<UnsupervisedSpecification> Unsupervised = Gen.Select(Gen.Int[1, 4], Gen.Bool, Gen.Bool,
        (latent, isVariational, anomaly) => isVariational
            ? (UnsupervisedSpecification)new VariationalAutoencoderSpecification { Latent = latent, Anomaly = anomaly }
            : new AutoencoderSpecification { Latent = latent, Anomaly = anomaly });

    public static Gen<NetworkSpecification> Any { get; } = Gen.Select(
        Gen.Frequency((4, Gen.Select(Supervised, Gen.Bool, Gen.Int[0, 3], Heads, (network, residual, embedding, heads) =>
                (NetworkSpecification)(network with { Residual = residual, Embedding = embedding, Heads = heads }))),
            (1, Unsupervised.Select(n => (NetworkSpecification)n))),
        Widths, OneOf(Enum.GetValues<Activation>()), OneOf(Enum.GetValues<Normalization>()),
        OneOf(0, 0.3), Gen.Bool, (network, layers, activation, normalization, dropout, mask) => network with
        {
            Layers = layers, Activation = activation, Normalization = normalization, Dropout = dropout, UseMask = mask,
        });

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
