using CsCheck;
using Hep.Jagged;
using Hep.Tool.Digests;

namespace Hep.Tool.Tests.Digests;

public sealed class ColumnDigestTests
{
    [Test]
    public void A_flat_column_is_the_hash_of_its_values()
    {
        using Column<int> column = Column.Create<int>("one", 1, 2, 3, 4);
        using ColumnDigest digest = new(column.Schema);

        digest.Add(column);

        Assert.That((digest.EntryCount, digest.ValueCount, digest.Sum, digest.NonFiniteCount), Is.EqualTo((4L, 4L, 10.0, 0L)));
        Assert.That(digest.GetContent(), Is.EqualTo("cf97adeedb59e05bfd73a2b4c2a8885708c4f4f70c84c64b27120e72ab733b72"));
        Assert.That(digest.GetOffsets(), Is.Empty);
    }

    [Test]
    public void Texts_count_as_one_value_each_and_sum_their_bytes()
    {
        using Column<byte> column = Column.CreateText("three", "uno", "dos", "tres", "quatro");
        using ColumnDigest digest = new(column.Schema);

        digest.Add(column);

        Assert.That((digest.EntryCount, digest.ValueCount, digest.Sum), Is.EqualTo((4L, 4L, 1778.0)));
        Assert.That(digest.GetContent(), Is.EqualTo("741c5d39558bfced06f07ec0205f28c190c96a3b8e8e5fa317ecd4e0529fce66"));
        Assert.That(digest.GetOffsets(), Is.EqualTo(new[] { "0c5c6559fd898702b93039f24ba5c54fd1c4b43d9b7dce7f1e6c53f05d6016d1" }));
    }

    [Test]
    public void Values_that_are_not_finite_are_counted_and_not_summed()
    {
        using Column<double> column = Column.Create("x", 1.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 2);
        using ColumnDigest digest = new(column.Schema);

        digest.Add(column);

        Assert.That((digest.Sum, digest.NonFiniteCount), Is.EqualTo((3.5, 3L)));
    }

    [Test]
    public void How_a_column_is_cut_into_pieces_does_not_show() =>
        Gen.Select(Gen.Float.Array[0, 6].Array[1, 40], Gen.Int[0, 40]).Sample((entries, at) =>
        {
            using Column<float> column = Column.CreateJagged("x", entries);
            using ColumnDigest whole = new(column.Schema), pieces = new(column.Schema);
            int cut = Math.Min(at, entries.Length);

            whole.Add(column);
            using Column left = column.Slice(0, cut), right = column.Slice(cut, entries.Length - cut);
            pieces.Add(left);
            pieces.Add(right);

            return whole.GetContent() == pieces.GetContent() && whole.GetOffsets().SequenceEqual(pieces.GetOffsets())
                && whole.Sum.Equals(pieces.Sum) && (whole.EntryCount, whole.ValueCount) == (pieces.EntryCount, pieces.ValueCount);
        });

    [Test]
    public void More_offsets_than_fit_at_once_are_hashed_in_order()
    {
        int[][] entries = [.. Enumerable.Range(0, 5000).Select(i => new int[i % 3])];
        using Column<int> column = Column.CreateJagged("x", entries);
        using ColumnDigest digest = new(column.Schema);

        digest.Add(column);

        byte[] expected = [.. Enumerable.Range(0, 5001).SelectMany(i => BitConverter.GetBytes((long)entries.Take(i).Sum(e => e.Length)))];
        Assert.That(digest.GetOffsets().Single(),
            Is.EqualTo(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(expected))));
    }
}
