using Hep.Jagged;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>One pass over the entries of a branch: the columns of a batch that one decoder makes of it.</summary>
internal sealed class DecoderRun : IDisposable
{
    private readonly int[] _targets;
    private readonly Column?[] _ended;
    private readonly bool _isColumn;

    /// <param name="columns">The columns, with their places in the batch.</param>
    /// <param name="collections">Those of the batch.</param>
    public DecoderRun(IReadOnlyList<(ColumnProgram Program, int Target)> columns, Collections collections)
    {
        Program = columns[0].Program;
        ColumnSchema?[] wanted = new ColumnSchema?[Program.Decoder.ColumnCount];
        _targets = new int[wanted.Length];
        _ended = new Column?[wanted.Length];
        foreach ((ColumnProgram program, int target) in columns)
        {
            wanted[program.Place] = program.Schema;
            _targets[program.Place] = target;
        }
        Fill = Program.Decoder.NewFill(wanted);
        _isColumn = columns.Count == 1;
        Collection = _isColumn ? collections.Of(columns[0].Target) : null;
    }

    /// <summary>The program of the first column; all have one branch and one decoder.</summary>
    public ColumnProgram Program { get; }

    /// <summary>The collection whose other columns may have its offsets too; null where there is none.</summary>
    public int? Collection { get; }

    /// <summary>What is decoded, for messages.</summary>
    public string Label => _isColumn ? $"column '{Program.Schema.Name}'" : $"branch '{Program.Branch.Name}'";

    /// <summary>The columns while they grow.</summary>
    public ColumnFill Fill { get; }

    /// <summary>Puts the columns into their places of the batch.</summary>
    public void End(Span<Column?> batch)
    {
        Fill.End(_ended);
        for (int place = 0; place < _ended.Length; place++)
            if (_ended[place] is { } column) batch[_targets[place]] = column;
        Array.Clear(_ended);
    }

    public void Dispose() => Fill.Dispose();
}
