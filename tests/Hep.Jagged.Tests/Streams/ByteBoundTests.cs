using CsCheck;

namespace Hep.Jagged.Tests;

public sealed class ByteBoundTests
{
    [Test]
    public void Batches_hold_as_many_entries_as_fit_however_they_were_batched() =>
        Gen.Select(Gen.Int[0, 12].Array[0, 10], Gen.Int[1, 200]).Sample((sizes, bytes) =>
        {
            List<int[]> batches = Numbered.ReadAsync(Numbered.Stream(sizes).RebatchBytes(bytes)).GetAwaiter().GetResult();
            return batches.Select(b => b.Length).SequenceEqual(Plain(sizes.Sum(), bytes))
                && batches.SelectMany(b => b).SequenceEqual(Enumerable.Range(0, sizes.Sum()));
        });

    [Test]
    public void No_batch_of_several_entries_is_larger_even_where_only_some_of_its_parts_share_offsets() =>
        Gen.Select(Gen.Int[1, 9].Array[1, 8], Gen.Int[30, 400]).Sample((sizes, bytes) =>
        {
            List<int> entries = [];
            bool fit = true;
            ReadAsync().GetAwaiter().GetResult();
            return fit && entries.SequenceEqual(sizes.SelectMany(s => Enumerable.Range(0, s)));

            async Task ReadAsync()
            {
                await foreach (EntryBatch batch in Collections(sizes).RebatchBytes(bytes))
                    using (batch)
                    {
                        fit &= batch.EntryCount == 1 || batch.ColumnBytes <= bytes;
                        entries.AddRange(batch.Get<int>("n").Values);
                    }
            }
        });

    [Test]
    public async Task Shapes_of_every_depth_are_measured()
    {
        SharedMemory<int> outer = SharedMemory<int>.Copy([0, 2, 3, 3, 5]), inner = SharedMemory<int>.Copy([0, 1, 4, 4, 9, 9]);
        Column<short> deep = new(new ColumnSchema("d", ElementType.Int16, Dimension.Variable, Dimension.Variable, Dimension.Fixed(3)), 4,
            SharedMemory<short>.Copy(new short[27]), outer, inner);
        using BatchSource source = BatchSource.From(deep, Column.CreateText("t", "a", "bcd", "", "efghij"));
        List<(int, long)> read = [];

        await foreach (EntryBatch batch in source.RebatchBytes(120).ReadAsync())
            using (batch) read.Add((batch.EntryCount, batch.ColumnBytes));

        // Entry by entry 4 + 8 + 24, 4 + 4 + 0, 4, and 4 + 8 + 30 bytes of lists, 5, 7, 4 and 10 of text, and 12 at the end of a batch
        Assert.That(read, Is.EqualTo(new[] { (3, 76L), (1, 64L) }));
    }

    [TestCase(100, 4, TestName = "Two batches of 40 bytes fit into 100, and one more waits outside")]
    [TestCase(80, 4, TestName = "Two batches of 40 bytes fit into 80")]
    [TestCase(79, 3, TestName = "Two batches of 40 bytes do not fit into 79")]
    [TestCase(1, 3, TestName = "One batch may wait whatever its size")]
    public async Task Reading_ahead_is_bounded_by_bytes(long bytes, int expected)
    {
        int read = 0;
        await using IAsyncEnumerator<EntryBatch> batches = Source().PrefetchBytes(bytes).GetAsyncEnumerator();
        await batches.MoveNextAsync();
        batches.Current.Dispose();

        SpinWait.SpinUntil(() => Volatile.Read(ref read) >= expected, TimeSpan.FromSeconds(10));
        await Task.Delay(20);

        Assert.That(Volatile.Read(ref read), Is.EqualTo(expected));

        async IAsyncEnumerable<EntryBatch> Source()
        {
            await foreach (EntryBatch batch in Numbered.Stream([.. Enumerable.Repeat(10, 20)]).SelectColumns("n"))
            {
                Interlocked.Increment(ref read);
                yield return batch;
            }
        }
    }

    [TestCase(1)]
    [TestCase(100)]
    [TestCase(100_000)]
    public async Task Reading_ahead_by_bytes_changes_nothing(long bytes) =>
        Assert.That(await Numbered.ReadAsync(Numbered.Stream([3, 0, 50, 1, 7]).PrefetchBytes(bytes)),
            Is.EqualTo(await Numbered.ReadAsync(Numbered.Stream([3, 0, 50, 1, 7]))));

    [Test]
    public void Bounds_are_positive()
    {
        Assert.That(() => Numbered.Stream([1]).RebatchBytes(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Numbered.Stream([1]).PrefetchBytes(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    // The sizes of batches, entry by entry: a number, an offset and n % 3 elements each, and one offset at the end.
    private static List<int> Plain(int entries, int bytes)
    {
        List<int> sizes = [];
        int held = bytes;
        for (int n = 0; n < entries; n++)
        {
            int entry = 4 + 4 + 4 * (n % 3);
            if (sizes.Count == 0 || held + entry > bytes)
            {
                sizes.Add(0);
                held = 4;
            }
            sizes[^1]++;
            held += entry;
        }
        return sizes;
    }

    // Of every second batch, two columns of lists share their offsets.
    private static async IAsyncEnumerable<EntryBatch> Collections(int[] sizes)
    {
        for (int i = 0; i < sizes.Length; i++)
        {
            await Task.Yield();
            float[][] lists = [.. Enumerable.Range(0, sizes[i]).Select(n => new float[n % 2])];
            Column x = Column.CreateJagged("x", lists), y = Column.CreateJagged("y", lists);
            if (i % 2 == 0) y.TryShareOffsets(x);
            yield return new EntryBatch([Column.Create<int>("n", [.. Enumerable.Range(0, sizes[i])]), x, y],
                EntryIdentities.Range(EntrySource.None, 0, sizes[i]));
        }
    }
}
