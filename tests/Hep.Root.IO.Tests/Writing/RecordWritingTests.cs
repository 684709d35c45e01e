using Hep.Jagged;
using Hep.Root.IO.Tests.Typed;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>Records that are written come back as records and as columns, in both formats.</summary>
public sealed class RecordWritingTests
{
    [TestCase(TreeFormat.TTree, 1)]
    [TestCase(TreeFormat.TTree, 3)]
    [TestCase(TreeFormat.RNTuple, 3)]
    public async Task Every_form_of_member_comes_back(TreeFormat format, int threads)
    {
        string path = Path.Combine(TestData.NewFolder(), "records.root");
        EveryForm[] written = [.. Enumerable.Range(0, 9_000).Select(Made)];

        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
        {
            long entries = await output.WriteTreeAsync("Events", written, new() { Format = format, Threads = threads });
            await output.CompleteAsync();
            Assert.That(entries, Is.EqualTo(9_000));
        }

        await using RootTree tree = await RootTree.OpenAsync($"{path}:Events");
        int at = 0;
        await foreach (EveryForm found in tree.ReadAsync<EveryForm>(new() { BatchSize = 777 })) AssertSame(found, written[at++]);
        Assert.That(at, Is.EqualTo(9_000));
        Assert.That(tree.Columns.Where(c => c.Name[0] != 'n').Select(c => c.Schema!.ToString()), Is.EquivalentTo(
            (string[])["Flat: int32", "List: float32[*]", "Memory: int16[*]", "Nested: float64[*][*]", "Text: string", "Texts: string[*]",
                "Maybe: bool"]));
    }

    [TestCase(TreeFormat.TTree)]
    [TestCase(TreeFormat.RNTuple)]
    public async Task Records_are_written_as_batches_of_the_same_columns(TreeFormat format)
    {
        string path = Path.Combine(TestData.NewFolder(), "copy.root");
        await using RootTree tree = await RootTree.OpenAsync($"{TestData.Sample("signal.root")}:Events");

        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
        {
            await output.WriteTreeAsync("Events", tree.ReadAsync<CountedMuons>(), new() { Format = format });
            await output.CompleteAsync();
        }

        using EntryBatch found = await WrittenTree.ReadAsync(path);
        await foreach (EntryBatch expected in tree.ReadBatchesAsync(["nMuon", "Muon_pt", "Muon_charge"], new() { BatchSize = 10_000 }))
            using (expected) WrittenTree.AssertSame(found, expected);
        Assert.That(found.Columns.Select(c => c.Name), Is.EqualTo((string[])["nMuon", "Muon_pt", "Muon_charge"]));
        Assert.That(found["Muon_pt"].Schema.Counter, Is.EqualTo(format == TreeFormat.TTree ? "nMuon" : null));
    }

    [TestCase(TreeFormat.TTree)]
    [TestCase(TreeFormat.RNTuple)]
    public async Task What_LINQ_leaves_of_records_is_written(TreeFormat format)
    {
        string path = Path.Combine(TestData.NewFolder(), "linq.root");
        await using RootTree tree = await RootTree.OpenAsync($"{TestData.Sample("signal.root")}:Events");
        IAsyncEnumerable<MuonEvent> selected = tree.ReadAsync<MuonEvent>().Where(e => e.Muon_pt.Length >= 2)
            .Select(e => e with { JetPt = [.. e.JetPt.Where(pt => pt > 40)] });

        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
        {
            await output.WriteTreeAsync("skims/Events", selected, new() { Format = format });
            await output.CompleteAsync();
        }

        List<MuonEvent> expected = await selected.ToListAsync();
        await using RootTree skim = await RootTree.OpenAsync($"{path}:skims/Events");
        List<MuonEvent> found = await skim.ReadAsync<MuonEvent>().ToListAsync();
        Assert.That(found, Has.Count.EqualTo(expected.Count).And.Count.GreaterThan(100));
        foreach ((MuonEvent one, MuonEvent other) in found.Zip(expected))
        {
            Assert.That(one.MET_pt, Is.EqualTo(other.MET_pt));
            Assert.That(one.Muon_pt.Span.SequenceEqual(other.Muon_pt.Span), Is.True);
            Assert.That(one.JetPt, Is.EqualTo(other.JetPt));
        }
    }

    [Test]
    public async Task Trees_are_filled_beside_each_other_and_take_copies()
    {
        string path = Path.Combine(TestData.NewFolder(), "two.root");
        float[] reused = [0];

        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
        {
            await using RootRecordWriter<Hit> hits = await output.CreateTreeAsync<Hit>("hits");
            await using RootRecordWriter<Selected> events = await output.CreateTreeAsync<Selected>("events");
            for (int i = 0; i < 10_000; i++)
            {
                reused[0] = i;
                await events.WriteAsync(new Selected(i, reused));
                if (i % 3 == 0) await hits.WriteAsync(new Hit { Channel = (short)i });
            }
            await hits.CompleteAsync();
            await events.CompleteAsync();
            Assert.That((hits.EntryCount, events.EntryCount, hits.IsComplete), Is.EqualTo((3334L, 10_000L, true)));
            await output.CompleteAsync();
        }

        using EntryBatch found = await WrittenTree.ReadAsync(path, "events"), channels = await WrittenTree.ReadAsync(path, "hits");
        Assert.That(found.Get<float>("Muon_pt").Values.ToArray(), Is.EqualTo(Enumerable.Range(0, 10_000).Select(i => (float)i)));
        Assert.That(channels.Get<short>("channel").Values.ToArray(), Is.EqualTo(Enumerable.Range(0, 3334).Select(i => (short)(3 * i))));
    }

    [TestCase(TreeFormat.TTree)]
    [TestCase(TreeFormat.RNTuple)]
    public async Task Tree_of_no_records_has_all_columns(TreeFormat format)
    {
        string path = Path.Combine(TestData.NewFolder(), "none.root");
        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
        {
            await output.WriteTreeAsync<Patient>("Events", [], new() { Format = format });
            await output.CompleteAsync();
        }

        await using RootTree tree = await RootTree.OpenAsync($"{path}:Events");

        Assert.That((tree.EntryCount, tree.Columns.Count(c => c.Name[0] != 'n')), Is.EqualTo((0L, 8)));
    }

    [Test]
    public async Task Members_that_all_records_lack_are_no_columns()
    {
        string path = Path.Combine(TestData.NewFolder(), "optional.root");
        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
        {
            await output.WriteTreeAsync("Events", (Patient[])[new(1, Text: "a"), new(2, Iso: 3, Text: "")]);
            await output.CompleteAsync();
        }

        await using RootTree tree = await RootTree.OpenAsync($"{path}:Events");
        List<Patient> found = await tree.ReadAsync<Patient>().ToListAsync();

        Assert.That(tree.Columns.Select(c => c.Name), Has.None.EqualTo("Weight").And.None.EqualTo("List"));
        Assert.That(found.Select(p => (p.Flat, p.Iso, p.Weight, p.List, p.Text)),
            Is.EqualTo(((int, float, float?, float[]?, string?)[])[(1, -1, null, null, "a"), (2, 3, null, null, "")]));
    }

    [Test]
    public async Task Schema_chooses_among_the_members()
    {
        string path = Path.Combine(TestData.NewFolder(), "chosen.root");
        Schema schema = new([new ColumnSchema("JetCount", ElementType.Int32)]);
        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
        {
            await output.WriteTreeAsync("Events", (Counted[])[new(7, [])], new() { Schema = schema });
            await output.CompleteAsync();
        }

        using EntryBatch found = await WrittenTree.ReadAsync(path);

        Assert.That(found.Columns.Select(c => c.Name), Is.EqualTo((string[])["JetCount"]));
    }

    [TestCase(null, "nMuon")]
    [TestCase("n", "n")]
    public async Task Schema_leaves_lists_the_counter_of_the_record_unless_it_names_one(string? named, string expected)
    {
        string path = Path.Combine(TestData.NewFolder(), "chosen.root");
        Schema schema = new(
        [
            new ColumnSchema("Muon_pt", ElementType.Float32, Dimension.Variable) { Counter = named },
            new ColumnSchema("Muon_charge", ElementType.Int32, Dimension.Variable) { Counter = named },
        ]);
        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
        {
            await output.WriteTreeAsync("Events", (CountedMuons[])[new(1, [2], [3])], new() { Schema = schema });
            await output.CompleteAsync();
        }

        using EntryBatch found = await WrittenTree.ReadAsync(path);

        Assert.That(found.Schema.Select(c => c.Counter).OfType<string>(), Is.EqualTo((string[])[expected, expected]));
    }

    [TestCase("Jet_pt", "nJet")]
    [TestCase("Jet_sub_pt", "nJet_sub")]
    [TestCase("Jet_sub.pt", "nJet_sub")]
    [TestCase("Jets_pt", null)]
    public void Longest_collection_of_the_options_counts_a_list(string column, string? counter) =>
        Assert.That(new TreeWriteOptions { Collections = ["Jet", "Jet_sub"] }.CounterOf(new ColumnSchema(column, ElementType.Int32)),
            Is.EqualTo(counter));

    [TestCase(1_000_000, 2)]
    [TestCase(100, 4096)]
    public void Batches_end_with_their_entries_or_with_the_bytes_of_their_lists(int length, int entries)
    {
        using EntryDraft draft = new([RecordMember.List<float>("x"), RecordMember.Value<int>("n")]);
        (ListDraft<float> lists, ValueDraft<int> values) = (draft.Columns.Lists<float>(0), draft.Columns.Values<int>(1));
        int count = 1;
        float[] list = new float[length];

        for (Add(); !draft.EndEntry(); count++) Add();

        using EntryBatch batch = draft.Take();
        Assert.That((count, batch.EntryCount, draft.EntryCount), Is.EqualTo((entries, entries, (long)entries)));

        void Add()
        {
            lists.Add(list);
            values.Add(count);
        }
    }

    [TestCase("Jet_pt", "nJet")]
    [TestCase("Jet.pt", "nJet")]
    [TestCase("Jet_sub_pt", "nJet_sub")]
    [TestCase("Jets_pt", null)]
    [TestCase("Jet", null)]
    [TestCase("Weight_pt", null)]
    [TestCase("Maybe_pt", null)]
    [TestCase("Short_pt", null)]
    public void Lists_are_counted_by_the_integer_that_is_called_after_their_collection(string list, string? counter)
    {
        Schema schema = RecordSchema.Of(
        [
            RecordMember.List<float>(list), RecordMember.Value<uint>("nJet"), RecordMember.Value<long>("nJet_sub"),
            RecordMember.Value<byte>("nShort"), RecordMember.Value<float>("nWeight"),
            RecordMember.Value<int>("nMaybe") with { IsOptional = true },
        ]);

        Assert.That(schema[0].Counter, Is.EqualTo(counter));
    }

    private static EveryForm Made(int i) => new(i, [.. Enumerable.Range(0, i % 4).Select(k => i + k / 8f)],
        new short[] { 1, (short)i, 3 }.AsMemory(0, i % 3), [.. Enumerable.Range(0, i % 3).Select(k => new double[(i + k) % 4])],
        i % 5 == 0 ? "" : $"τ{i}", [.. Enumerable.Range(0, i % 3).Select(k => new string('x', k * i % 7))], i % 2 == 0);

    private static void AssertSame(EveryForm found, EveryForm expected)
    {
        Assert.That((found.Flat, found.Text, found.Maybe), Is.EqualTo((expected.Flat, expected.Text, expected.Maybe)));
        Assert.That(found.List, Is.EqualTo(expected.List));
        Assert.That(found.Memory.Span.SequenceEqual(expected.Memory.Span), Is.True);
        Assert.That(found.Nested, Is.EqualTo(expected.Nested));
        Assert.That(found.Texts, Is.EqualTo(expected.Texts));
    }
}

[RootRecord]
internal sealed partial record CountedMuons(int nMuon, float[] Muon_pt, int[] Muon_charge);

/// <summary>A plain class, with a column of another name.</summary>
[RootRecord]
internal sealed partial class Hit
{
    [RootColumn("channel")]
    public short Channel { get; set; }
}

[RootRecord]
internal readonly partial record struct Counted(int JetCount, float[] Jets);
