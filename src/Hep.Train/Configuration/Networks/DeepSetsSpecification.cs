namespace Hep.Train;

/// <summary>
/// Deep sets (Zaheer et al., arXiv:1703.06114; in the field: energy flow and particle flow networks): the same dense layers for each object
/// of a collection, pooling over the objects, dense layers over the row.
/// </summary>
public sealed record DeepSetsSpecification : SetSpecification
{
    private const int LayersAtMost = 100, WidthAtMost = 1 << 16;

    /// <inheritdoc/>
    public override string Kind => "deep_sets";

    /// <summary>The width of each layer that an object goes through before pooling; each collection has layers of its own.</summary>
    public IReadOnlyList<int> ObjectLayers { get; init; } = [64, 64];

    /// <inheritdoc/>
    internal override IReadOnlyList<NetworkKey> Keys =>
    [
        NetworkKey.Widths<DeepSetsSpecification>(
            "object_layers", n => n.ObjectLayers, (n, v) => n with { ObjectLayers = v }, LayersAtMost, WidthAtMost),
        .. base.Keys,
    ];
}
