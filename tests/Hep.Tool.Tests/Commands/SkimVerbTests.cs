using System.Text.RegularExpressions;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Testing;
using Hep.Tool.Skims;

namespace Hep.Tool.Tests.Commands;

/// <summary><c>hep skim</c>, from files to files, read back.</summary>
public sealed partial class SkimVerbTests
{
    private static readonly string Signal = TestData.Sample("signal.root"), Background = TestData.Sample("background.root");

    [TestCase("--compression lz4:4")]
    [TestCase("--compression none")]
    [TestCase("")]
    public async Task A_skim_of_everything_has_every_value_of_every_column(string options)
    {
        string folder = TestData.NewFolder();

        ToolRun run = (await ToolRun.OfAsync($"skim {Signal} -o s.root {options}", folder)).Succeeded();

        Assert.That(run.Output, Is.EqualTo("s.root: 8,000 entries in, 8,000 out, 56 columns\n"));
        Assert.That(await ColumnDigestsAsync(Path.Combine(folder, "s.root")), Is.EqualTo(await ColumnDigestsAsync(Signal)));
    }

    [TestCase("nano_zstd.root", "lz4:4")]
    [TestCase("nano_lz4.root", "zlib:1")]
    [TestCase("nanort_zstd.root", "zstd:5")]
    public async Task A_skim_of_a_large_file_has_every_value_of_every_column(string name, string compression)
    {
        string folder = TestData.NewFolder(), file = TestData.Reference("bench", name);

        (await ToolRun.OfAsync($"skim {file} -o s.root --compression {compression}", folder)).Succeeded();

        Assert.That(await ColumnDigestsAsync(Path.Combine(folder, "s.root")), Is.EqualTo(await ColumnDigestsAsync(file)));
    }

    [TestCase("2000:12000", 2000, 12000)]
    [TestCase("-3000:", 13000, 16000)]
    [TestCase(":-15000", 0, 1000)]
    [TestCase(":99999", 0, 16000)]
    [TestCase("10:5", 10, 10)]
    public async Task Entries_are_counted_over_all_files_and_before_the_cut(string range, int first, int end)
    {
        string folder = TestData.NewFolder();

        ToolRun run = (await ToolRun.OfAsync(
            ["skim", Signal, Background, "-o", "s.root", "--entries", range, "--where", "nJet >= 2 && MET_pt > 30"], folder)).Succeeded();

        (int entry, List<(ulong, float)> expected) = (0, []);
        foreach (string file in new[] { Signal, Background })
            await foreach (EntryBatch batch in ReadAsync(file, "event", "MET_pt", "nJet"))
                for (int i = 0; i < batch.EntryCount; i++, entry++)
                    if (entry >= first && entry < end && batch.Get<int>("nJet").Values[i] >= 2 && batch.Get<float>("MET_pt").Values[i] > 30)
                        expected.Add((batch.Get<ulong>("event").Values[i], batch.Get<float>("MET_pt").Values[i]));
        List<(ulong, float)> found = [];
        await foreach (EntryBatch batch in ReadAsync(Path.Combine(folder, "s.root"), "event", "MET_pt"))
            for (int i = 0; i < batch.EntryCount; i++)
                found.Add((batch.Get<ulong>("event").Values[i], batch.Get<float>("MET_pt").Values[i]));
        Assert.That(found, Is.EqualTo(expected));
        Assert.That(run.Output, Is.EqualTo(FormattableString.Invariant(
            $"s.root: {end - first:N0} entries in, {expected.Count:N0} out, 56 columns\n")));
    }

    [Test]
    public async Task Lists_bring_their_counter_of_its_type_and_the_tree_keeps_name_title_and_order()
    {
        string folder = TestData.NewFolder();

        (await ToolRun.OfAsync($"skim {Signal} -o s.root --columns MET_pt,Jet_p*,Muon_eta", folder)).Succeeded();

        await using RootTree skim = await RootTree.OpenAsync(Path.Combine(folder, "s.root")), all = await RootTree.OpenAsync(Signal);
        string[] names = ["MET_pt", "nJet", "Jet_pt", "Jet_phi", "Jet_puId", "nMuon", "Muon_eta"];
        Assert.That(skim.Schema, Is.EqualTo(new Schema(names.Select(n => all.Schema[n]))));
        Assert.That((skim.Path, skim.Title), Is.EqualTo((all.Path, all.Title)));
    }

    [TestCase("x=MET_pt / 2", ElementType.Float32)]
    [TestCase("x=Jet_pt / sum(Jet_pt)", ElementType.Float32)]
    [TestCase("x=if(HLT_IsoMu24, MET_pt, 0)", ElementType.Float32)]
    [TestCase("x=MET_pt / nJet", ElementType.Float64)]
    [TestCase("x=1.5", ElementType.Float64)]
    [TestCase("x=MET_pt > 20", ElementType.Bool)]
    [TestCase("x=count(Jet_pt)", ElementType.Int64)]
    [TestCase("x=event", ElementType.UInt64)]
    public async Task A_defined_column_is_written_as_float32_where_nothing_in_it_was_more_exact(string definition, ElementType type)
    {
        string folder = TestData.NewFolder();

        (await ToolRun.OfAsync(["skim", Signal, "-o", "s.root", "--columns", "MET_pt", "--define", definition], folder)).Succeeded();

        await using RootTree skim = await RootTree.OpenAsync(Path.Combine(folder, "s.root"));
        Assert.That(skim.Schema["x"].Type, Is.EqualTo(type));
    }

    [Test]
    public async Task Definitions_use_those_before_them_and_the_cut_uses_them_in_full_precision()
    {
        string folder = TestData.NewFolder();

        (await ToolRun.OfAsync(["skim", Signal, "-o", "s.root", "--columns", "MET_pt", "--define", "third=MET_pt / 3",
            "--define", "frac=Jet_pt * third", "--where", "third > 10 && third - MET_pt / 3 == 0"], folder)).Succeeded();

        List<(float Met, float[] Jets)> expected = [];
        await foreach (EntryBatch batch in ReadAsync(Signal, "MET_pt", "Jet_pt"))
            for (int i = 0; i < batch.EntryCount; i++)
                if (batch.Get<float>("MET_pt").Values[i] is var met && met / 3.0 > 10)
                    expected.Add((met, [.. batch.Get<float>("Jet_pt")[i].ToArray().Select(pt => (float)(pt * (met / 3.0)))]));
        List<(float Met, float[] Jets)> found = [];
        await foreach (EntryBatch batch in ReadAsync(Path.Combine(folder, "s.root")))
            for (int i = 0; i < batch.EntryCount; i++)
            {
                Assert.That(batch.Get<float>("third").Values[i], Is.EqualTo((float)(batch.Get<float>("MET_pt").Values[i] / 3.0)));
                found.Add((batch.Get<float>("MET_pt").Values[i], batch.Get<float>("frac")[i].ToArray()));
            }
        Assert.That(expected, Has.Count.GreaterThan(100));
        Assert.That(found.Select(f => f.Met), Is.EqualTo(expected.Select(e => e.Met)));
        Assert.That(found.SelectMany(f => f.Jets), Is.EqualTo(expected.SelectMany(e => e.Jets)));
    }

    [Test]
    public async Task Baskets_in_which_no_entry_passes_are_not_read()
    {
        string folder = TestData.NewFolder(), damaged = Path.Combine(folder, "damaged.root");
        byte[] bytes = await File.ReadAllBytesAsync(Signal);
        ReadOnlySpan<byte> keyEnd = "\u0007TBasket\u0006Jet_pt\u0006Events"u8;
        int baskets = 0;
        for (int at = bytes.AsSpan().IndexOf(keyEnd); at >= 0 && bytes.AsSpan(at + 1).IndexOf(keyEnd) is var next; baskets++)
        {
            bytes.AsSpan(at + keyEnd.Length, 200).Clear();
            at = next < 0 ? next : at + 1 + next;
        }
        await File.WriteAllBytesAsync(damaged, bytes);

        ToolRun none = await ToolRun.OfAsync(["skim", damaged, "-o", "none.root", "--where", "MET_pt < -1"], folder);
        ToolRun some = await ToolRun.OfAsync(["skim", damaged, "-o", "some.root", "--where", "MET_pt > 20"], folder);

        Assert.That(baskets, Is.Positive);
        Assert.That((none.ExitCode, none.Output), Is.EqualTo((0, "none.root: 8,000 entries in, 0 out, 56 columns\n")), none.Error);
        Assert.That(some.ExitCode, Is.EqualTo(1));
        Assert.That(some.Error, Does.Contain("Jet_pt"));
        Assert.That(Directory.GetFiles(folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { "damaged.root", "none.root" }));
    }

    [Test]
    public async Task The_format_is_that_of_the_first_file_unless_another_is_asked_for()
    {
        string folder = TestData.NewFolder();

        (await ToolRun.OfAsync($"skim {Signal} -o n.root --format rntuple", folder)).Succeeded();
        (await ToolRun.OfAsync("skim n.root -o again.root", folder)).Succeeded();
        (await ToolRun.OfAsync("skim again.root -o t.root --format ttree", folder)).Succeeded();

        List<string> classes = [];
        foreach (string name in new[] { "n.root", "again.root", "t.root" })
        {
            await using RootTree tree = await RootTree.OpenAsync(Path.Combine(folder, name));
            classes.Add(tree.ClassName);
            Assert.That(await ColumnDigestsAsync(Path.Combine(folder, name)), Is.EquivalentTo(await ColumnDigestsAsync(Signal)), name);
        }
        Assert.That(classes, Is.EqualTo(new[] { "ROOT::RNTuple", "ROOT::RNTuple", "TTree" }));
    }

    [TestCase("uproot-HZZ.root")]
    [TestCase("leaves.root")]
    [TestCase("rvec.root")]
    [TestCase("tree_with_doubly_jagged.root")]
    [TestCase("tree_with_varfix_doubly_jagged.root")]
    [TestCase("tree_with_vector_string.root")]
    [TestCase("nano_tt_v12.root")]
    public async Task A_skim_of_files_from_elsewhere_has_every_value_and_no_column_that_was_not_there(string name)
    {
        string folder = TestData.NewFolder(), file = TestData.Reference("corpus", "files", name);

        (await ToolRun.OfAsync($"skim {file} -o s.root", folder)).Succeeded();

        Assert.That(await ColumnDigestsAsync(Path.Combine(folder, "s.root")), Is.EquivalentTo(await ColumnDigestsAsync(file)));
    }

    [TestCase("stdvec-bool-fullsplit-6.10.08.root")]
    [TestCase("uproot-small-evnt-tree-fullsplit.root")]
    public async Task A_skim_of_a_split_class_has_its_members_under_the_names_of_their_branches(string name)
    {
        string folder = TestData.NewFolder(), file = TestData.Reference("corpus", "files", name);

        (await ToolRun.OfAsync($"skim {file} -o s.root", folder)).Succeeded();

        IEnumerable<string> expected = (await ColumnDigestsAsync(file)).Select(BranchName);
        Assert.That(await ColumnDigestsAsync(Path.Combine(folder, "s.root")), Is.EquivalentTo(expected).And.Not.Empty);

        static string BranchName(string digest) => MemberPath().Replace(digest, "\"column\":\"$1\"");
    }

    [Test]
    public async Task A_column_that_the_format_refuses_is_told_and_left_out_unless_it_is_chosen()
    {
        string folder = TestData.NewFolder(), file = Path.Combine(folder, "lists.root");
        using Column<int> lists = new(new ColumnSchema("pairs", ElementType.Int32, Dimension.Fixed(2), Dimension.Variable), 1,
            SharedMemory<int>.Copy([1, 2, 3]), SharedMemory<int>.Copy([0, 1, 3]));
        using (EntryBatch batch = new([lists.Share(), Column.Create("x", 5f)], EntryIdentities.Range(EntrySource.None, 0, 1)))
        await using (RootFileWriter output = await RootFileWriter.CreateAsync(file))
        {
            await using RootTreeWriter tree = await output.CreateTreeAsync("Events", new() { Format = TreeFormat.RNTuple });
            await tree.WriteAsync(batch);
            await tree.CompleteAsync();
            await output.CompleteAsync();
        }

        ToolRun all = (await ToolRun.OfAsync("skim lists.root -o all.root --format ttree", folder)).Succeeded();
        ToolRun chosen = await ToolRun.OfAsync("skim lists.root -o s.root --format ttree --columns pairs", folder);

        Assert.That((all.Output, all.Error), Is.EqualTo(("all.root: 1 entries in, 1 out, 1 columns\n",
            "hep skim: 'pairs' is left out: Column 'pairs: int32[2][*]' cannot be written to a TTree: "
            + "a list inside a fixed number of lists has no branch.\n")));
        Assert.That((chosen.ExitCode, chosen.Error.Contains("int32[2][*]", StringComparison.Ordinal)), Is.EqualTo((1, true)));
        Assert.That(File.Exists(Path.Combine(folder, "s.root")), Is.False);
    }

    [TestCase("uproot-mc10events.root", "Events", "", "Info/triggerBits", 674)]
    [TestCase("uproot-mc10events.root", "Events", "--columns Info/*", "Info/triggerBits", 43)]
    [TestCase("uproot-mc10events.root", "Events", "--columns Electron/*", "Electron/Electron.hltMatchBits", 50)]
    [TestCase("KM3NeT_00000267_00025291_JDAQEvent_JDAQSummaryslice.root", "KM3NET_EVENT", "",
        "KM3NET_EVENT/KM3NETDAQ::JDAQPreamble", 17)]
    public async Task A_column_that_cannot_be_read_and_nobody_named_is_told_and_left_out(
        string name, string tree, string words, string unread, int columns)
    {
        string folder = TestData.NewFolder(), file = $"{TestData.Reference("corpus", "files", name)}:{tree}";

        ToolRun run = (await ToolRun.OfAsync($"skim {file} -o s.root {words}", folder)).Succeeded();
        ToolRun refused = await ToolRun.OfAsync($"skim {file} -o named.root --columns {unread}", folder);

        Assert.That(run.Error, Does.Contain($"hep skim: '{unread}' is left out: it cannot be read: "));
        Assert.That(run.Output, Does.EndWith($" {columns} columns\n"));
        Assert.That((refused.ExitCode, refused.Error.Contains("cannot be written", StringComparison.Ordinal)), Is.EqualTo((1, true)));
        Assert.That(File.Exists(Path.Combine(folder, "named.root")), Is.False);
    }

    [TestCase("uproot-issue475.root", ":Event/Sim/SimHeader", "SimHeader/m_event.m_entry",
        "2 bytes are left behind the value (entry 0 of the branch, basket 0 of branch 'm_event')", "10 out, 3 columns")]
    [TestCase("roottest-io-evolution-skim.root", ":rootTree --columns Jpsi/*", "Jpsi/Jpsi.jmu1.nseg",
        "2080599 bytes expected, 0 remain. (entry 0 of the branch, basket 0 of branch 'Jpsi.jmu1')", "10 out, 26 columns")]
    public async Task A_column_whose_first_entries_show_that_it_cannot_be_read_is_told_and_left_out(
        string file, string words, string column, string why, string told)
    {
        ToolRun run = await ToolRun.OfAsync($"skim {TestData.Reference("corpus", "files", file)}{words} -o s.root", TestData.NewFolder());

        Assert.That(run.Succeeded().Error, Does.Contain($"hep skim: '{column}' is left out: it cannot be read: {why}\n"));
        Assert.That(run.Output, Does.EndWith($", {told}\n"));
    }

    // Of vectors of vectors the format is ROOT's own: what is wrong there is damage, and of entries that are wanted alone.
    [Test]
    public async Task Damage_of_an_uncompressed_column_ends_the_skim_unless_its_entry_is_spared()
    {
        string folder = TestData.NewFolder(), file = Path.Combine(folder, "lists.root");
        Column x = new Column<double>(new ColumnSchema("x", ElementType.Float64, Dimension.Variable, Dimension.Variable), 4,
            SharedMemory<double>.Copy([1, 2, 3, 777.25]), SharedMemory<int>.Copy([0, 1, 2, 3, 4]), SharedMemory<int>.Copy([0, 1, 2, 3, 4]));
        await WriteAsync(file, TreeFormat.TTree, RootCompression.None, Column.Create("k", 0, 1, 2, 3), x);
        byte[] value = BitConverter.GetBytes(777.25), bytes = await File.ReadAllBytesAsync(file);
        Array.Reverse(value);
        byte[] count = [0x7F, 0xFF, 0xFF, 0xFF];
        count.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf(value) - count.Length));
        await File.WriteAllBytesAsync(file, bytes);

        ToolRun all = await ToolRun.OfAsync("skim lists.root -o all.root", folder);
        ToolRun first = await ToolRun.OfAsync("skim lists.root -o first.root --entries :3", folder);
        ToolRun cut = await ToolRun.OfAsync("skim lists.root -o cut.root --where k!=3", folder);

        Assert.That((all.ExitCode, all.Error.Contains("--without 'x' leaves it out.", StringComparison.Ordinal)), Is.EqualTo((1, true)));
        Assert.That(first.Succeeded().Output, Does.EndWith(" 3 out, 2 columns\n"));
        Assert.That(cut.Succeeded().Output, Does.EndWith(" 3 out, 2 columns\n"));
    }

    [Test]
    public async Task Damage_of_a_compressed_column_is_told_with_what_leaves_it_out([Values] TreeFormat format)
    {
        string folder = TestData.NewFolder(), file = Path.Combine(folder, "lists.root");
        int[] lengths = [.. Enumerable.Range(0, 3000).Select(i => i % 7)];
        float[][] lists = [.. lengths.Select((n, i) => Enumerable.Range(31 * i, n).Select(j => j % 977 / 8f).ToArray())];
        await WriteAsync(file, format, RootCompression.Lz4(1), Column.Create("max", lengths), Column.CreateJagged("x", lists));
        byte[] bytes = await File.ReadAllBytesAsync(file);
        foreach (ref byte b in bytes.AsSpan(bytes.Length / 2, 8)) b ^= 0x55;
        await File.WriteAllBytesAsync(file, bytes);

        ToolRun refused = await ToolRun.OfAsync("skim lists.root -o s.root", folder);
        string pattern = Regex.Match(refused.Error, " --without '(.+)' leaves ").Groups[1].Value;
        ToolRun run = await ToolRun.OfAsync(["skim", "lists.root", "-o", "s.root", "--without", pattern], folder);

        Assert.That((refused.ExitCode, pattern), Is.EqualTo((1, "x")), refused.Error);
        int left = format == TreeFormat.TTree ? 2 : 1;      // 'max', and the counter of 'x'
        Assert.That(run.Succeeded().Output, Does.EndWith($" 3,000 out, {left} columns\n"));
    }

    // No look is had at files behind the first.
    [Test]
    public async Task A_column_that_shows_only_in_reading_that_it_cannot_be_read_is_told_with_what_leaves_it_out()
    {
        string folder = TestData.NewFolder(), file = TestData.Reference("corpus", "files", "uproot-issue475.root") + ":Event/Sim/SimHeader";

        ToolRun refused = await ToolRun.OfAsync($"skim {file} {file} -o s.root --entries 10:", folder);
        ToolRun run = await ToolRun.OfAsync($"skim {file} {file} -o s.root --entries 10: --without SimHeader/m_event.m_entry", folder);

        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Error, Does.EndWith(" --without 'SimHeader/m_event.m_entry' leaves it out.\n"));
        Assert.That(run.Succeeded().Output, Does.EndWith(", 10 out, 3 columns\n"));
    }

    [TestCase("--columns SimHeader/m_event.m_entry")]
    [TestCase("--where SimHeader/m_event.m_entry>0")]
    public async Task What_is_named_is_not_told_to_be_left_out(string named)
    {
        string file = TestData.Reference("corpus", "files", "uproot-issue475.root") + ":Event/Sim/SimHeader";

        ToolRun refused = await ToolRun.OfAsync($"skim {file} -o s.root {named}", TestData.NewFolder());

        Assert.That(refused.ExitCode, Is.Not.Zero);
        Assert.That(refused.Error, Does.Not.Contain("--without"));
    }

    [TestCase("--without *"), TestCase("--columns Electron/* --without Electron*")]
    public async Task A_skim_of_no_column_is_refused_and_leaves_what_was_there(string options)
    {
        string file = TestData.Reference("corpus", "files", "uproot-mc10events.root"), folder = TestData.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "s.root"), "before");

        ToolRun refused = await ToolRun.OfAsync($"skim {file} -o s.root --force {options}", folder);

        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Error, Does.Contain("--without leaves no column to copy."));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(folder, "s.root")), Is.EqualTo("before"));
    }

    // The number of objects of a split collection has its name, with ROOT's dot behind it, which no field can have.
    [Test]
    public void A_counter_that_cannot_be_written_does_not_come_along_with_its_lists()
    {
        SkimRequest request = new(null) { CanBeCopied = c => c.Name != "Muons." };
        Schema schema = new([new("Muons.", ElementType.Int32),
            new("Muons./Muons.fPt", ElementType.Float32, [Dimension.Variable]) { Counter = "Muons." }]);

        SkimColumns chosen = SkimColumns.Choose(schema, request, []);

        Assert.That(chosen.Read.Select(c => c.Name), Is.EqualTo(new[] { "Muons./Muons.fPt" }));
    }

    [Test]
    public async Task A_skim_without_entries_has_its_columns_and_can_be_skimmed()
    {
        string folder = TestData.NewFolder();

        (await ToolRun.OfAsync(["skim", Signal, "-o", "e.root", "--where", "MET_pt < -1"], folder)).Succeeded();
        ToolRun run = (await ToolRun.OfAsync("skim e.root -o again.root --where MET_pt>1", folder)).Succeeded();

        await using RootTree all = await RootTree.OpenAsync(Signal), empty = await RootTree.OpenAsync(Path.Combine(folder, "again.root"));
        Assert.That(run.Output, Is.EqualTo("again.root: 0 entries in, 0 out, 56 columns\n"));
        Assert.That(empty.Schema, Is.EqualTo(all.Schema));
    }

    [Test]
    public async Task A_file_that_is_there_is_replaced_only_when_told_to_even_by_a_skim_of_itself()
    {
        string folder = TestData.NewFolder(), file = Path.Combine(folder, "s.root");
        File.Copy(Signal, file);

        ToolRun refused = await ToolRun.OfAsync("skim s.root -o s.root --entries :10", folder);
        long length = new FileInfo(file).Length;
        (await ToolRun.OfAsync("skim s.root -o s.root --entries :10 --force", folder)).Succeeded();

        await using RootTree tree = await RootTree.OpenAsync(file);
        Assert.That((refused.ExitCode, refused.Error), Is.EqualTo((1, "hep: 's.root' exists: --force replaces it.\n")));
        Assert.That(length, Is.EqualTo(new FileInfo(Signal).Length));
        Assert.That(tree.EntryCount, Is.EqualTo(10));
        Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1));
    }

    [TestCase("--where Jet_pt>3", "A cut on entries needs one value an entry")]
    [TestCase("--where met>3", "No column 'met'")]
    [TestCase("--define MET_pt=2", "--define: 'MET_pt' is a stored column: a definition needs a name of its own.")]
    [TestCase("--define a=nJet+", "--define a: The expression ends where a number")]
    [TestCase("--define a=Met_pt", "--define a: No column 'Met_pt'. Nearest: Jet_pt, MET_pt.")]
    [TestCase("--define a;b=MET_pt", "'a;b' is no name for a branch")]
    [TestCase("--columns Jet_ptt", "No column 'Jet_ptt'. Nearest: Jet_pt")]
    [TestCase("--columns hep.weight", "No column 'hep.weight'")]
    [TestCase("--tree Event", "No tree 'Event'")]
    [TestCase("samples/data/histograms.root", "No tree 'Events' in")]
    [TestCase("samples/data/background.root:Events samples/data/background2.root:Runs",
        "A skim is one tree, and these are several: Events, Runs.")]
    public async Task What_cannot_be_skimmed_is_told_and_leaves_nothing(string words, string message)
    {
        string folder = TestData.NewFolder(), output = Path.Combine(folder, "s.root");

        ToolRun run = await ToolRun.OfAsync($"skim {Signal} {words} -o {output}");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.StartWith("hep: ").And.Contain(message));
        Assert.That(Directory.GetFiles(folder), Is.Empty);
    }

    [Test]
    public async Task What_is_stopped_leaves_nothing()
    {
        string folder = TestData.NewFolder();
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();

        ToolRun run = await ToolRun.OfAsync(["skim", Signal, "-o", "s.root"], folder, stop.Token);

        Assert.That(run.ExitCode, Is.EqualTo(130));
        Assert.That(Directory.GetFiles(folder), Is.Empty);
    }

    [GeneratedRegex("\"column\":\"(?:[^\"/]*/)*([^\"/\\\\[]*)[^\"]*\"")]
    private static partial Regex MemberPath();

    private static async Task WriteAsync(string file, TreeFormat format, RootCompression compression, params Column[] columns)
    {
        using EntryBatch batch = new(columns, EntryIdentities.Range(EntrySource.None, 0, columns[0].EntryCount));
        await using RootFileWriter output = await RootFileWriter.CreateAsync(file, new() { Compression = compression });
        await using RootTreeWriter tree = await output.CreateTreeAsync("Events", new() { Format = format });
        await tree.WriteAsync(batch);
        await tree.CompleteAsync();
        await output.CompleteAsync();
    }

    private static async Task<IReadOnlyList<string>> ColumnDigestsAsync(string file)
    {
        ToolRun run = (await ToolRun.OfAsync(["digest", file])).Succeeded();
        int At(string line) => line.IndexOf("\"column\":", StringComparison.Ordinal);
        return [.. run.Lines.Where(l => At(l) >= 0 && !l.Contains("\"readable\":false", StringComparison.Ordinal)).Select(l => l[At(l)..])];
    }

    private static async IAsyncEnumerable<EntryBatch> ReadAsync(string file, params string[] columns)
    {
        await using RootTree tree = await RootTree.OpenAsync(file);
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(columns.Length > 0 ? columns : null))
            using (batch)
                yield return batch;
    }
}
