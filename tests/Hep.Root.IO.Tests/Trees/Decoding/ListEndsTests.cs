using CsCheck;
using Hep.Root.IO.Tests.Serialization;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Tests.Trees.Decoding;

/// <summary>Whatever the processor does at once is what one list after the other gives, and what that refuses.</summary>
public sealed class ListEndsTests
{
    private const int KeyLength = 77;

    private static readonly Gen<int> AnyElementBytes = One(1, 2, 3, 4, 6, 8, 12, 16);

    [Test]
    public void Vectors_fill_what_one_after_the_other_fills() =>
        Gen.Select(Gen.Int[0, 9].Array[0, 100], AnyElementBytes, One(0, 1, 10), Gen.Int[0, 1000])
            .Sample((counts, bytes, header, before) =>
        {
            int[] starts = Starts(counts, bytes, header), expected = new int[counts.Length], found = new int[counts.Length];
            return ListEnds.FillOne(starts, expected, header, bytes, before) == ListEnds.Fill(starts, found, header, bytes, before)
                && expected.SequenceEqual(found);
        }, iter: 2000);

    [Test]
    public void Starts_that_were_damaged_are_refused_at_the_same_list() =>
        Gen.Select(Gen.Int[0, 9].Array[1, 60], AnyElementBytes, One(0, 10), Gen.Int[0, 60], Gen.Int)
            .Sample((counts, bytes, header, at, wrong) =>
        {
            int[] starts = Starts(counts, bytes, header), ends = new int[counts.Length];
            starts[at % starts.Length] = Math.Abs(wrong % 1000);
            return ListEnds.FillOne(starts, ends, header, bytes, 0) == ListEnds.Fill(starts, new int[counts.Length], header, bytes, 0);
        }, iter: 2000);

    [Test]
    public void A_part_of_a_stored_table_gives_what_its_starts_give() =>
        Gen.Select(Gen.Int[0, 9].Array[1, 100], One(1, 2, 4, 8, 16), Gen.Int[0, 1000], Gen.Int[0, 99], Gen.Int[1, 100])
            .Sample((counts, bytes, before, at, many) =>
        {
            int first = at % counts.Length, count = Math.Min(many, counts.Length - first);
            int[] starts = Starts(counts, bytes, 0), expected = new int[count], found = new int[count];
            ListEnds.FillOne(starts.AsSpan(first, count + 1), expected, 0, bytes, before);
            using LoadedBasket basket = TestBasket.Make(new byte[starts[^1]], counts.Length, 0, KeyLength);
            basket.SetStoredOffsets(Table(starts[..^1]));
            return ListEnds.TryFill(Table(starts[..^1]), first, found, KeyLength, starts[^1], bytes, before)
                && expected.SequenceEqual(found) && basket.Part(first, count).Length == starts[first + count] - starts[first];
        }, iter: 4000);

    [Test]
    public void A_part_of_a_table_that_is_not_right_is_refused() =>
        Gen.Select(Gen.Int[0, 9].Array[2, 60], One(1, 2, 4, 8), Gen.Int[0, 60], Gen.Int[0, 59], Gen.Int[1, 60],
            Gen.OneOf(Gen.Int, Gen.Int[0, 700], One(int.MinValue, int.MaxValue, -1, 0, KeyLength - 1)))
            .Sample((counts, bytes, at, from, many, wrong) =>
        {
            int first = from % counts.Length, count = Math.Min(many, counts.Length - first);
            int[] starts = Starts(counts, bytes, 0), table = starts[..^1], ends = new int[count], found = new int[count];
            table[at % table.Length] = wrong;
            int[] part = [.. table[first..], starts[^1]];
            bool isRight = part.Take(count + 1).All(s => s >= 0 && s <= starts[^1]) && (first > 0 || part[0] == 0)
                && part.Take(count + 1).Zip(part.Skip(1).Take(count)).All(p => p.First <= p.Second)
                && ListEnds.FillOne(part.AsSpan(0, count + 1), ends, 0, bytes, 0) < 0;
            bool isFilled = ListEnds.TryFill(Table(table), first, found, KeyLength, starts[^1], bytes, 0);
            return isFilled == isRight && (!isRight || ends.SequenceEqual(found));
        }, iter: 8000);

    [Test]
    public void Ends_that_are_known_are_found_again_and_no_others() =>
        Gen.Select(Gen.Int[0, 9].Array[1, 100], One(1, 2, 4, 8, 16), Gen.Int[0, 1000], Gen.Int[0, 99], Gen.Int[1, 100],
            Gen.OneOf(Gen.Const(0), Gen.Int), Gen.Int[0, 99]).Sample((counts, bytes, before, at, many, wrong, place) =>
        {
            int first = at % counts.Length, count = Math.Min(many, counts.Length - first);
            int[] starts = Starts(counts, bytes, 0), ends = new int[count];
            ListEnds.FillOne(starts.AsSpan(first, count + 1), ends, 0, bytes, before);
            ends[place % count] ^= wrong;
            int[] given = [.. ends];
            return ListEnds.Are(ends, Table(starts[..^1]), first, KeyLength, starts[^1], bytes, before) == (wrong == 0)
                && given.SequenceEqual(ends);
        }, iter: 4000);

    // A number of any size in any place, as a damaged file has it: sums must not come round to where they should be.
    [Test]
    public void A_stored_table_that_is_not_right_is_refused() =>
        Gen.Select(Gen.Int[0, 9].Array[1, 60], One(1, 2, 4, 8), Gen.Int[0, 60],
            Gen.OneOf(Gen.Int, One(int.MinValue, int.MaxValue, -1, 0, KeyLength - 1))).Sample((counts, bytes, at, wrong) =>
        {
            int[] starts = Starts(counts, bytes, 0), table = starts[..^1], ends = new int[counts.Length];
            table[at % table.Length] = wrong;
            using LoadedBasket basket = TestBasket.Make(new byte[starts[^1]], counts.Length, 0, KeyLength);
            basket.SetStoredOffsets(Table(table));
            bool isRight = IsRight(basket) && ListEnds.FillOne(basket.Offsets, ends, 0, bytes, 0) < 0;
            return ListEnds.TryFill(Table(table), 0, new int[counts.Length], KeyLength, starts[^1], bytes, 0) == isRight;
        }, iter: 5000);

    private static Gen<int> One(params int[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static bool IsRight(LoadedBasket basket)
    {
        try
        {
            return basket.Offsets.Length > 0;
        }
        catch (RootException)
        {
            return false;
        }
    }

    private static int[] Starts(int[] counts, int elementBytes, int headerBytes)
    {
        int[] starts = new int[counts.Length + 1];
        for (int i = 0; i < counts.Length; i++) starts[i + 1] = starts[i] + headerBytes + counts[i] * elementBytes;
        return starts;
    }

    private static byte[] Table(int[] starts)
    {
        RecordBytes table = new();
        foreach (int start in starts) table.Int32(unchecked(start + KeyLength));
        return table.ToArray();
    }
}
