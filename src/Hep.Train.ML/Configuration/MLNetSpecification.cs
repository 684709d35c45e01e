namespace Hep.Train.ML;

/// <summary>What the engine <c>mlnet</c> trains: the configuration's section of that name.</summary>
public sealed record MLNetSpecification
{
    /// <summary>Which of the two models.</summary>
    public ModelKind Kind { get; init; }

    /// <summary>
    /// Whether the model sees the mask: trees take masked cells for missing, a linear model has the mask beside the features. Without it
    /// both see the features as they are.
    /// </summary>
    public bool UseMask { get; init; } = true;

    /// <summary>Threads that grow trees; 0: one for each processor. Linear models are found by one.</summary>
    public int Threads { get; init; }

    /// <summary>How trees are grown, if they are.</summary>
    public BoostedTrees BoostedTrees { get; init; } = new();

    /// <summary>How a linear model is found, if it is one.</summary>
    public LinearModel Linear { get; init; } = new();

    /// <summary>Reads <c>{"kind": "boosted_trees", …}</c>; comments and trailing commas are allowed.</summary>
    /// <param name="json">The document.</param>
    /// <param name="path">The place of the document in a larger one, for messages.</param>
    /// <exception cref="Jagged.PipelineException">
    /// A key is unknown or a value does not fit: <see cref="Jagged.PipelineException.Path"/> says where.
    /// </exception>
    public static MLNetSpecification FromJson(string json, string path = "") => MLNetSpecificationJson.Read(json, path);

    /// <summary>
    /// Reads <c>mlnet</c> of a whole configuration, the defaults where it has none, and leaves its other sections to their owners.
    /// </summary>
    /// <exception cref="Jagged.PipelineException">As <see cref="FromJson"/>.</exception>
    public static MLNetSpecification FromConfiguration(string json) => MLNetSpecificationJson.ReadConfiguration(json);

    /// <summary>The document that <see cref="FromJson"/> reads, defaults filled in.</summary>
    public string ToJson() => MLNetSpecificationJson.Write(this);

    /// <summary>Refuses what cannot be trained with.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        BoostedTrees.Check();
        Linear.Check();
    }
}
