namespace Hep.Train;

/// <summary>
/// A network that learns to give back what it sees through a narrow middle, and needs no labels. Hidden layers lead to the middle, and the
/// same in the other order from it. Cells that hold no value of the data do not count. What it gives back badly is unlike what it learnt.
/// </summary>
public abstract record UnsupervisedSpecification : NetworkSpecification
{
    private protected UnsupervisedSpecification() { }

    /// <summary>The numbers in the middle.</summary>
    public int Latent { get; init; } = 8;

    /// <summary>
    /// Whether the model has a second output, <c>anomaly</c> [n, 1]: the mean squared error of an entry's cells that hold a value of the
    /// data, as features are scaled; 0 where none does.
    /// </summary>
    public bool Anomaly { get; init; }

    /// <inheritdoc/>
    internal override IReadOnlyList<NetworkKey> Keys =>
    [
        NetworkKey.Integer<UnsupervisedSpecification>("latent", n => n.Latent, (n, v) => n with { Latent = v }, 1, 1 << 16),
        NetworkKey.Truth<UnsupervisedSpecification>("anomaly", n => n.Anomaly, (n, v) => n with { Anomaly = v }),
        .. base.Keys,
    ];
}
