namespace Hep.Train;

/// <summary>
/// Convolutions over phase-space grids, the key <c>grid</c> of a configuration: layers of one stack for each array, what they find beside
/// the cells, dense layers over the row.
/// </summary>
public sealed record ConvolutionSpecification : SupervisedSpecification
{
    /// <inheritdoc/>
    public override string Kind => "convolution";

    /// <summary>The channels of each convolution.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [16, 32];

    /// <summary>Cells of a convolution's kernel along each axis, odd; cells of 0 around the grid keep its size.</summary>
    public int Kernel { get; init; } = 3;

    /// <summary>
    /// The side of the squares of cells, behind each convolution, of which the largest value stays; 1: all stay. A grid that has become
    /// smaller than that stays as it is.
    /// </summary>
    public int Pool { get; init; } = 2;

    /// <summary>Whether the cells of the features join what the convolutions find.</summary>
    public bool UseCells { get; init; } = true;

    /// <inheritdoc/>
    public override bool TakesGrids => true;

    /// <inheritdoc/>
    internal override IReadOnlyList<NetworkKey> Keys =>
    [
        NetworkKey.Widths<ConvolutionSpecification>("channels", n => n.Channels, (n, v) => n with { Channels = v }, 20, 4096),
        new("kernel", (n, s) => ((ConvolutionSpecification)n) with
        {
            Kernel = s.Integer(1, 31) is var kernel && kernel % 2 == 1 ? (int)kernel : throw s.Error("An odd number is expected."),
        }, (n, json) => json.WriteNumberValue(((ConvolutionSpecification)n).Kernel)),
        NetworkKey.Integer<ConvolutionSpecification>("pool", n => n.Pool, (n, v) => n with { Pool = v }, 1, 16),
        NetworkKey.Truth<ConvolutionSpecification>("use_cells", n => n.UseCells, (n, v) => n with { UseCells = v }),
        .. base.Keys,
    ];
}
