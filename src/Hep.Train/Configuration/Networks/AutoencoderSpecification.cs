namespace Hep.Train;

/// <summary>An autoencoder over all cells.</summary>
public sealed record AutoencoderSpecification : UnsupervisedSpecification
{
    /// <inheritdoc/>
    public override string Kind => "autoencoder";
}
