using Hep.Jagged;

namespace Hep.Train;

/// <summary>A network, whatever engine trains it: the configuration's <c>network</c>.</summary>
public sealed record NetworkSpecification
{
    /// <summary>The most hidden layers, and the widest: what a configuration may ask for.</summary>
    private const int LayersAtMost = 100, WidthAtMost = 1 << 16;

    /// <summary>Fully connected layers over all cells.</summary>
    public const string DenseKind = "dense";

    /// <summary>The kind of network: <see cref="DenseKind"/>.</summary>
    public string Kind { get; init; } = DenseKind;

    /// <summary>The width of each hidden layer, from the input on; none: a linear model.</summary>
    public IReadOnlyList<int> Layers { get; init; } = [64, 32];

    /// <summary>The function after each hidden layer.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>The probability with which training leaves out a hidden value, from 0 to below 1.</summary>
    public double Dropout { get; init; }

    /// <summary>Whether the network sees the mask beside the features, as 0 and 1: what tells a padded cell from a value.</summary>
    public bool UseMask { get; init; } = true;

    /// <summary>A dense network with hidden layers of these widths.</summary>
    public static NetworkSpecification Dense(params IReadOnlyList<int> layers) => new() { Layers = layers };

    /// <summary>Reads <c>{"kind": "dense", "layers": [64, 32], …}</c>; comments and trailing commas are allowed.</summary>
    /// <param name="json">The document.</param>
    /// <param name="path">The place of the document in a larger one, for messages.</param>
    /// <exception cref="PipelineException">
    /// A key is unknown or a value does not fit: <see cref="PipelineException.Path"/> says where.
    /// </exception>
    public static NetworkSpecification FromJson(string json, string path = "") => JsonSection.Parse(json, path, Read);

    /// <summary>
    /// Reads <c>network</c> of a whole configuration, the defaults where it has none, and leaves its other sections to their owners.
    /// </summary>
    /// <exception cref="PipelineException">As <see cref="FromJson"/>.</exception>
    public static NetworkSpecification FromConfiguration(string json) =>
        JsonSection.Parse(json, "", root => root["network"] is { } network ? Read(network) : new NetworkSpecification());

    /// <summary>The document that <see cref="FromJson"/> reads, defaults filled in.</summary>
    public string ToJson() => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("kind", Kind);
        json.WriteStartArray("layers");
        foreach (int width in Layers) json.WriteNumberValue(width);
        json.WriteEndArray();
        json.WriteString("activation", ConfigurationWords.Of(ConfigurationWords.Activations, Activation));
        json.WriteNumber("dropout", Dropout);
        json.WriteBoolean("use_mask", UseMask);
        json.WriteEndObject();
    });

    /// <summary>Refuses what no engine could train.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Check()
    {
        if (Kind != DenseKind) throw new ArgumentException($"There is no network of kind '{Kind}': '{DenseKind}' exists.", nameof(Kind));
        foreach (int width in Layers) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width, nameof(Layers));
        ArgumentOutOfRangeException.ThrowIfNegative(Dropout);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Dropout, 1);
    }

    private static NetworkSpecification Read(JsonSection section)
    {
        section.WithOnly("kind", "layers", "activation", "dropout", "use_mask");
        NetworkSpecification defaults = new();
        return new NetworkSpecification
        {
            Kind = section["kind"]?.Word<string>(ConfigurationWords.Kinds) ?? defaults.Kind,
            Layers = section["layers"]?.Items(w => (int)w.Integer(1, WidthAtMost), LayersAtMost) ?? defaults.Layers,
            Activation = section["activation"]?.Word<Activation>(ConfigurationWords.Activations) ?? defaults.Activation,
            Dropout = section["dropout"]?.Fraction() ?? defaults.Dropout,
            UseMask = section["use_mask"]?.Truth() ?? defaults.UseMask,
        };
    }
}
