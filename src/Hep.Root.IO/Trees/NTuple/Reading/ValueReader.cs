using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>Reads the values of a column.</summary>
internal sealed class ValueReader<T>(ReaderPlace place) : PageReader<T>(place) where T : unmanaged
{
    private readonly GrowingMemory<T> _values = new();

    public override void Dispose()
    {
        base.Dispose();
        _values.Dispose();
    }

    protected override PageDecoder<T> NewDecoder(StoredColumn column) => PageDecoders.Values<T>(column)!;

    protected override void Begin(Portion portion, long expected) => _values.Begin(expected);

    protected override Span<T> Room(int count) => _values.Add(count);

    protected override void Add(Portion portion, int range, ReadOnlySpan<T> elements) => elements.CopyTo(_values.Add(elements.Length));

    protected override void AddZeros(Portion portion, int range, int count) => _values.Add(count).Clear();

    protected override void End(Portion portion, NTuplePieces pieces) => pieces.Values[Place.Number] = _values.Take();
}
