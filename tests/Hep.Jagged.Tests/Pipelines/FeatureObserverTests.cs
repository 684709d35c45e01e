using System.Runtime.CompilerServices;

namespace Hep.Jagged.Tests.Pipelines;

/// <summary>What a pipeline meets, counted in bounded memory.</summary>
public sealed class FeatureObserverTests
{
    [Test]
    public void What_was_put_together_is_counted_on()
    {
        FeatureObserver observer = Observer(columns: 2, edges: 2);
        Count(observer, 3, 5);
        observer.Fold();
        ObservedFeatures folded = observer.Read();
        Count(observer, 3, 7);
        observer.Fold();

        ObservedFeatures seen = observer.Read();

        Assert.That((folded.Entries, folded.Columns[0].Count, folded.Columns[1].Mean), Is.EqualTo((3, 3, 5.0)));
        Assert.That((seen.Entries, seen.Columns[0].Count, seen.Columns[1].Mean), Is.EqualTo((6, 6, 6.0)));
    }

    [Test]
    public void The_memory_of_a_processor_is_let_go_of()
    {
        FeatureObserver observer = Observer(columns: 2, edges: 2);
        WeakReference part = PartOf(observer);

        observer.Fold();
        GC.Collect();

        Assert.That(part.IsAlive, Is.False);
        Assert.That(observer.Read().Entries, Is.EqualTo(1));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference PartOf(FeatureObserver observer)
        {
            Count(observer, 1, 1);
            return new WeakReference(observer.Here);
        }
    }

    [Test]
    public void Columns_that_no_room_is_left_for_are_not_counted_and_harm_nobody()
    {
        const int Columns = 20_000;   // of 64 edges each: 24 MB
        FeatureObserver observer = Observer(Columns, edges: 64);

        Count(observer, 2, 1);

        ObservedFeatures seen = observer.Read();
        Assert.That(seen.Columns, Has.Length.InRange(5000, 10_000));
        Assert.That((seen.Entries, seen.Columns[0].Count, seen.Columns[^1].Count), Is.EqualTo((2, 2, 2)));
    }

    private static FeatureObserver Observer(int columns, int edges) => new(
        [
            .. Enumerable.Range(0, columns).Select(c => new FeatureReference($"c{c}", 0, 1,
                new ValueBins([.. Enumerable.Range(1, edges).Select(e => (double)e)],
                    [.. Enumerable.Repeat(1.0 / (edges + 1), edges + 1)]))),
        ], []);

    private static void Count(FeatureObserver observer, int entries, double value)
    {
        FeatureObserver.Part part = observer.Here;
        part.Entries += entries;
        part.Passed += entries;
        foreach (ColumnTally column in part.Columns) column.Add([.. Enumerable.Repeat(value, entries)]);
    }
}
