using Hep.Inference;

namespace Hep.Tool.Scores;

/// <summary>A file of scores on its way: the model's outputs by their names, <c>selected</c>, and <c>entries</c>.</summary>
internal interface IScoreWriter : IAsyncDisposable
{
    /// <summary>Adds predictions, which stay whole.</summary>
    Task AddAsync(Predictions predictions, CancellationToken cancellationToken);

    /// <summary>Writes what is left.</summary>
    Task CompleteAsync(CancellationToken cancellationToken);
}
