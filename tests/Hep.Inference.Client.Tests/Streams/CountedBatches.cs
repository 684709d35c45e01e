using System.Runtime.CompilerServices;
using Hep.Jagged;

namespace Hep.Inference.Client.Tests;

/// <summary>Batches of ten events, counted as they are taken and as they are given back.</summary>
internal sealed class CountedBatches(int count, Exception? end = null)
{
    public const int EntryCount = 10;

    private readonly List<EntryBatch> _taken = [];

    public int Taken => _taken.Count;

    /// <summary>Whether the enumeration was ended as it must be.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Batches that were given back.</summary>
    public int Disposed => _taken.Count(b =>
    {
        try
        {
            return b.Get<float>("x").Values.Length < 0;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    });

    public async IAsyncEnumerable<EntryBatch> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            for (int i = 0; i < count; i++)
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                Column x = Column.Create<float>("x", new float[EntryCount]);
                _taken.Add(new EntryBatch([x], EntryIdentities.Range(EntrySource.None, 0, EntryCount)));
                yield return _taken[^1];
            }
            if (end is not null) throw end;
        }
        finally
        {
            IsEnded = true;
        }
    }
}
