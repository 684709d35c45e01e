using System.Runtime.CompilerServices;

namespace Hep.Jagged.Tests;

/// <summary>Streams of entries numbered from 0, in a flat column <c>n</c> and a jagged one <c>list</c> with n % 3 elements n.</summary>
internal static class Numbered
{
    public static EntryBatch Batch(int first, int count)
    {
        int[] numbers = [.. Enumerable.Range(first, count)];
        return new EntryBatch([Column.Create("n", numbers),
            Column.CreateJagged("list", [.. numbers.Select(n => Enumerable.Repeat((float)n, n % 3).ToArray())])],
            EntryIdentities.Range(EntrySource.None, first, count));
    }

    /// <summary>Cold: each enumeration makes new batches of these sizes; <paramref name="failure"/> is thrown behind the last.</summary>
    public static async IAsyncEnumerable<EntryBatch> Stream(
        int[] sizes, Exception? failure = null, [EnumeratorCancellation] CancellationToken ct = default)
    {
        int first = 0;
        foreach (int size in sizes)
        {
            ct.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return Batch(first, size);
            first += size;
        }
        if (failure is not null) throw failure;
    }

    public static BatchSource Source(params int[] sizes)
    {
        int first = 0;
        return BatchSource.From([.. sizes.Select(size => Batch((first += size) - size, size))]);
    }

    /// <summary>Reads a stream to its end and disposes its batches; the numbers of each batch.</summary>
    public static async Task<List<int[]>> ReadAsync(IAsyncEnumerable<EntryBatch> stream, CancellationToken ct = default)
    {
        List<int[]> batches = [];
        await foreach (EntryBatch batch in stream.WithCancellation(ct))
            using (batch)
            {
                int[] numbers = batch.Get<int>("n").Values.ToArray();
                Column<float> list = batch.Get<float>("list");
                for (int i = 0; i < numbers.Length; i++)
                    Assert.That(list[i].ToArray(), Is.EqualTo(Enumerable.Repeat((float)numbers[i], numbers[i] % 3)),
                        "an entry's columns stay together");
                Assert.That(batch.Identities.Entries.ToArray(), Is.EqualTo(numbers), "an entry keeps its identity");
                batches.Add(numbers);
            }
        return batches;
    }

    public static async Task<int[]> ReadAllAsync(IAsyncEnumerable<EntryBatch> stream) => [.. (await ReadAsync(stream)).SelectMany(b => b)];
}
