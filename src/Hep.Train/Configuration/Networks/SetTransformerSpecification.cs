namespace Hep.Train;

/// <summary>
/// A transformer over sets (Lee et al., arXiv:1810.00825; normalized before each part as in arXiv:2002.04745): the objects of all
/// collections, each brought to one width by a layer of its collection, attend to one another, block after block, before pooling.
/// </summary>
public sealed record SetTransformerSpecification : SetSpecification
{
    /// <inheritdoc/>
    public override string Kind => "set_transformer";

    /// <summary>The numbers that stand for an object; <see cref="AttentionHeads"/> divides them.</summary>
    public int Width { get; init; } = 32;

    /// <summary>The ways, independent of each other, in which objects attend to one another in a block.</summary>
    public int AttentionHeads { get; init; } = 4;

    /// <summary>Blocks of attention and two dense layers, the first of them twice as wide as the block.</summary>
    public int Blocks { get; init; } = 2;

    /// <inheritdoc/>
    internal override IReadOnlyList<NetworkKey> Keys =>
    [
        NetworkKey.Integer<SetTransformerSpecification>("width", n => n.Width, (n, v) => n with { Width = v }, 1, 4096),
        NetworkKey.Integer<SetTransformerSpecification>(
            "attention_heads", n => n.AttentionHeads, (n, v) => n with { AttentionHeads = v }, 1, 64),
        NetworkKey.Integer<SetTransformerSpecification>("blocks", n => n.Blocks, (n, v) => n with { Blocks = v }, 1, 32),
        .. base.Keys,
    ];

    /// <inheritdoc/>
    internal override string? Contradiction =>
        Width % AttentionHeads == 0 ? null : $"{AttentionHeads} attention_heads do not share a width of {Width} evenly.";
}
