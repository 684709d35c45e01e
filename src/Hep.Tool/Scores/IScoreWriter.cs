using Hep.Inference;
using Hep.Jagged;

namespace Hep.Tool.Scores;

/// <summary>A file of scores on its way: a model's outputs by their names, and <c>selected</c>. Not complete, it leaves nothing.</summary>
internal interface IScoreWriter : IAsyncDisposable
{
    /// <summary>Adds what a model says of some entries; both stay whole.</summary>
    Task AddAsync(EntryBatch entries, Predictions predictions, CancellationToken cancellationToken);

    /// <summary>Writes what is left, and moves the file to its place.</summary>
    Task CompleteAsync(CancellationToken cancellationToken);
}
