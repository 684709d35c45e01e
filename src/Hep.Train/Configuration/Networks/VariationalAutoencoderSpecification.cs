namespace Hep.Train;

/// <summary>
/// A variational autoencoder over all cells (Kingma and Welling, arXiv:1312.6114): its middle is drawn from a normal distribution for each
/// entry in training, which is held near the standard one; prediction takes the mean.
/// </summary>
public sealed record VariationalAutoencoderSpecification : UnsupervisedSpecification
{
    /// <inheritdoc/>
    public override string Kind => "variational_autoencoder";

    /// <summary>
    /// What the divergence from the standard normal distribution (in nats, over all numbers of the middle) counts beside the squared error
    /// of an entry (the mean over its cells).
    /// </summary>
    public double DivergenceWeight { get; init; } = 0.001;

    /// <inheritdoc/>
    internal override IReadOnlyList<NetworkKey> Keys =>
    [
        new("divergence_weight", (n, s) => ((VariationalAutoencoderSpecification)n) with { DivergenceWeight = s.NotNegative() },
            (n, json) => json.WriteNumberValue(((VariationalAutoencoderSpecification)n).DivergenceWeight)),
        .. base.Keys,
    ];
}
