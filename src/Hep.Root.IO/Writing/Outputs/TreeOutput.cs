using Hep.Root.IO.Writing.Files;
using Hep.Root.IO.Writing.Records;

namespace Hep.Root.IO.Writing.Outputs;

/// <summary>A tree in one of the formats that a file has for them: where its records go, and what makes them a tree.</summary>
/// <param name="queue">Takes records to the file.</param>
internal abstract class TreeOutput(RecordQueue queue) : IAsyncDisposable
{
    /// <summary>The class of the tree's object.</summary>
    public abstract string ClassName { get; }

    /// <summary>Takes records to the file.</summary>
    public RecordQueue Queue => queue;

    /// <summary>Notes that what is written next is all of it.</summary>
    public virtual void End() { }

    /// <summary>Writes the object of the tree, with all that is in the file.</summary>
    /// <param name="key">Its name, title, class and cycle.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public abstract Task<RecordKey> WriteAsync(RecordKey key, CancellationToken cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await queue.DisposeAsync().ConfigureAwait(false);
        Dispose();
    }

    /// <summary>Gives memory back.</summary>
    protected virtual void Dispose() { }
}
