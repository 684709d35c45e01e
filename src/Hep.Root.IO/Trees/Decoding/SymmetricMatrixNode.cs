using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// TMatrixTSym: the members of its base under the header, and behind them, where the byte count does not reach, the upper triangle row by
/// row (TMatrixTSym::Streamer).
/// </summary>
/// <param name="offsets">The level of offsets of the elements.</param>
/// <param name="layout">The members of TMatrixTBase.</param>
/// <param name="rows">Where the number of rows is kept.</param>
/// <param name="element">What an element of the matrix is.</param>
internal sealed class SymmetricMatrixNode(int offsets, ClassLayout layout, int rows, Node element) : Node
{
    public override int MinBytes => 6 + layout.Record.MinBytes;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        for (int i = 0; i < count; i++)
        {
            Frame frame = Frames.ReadCounted(ref buffer);
            layout.Check(frame.Version, 0, frame.Start);
            layout.Record.Read(ref buffer, 1, into);
            Frames.End(ref buffer, frame);
            long size = into.Counts(rows).Written[0];
            long elements = size * (size + 1) / 2;
            if (elements > buffer.Remaining / element.MinBytes)
                throw new RootException($"A symmetric matrix of {size} rows in {buffer.Remaining} bytes") { Offset = buffer.Position };
            into.Offsets(offsets)?.Add((int)elements);
            element.Read(ref buffer, (int)elements, into);
        }
    }
}
