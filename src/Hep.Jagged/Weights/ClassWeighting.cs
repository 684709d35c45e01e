using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>
/// How the classes of <see cref="DatasetColumns.Label"/> are weighted in bins of one or two quantities, so that a network cannot tell them
/// apart by these: as flavour taggers are trained over transverse momentum and pseudorapidity.
/// </summary>
public sealed record ClassWeighting
{
    /// <summary>Most bins of both axes together.</summary>
    internal const int MaximumBins = 1_000_000;

    /// <summary>Weights that make all classes flat: the same sum of weights in each bin, whatever its width.</summary>
    /// <param name="axes">
    /// One or two; the name of each is a column or an expression with one value an entry, such as <c>Jet_pt / 1000</c>.
    /// </param>
    /// <exception cref="ArgumentException">There are none or more than two axes, or more than a million bins.</exception>
    public ClassWeighting(params IReadOnlyList<GridAxis> axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        if (axes.Count is < 1 or > 2)
            throw new ArgumentException($"Weights are taken in bins of one or two axes, not {axes.Count}.", nameof(axes));
        long bins = axes.Aggregate(1L, (product, axis) => product * axis.Count);
        if (bins > MaximumBins) throw new ArgumentException($"{bins} bins are more than the {MaximumBins} that are allowed.", nameof(axes));
        Axes = [.. axes];
    }

    private ClassWeighting() => Axes = [];

    /// <summary>Classes as wholes: no axis, and so one bin that holds everything.</summary>
    internal static ClassWeighting OfWholes { get; } = new();

    /// <summary>The axes of the bins.</summary>
    public IReadOnlyList<GridAxis> Axes { get; }

    /// <summary>The class whose shape all others get, and whose weights stay as they are. Null (default): all become flat.</summary>
    public double? Reference { get; init; }

    /// <summary>
    /// How much of each class there is to be in a bin, as ratios by label; every class is named. Empty (default): equally much of all.
    /// Totals of classes have these ratios too, but for bins in which a class has no entries.
    /// </summary>
    public IReadOnlyDictionary<double, double> Ratios { get; init; } = ImmutableSortedDictionary<double, double>.Empty;

    /// <summary>
    /// A bound for what weights are multiplied by, such as 10; larger factors become this, and the bins are told. Default: no bound.
    /// Where negative weights nearly cancel, a sum is small and a factor large by chance: set one there.
    /// </summary>
    public double LargestFactor { get; init; } = double.PositiveInfinity;

    /// <summary>
    /// Whether entries outside the bins, NaN among them, keep their weight. Default: no, their weight becomes 0. They are counted in any
    /// case.
    /// </summary>
    public bool KeepsOutside { get; init; }

    /// <summary>
    /// Reads <c>{"columns": {"Jet_pt[0]": [20, 50, 200], "Jet_eta[0]": {"count": 10, "low": -2.5, "high": 2.5}}, "to": "flat"}</c>; other
    /// keys are <c>ratios</c>, <c>largest_factor</c> and <c>outside</c>. A list holds edges, also one of three numbers; <c>to</c> may be
    /// the label of a reference class. Comments and trailing commas are allowed.
    /// </summary>
    /// <param name="json">The document.</param>
    /// <param name="path">The place of the document in a larger one, for messages.</param>
    /// <exception cref="PipelineException">
    /// A key is unknown or a value does not fit: <see cref="PipelineException.Path"/> says where.
    /// </exception>
    public static ClassWeighting FromJson(string json, string path = "") =>
        JsonSection.Parse(json, path, ClassWeightingDocument.Read);

    /// <summary>Reads <c>dataset.reweight</c> of a whole configuration; null where it has none.</summary>
    /// <exception cref="PipelineException">As <see cref="FromJson"/>.</exception>
    public static ClassWeighting? FromConfiguration(string json) => JsonSection.Parse(json, "",
        root => root["dataset"]?["reweight"] is { } section ? ClassWeightingDocument.Read(section) : null);

    /// <summary>The document that <see cref="FromJson"/> reads.</summary>
    /// <exception cref="PipelineException">Bins between edges wrap: a document cannot say it.</exception>
    public string ToJson() => ClassWeightingDocument.Write(this);

    /// <summary>
    /// The stored columns that the axes need, with those that the definitions in them and the specification's cut do, in stored order.
    /// </summary>
    /// <param name="stored">The columns that there are.</param>
    /// <param name="features">Definitions and cut.</param>
    /// <exception cref="PipelineException">A name or an expression does not fit the columns.</exception>
    public Schema GetInputColumns(Schema stored, FeatureSpecification features)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(features);
        return ChosenEntries.Use(stored, features, Axes).UsedColumns;
    }

    /// <exception cref="ArgumentException">A number cannot be.</exception>
    internal void Check()
    {
        if (!(LargestFactor > 0))
            throw new ArgumentException($"The largest factor is positive, not {LargestFactor}.", nameof(LargestFactor));
        foreach ((double label, double ratio) in Ratios)
            if (!(ratio > 0 && double.IsFinite(ratio)))
                throw new ArgumentException(
                    FormattableString.Invariant($"Ratios are positive and finite; that of class {label} is {ratio}."), nameof(Ratios));
    }
}
