using System.Runtime.CompilerServices;

namespace Hep.Jagged.Tests;

/// <summary>
/// A source whose places are batch numbers, which counts the entries that it gives: number, a list x of up to two values, and a label of
/// two classes. Other epochs have other numbers.
/// </summary>
internal sealed class NumberedEntries(int[] sizes) : IBatchSource
{
    public Schema Schema { get; } = MakeSchema();

    public long? EntryCount => sizes.Sum();

    /// <summary>Entries that were given, in all readings.</summary>
    public long Given { get; set; }

    public async IAsyncEnumerable<EntryBatch> ReadAsync(
        int epoch = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach ((EntryBatch batch, _) in ReadPlacedAsync(epoch, null, cancellationToken)) yield return batch;
    }

    public async IAsyncEnumerable<PlacedBatch<EntryBatch>> ReadPlacedAsync(
        int epoch = 0, BatchPosition? from = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        int at = (int)(from?.NumbersOf("numbered", 1, 0)[0] ?? 0);
        await Task.Yield();
        for (int first = sizes.Take(at).Sum(); at < sizes.Length; first += sizes[at++])
        {
            cancellationToken.ThrowIfCancellationRequested();
            Given += sizes[at];
            yield return new(Make(first, sizes[at], epoch), new BatchPosition("numbered", [at + 1]));
        }
    }

    private static Schema MakeSchema()
    {
        using EntryBatch batch = Make(0, 1, 0);
        return batch.Schema;
    }

    private static EntryBatch Make(int first, int count, int epoch)
    {
        double[] numbers = [.. Enumerable.Range(first, count).Select(n => (double)n + 10_000 * (epoch % 7))];
        return new EntryBatch(
            [
                Column.Create("number", numbers), Column.CreateJagged("x", [.. numbers.Select(n => new double[(int)n % 3])]),
                Column.Create(DatasetColumns.Label, [.. numbers.Select(n => n % 2)]),
            ],
            EntryIdentities.Range(EntrySource.None, first, count));
    }
}
