using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>
/// What a data configuration of weaver becomes here: the features, and what a source of a dataset says of its tree, labels and
/// weights. The files stand on weaver's command line, so they are not in it.
/// </summary>
public sealed class WeaverConfiguration
{
    internal WeaverConfiguration(FeatureSpecification features) => Features = features;

    /// <summary>The tree in each file (<c>treename</c>); null takes the only one.</summary>
    public string? Tree { get; internal init; }

    /// <summary>
    /// What to learn, as expressions over stored columns: the number of the class from 0, or a number for each target of custom labels.
    /// </summary>
    public ImmutableArray<string> Label { get; internal init; } = [];

    /// <summary>The classes in the order of their numbers; empty where labels are custom ones.</summary>
    public ImmutableArray<string> Classes { get; internal init; } = [];

    /// <summary>What an entry counts, as an expression over stored columns; null: 1.</summary>
    public string? Weight { get; internal init; }

    /// <summary>How classes are weighted in bins of variables, stored or defined; null: they are not.</summary>
    public ClassWeighting? Reweight { get; internal init; }

    /// <summary>Definitions, the cut on entries, and the inputs as columns, collections, scaling and padding.</summary>
    public FeatureSpecification Features { get; }

    /// <summary>
    /// A sentence for everything that has no counterpart or means something else here, led by its place in the document:
    /// <c>weights.reweight_vars: …</c>.
    /// </summary>
    public ImmutableArray<string> Warnings { get; internal init; } = [];

    /// <summary>Reads a data configuration. Python expressions are translated, never evaluated.</summary>
    /// <param name="json">The YAML document as JSON of the same keys and values.</param>
    /// <exception cref="PipelineException">
    /// A key or value is not weaver's, or an expression that is needed has no counterpart here: <see cref="PipelineException.Path"/> says
    /// where, the message what to do.
    /// </exception>
    public static WeaverConfiguration FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return JsonSection.Parse(json, "", root => new WeaverReader(root).Read());
    }
}
