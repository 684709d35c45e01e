using Hep.Inference;
using Hep.Jagged;

namespace Hep.Tool.Scores;

/// <summary>What an output of a model is in a tree.</summary>
internal interface ITreeColumns
{
    /// <summary>The columns.</summary>
    Schema Schema { get; }

    /// <summary>Their values for some entries; both stay whole, and who receives columns disposes them.</summary>
    IEnumerable<Column> Make(EntryBatch entries, Predictions predictions);
}
