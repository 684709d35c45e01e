using Hep.Jagged;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>The columns of a batch that are members of the objects of one field.</summary>
/// <remarks>
/// An object is decoded once all its bytes are there: they lie in one page or several, and where it ends another column tells.
/// </remarks>
internal sealed class StreamedColumns
{
    private readonly string _label;
    private readonly NodeDecoder _decoder;
    private readonly NTupleProgram _program;
    private readonly PageLoader _pages;
    private readonly ColumnSchema?[] _wanted;
    private readonly int[] _targets;
    private readonly ElementLevel[] _outer;
    private readonly int _reader;

    /// <param name="columns">The columns, each with its place in the batch; all of one field.</param>
    /// <param name="pages">Tells the file, and the memory of the stream.</param>
    public StreamedColumns(IReadOnlyList<BatchColumn> columns, PageLoader pages)
    {
        (_program, _reader, _pages) = (columns[0].Program, columns[0].Reader, pages);
        _decoder = _program.Member!.Decoder;
        _outer = [.. _program.Lists];
        _wanted = new ColumnSchema?[_decoder.ColumnCount];
        _targets = new int[_wanted.Length];
        foreach (BatchColumn column in columns)
        {
            int place = column.Program.Member!.Place;
            (_wanted[place], _targets[place]) = (column.Schema, column.Target);
        }
        string first = columns[0].Schema.Name;
        _label = columns.Count == 1 ? $"column '{first}'" : $"columns '{first}' to '{columns[^1].Schema.Name}'";
    }

    /// <summary>Decodes the objects of a batch, once their bytes are read.</summary>
    /// <exception cref="RootException">They are not what their class says, or more than the memory of the stream.</exception>
    public void Compose(BatchDraft draft, NTuplePieces pieces)
    {
        try
        {
            using ColumnBuilders builders = _decoder.NewBuilders(_wanted);
            Decode(draft, pieces, builders);
            Column?[] columns = new Column?[_wanted.Length];
            builders.ToColumns(_wanted, pieces.EntryCount, Array.ConvertAll(_outer, level => pieces.Offsets[level]), columns);
            for (int place = 0; place < columns.Length; place++)
                if (columns[place] is { } column) draft.Columns[_targets[place]] = column;
        }
        catch (RootException failure)
        {
            throw failure.In(_pages.Records.Source.Location, _label);
        }
        catch (OverflowException)
        {
            throw new RootException($"The entries {draft.Window.First} to {draft.Window.End} hold more than {int.MaxValue} values in one "
                + "batch: read smaller ones (ReadOptions.BatchSize).") { File = _pages.Records.Source.Location, Object = _label };
        }
    }

    private void Decode(BatchDraft draft, NTuplePieces pieces, ColumnBuilders builders)
    {
        ReadOnlySpan<byte> bytes = ((SharedMemory<byte>)pieces.Values[_reader]!).Span;
        ReadOnlySpan<int> offsets = pieces.Offsets[_program.Level].Span;
        _pages.Budget.CheckBatch(draft.AddDecoded(bytes.Length));
        for (int i = 0; i < offsets.Length - 1; i++)
        {
            // Of the time before the field there are no objects.
            if (offsets[i] == offsets[i + 1] && _program.Level.Column!.IsDeferred)
            {
                int first = i;
                while (i + 2 < offsets.Length && offsets[i + 1] == offsets[i + 2]) i++;
                int absent = i + 1 - first;
                _pages.Budget.CheckBatch(draft.AddDecoded(checked(absent * builders.Absent.Bytes)));
                builders.Absent.Add(absent);
                continue;
            }
            try
            {
                _decoder.ReadEntry(bytes[offsets[i]..offsets[i + 1]], origin: 0, builders);
            }
            catch (RootException failure)
            {
                throw new RootException($"{failure.Message} (object {i} of the entries {draft.Window.First} to {draft.Window.End})");
            }
        }
    }
}
