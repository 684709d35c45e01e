using Hep.Jagged;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>One pass over the entries of a branch: the columns of a batch that one decoder makes of it.</summary>
internal sealed class DecoderRun
{
    private readonly ColumnDecoder _decoder;
    private readonly ColumnSchema?[] _wanted;
    private readonly int[] _targets;

    /// <param name="reader">The branch's baskets.</param>
    /// <param name="columns">The columns, with their places in the batch.</param>
    public DecoderRun(BranchReader reader, IReadOnlyList<(ColumnProgram Program, int Target)> columns)
    {
        Reader = reader;
        _decoder = columns[0].Program.Decoder;
        _wanted = new ColumnSchema?[_decoder.ColumnCount];
        _targets = new int[_decoder.ColumnCount];
        foreach ((ColumnProgram program, int target) in columns)
        {
            _wanted[program.Place] = program.Schema;
            _targets[program.Place] = target;
        }
        Label = columns.Count == 1 ? $"column '{columns[0].Program.Schema.Name}'" : $"branch '{reader.Branch.Name}'";
    }

    public BranchReader Reader { get; }

    /// <summary>The run that decodes the counts without which this one cannot; null where it needs none.</summary>
    public DecoderRun? Counts { get; init; }

    /// <summary>What is decoded, for messages.</summary>
    public string Label { get; }

    /// <summary>Decodes the only column of this run as counts.</summary>
    public Column<int> DecodeCounts(long first, int count)
    {
        Column?[] values = new Column?[1];
        Reader.Decode(this, first, count, values);
        ColumnSchema schema = values[0]!.Schema;
        if (!schema.Type.IsInteger)
            throw new RootException($"{Label}: values of type {schema.Type} cannot count those of another column.");
        using EntryBatch counted = new([values[0]!], EntryIdentities.Range(EntrySource.None, 0, count));
        return counted.GetAs<int>(values[0]!.Name).Share();
    }

    /// <summary>Decodes the entries into the places of their columns.</summary>
    public void Decode(ReadOnlySpan<BasketSegment> segments, int entryCount, Column<int>? counts, Column?[] batch)
    {
        Column?[] columns = new Column?[_wanted.Length];
        _decoder.Decode(new DecodeRequest { Wanted = _wanted, Segments = segments, EntryCount = entryCount, Counts = counts }, columns);
        for (int place = 0; place < columns.Length; place++)
            if (columns[place] is { } column) batch[_targets[place]] = column;
    }
}
