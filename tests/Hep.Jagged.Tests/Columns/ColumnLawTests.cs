using CsCheck;

namespace Hep.Jagged.Tests;

public sealed class ColumnLawTests
{
    private static readonly Dimension Any = Dimension.Variable, Two = Dimension.Fixed(2), Three = Dimension.Fixed(3);

    private static readonly ColumnSchema[] Schemas =
    [
        new("flat", ElementType.Float32), new("jagged", ElementType.Float32, Any), new("doubly", ElementType.Float32, Any, Any),
        new("fixed", ElementType.Float32, Two, Three), new("pairs", ElementType.Float32, Any, Two),
        new("two_lists", ElementType.Float32, Two, Any),
        new("deep", ElementType.Float32, Any, Two, Any),
    ];

    private static readonly ColumnSchema[] Texts =
        [new("text", ElementType.String), new("texts", ElementType.String, Any), new("two_texts", ElementType.Bytes, Two),
            new("deep_texts", ElementType.String, Any, Any)];

    [Test]
    public void Building_and_reading_a_column_are_inverse() => ForAll(column => column, entries => entries);

    [Test]
    public void A_slice_holds_the_entries_of_its_range() =>
        ForAll((column, random) => column.Slice(column.EntryCount / 3, column.EntryCount - column.EntryCount / 3 - column.EntryCount / 4),
            (entries, random) => entries[(entries.Length / 3)..(entries.Length - entries.Length / 4)]);

    [Test]
    public void A_choice_holds_the_chosen_entries_in_their_order() =>
        ForAll((column, random) => column.Take(Choice(random, column.EntryCount)),
            (entries, random) => [.. Choice(random, entries.Length).Select(i => entries[i])]);

    [Test]
    public void A_sequence_of_parts_is_the_whole() =>
        ForAll(column =>
        {
            int half = column.EntryCount / 2;
            using Column first = column.Slice(0, half), second = column.Slice(half, column.EntryCount - half), none = column.Slice(half, 0);
            return Column.Concat(none, first, none, second);
        }, entries => entries);

    [Test]
    public void Parts_of_choices_of_sequences_are_what_they_are_of_arrays() =>
        ForAll((column, random) =>
        {
            using Column slice = column.Slice(column.EntryCount / 4, column.EntryCount - column.EntryCount / 4);
            using Column choice = slice.Take(Choice(random, slice.EntryCount));
            using Column joined = Column.Concat(choice, column, slice);
            return joined.Slice(joined.EntryCount / 5, joined.EntryCount - joined.EntryCount / 5);
        }, (entries, random) =>
        {
            object[] slice = entries[(entries.Length / 4)..];
            object[] joined = [.. Choice(random, slice.Length).Select(i => slice[i]), .. entries, .. slice];
            return joined[(joined.Length / 5)..];
        });

    [Test]
    public void The_values_of_an_entry_are_those_of_its_list_or_shape() =>
        ForAll((column, random) => column, (entries, random) => entries, (column, entries) =>
        {
            if (column.Schema.OffsetLevels > 1) return;
            for (int i = 0; i < entries.Length; i++)
                Assert.That(column[i].ToArray(), Is.EqualTo(Flatten(entries[i])), column.Schema.ToString());
        });

    [Test]
    public void Columns_that_shared_offsets_share_them_in_every_part_choice_and_sequence() =>
        Gen.Int.Sample(seed =>
        {
            Random random = new(seed);
            int entries = random.Next(1, 8);
            using Column<float> pt = ColumnTree.Build<float>(Schemas[1], ColumnTree.Random(random, Schemas[1], entries, () => 1f));
            Column<float> eta = new(new ColumnSchema("eta", ElementType.Float32, Any), entries, SharedMemory<float>.Rent(pt.ValueCount),
                pt.OffsetsMemory(0).Share());
            Column<float> stranger = new(new ColumnSchema("stranger", ElementType.Float32, Any), entries,
                SharedMemory<float>.Rent(pt.ValueCount), SharedMemory<int>.Copy(pt.Offsets(0)));
            using EntryBatch batch = new([pt.Share(), eta, stranger], EntryIdentities.Range(EntrySource.None, 0, entries));
            using EntryBatch slice = batch.Slice(1, entries - 1), choice = batch.Take(Choice(random, entries));
            using EntryBatch joined = EntryBatch.Concat(batch, choice, slice), shared = joined.Share();
            using EntryBatch mixed = EntryBatch.Take([batch, choice, slice], Choice(random, joined.EntryCount));

            foreach (EntryBatch part in (EntryBatch[])[batch, slice, choice, joined, shared, mixed])
                if (!part["jagged"].SharesOffsetsWith(part["eta"]) || part["jagged"].SharesOffsetsWith(part["stranger"])) return false;
            return true;
        });

    [Test]
    public void Columns_that_shared_inner_offsets_share_them_in_every_part_choice_and_sequence() =>
        Gen.Int.Sample(seed =>
        {
            Random random = new(seed);
            int entries = random.Next(1, 8);
            ColumnSchema nested = new("charge", ElementType.Float32, Any, Any);
            using Column<float> charge = ColumnTree.Build<float>(nested, ColumnTree.Random(random, nested, entries, () => 1f));
            Column<float> hits = new(nested with { Name = "hits" }, entries, SharedMemory<float>.Rent(charge.ValueCount),
                charge.OffsetsMemory(0).Share(), charge.OffsetsMemory(1).Share());
            using EntryBatch batch = new([charge.Share(), hits], EntryIdentities.Range(EntrySource.None, 0, entries));
            using EntryBatch slice = batch.Slice(1, entries - 1), choice = batch.Take(Choice(random, entries));
            using EntryBatch joined = EntryBatch.Concat(batch, choice, slice);
            using EntryBatch mixed = EntryBatch.Take([batch, choice, slice], Choice(random, joined.EntryCount));

            foreach (EntryBatch part in (EntryBatch[])[batch, slice, choice, joined, mixed])
                for (int level = 0; level < 2; level++)
                    if (!part["charge"].OffsetsMemory(level).IsSameAs(part["hits"].OffsetsMemory(level))) return false;
            return true;
        });

    // Inner lists of one memory below outer lists that differ are cut where those say.
    [Test]
    public void Inner_offsets_are_shared_only_below_the_same_outer_ones()
    {
        using SharedMemory<int> inner = SharedMemory<int>.Copy([0, 1, 3, 6]);
        Column<int> Of(string name, params int[] outer) => new(new ColumnSchema(name, ElementType.Int32, Any, Any), 2,
            SharedMemory<int>.Copy([1, 2, 3, 4, 5, 6]), SharedMemory<int>.Copy(outer), inner.Share());
        using EntryBatch batch = new([Of("one", 0, 1, 3), Of("other", 0, 2, 3)], EntryIdentities.Range(EntrySource.None, 0, 2));

        using EntryBatch slice = batch.Slice(1, 1), choice = batch.Take([1]), mixed = EntryBatch.Take([batch, batch], [3]);

        foreach (EntryBatch part in (EntryBatch[])[slice, choice, mixed])
        {
            Assert.That(part["one"].Offsets(1).ToArray(), Is.EqualTo(new[] { 0, 2, 5 }));
            Assert.That(part["other"].Offsets(1).ToArray(), Is.EqualTo(new[] { 0, 3 }));
        }
    }

    // Long enough for memory that is given back to be taken again.
    [Test]
    public void Unlike_lists_of_lists_chosen_of_several_batches_stay_unlike()
    {
        const int Entries = 200;
        Column<int> Of(string name, int phase)
        {
            int[] outer = [.. Enumerable.Range(0, Entries).Select(i => (i + phase) / 2), Entries / 2];
            return new Column<int>(new ColumnSchema(name, ElementType.Int32, Any, Any), Entries,
                SharedMemory<int>.Copy(new int[Entries / 2]), SharedMemory<int>.Copy(outer),
                SharedMemory<int>.Copy([.. Enumerable.Range(0, Entries / 2 + 1)]));
        }
        using EntryBatch batch = new([Of("one", 0), Of("other", 1)], EntryIdentities.Range(EntrySource.None, 0, Entries));

        using EntryBatch mixed = EntryBatch.Take([batch, batch], [.. Enumerable.Range(0, 2 * Entries)]);
        using EntryBatch joined = EntryBatch.Concat(batch, batch);

        foreach (string name in (string[])["one", "other"])
            Assert.That(mixed[name].Offsets(0).ToArray(), Is.EqualTo(joined[name].Offsets(0).ToArray()), name);
    }

    [Test]
    public void Entries_chosen_of_several_batches_are_those_of_the_batches_joined() => ForAll(
        (column, random) =>
        {
            using EntryBatch whole = new([column.Share()], EntryIdentities.Range(new EntrySource(Guid.Empty, "a"), 0, column.EntryCount));
            using EntryBatch other = new([column.Share()], EntryIdentities.Range(new EntrySource(Guid.Empty, "b"), 100, column.EntryCount));
            int cut = random.Next(column.EntryCount + 1);
            using EntryBatch first = whole.Slice(0, cut), last = other.Slice(cut, column.EntryCount - cut);
            EntryBatch[] parts = [first, other, last];
            int[] choice = Choice(random, 2 * column.EntryCount);
            using EntryBatch mixed = EntryBatch.Take(parts, choice), joined = EntryBatch.Concat(parts), expected = joined.Take(choice);
            Assert.That(mixed.Identities.Entries.ToArray(), Is.EqualTo(expected.Identities.Entries.ToArray()));
            for (int i = 0; i < choice.Length; i++)
                Assert.That(mixed.Identities.SourceOf(i), Is.EqualTo(expected.Identities.SourceOf(i)));
            return mixed.Columns[0].Share();
        },
        (entries, random) =>
        {
            int cut = random.Next(entries.Length + 1);
            object[] joined = [.. entries[..cut], .. entries, .. entries[cut..]];
            return [.. Choice(random, joined.Length).Select(i => joined[i])];
        });

    private static void ForAll(Func<Column, Column> apply, Func<object[], object[]> expected) =>
        ForAll((column, _) => apply(column), (entries, _) => expected(entries));

    private static void ForAll(
        Func<Column, Random, Column> apply, Func<object[], Random, object[]> expected, Action<Column<float>, object[]>? check = null) =>
        Gen.Int.Sample(seed =>
        {
            Random random = new(seed);
            int count = random.Next(9);
            foreach (ColumnSchema schema in Schemas)
            {
                object[] entries = ColumnTree.Random(random, schema, count, () => (float)random.Next(100));
                using Column<float> column = ColumnTree.Build<float>(schema, entries);
                using Column<float> result = (Column<float>)apply(column, new Random(seed));
                Assert.That(ColumnTree.Entries(result), Is.EqualTo(expected(entries, new Random(seed))), schema.ToString());
                check?.Invoke(result, entries);
            }
            foreach (ColumnSchema schema in Texts)
            {
                object[] entries = ColumnTree.Random(random, schema, count, () => (byte)random.Next('a', 'e'));
                using Column<byte> column = ColumnTree.Build<byte>(schema, entries);
                using Column<byte> result = (Column<byte>)apply(column, new Random(seed));
                Assert.That(ColumnTree.Entries(result), Is.EqualTo(expected(entries, new Random(seed))), schema.ToString());
            }
        }, iter: 200);

    private static int[] Choice(Random random, int count) =>
        count == 0 ? [] : [.. Enumerable.Range(0, random.Next(2 * count)).Select(_ => random.Next(count))];

    private static float[] Flatten(object entry) => entry is object[] list ? [.. list.SelectMany(Flatten)] : [(float)entry];
}
