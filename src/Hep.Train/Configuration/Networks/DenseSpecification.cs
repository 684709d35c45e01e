namespace Hep.Train;

/// <summary>Fully connected layers over all cells.</summary>
public sealed record DenseSpecification : SupervisedSpecification
{
    /// <inheritdoc/>
    public override string Kind => "dense";
}
