using Hep.Root.IO.Writing.Files;

namespace Hep.Root.IO.Writing.Outputs;

/// <summary>The place of a tree in a file that is written: its name is kept for it, and its object is written as it grows.</summary>
internal sealed class SavedTree(RootFileWriter file, OutputDirectory directory, string name, string title) : IAsyncDisposable
{
    private TreeOutput? _output;
    private RecordKey? _saved;
    private long _savedBytes;
    private bool _isDisposed;

    public string Name => name;

    public RootFileWriter File => file;

    public OutputDirectory Directory => directory;

    /// <summary>Whether <see cref="CompleteAsync"/> has come to its end.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Takes over what the tree is made of, which is disposed with it.</summary>
    public T Take<T>(T output) where T : TreeOutput
    {
        _output = output;
        return output;
    }

    /// <summary>Makes the tree findable as it is, where enough was written since that was done last.</summary>
    public async ValueTask AutoSaveAsync(CancellationToken cancellationToken)
    {
        TreeOutput output = _output!;
        if (file.Options.AutoSaveBytes == 0 || output.Queue.PlainBytes - _savedBytes < file.Options.AutoSaveBytes) return;
        await output.Queue.DrainAsync(cancellationToken).ConfigureAwait(false);
        await file.AutoSaveAsync(() => SaveAsync(output, cancellationToken), cancellationToken).ConfigureAwait(false);
        _savedBytes = output.Queue.PlainBytes;
    }

    /// <summary>Writes what is on its way, and the tree itself, which takes no more entries.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        TreeOutput output = _output!;
        await output.Queue.DrainAsync(cancellationToken).ConfigureAwait(false);
        output.End();
        await file.ChangeAsync(async () =>
        {
            await SaveAsync(output, cancellationToken).ConfigureAwait(false);
            directory.Release(name);
        }, cancellationToken).ConfigureAwait(false);
        IsComplete = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        if (_output is not null) await _output.DisposeAsync().ConfigureAwait(false);
    }

    // The tree is written anew under the next cycle, and what it was before is dropped: never is there none.
    private async Task SaveAsync(TreeOutput output, CancellationToken cancellationToken)
    {
        RecordKey key = new() { ClassName = output.ClassName, Name = name, Title = title, Cycle = directory.NextCycle(name), IsBig = true };
        RecordKey written = await output.WriteAsync(key, cancellationToken).ConfigureAwait(false);
        if (_saved is not null) file.Tables.Remove(directory, _saved);
        _saved = written;
    }
}
