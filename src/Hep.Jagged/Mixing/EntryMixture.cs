using System.Globalization;

namespace Hep.Jagged;

/// <summary>
/// What is mixed, found in one pass over a source: then any source of these entries, whole or a shard, is mixed so. Immutable.
/// </summary>
public sealed class EntryMixture
{
    // Readings of one epoch that begin a group again are told apart as epochs that training does not reach.
    private const int EpochsApart = 1 << 20;

    private readonly MixtureEnd _end;

    internal EntryMixture(IReadOnlyList<EntryGroup> groups, MixtureEnd end) => (Groups, _end) = (groups, end);

    /// <summary>The sources or classes, in the order in which they take turns.</summary>
    public IReadOnlyList<EntryGroup> Groups { get; }

    /// <summary>Reads labels and identities of a source once.</summary>
    /// <param name="source">
    /// The entries; with the column <see cref="DatasetColumns.Label"/>, one number an entry, where classes are mixed.
    /// </param>
    /// <param name="mixing">What is wanted.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="PipelineException">
    /// There is no label, or it is of no class; or entries are of others than there are shares for.
    /// </exception>
    public static Task<EntryMixture> CollectAsync(IBatchSource source, EntryMixing mixing, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(mixing);
        if (mixing.IsByLabel) CheckLabel(source.Schema);
        string column = mixing.IsByLabel ? DatasetColumns.Label
            : source.Schema.TryGet(DatasetColumns.Weight, out _) ? DatasetColumns.Weight : source.Schema[0].Name;
        return Core(source.SelectColumns([column]));

        async Task<EntryMixture> Core(IBatchSource narrowed)
        {
            EntryGroups groups = new(mixing);
            await foreach (EntryBatch batch in narrowed.ReadAsync(0, cancellationToken).ConfigureAwait(false))
                using (batch)
                    groups.Add(batch.Identities, mixing.IsByLabel ? batch.GetAs<float>(DatasetColumns.Label).Values : [], []);
            return new EntryMixture(groups.ToGroups(), mixing.End);
        }
    }

    /// <summary>
    /// The same entries, mixed; an epoch ends as was asked for. Each group is a reading of its own: of a dataset of files each reads its
    /// files alone, where they hold nothing else. A shuffle mixes the entries of each group, and leaves the shares as they are.
    /// </summary>
    /// <param name="source">The source that the mixture was found in, or a shard of it.</param>
    public IBatchSource Mix(IBatchSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new MixedSource([.. Groups.Select(PartOf)], Weights, _end);

        IBatchSource PartOf(EntryGroup group)
        {
            IBatchSource own = source.WithSources(group.Sources);
            return group is { Label: { } label, HasWholeSources: false }
                ? own.Filter(string.Create(CultureInfo.InvariantCulture, $"{DatasetColumns.Label} == {label:R}")) : own;
        }
    }

    /// <summary>A new sequence of turns.</summary>
    internal EntryTurns NewTurns() => new(Weights, _end);

    /// <summary>The epoch that a group is asked for when it is read once more within one of the mixture.</summary>
    internal static int EpochOf(int epoch, int reading) => unchecked(epoch + reading * EpochsApart) & int.MaxValue;

    private double[] Weights => [.. Groups.Select(g => g.Weight)];

    private static void CheckLabel(Schema schema)
    {
        if (!schema.TryGet(DatasetColumns.Label, out ColumnSchema? label) || !label.Dimensions.IsEmpty || !label.Type.IsNumeric)
            throw new PipelineException($"Classes that are mixed are told by the column '{DatasetColumns.Label}', one number an entry, "
                + "which is not there. A dataset adds it where its sources have one 'label'.");
    }
}
