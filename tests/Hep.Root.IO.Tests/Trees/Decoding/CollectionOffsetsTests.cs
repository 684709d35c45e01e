using CsCheck;
using Hep.Jagged;
using Hep.Root.IO.Tests.Serialization;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Tests.Trees.Decoding;

/// <summary>Columns of a collection, decoded by a thread each, in baskets that begin and end at entries of their own.</summary>
public sealed class CollectionOffsetsTests
{
    private static readonly Gen<int[]> AnyLists = Gen.Int[0, 5].Array[1, 60];

    // Where a column's baskets are cut, its bytes of an element, and the list that is another in it.
    private static readonly Gen<(int[] Cuts, int ElementBytes, int Other)> AnyColumn = Gen.Select(
        Gen.Int[1, 20].Array[0, 5], Gen.Int[0, 3].Select(power => 1 << power), Gen.OneOf(Gen.Const(-1), Gen.Const(-1), Gen.Int[0, 59]));

    [Test]
    public void Columns_with_the_same_lists_share_them_and_others_have_their_own() =>
        Gen.Select(AnyLists, AnyColumn.Array[1, 6]).Sample((lists, columns) =>
        {
            using CollectionOffsets common = new(lists.Length);
            int[][] expected = [.. columns.Select(c => Changed(lists, c.Other))];
            SharedMemory<int>[] found = [.. columns.Zip(expected).AsParallel().AsOrdered()
                .WithDegreeOfParallelism(Math.Max(2, columns.Length))
                .Select(c => Decode(c.Second, c.First.Cuts, c.First.ElementBytes, common))];
            bool areRight = found.Zip(expected).All(f => f.First.Span.SequenceEqual(Offsets(f.Second)));
            bool areShared = columns.Any(c => c.Other >= 0 && c.Other < lists.Length) || found.All(f => f.IsSameAs(found[0]));
            foreach (SharedMemory<int> offsets in found) offsets.Dispose();
            return areRight && areShared;
        }, iter: 2000);

    [Test]
    public void A_column_of_more_lists_than_was_expected_goes_on_alone()
    {
        using CollectionOffsets common = new(3);

        using SharedMemory<int> offsets = Decode([1, 2, 3, 4, 5], [2, 2], 4, common);

        Assert.That(offsets.Span.ToArray(), Is.EqualTo(new[] { 0, 1, 3, 6, 10, 15 }));
    }

    private static SharedMemory<int> Decode(int[] lists, int[] cuts, int elementBytes, CollectionOffsets common)
    {
        using ListOffsets offsets = new();
        offsets.Begin(lists.Length, common);
        for (int first = 0, basket = 0; first < lists.Length; basket++)
        {
            int count = Math.Min(basket < cuts.Length ? cuts[basket] : lists.Length, lists.Length - first);
            using LoadedBasket loaded = TestBasket.Variable([.. lists.Skip(first).Take(count).Select(n => new byte[n * elementBytes])]);
            BasketSegment segment = new(loaded, 0, count);
            int before = offsets.Elements;
            if (!offsets.TryTake(segment, elementBytes))
            {
                Span<int> ends = offsets.Add(count);
                if (!segment.TryFillEnds(ends, elementBytes, before)) throw new InvalidOperationException("The table is right.");
                offsets.AddElements(ends[^1] - before);
            }
            first += count;
        }
        return offsets.Take();
    }

    private static int[] Changed(int[] lists, int other) => [.. lists.Select((n, i) => i == other ? n + 1 : n)];

    private static int[] Offsets(int[] lists) => [0, .. lists.Select((_, i) => lists[..(i + 1)].Sum())];
}
