using Hep.Jagged;

namespace Hep.Train;

/// <summary>
/// A network, whatever engine trains it: the configuration's <c>network</c>. Each kind is a record with its own keys; what all have in
/// common, hidden layers and what follows each, is here.
/// </summary>
public abstract record NetworkSpecification
{
    private const int LayersAtMost = 100, WidthAtMost = 1 << 16;

    private protected NetworkSpecification() { }

    /// <summary>The word for it in a configuration.</summary>
    public abstract string Kind { get; }

    /// <summary>The width of each hidden layer, from the input on; none: a linear model.</summary>
    public IReadOnlyList<int> Layers { get; init; } = [64, 32];

    /// <summary>The function after each hidden layer.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>What keeps the scale of hidden values, between each layer and its activation.</summary>
    public Normalization Normalization { get; init; } = Normalization.None;

    /// <summary>The probability with which training leaves out a hidden value, from 0 to below 1.</summary>
    public double Dropout { get; init; }

    /// <summary>
    /// Whether the network sees the mask of the cells that it takes, as 0 and 1: what tells a padded cell from a value.
    /// </summary>
    public bool UseMask { get; init; } = true;

    /// <summary>Whether the network takes the pipeline's grids.</summary>
    public virtual bool TakesGrids => false;

    /// <summary>A dense network with hidden layers of these widths.</summary>
    public static DenseSpecification Dense(params IReadOnlyList<int> layers) => new() { Layers = layers };

    /// <summary>Reads <c>{"kind": "dense", "layers": [64, 32], …}</c>; comments and trailing commas are allowed.</summary>
    /// <param name="json">The document.</param>
    /// <param name="path">The place of the document in a larger one, for messages.</param>
    /// <exception cref="PipelineException">
    /// A key is unknown or a value does not fit: <see cref="PipelineException.Path"/> says where.
    /// </exception>
    public static NetworkSpecification FromJson(string json, string path = "") => JsonSection.Parse(json, path, NetworkKinds.Read);

    /// <summary>
    /// Reads <c>network</c> of a whole configuration, the defaults where it has none, and leaves its other sections to their owners.
    /// </summary>
    /// <exception cref="PipelineException">As <see cref="FromJson"/>.</exception>
    public static NetworkSpecification FromConfiguration(string json) =>
        JsonSection.Parse(json, "", root => root["network"] is { } network ? NetworkKinds.Read(network) : new DenseSpecification());

    /// <summary>The document that <see cref="FromJson"/> reads, defaults filled in.</summary>
    public string ToJson() => NetworkKinds.Write(this);

    /// <summary>The keys of this kind, in the order in which they are written.</summary>
    internal virtual IReadOnlyList<NetworkKey> Keys { get; } =
    [
        NetworkKey.Widths<NetworkSpecification>("layers", n => n.Layers, (n, v) => n with { Layers = v }, LayersAtMost, WidthAtMost),
        NetworkKey.Word<NetworkSpecification, Activation>("activation", ConfigurationWords.Activations,
            n => n.Activation, (n, v) => n with { Activation = v }),
        NetworkKey.Word<NetworkSpecification, Normalization>("normalization", ConfigurationWords.Normalizations,
            n => n.Normalization, (n, v) => n with { Normalization = v }),
        NetworkKey.Fraction<NetworkSpecification>("dropout", n => n.Dropout, (n, v) => n with { Dropout = v }),
        NetworkKey.Truth<NetworkSpecification>("use_mask", n => n.UseMask, (n, v) => n with { UseMask = v }),
    ];

    /// <summary>What is wrong although each key by itself is right; null: nothing.</summary>
    internal virtual string? Contradiction => null;

    /// <summary>Refuses what no engine could train: what a document may not say, a program may not either.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Check()
    {
        try
        {
            FromJson(ToJson());
        }
        catch (PipelineException e)
        {
            throw new ArgumentException($"The network cannot be trained: {e.Message}", e);
        }
    }
}
