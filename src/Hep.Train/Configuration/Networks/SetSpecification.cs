namespace Hep.Train;

/// <summary>
/// A network over the objects of collections as sets, whatever their number and order; the cells of everything else join them behind the
/// pooling.
/// </summary>
public abstract record SetSpecification : SupervisedSpecification
{
    private const int CollectionsAtMost = 100;

    private protected SetSpecification() { }

    /// <summary>The collections that are taken as sets; none: all that the features have.</summary>
    public IReadOnlyList<string> Collections { get; init; } = [];

    /// <summary>How the objects become one row: the results of several ways stand beside one another.</summary>
    public IReadOnlyList<Pooling> Pooling { get; init; } = [Train.Pooling.Mean, Train.Pooling.Max];

    /// <summary>Whether the cells of what is in none of the collections join the objects, such as those of <c>MET_pt</c>.</summary>
    public bool UseCells { get; init; } = true;

    /// <inheritdoc/>
    internal override IReadOnlyList<NetworkKey> Keys =>
    [
        new("collections", (n, s) => ((SetSpecification)n) with { Collections = s.Items(c => c.Text(), CollectionsAtMost) },
            (n, json) =>
            {
                json.WriteStartArray();
                foreach (string collection in ((SetSpecification)n).Collections) json.WriteStringValue(collection);
                json.WriteEndArray();
            }),
        NetworkKey.Words<SetSpecification, Pooling>(
            "pooling", ConfigurationWords.Poolings, n => n.Pooling, (n, v) => n with { Pooling = v }),
        NetworkKey.Truth<SetSpecification>("use_cells", n => n.UseCells, (n, v) => n with { UseCells = v }),
        .. base.Keys,
    ];
}
