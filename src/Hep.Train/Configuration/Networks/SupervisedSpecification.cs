namespace Hep.Train;

/// <summary>
/// A network that learns labels: what it makes of an entry becomes one row, dense layers follow, and one head or several.
/// </summary>
public abstract record SupervisedSpecification : NetworkSpecification
{
    private const int EmbeddingAtMost = 256;

    private protected SupervisedSpecification() { }

    /// <summary>
    /// Whether a hidden layer that is as wide as what goes into it learns what to add to that, instead of what to put in its place.
    /// </summary>
    public bool Residual { get; init; }

    /// <summary>
    /// The numbers, learnt, that stand for a category of a column that is encoded as an index; 0: the index itself is taken for a number.
    /// </summary>
    public int Embedding { get; init; } = 4;

    /// <summary>What is predicted from one row; none: one head over all labels, as the options of training and the labels tell.</summary>
    public IReadOnlyList<HeadSpecification> Heads { get; init; } = [];

    /// <inheritdoc/>
    internal override IReadOnlyList<NetworkKey> Keys =>
    [
        .. base.Keys,
        NetworkKey.Truth<SupervisedSpecification>("residual", n => n.Residual, (n, v) => n with { Residual = v }),
        NetworkKey.Integer<SupervisedSpecification>("embedding", n => n.Embedding, (n, v) => n with { Embedding = v }, 0, EmbeddingAtMost),
        new("heads", (n, s) => ((SupervisedSpecification)n) with { Heads = HeadSpecification.Read(s) },
            (n, json) => HeadSpecification.Write(json, ((SupervisedSpecification)n).Heads)),
    ];
}
