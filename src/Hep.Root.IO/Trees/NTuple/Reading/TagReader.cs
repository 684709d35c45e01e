using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>
/// Reads which alternative each element of a variant has: tags, and for the alternatives that are wanted lists of 0 or 1.
/// </summary>
/// <param name="place">The column.</param>
/// <param name="alternatives">The levels of the alternatives.</param>
internal sealed class TagReader(ReaderPlace place, IReadOnlyList<ElementLevel> alternatives) : PageReader<SwitchElement>(place)
{
    private readonly GrowingMemory<sbyte> _tags = new();
    private readonly GrowingMemory<int>[] _offsets = [.. alternatives.Select(_ => new GrowingMemory<int>())];
    private readonly long[] _next = new long[alternatives.Count];           // the element of each that comes next, in the cluster
    private readonly int[] _counts = new int[alternatives.Count];           // and those that the batch has already
    private int _range;

    public override void Dispose()
    {
        base.Dispose();
        _tags.Dispose();
        foreach (GrowingMemory<int> offsets in _offsets) offsets.Dispose();
    }

    protected override PageDecoder<SwitchElement> NewDecoder(StoredColumn column) => new PlainPages<SwitchElement>();

    protected override void Begin(Portion portion, long expected)
    {
        _range = -1;
        _tags.Begin(expected);
        Array.Clear(_counts);
        foreach (GrowingMemory<int> offsets in _offsets)
        {
            offsets.Begin(expected + 1);
            offsets.Append(0);
        }
    }

    protected override void Add(Portion portion, int range, ReadOnlySpan<SwitchElement> elements)
    {
        Enter(portion, range);
        Span<sbyte> tags = _tags.Add(elements.Length);
        for (int i = 0; i < tags.Length; i++)
        {
            if ((uint)elements[i].Tag > (uint)sbyte.MaxValue)
                throw new RootException($"A variant has alternative {elements[i].Tag}, {sbyte.MaxValue} are the most.");
            tags[i] = (sbyte)elements[i].Tag;
        }
        for (int a = 0; a < _offsets.Length; a++) AddLists(a, elements, _offsets[a].Add(elements.Length));
    }

    // Elements of the time before the column have no alternative.
    protected override void AddZeros(Portion portion, int range, int count)
    {
        Enter(portion, range);
        _tags.Add(count).Clear();
        for (int a = 0; a < _offsets.Length; a++) _offsets[a].Add(count).Fill(_counts[a]);
    }

    protected override void End(Portion portion, NTuplePieces pieces)
    {
        CloseRange(portion);
        pieces.Values[Place.Number] = _tags.Take();
        for (int a = 0; a < _offsets.Length; a++) pieces.Offsets[alternatives[a]] = _offsets[a].Take();
    }

    private void AddLists(int alternative, ReadOnlySpan<SwitchElement> elements, Span<int> offsets)
    {
        int tag = alternatives[alternative].Count, count = _counts[alternative];
        long next = _next[alternative];
        for (int i = 0; i < elements.Length; i++)
        {
            if (elements[i].Tag == tag)
            {
                if (elements[i].Index != next)
                    throw new RootException($"A variant has element {elements[i].Index} of alternative {tag}, {next} comes next.");
                next++;
                count++;
            }
            offsets[i] = count;
        }
        (_counts[alternative], _next[alternative]) = (count, next);
    }

    private void Enter(Portion portion, int range)
    {
        if (range == _range) return;
        CloseRange(portion);
        _range = range;
        for (int a = 0; a < _next.Length; a++) _next[a] = portion.Children[a][range].First;
    }

    private void CloseRange(Portion portion)
    {
        if (_range < 0) return;
        for (int a = 0; a < _next.Length; a++)
            if (portion.Children[a][_range].End is var end && _next[a] != end)
                throw new RootException($"Its elements of alternative {alternatives[a].Count} end at {_next[a]}, {end} are there.");
    }
}
