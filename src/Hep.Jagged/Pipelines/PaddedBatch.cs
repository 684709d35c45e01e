using System.Numerics.Tensors;

namespace Hep.Jagged;

/// <summary>
/// Some entries as a network takes them: a row of cells an entry, float32, with a mask, and the lengths of lists, which tell padding
/// (index ≥ length) from a genuine NaN (index &lt; length, mask false). Who receives it disposes it; spans and views are valid until
/// then.
/// </summary>
public sealed class PaddedBatch : IDisposable
{
    private readonly PaddedContent _content;

    internal PaddedBatch(PaddedContent content) => _content = content;

    /// <summary>The number of rows.</summary>
    public int EntryCount => _content.Identities.Count;

    /// <summary>The cells of a row.</summary>
    public int CellCount => _content.Cells.Length;

    /// <summary>The names of the cells: <c>MET_pt</c>, <c>Jet_pt[0]</c>, <c>PV_cov[0][2]</c>, <c>Jet_flavour[1]=4</c>.</summary>
    public IReadOnlyList<string> Cells => _content.Cells;

    /// <summary>Scaled values, row-major [entries, cells].</summary>
    public ReadOnlySpan<float> Features => _content.Features.Span;

    /// <summary><see cref="Features"/> for consumers that keep it across an await.</summary>
    public ReadOnlyMemory<float> FeaturesMemory => _content.Features.Memory;

    /// <summary>Row-major [entries, cells]; true where a cell holds a usable value of the data.</summary>
    public ReadOnlySpan<bool> Mask => _content.Mask.Span;

    /// <summary><see cref="Mask"/> for consumers that keep it across an await.</summary>
    public ReadOnlyMemory<bool> MaskMemory => _content.Mask.Memory;

    /// <summary><see cref="Features"/> as a tensor [entries, cells], not copied.</summary>
    public ReadOnlyTensorSpan<float> FeaturesTensor => new(Features, [EntryCount, CellCount]);

    /// <summary><see cref="Mask"/> as a tensor [entries, cells], not copied.</summary>
    public ReadOnlyTensorSpan<bool> MaskTensor => new(Mask, [EntryCount, CellCount]);

    /// <summary>The collections of the features, in the order of their first feature.</summary>
    public IReadOnlyList<string> Collections => _content.Collections;

    /// <summary>For each entry the kept objects of a collection, before truncation.</summary>
    /// <exception cref="PipelineException">There is no such collection; the message lists near names.</exception>
    public ReadOnlySpan<int> Lengths(string collection) => _content.Lengths[IndexOf(collection)].Span;

    /// <summary>
    /// The objects of a collection as tokens [entries, slots, columns], with a mask of those that exist: a copy, which the caller disposes.
    /// </summary>
    /// <exception cref="PipelineException">There is no such collection; the message lists near names.</exception>
    public TokenBatch Tokens(string collection)
    {
        int index = IndexOf(collection);
        return TokenBatch.Of(_content.Tokens[index], Features, CellCount, _content.Lengths[index].Span);
    }

    /// <summary>How many objects of a collection an entry has room for, and how many numbers an object is.</summary>
    /// <exception cref="PipelineException">There is no such collection; the message lists near names.</exception>
    public (int Slots, int Columns) TokenShape(string collection)
    {
        TokenLayout layout = _content.Tokens[IndexOf(collection)];
        return (layout.Slots, layout.Columns.Length);
    }

    /// <summary>The values of <see cref="Tokens"/>, written where a consumer wants them: row-major [entries, slots, columns].</summary>
    /// <exception cref="PipelineException">There is no such collection; the message lists near names.</exception>
    /// <exception cref="ArgumentException">The destination is not entries × slots × columns long.</exception>
    public void CopyTokens(string collection, Span<float> values)
    {
        TokenLayout layout = _content.Tokens[IndexOf(collection)];
        RequireLength(values.Length, (long)EntryCount * layout.Slots * layout.Columns.Length, nameof(values));
        if (values.Length > 0) layout.GatherRows(Features, CellCount, values);
    }

    /// <summary>The mask of <see cref="Tokens"/> as 0 and 1, written where a consumer wants it: row-major [entries, slots].</summary>
    /// <exception cref="PipelineException">There is no such collection; the message lists near names.</exception>
    /// <exception cref="ArgumentException">The destination is not entries × slots long.</exception>
    public void CopyTokenMask(string collection, Span<float> mask)
    {
        int index = IndexOf(collection), slots = _content.Tokens[index].Slots;
        RequireLength(mask.Length, (long)EntryCount * slots, nameof(mask));
        ReadOnlySpan<int> lengths = _content.Lengths[index].Span;
        mask.Clear();
        for (int row = 0; row < lengths.Length; row++) mask.Slice(row * slots, Math.Min(lengths[row], slots)).Fill(1);
    }

    /// <summary>
    /// The objects of a collection without padding, as [objects, columns] with offsets: a copy, which the caller disposes.
    /// </summary>
    /// <exception cref="PipelineException">There is no such collection; the message lists near names.</exception>
    public ObjectBatch Objects(string collection)
    {
        int index = IndexOf(collection);
        return ObjectBatch.Of(_content.Tokens[index], Features, CellCount, _content.Lengths[index].Span);
    }

    /// <summary>
    /// For each entry and slot of its collection the length of a doubly jagged column's inner list, before truncation:
    /// row-major [entries, slots].
    /// </summary>
    /// <exception cref="PipelineException">There is no such doubly jagged column.</exception>
    public ReadOnlySpan<int> InnerLengths(string column) =>
        _content.InnerLengths.TryGetValue(column, out SharedMemory<int>? lengths) ? lengths.Span
            : throw new PipelineException($"No doubly jagged feature '{column}'.{NearNames.Suggest(column, _content.InnerLengths.Keys)}");

    /// <summary>What did not find room in the cells: for each collection, then for each doubly jagged column.</summary>
    public IReadOnlyList<Truncation> Truncations => _content.Truncations;

    /// <summary>The numbers in a label; 0 where the entries have none.</summary>
    public int TargetCount => _content.TargetCount;

    /// <summary>Labels, row-major [entries, targets], from column <c>hep.label</c>; empty where there is none.</summary>
    public ReadOnlySpan<float> Labels => _content.Labels.Span;

    /// <summary>The weight of each entry, from column <c>hep.weight</c>; 1 where there is none.</summary>
    public ReadOnlySpan<float> Weights => _content.Weights.Span;

    /// <summary>For each entry whether it passes the cut; all true where those that fail were left out.</summary>
    public ReadOnlySpan<bool> Selected => _content.Selected.Span;

    /// <summary>Which entry of which file each row is.</summary>
    public EntryIdentities Identities => _content.Identities;

    /// <summary>The arrays of the matrix form, with names and shapes; empty where the pipeline has no grid.</summary>
    public IReadOnlyList<GridLayout> Grids => _content.Grids.Layouts;

    /// <summary>
    /// How objects fared in each plane of the grids, in the order of the specification. Rows that were taken from another batch are not
    /// counted again.
    /// </summary>
    public IReadOnlyList<GridOccupancy> GridOccupancies => _content.Grids.Occupancies;

    /// <summary>An array of <see cref="Grids"/>: raw values, row-major [entries, channels, y, x]; empty cells are 0.</summary>
    /// <exception cref="PipelineException">There is no such array; the message lists near names.</exception>
    public ReadOnlySpan<float> Grid(string name) => _content.Grids.Arrays[_content.Grids.IndexOf(name)].Span;

    /// <summary><see cref="Grid"/> for consumers that keep it across an await.</summary>
    /// <exception cref="PipelineException">As <see cref="Grid"/>.</exception>
    public ReadOnlyMemory<float> GridMemory(string name) => _content.Grids.Arrays[_content.Grids.IndexOf(name)].Memory;

    /// <summary><see cref="Grid"/> as a tensor [entries, channels, y, x], not copied.</summary>
    /// <exception cref="PipelineException">As <see cref="Grid"/>.</exception>
    public ReadOnlyTensorSpan<float> GridTensor(string name)
    {
        GridLayout layout = _content.Grids.Layouts[_content.Grids.IndexOf(name)];
        return new(Grid(name), [EntryCount, layout.Channels.Length, layout.YCount, layout.XCount]);
    }

    /// <summary>
    /// A batch of the rows at these places, in this order; this one stays whole. What did not find room is counted
    /// where entries became rows: <see cref="Truncations"/> is empty.
    /// </summary>
    public PaddedBatch Take(ReadOnlySpan<int> rows) => new(PaddedRows.Take(_content, rows));

    /// <summary>Another handle on the same entries, disposed on its own.</summary>
    internal PaddedBatch Share() => new(_content.Share());

    /// <summary>The same entries, in which some cells are those of other entries.</summary>
    internal PaddedBatch Exchange(ReadOnlySpan<int> cells, ReadOnlySpan<int> rows) => new(PaddedRows.Exchange(_content, cells, rows));

    /// <summary>The same entries, in which one channel of a grid is that of other entries.</summary>
    internal PaddedBatch ExchangeGrid(string name, int channel, ReadOnlySpan<int> rows) =>
        new(PaddedRows.ExchangeGrid(_content, _content.Grids.IndexOf(name), channel, rows));

    /// <summary>The rows of several batches of one pipeline, one batch after the other; they stay whole.</summary>
    /// <exception cref="PipelineException">They have different cells, grids or targets.</exception>
    public static PaddedBatch Concat(params IReadOnlyList<PaddedBatch> batches)
    {
        ArgumentOutOfRangeException.ThrowIfZero(batches.Count, nameof(batches));
        return new PaddedBatch(PaddedRows.Concat([.. batches.Select(b => b._content)]));
    }

    /// <summary>Where the objects of a collection stand among the cells.</summary>
    internal TokenLayout LayoutOf(string collection) => _content.Tokens[IndexOf(collection)];

    /// <summary>Gives the memory back; once is enough, twice is no harm.</summary>
    public void Dispose() => _content.Dispose();

    private static void RequireLength(int length, long expected, string destination)
    {
        if (length != expected) throw new ArgumentException($"{expected} numbers are written, the destination has {length}.", destination);
    }

    private int IndexOf(string collection)
    {
        int index = _content.Collections.IndexOf(collection);
        return index >= 0 ? index
            : throw new PipelineException($"No collection '{collection}'.{NearNames.Suggest(collection, _content.Collections)}");
    }
}
