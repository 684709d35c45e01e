namespace Hep.Jagged.Tests;

public sealed class ColumnTests
{
    private static readonly Dimension Any = Dimension.Variable;

    [TestCase(new[] { 0, 2, 3 }, 3, true)]
    [TestCase(new[] { 0, 2 }, 2, false)]          // an entry too few
    [TestCase(new[] { 1, 2, 3 }, 3, false)]       // not from 0
    [TestCase(new[] { 0, 3, 2 }, 2, false)]       // descending
    [TestCase(new[] { 0, -1, 2 }, 2, false)]
    [TestCase(new[] { 0, 2, 3 }, 4, false)]       // a value too many
    [TestCase(new int[0], 0, false)]
    public void Offsets_that_do_not_fit_are_refused(int[] offsets, int values, bool fits) =>
        Assert.That(() => new Column<float>(new ColumnSchema("x", ElementType.Float32, Any), 2, SharedMemory<float>.Rent(values),
            SharedMemory<int>.Copy(offsets)),
            fits ? Throws.Nothing : Throws.ArgumentException.With.Message.Contains("'x"));

    [Test]
    public void A_descent_is_found_wherever_it_is()
    {
        for (int length = 2; length < 68; length++)
            for (int at = 1; at < length; at++)
            {
                int[] offsets = [.. Enumerable.Range(0, length)];
                offsets[at] = at == length - 1 ? at - 2 : offsets[at + 1] + 1;
                if (at == 1 && length == 2) offsets[1] = -1;

                SharedMemory<byte> values = SharedMemory<byte>.Rent(Math.Max(0, offsets[^1]));

                Assert.That(() =>
                    new Column<byte>(new ColumnSchema("x", ElementType.UInt8, Any), length - 1, values, SharedMemory<int>.Copy(offsets)),
                    Throws.ArgumentException.With.Message.Contains("ascend"), $"{at} of {length}");
            }
    }

    [Test]
    public void A_type_or_number_of_levels_that_does_not_fit_is_refused()
    {
        Assert.That(() => new Column<int>(new ColumnSchema("x", ElementType.Float32), 1, SharedMemory<int>.Rent(1)),
            Throws.ArgumentException.With.Message.Contains("float32"));
        Assert.That(() => new Column<int>(new ColumnSchema("x", ElementType.Int32, Any), 1, SharedMemory<int>.Rent(1)),
            Throws.ArgumentException.With.Message.Contains("levels"));
        Assert.That(() => Column.Create("x", 'c'), Throws.InstanceOf<NotSupportedException>());
    }

    [Test]
    public void Columns_of_other_types_or_shapes_are_not_joined()
    {
        using Column number = Column.Create("x", 1f), integer = Column.Create("x", 1), list = Column.CreateJagged("x", [[1f]]);

        Assert.That(() => Column.Concat(number, integer),
            Throws.ArgumentException.With.Message.Contains("'x: int32' does not continue 'x: float32'"));
        Assert.That(() => Column.Concat(number, list), Throws.ArgumentException);
        Assert.That(() => Column.Concat([]), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void Places_that_are_not_there_are_refused()
    {
        using Column<float> column = Column.CreateJagged("x", [[1f, 2f], [3f]]);

        Assert.That(() => column.Slice(1, 2), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => column.Slice(-1, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => column.Take([0, 2]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => column.Take([-1]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => column[2].Length, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void What_was_shared_lives_on_when_the_first_is_disposed()
    {
        Column<float> column = Column.CreateJagged("x", [[1f, 2f], [3f]]);
        using Column<float> slice = (Column<float>)column.Slice(1, 1), shared = column.Share("y");

        column.Dispose();
        column.Dispose();

        Assert.That(() => column.Values.Length, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => column.Offsets(0).Length, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(slice[0].ToArray(), Is.EqualTo(new[] { 3f }));
        Assert.That((shared.Name, shared.ValueCount), Is.EqualTo(("y", 3)));
    }

    [Test]
    public void A_column_is_shared_under_another_name_and_counter_but_as_no_other_type()
    {
        using Column jets = Column.CreateJagged<float>("Jet_pt", [1, 2], []);

        using Column shared = jets.ShareAs(jets.Schema with { Name = "f.Jet_pt", Counter = "f.nJet" });

        Assert.That((shared.Name, shared.Schema.Counter, shared.SharesOffsetsWith(jets)), Is.EqualTo(("f.Jet_pt", "f.nJet", true)));
        Assert.That(shared.OffsetsAsMemory(0).ToArray(), Is.EqualTo(new[] { 0, 2, 2 }));
        Assert.Throws<ArgumentException>(() => jets.ShareAs(new ColumnSchema("Jet_pt", ElementType.Float32)));
        Assert.Throws<ArgumentException>(() => jets.ShareAs(new ColumnSchema("Jet_pt", ElementType.Float64, Dimension.Variable)));
    }

    [Test]
    public void A_slice_copies_no_values()
    {
        using Column<float> column = Column.Create("x", 1f, 2f, 3f);
        using Column<float> slice = (Column<float>)column.Slice(1, 2);

        Assert.That(slice.Values.Overlaps(column.Values, out int at) && at == -1, Is.True);
    }

    [Test]
    public void Text_is_read_as_it_was_given_and_numbers_are_no_text()
    {
        using Column text = Column.CreateText("t", "μμ", "", "x"), number = Column.Create("n", 1);

        Assert.That(new[] { text.GetText(0), text.GetText(1), text.GetText(2) }, Is.EqualTo(new[] { "μμ", "", "x" }));
        Assert.That(() => number.GetText(0),
            Throws.InstanceOf<PipelineException>().With.Message.EqualTo("Column 'n' holds int32, not text."));
    }

    [Test]
    public void A_schema_resolves_names_and_globs_literally_but_for_two_characters()
    {
        Schema schema = new(((string[])["a", "a\\b", "p[0]", "px", "py", "p*"]).Select(n => new ColumnSchema(n, ElementType.Int32)));

        Assert.That(Names("p?"), Is.EqualTo(new[] { "px", "py", "p*" }));
        Assert.That(Names("p*"), Is.EqualTo(new[] { "p*" }), "a column of exactly that name comes first");
        Assert.That(Names("*\\*", "a", "p[*"), Is.EqualTo(new[] { "a\\b", "a", "p[0]" }));
        Assert.That(() => Names("P*y"), Throws.InstanceOf<PipelineException>(), "capitals matter");

        string[] Names(params string[] patterns) => [.. schema.SelectColumns(patterns).Select(c => c.Name)];
    }

    [Test]
    public void A_schema_takes_regular_expressions_and_predicates()
    {
        Schema schema = new(
            [.. ((string[])["px", "py", "pz", "Muon/pt", "/p/"]).Select(n => new ColumnSchema(n, ElementType.Int32)),
             new ColumnSchema("list", ElementType.Float32, Dimension.Variable)]);

        Assert.That(Names(schema.SelectColumns(["/^p[xy]$/", "px"])), Is.EqualTo("px py"));
        Assert.That(Names(schema.SelectColumns(["/MUON.p/i"])), Is.EqualTo("Muon/pt"));
        Assert.That(Names(schema.SelectColumns(["/n/p/"])), Is.EqualTo("Muon/pt"), "a slash within is its own");
        Assert.That(Names(schema.SelectColumns(["/p/"])), Is.EqualTo("/p/"), "a column of exactly that name comes first");
        Assert.That(Names(schema.Matching(new System.Text.RegularExpressions.Regex("(?<=p)[yz]"))), Is.EqualTo("py pz"));
        Assert.That(Names(schema.SelectColumns(c => c.Depth == 1 && c.Type == ElementType.Float32)), Is.EqualTo("list"));
        Assert.That(() => schema.SelectColumns(["/q/"]),
            Throws.InstanceOf<PipelineException>().With.Message.StartsWith("No column fits '/q/'."));
        Assert.That(() => schema.SelectColumns(["/[/"]),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("no regular expression"));
        Assert.That(() => schema.SelectColumns(["/(?<=p)[yz]/"]),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("looks around or back"));

        static string Names(IEnumerable<ColumnSchema> columns) => string.Join(' ', columns.Select(c => c.Name));
    }

    [Test]
    public void What_an_entry_has_is_text_for_people()
    {
        using Column jets = Column.CreateJagged<float>("Jet_pt", [41.23456789f, 30, 20, 10], []),
            flags = Column.Create("flag", true, false),
            text = Column.CreateText("t", "μμ", ""), big = Column.Create("n", ulong.MaxValue);

        Assert.That((jets.ToText(0), jets.ToText(0, 2), jets.ToText(0, 0), jets.ToText(1)),
            Is.EqualTo(("[41.2346, 30, 20, 10]", "[41.2346, 30, … 2 more]", "[… 4 more]", "[]")));
        Assert.That((flags.ToText(1), text.ToText(0), big.ToText(0)), Is.EqualTo(("false", "μμ", "18446744073709551615")));
        Assert.That(() => jets.ToText(2), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => jets.ToText(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
