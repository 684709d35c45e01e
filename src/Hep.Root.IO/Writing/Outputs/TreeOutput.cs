using Hep.Jagged;
using Hep.Root.IO.Writing.Files;
using Hep.Root.IO.Writing.Records;

namespace Hep.Root.IO.Writing.Outputs;

/// <summary>Entries in one of the formats that a file has for them: where they go, and what makes them a tree.</summary>
/// <param name="plan">What it is to hold.</param>
internal abstract class TreeOutput(TreePlan plan) : IAsyncDisposable
{
    /// <summary>The class of the tree's object.</summary>
    public abstract string ClassName { get; }

    /// <summary>Takes records to the file.</summary>
    public RecordQueue Queue { get; } = plan.OpenQueue();

    /// <summary>Refuses entries that do not fit together.</summary>
    /// <exception cref="RootException">They do not.</exception>
    public virtual void Check(IReadOnlyList<Column> columns) { }

    /// <summary>Takes entries of all columns, in the order of the schema.</summary>
    public abstract ValueTask AppendAsync(IReadOnlyList<Column> columns, int from, int to, CancellationToken cancellationToken);

    /// <summary>Ends a cluster: nothing of it is held back.</summary>
    public abstract ValueTask EndClusterAsync(CancellationToken cancellationToken);

    /// <summary>Writes the object of the tree, with all that is in the file.</summary>
    /// <param name="key">Its name, title, class and cycle.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public abstract Task<RecordKey> WriteAsync(RecordKey key, CancellationToken cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync().ConfigureAwait(false);
        Dispose();
    }

    /// <summary>Gives memory back.</summary>
    protected abstract void Dispose();
}
