using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>Reads where the lists of a collection end, and makes the offsets of a batch of it.</summary>
/// <param name="place">The column, whose elements are the lists.</param>
/// <param name="items">The level of what is in the lists.</param>
internal sealed class EndsReader(ReaderPlace place, ElementLevel items) : PageReader<long>(place)
{
    private readonly GrowingMemory<int> _offsets = new();
    private int _range;             // where decoding stands: in which range,
    private long _end;              // where the last list of it ended, in the cluster,
    private long _shift;            // and what that is more than in the batch

    public override void Dispose()
    {
        base.Dispose();
        _offsets.Dispose();
    }

    protected override PageDecoder<long> NewDecoder(StoredColumn column) => PageDecoders.Ends(column);

    protected override void Begin(Portion portion, long expected)
    {
        _offsets.Begin(expected + 1);
        _offsets.Append(0);
        (_range, _end, _shift) = (-1, 0, 0);
    }

    protected override void Add(Portion portion, int range, ReadOnlySpan<long> elements)
    {
        ElementRange children = Enter(portion, range);
        if (!Ends.TryFill(elements, _end, _shift, _offsets.Add(elements.Length)) || elements[^1] > children.End)
            throw new RootException($"The ends of its lists do not ascend from {_end} to {children.End}.");
        _end = elements[^1];
    }

    // Lists of the time before the column are empty.
    protected override void AddZeros(Portion portion, int range, int count)
    {
        Enter(portion, range);
        _offsets.Add(count).Fill((int)(_end - _shift));
    }

    protected override void End(Portion portion, NTuplePieces pieces)
    {
        CloseRange(portion);
        pieces.Offsets[items] = _offsets.Take();
    }

    private ElementRange Enter(Portion portion, int range)
    {
        ElementRange children = portion.Children[0][range];
        if (range == _range) return children;
        CloseRange(portion);
        (_shift, _end, _range) = (_shift - _end + children.First, children.First, range);
        return children;
    }

    private void CloseRange(Portion portion)
    {
        if (_range >= 0 && portion.Children[0][_range] is var children && _end != children.End)
            throw new RootException($"Its lists end at {_end}, {children.End} elements are there.");
    }
}
