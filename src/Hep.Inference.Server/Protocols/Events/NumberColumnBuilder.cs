using System.Text.Json;
using Hep.Jagged;

namespace Hep.Inference.Server.Protocols.Events;

/// <summary>Builds a column of numbers or truth values.</summary>
internal sealed class NumberColumnBuilder<T>(ColumnSchema schema) : ColumnBuilder(schema) where T : unmanaged
{
    private readonly GrowingMemory<T> _values = new();

    protected override void AppendValue(ref Utf8JsonReader reader, int entry)
    {
        if (!JsonNumbers.TryRead(ref reader, out _values.Reserve(1)[0])) throw Refuse(entry, $"a value of {Schema.Type.Name} was expected");
        _values.Advance(1);
    }

    protected override Column<T> Build(int entryCount, SharedMemory<int>[] offsets) => new(Schema, entryCount, _values.Share(), offsets);

    protected override void DisposeValues() => _values.Dispose();
}
