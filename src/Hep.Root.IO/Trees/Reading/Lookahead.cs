using System.Runtime.ExceptionServices;

namespace Hep.Root.IO.Trees.Reading;

/// <summary>
/// Items of a stream that were pulled and are not wanted yet. A failure of the stream is told in its turn, behind what was pulled before.
/// </summary>
internal sealed class Lookahead<T>(IAsyncEnumerator<T> stream) : IAsyncDisposable
{
    private readonly Queue<T> _items = [];
    private ExceptionDispatchInfo? _failure;
    private bool _isOver;

    /// <summary>The items that wait.</summary>
    public int Count => _items.Count;

    /// <summary>The first of them.</summary>
    public T First => _items.Peek();

    /// <summary>Pulls one more.</summary>
    /// <returns>It; none where the stream is over, or has failed.</returns>
    public async ValueTask<(bool IsThere, T Item)> PullAsync()
    {
        if (_isOver) return default;
        try
        {
            _isOver = !await stream.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            (_isOver, _failure) = (true, ExceptionDispatchInfo.Capture(failure));
        }
        if (_isOver) return default;
        _items.Enqueue(stream.Current);
        return (true, stream.Current);
    }

    /// <summary>Takes the first item; where there is none left the stream is over, or its failure is thrown.</summary>
    public bool TryTake(out T? item)
    {
        if (_items.TryDequeue(out item)) return true;
        _failure?.Throw();
        return false;
    }

    /// <summary>Takes an item that nobody will want any more.</summary>
    public bool TryDrop(out T? item) => _items.TryDequeue(out item);

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
