using System.Text.Json;
using Hep.Jagged;

namespace Hep.Inference.Server.Protocols.Events;

/// <summary>Builds a column of text.</summary>
internal sealed class TextColumnBuilder(ColumnSchema schema) : ColumnBuilder(schema)
{
    private readonly GrowingMemory<byte> _characters = new();

    protected override void AppendValue(ref Utf8JsonReader reader, int entry)
    {
        if (reader.TokenType != JsonTokenType.String) throw Refuse(entry, "a string was expected");
        _characters.Advance(reader.CopyString(_characters.Reserve(reader.ValueSpan.Length)));   // unescaped text is never longer
        CloseText(_characters.Length);
    }

    protected override Column<byte> Build(int entryCount, SharedMemory<int>[] offsets) =>
        new(Schema, entryCount, _characters.Share(), offsets);

    protected override void DisposeValues() => _characters.Dispose();
}
