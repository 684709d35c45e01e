using Hep.Jagged;
using Hep.Root.IO.Tests.Merging;
using Hep.Root.IO.Tests.Writing;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Comparing;

/// <summary>What two files differ in, object by object, column by column.</summary>
public sealed class RootComparisonTests
{
    [Test]
    public async Task Copies_in_either_format_cut_elsewhere_are_the_same([Values] TreeFormat format, [Values(1, 2)] int threads)
    {
        string sample = TestData.Sample("signal.root"), copy = await WrittenTree.CopyAsync(sample, format);

        // Batches of both files end at different entries where memory is short.
        RootComparison comparison = new(new(sample, null), new(copy, null), new() { Threads = threads, MemoryBudget = 3 << 20 });
        List<RootDifference> differences = await ToListAsync(comparison);

        Assert.That(differences, Is.Empty);
        Assert.That((comparison.ObjectCount, comparison.ColumnCount), Is.EqualTo((1, 56)));
    }

    [Test]
    public async Task Every_form_of_column_is_the_same_as_itself_with_NaN_and_infinity()
    {
        string folder = TestData.NewFolder(), a = Path.Combine(folder, "a.root"), b = Path.Combine(folder, "b.root"),
            n = Path.Combine(folder, "n.root");
        using EntryBatch batch = WrittenEvents.AllForms(900);
        await WrittenTree.WriteAsync(a, [batch]);
        await WrittenTree.WriteAsync(b, [batch], tree: new() { ClusterBytes = 5_000 });
        await WrittenTree.WriteAsync(n, [batch], tree: new() { Format = TreeFormat.RNTuple });

        Assert.That(await CompareAsync(a, b), Is.Empty);
        Assert.That(await CompareAsync(a, n), Is.Empty, "counters belong to TTrees");
        Assert.That(await CompareAsync(n, a), Is.Empty, "counters belong to TTrees");
    }

    [Test]
    public async Task The_first_entry_that_differs_is_told_of_each_form_with_both_values()
    {
        string folder = TestData.NewFolder();
        string a = await MergeFiles.MakeTreeAsync(folder, "a.root", Forms(0.1f, [[1], [2, 3]], [[[1], [2, 3]], [[], [4]]], ["one", "two"]));
        string b = await MergeFiles.MakeTreeAsync(
            folder, "b.root", Forms(0.2f, [[1], [2, 4]], [[[1], [2, 3]], [[], [4, 5]]], ["one", "too"]));
        string c = await MergeFiles.MakeTreeAsync(folder, "c.root", Forms(0.1f, [[1], [2]], [[[1], [2, 5]], [[], [4]]], ["one", "two"]));

        Assert.That((await CompareAsync(a, b)).Select(Show), Is.EqualTo(new[]
        {
            "x 1: 0.1 | 0.2", "shape 1[1][0]: 0.1 | 0.2", "list 1[1]: 3 | 4", "lists 1[1]: 1 element | 2 elements", "text 1: two | too",
        }));
        Assert.That((await CompareAsync(a, c)).Select(Show),
            Is.EquivalentTo(new[] { "list 1: 2 elements | 1 element", "nlist 1: 2 | 1", "lists 0[1][1]: 3 | 5" }));

        static Column[] Forms(float x, int[][] list, double[][][] lists, string[] text) =>
        [
            Column.Create("x", float.NaN, x), WrittenEvents.Fixed("shape", 2, [2, 2], i => i == 6 ? x : i),
            Column.CreateJagged("list", list), WrittenEvents.Nested("lists", lists), Column.CreateText("text", text),
        ];
    }

    [Test]
    public async Task Entries_beyond_the_first_batch_are_counted_over_the_tree()
    {
        string folder = TestData.NewFolder();
        int[] values = [.. Enumerable.Range(0, 50_000)], others = [.. values];
        others[43_210] = -1;
        others[43_211] = -2;
        string a = await MergeFiles.MakeTreeAsync(folder, "a.root", Column.Create("x", values), Column.Create("y", values));
        string b = await MergeFiles.MakeTreeAsync(folder, "b.root", Column.Create("x", others), Column.Create("y", values));

        Assert.That((await CompareAsync(a, b)).Select(Show), Is.EqualTo(new[] { "x 43210: 43210 | -1" }));
    }

    // As numpy.isclose has it: the relative part is the second one's, and infinities are near to nothing.
    [TestCase(1.0, 1.051, 0.05, 0, true)]
    [TestCase(1.051, 1.0, 0.05, 0, false)]
    [TestCase(1.05, 1.0, 0.04, 0.02, true)]
    [TestCase(0.0, 0.02, 0, 0.03, true)]
    [TestCase(0.0, 0.02, 0, 0.01, false)]
    [TestCase(-1.0, 1.0, 0.5, 1.5, true)]
    [TestCase(1.0, double.PositiveInfinity, 0.5, 1, false)]
    [TestCase(double.NaN, 1.0, 0.5, 1, false)]
    [TestCase(double.NaN, double.NaN, 0.5, 1, true)]
    public async Task Floats_within_the_tolerance_are_the_same(double first, double second, double relative, double absolute, bool isSame)
    {
        string folder = TestData.NewFolder();
        string a = await MergeFiles.MakeTreeAsync(folder, "a.root", Of(first));
        string b = await MergeFiles.MakeTreeAsync(folder, "b.root", Of(second));
        ComparisonOptions options = new() { RelativeTolerance = relative, AbsoluteTolerance = absolute };

        Assert.That((await CompareAsync(a, b, options)).Select(d => d.Column), Is.EqualTo(isSame ? [] : new[] { "x", "v" }));
        Assert.That(await CompareAsync(a, b), double.IsNaN(second) ? Is.Empty : Is.Not.Empty);

        static Column[] Of(double x) => [Column.Create("x", 7, x), Column.CreateJagged<float>("v", [[1], [(float)x, 2]])];
    }

    [Test]
    public async Task A_tolerance_is_of_the_members_of_objects_too_and_never_of_integers()
    {
        string folder = TestData.NewFolder();
        Histogram low = new(2, 0, 8) { Title = "MET" }, high = new(2, 0, 8) { Title = "MET" };
        low.FillAll([1], [2]);
        high.FillAll([1], [2.001]);
        string a = await MergeFiles.MakeAsync(folder, "a.root", output => output.WriteAsync("met", low));
        string b = await MergeFiles.MakeAsync(folder, "b.root", output => output.WriteAsync("met", high));
        string c = await MergeFiles.MakeTreeAsync(folder, "c.root", Column.Create("i", 1000, 2000), Column.Create("l", 1L, 2L));
        string d = await MergeFiles.MakeTreeAsync(folder, "d.root", Column.Create("i", 1000, 2001), Column.Create("l", 1L, 3L));
        ComparisonOptions options = new() { RelativeTolerance = 0.01, AbsoluteTolerance = 0.01 };

        Assert.That(await CompareAsync(a, b), Is.Not.Empty);
        Assert.That(await CompareAsync(a, b, options), Is.Empty);
        Assert.That((await CompareAsync(c, d, options)).Select(Show), Is.EqualTo(new[] { "i 1: 2000 | 2001", "l 1: 2 | 3" }));
    }

    [TestCase(-1)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void A_tolerance_that_is_none_is_refused(double tolerance)
    {
        RootLocation file = new("a.root", null);

        Assert.That(() => new RootComparison(file, file, new() { RelativeTolerance = tolerance }), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => new RootComparison(file, file, new() { AbsoluteTolerance = tolerance }), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public async Task Types_are_told_within_one_format_and_values_compared_across_them()
    {
        string folder = TestData.NewFolder(), n = Path.Combine(folder, "n.root");
        string a = await MergeFiles.MakeTreeAsync(folder, "a.root", Column.Create("x", 1, 2), Column.Create("y", 1L, 2L));
        string b = await MergeFiles.MakeTreeAsync(folder, "b.root", Column.Create("x", 1L, 3L), Column.Create("y", 1.0, 2.0));
        using EntryBatch batch = WrittenEvents.Batch(Column.Create("x", 1L, 2L), Column.Create("y", 1L, 2L));
        string two = await MergeFiles.MakeTreeAsync(folder, "two.root", Column.Create("x", 1, 2), Column.Create("y", 1, 2));
        await WrittenTree.WriteAsync(n, [batch], tree: new() { Format = TreeFormat.RNTuple });

        Assert.That((await CompareAsync(a, b)).Select(d => (d.Column, d.Kind, d.First, d.Second)), Is.EqualTo(new[]
        {
            ("x", DifferenceKind.Type, "int32", "int64"), ("y", DifferenceKind.Type, "int64", "float64"),
            ("x", DifferenceKind.Value, "2", "3"),
        }));
        Assert.That(await CompareAsync(two, n), Is.Empty);
    }

    [Test]
    public async Task Columns_of_one_tree_alone_and_numbers_of_entries_are_told_and_the_common_ones_compared()
    {
        string folder = TestData.NewFolder();
        string a = await MergeFiles.MakeTreeAsync(folder, "a.root", Column.Create("x", 1, 2, 3), Column.Create("mine", 1, 2, 3));
        string b = await MergeFiles.MakeTreeAsync(folder, "b.root", Column.Create("x", 1, 5), Column.Create("yours", 1, 2));

        Assert.That((await CompareAsync(a, b)).Select(d => (d.Column, d.Kind, d.First, d.Second)), Is.EqualTo(new[]
        {
            (null, DifferenceKind.EntryCount, "3", "2"), ("mine", DifferenceKind.OnlyInFirst, "int", ""),
            ("yours", DifferenceKind.OnlyInSecond, "", "int"), ("x", DifferenceKind.Value, "2", "5"),
        }));
    }

    [Test]
    public async Task Objects_are_compared_by_members_and_the_newest_cycle_counts()
    {
        string folder = TestData.NewFolder();
        Histogram met = new(4, 0, 8) { Title = "MET" }, other = new(4, 0, 8) { Title = "Missing" };
        met.FillAll([1, 3]);
        other.FillAll([1, 5]);
        string a = await MergeFiles.MakeAsync(folder, "a.root", async output =>
        {
            await output.WriteAsync("d/met", met);
            await output.WriteAsync("d/note", "old");
            await output.WriteAsync("d/note", "new");
            await output.WriteAsync("mine", "x");
        });
        string b = await MergeFiles.MakeAsync(folder, "b.root", async output =>
        {
            await output.WriteAsync("d/met", other);
            await output.WriteAsync("d/note", "new");
            await output.WriteAsync("yours", met);
        });

        List<RootDifference> differences = await CompareAsync(a, b);

        Assert.That(
            differences.Where(d => d.Place is "" or "fTitle" or "fArray[2]").Select(d => (d.Path, d.Kind, d.Place, d.First, d.Second)),
            Is.EqualTo(new[]
            {
                ("d/met", DifferenceKind.Value, "fTitle", "MET", "Missing"), ("d/met", DifferenceKind.Value, "fArray[2]", "1", "0"),
                ("mine", DifferenceKind.OnlyInFirst, "", "TObjString", ""), ("yours", DifferenceKind.OnlyInSecond, "", "", "TH1D"),
            }));
        Assert.That(await CompareAsync(a, a), Is.Empty);
    }

    [Test]
    public async Task Objects_of_two_names_are_compared_and_patterns_choose_objects_and_columns()
    {
        string folder = TestData.NewFolder();
        string a = await MergeFiles.MakeAsync(folder, "a.root", async output =>
        {
            await output.WriteAsync("old/note", "x");
            await output.WriteAsync("new/note", "y");
            await output.WriteTreeAsync("Events", WrittenEvents.Stream(WrittenEvents.Batch(Column.Create("x", 1), Column.Create("y", 2))));
            await output.WriteTreeAsync("Again", WrittenEvents.Stream(WrittenEvents.Batch(Column.Create("x", 1), Column.Create("y", 3))));
        });

        Assert.That((await CompareAsync($"{a}:old", $"{a}:new")).Select(d => (d.Path, d.First, d.Second)),
            Is.EqualTo(new[] { ("old/note", "x", "y") }));
        Assert.That((await CompareAsync($"{a}:Events", $"{a}:Again")).Select(Show), Is.EqualTo(new[] { "y 0: 2 | 3" }));
        Assert.That(await CompareAsync($"{a}:Events", $"{a}:Again", new() { Columns = ["x"] }), Is.Empty);
        RootComparison some = new(new(a, null), new(a, null), new() { Objects = ["new*"] });
        Assert.That(await ToListAsync(some), Is.Empty);
        Assert.That(some.ObjectCount, Is.EqualTo(2));
    }

    [Test]
    public async Task Kinds_that_cannot_be_held_against_each_other_are_told_by_their_classes()
    {
        string folder = TestData.NewFolder();
        string a = await MergeFiles.MakeTreeAsync(folder, "a.root", Column.Create("x", 1));
        string b = await MergeFiles.MakeAsync(folder, "b.root", output => output.WriteAsync("Events", "a text"));

        Assert.That((await CompareAsync(a, b)).Select(d => (d.Path, d.Kind, d.First, d.Second)),
            Is.EqualTo(new[] { ("Events", DifferenceKind.Class, "TTree", "TObjString") }));
    }

    [Test]
    public async Task Columns_that_cannot_be_read_are_never_the_same()
    {
        string file = TestData.Reference("corpus", "files", "uproot-issue-tbranch-of-th2.root");
        await using RootTree tree = await RootTree.OpenAsync(file);
        string[] unreadable = [.. tree.Columns.Where(c => c.WhyUnreadable is not null).Select(c => c.Name)];

        List<RootDifference> differences = await CompareAsync(file, file);

        Assert.That(unreadable, Is.Not.Empty);
        Assert.That(differences.Select(d => (d.Column, d.Kind)), Is.EqualTo(unreadable.Select(n => (n, DifferenceKind.NotCompared))));
    }

    [Test]
    public async Task A_column_that_cannot_be_decoded_is_told_and_the_others_are_compared()
    {
        string folder = TestData.NewFolder();
        string a = await MergeFiles.MakeTreeAsync(folder, "a.root", Four(1)), b = await MergeFiles.MakeTreeAsync(folder, "b.root", Four(2));
        await MergeFiles.DamageAsync(b, "TBasket", "y");

        List<RootDifference> differences = await CompareAsync(a, b);
        List<RootDifference> reversed = await CompareAsync(b, a);

        Assert.That(differences.Select(d => (d.Column, d.Kind)), Is.EquivalentTo(new[]
        {
            ("w", DifferenceKind.Value), ("x", DifferenceKind.Value), ("y", DifferenceKind.NotCompared), ("z", DifferenceKind.Value),
        }));
        RootDifference lost = differences.Single(d => d.Column == "y");
        Assert.That((lost.First, lost.Second.Contains("b.root")), Is.EqualTo(("", true)));
        Assert.That(reversed.Single(d => d.Column == "y").First, Is.EqualTo(lost.Second));

        static Column[] Four(int value) =>
            [Column.Create("w", 0, value), Column.Create("x", 0, value), Column.Create("y", 0, value), Column.Create("z", 0, value)];
    }

    [Test]
    public async Task An_object_that_cannot_be_decoded_is_told_and_the_others_are_compared()
    {
        string folder = TestData.NewFolder();
        Func<RootFileWriter, string, Task> write = async (output, text) =>
        {
            await output.WriteAsync("bad", "the same");
            await output.WriteTreeAsync("lost", WrittenEvents.Stream(WrittenEvents.Batch(Column.Create("x", 1))));
            await output.WriteAsync("note", text);
        };
        string a = await MergeFiles.MakeAsync(folder, "a.root", output => write(output, "one"));
        string b = await MergeFiles.MakeAsync(folder, "b.root", output => write(output, "two"));
        await MergeFiles.DamageAsync(b, "TObjString", "bad");
        await MergeFiles.DamageAsync(b, "TTree", "lost");

        List<RootDifference> differences = await CompareAsync(a, b);

        Assert.That(differences.Select(d => (d.Path, d.Kind)), Is.EquivalentTo(new[]
        {
            ("bad", DifferenceKind.NotCompared), ("lost", DifferenceKind.NotCompared), ("note", DifferenceKind.Value),
        }));
        Assert.That(differences[0].Second, Does.Contain("b.root").And.Contain("'bad'"));
    }

    [Test]
    public async Task Cycles_that_are_named_are_compared_and_other_directories_not_read()
    {
        string folder = TestData.NewFolder();
        string a = await MergeFiles.MakeAsync(folder, "a.root", async output =>
        {
            await output.WriteAsync("d/note", "one");
            await output.WriteAsync("d/note", "two");
            await output.WriteTreeAsync("d/t", WrittenEvents.Stream(WrittenEvents.Batch(Column.Create("x", 1))));
            await output.WriteTreeAsync("d/t", WrittenEvents.Stream(WrittenEvents.Batch(Column.Create("x", 2))));
            await output.CreateDirectoryAsync("other", "other");
        });
        byte[] bytes = await File.ReadAllBytesAsync(a);
        bytes.AsSpan(bytes.AsSpan().IndexOf("\u0005other\u0005other"u8) + 12, 30).Fill(0xff);
        await File.WriteAllBytesAsync(a, bytes);

        Assert.That((await CompareAsync($"{a}:d/note;1", $"{a}:d/note;2")).Select(d => (d.Path, d.First, d.Second)),
            Is.EqualTo(new[] { ("d/note", "one", "two") }));
        Assert.That((await CompareAsync($"{a}:d/t;1", $"{a}:d/t;2")).Select(Show), Is.EqualTo(new[] { "x 0: 1 | 2" }));
        Assert.That(await CompareAsync($"{a}:d", $"{a}:d"), Is.Empty);
        Assert.That(() => CompareAsync(a, a), Throws.InstanceOf<RootException>(), "the other directory is damaged");
    }

    private static string Show(RootDifference d) => $"{d.Column} {d.Entry}{d.Place}: {d.First} | {d.Second}";

    private static Task<List<RootDifference>> CompareAsync(string first, string second, ComparisonOptions? options = null) =>
        ToListAsync(new RootComparison(RootLocation.Parse(first), RootLocation.Parse(second), options));

    private static async Task<List<RootDifference>> ToListAsync(RootComparison comparison)
    {
        List<RootDifference> all = [];
        await foreach (RootDifference difference in comparison.CompareAsync()) all.Add(difference);
        return all;
    }
}
