using Hep.Root.IO;
using Hep.Testing;

namespace Hep.Tool.Tests.Commands;

/// <summary><c>hep merge</c>, from files to a file, held against what went in by <c>hep diff</c>.</summary>
public sealed class MergeVerbTests
{
    private static readonly string Signal = TestData.Sample("signal.root"), Background = TestData.Sample("background.root"),
        Histograms = TestData.Sample("histograms.root");

    [Test]
    public async Task All_objects_of_all_files_are_there_and_counted()
    {
        string folder = TestData.NewFolder();

        ToolRun run = (await ToolRun.OfAsync($"merge all.root {Signal} {Histograms} {Background}", folder)).Succeeded();

        Assert.That(run.Lines, Is.EqualTo(new[]
        {
            "Events: 16,000 entries of 2 files, 56 columns, copied", "all.root: 3 files in, 1 tree, 3 other objects",
        }));
        (await ToolRun.OfAsync($"diff {Histograms} all.root --keys MET_pt,note,jets,jets/*", folder)).Succeeded();
        (await ToolRun.OfAsync("skim all.root -o second.root --entries 8000:", folder)).Succeeded();
        (await ToolRun.OfAsync($"diff {Background} second.root", folder)).Succeeded();
        Assert.That(Directory.GetFiles(folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { "all.root", "second.root" }));
    }

    [Test]
    public async Task Columns_from_inside_classes_are_written_anew_and_one_that_cannot_be_read_is_left_out()
    {
        string folder = TestData.NewFolder(), file = TestData.Reference(
            "corpus", "files", "KM3NeT_00000267_00025291_JDAQEvent_JDAQSummaryslice.root") + ":KM3NET_EVENT";

        ToolRun refused = await ToolRun.OfAsync($"merge m.root {file} {file} --compression lz4:4", folder);
        ToolRun run = (await ToolRun.OfAsync($"merge m.root {file} {file} --compression lz4:4 --leave-out", folder)).Succeeded();

        Assert.That(refused.Error, Does.Contain("\n  column 'KM3NET_EVENT/KM3NETDAQ::JDAQPreamble' of 'KM3NET_EVENT': it cannot be read"));
        Assert.That(run.Lines[0], Is.EqualTo("KM3NET_EVENT: 26 entries of 2 files, 17 columns, written anew"));
    }

    [TestCase("nano_zstd.root", "--compression lz4:4")]
    [TestCase("nano_zstd.root", "")]
    [TestCase("nanort_zstd.root", "--threads 1")]
    [TestCase("nano_lz4.root", "--format rntuple")]
    public async Task A_large_file_that_is_merged_with_nothing_is_the_same(string name, string options)
    {
        string folder = TestData.NewFolder(), file = TestData.Reference("bench", name);

        (await ToolRun.OfAsync($"merge m.root {file} {options}", folder)).Succeeded();

        (await ToolRun.OfAsync($"diff {file} m.root", folder)).Succeeded();
    }

    [Test]
    public async Task Many_columns_with_one_reason_are_one_line()
    {
        string folder = TestData.NewFolder();
        (await ToolRun.OfAsync($"skim {Signal} -o b.root --columns nJet", folder)).Succeeded();

        ToolRun refused = await ToolRun.OfAsync($"merge m.root {Signal} b.root", folder);
        ToolRun rest = (await ToolRun.OfAsync($"merge m.root {Signal} b.root --leave-out", folder)).Succeeded();

        Assert.That(refused.Error, Does.Match(@"\n  55 columns of 'Events' \(([^,]+, ){5}…\): it is missing in '[^']*b\.root'")
            .And.Contain("--fill").And.Not.Contain("default"));
        Assert.That(rest.Error, Does.Contain("hep merge: left out: 55 columns of 'Events'"));
    }

    // Where another format is asked for, entries are written anew as a matter of course.
    [TestCase("--format ttree", true)]
    [TestCase("--format rntuple", false)]
    [TestCase("--format ttree --compression zstd:1", false)]
    public async Task Why_entries_are_written_anew_is_told_where_nothing_else_was_asked_for(string options, bool isTold)
    {
        string folder = TestData.NewFolder();
        (await ToolRun.OfAsync($"skim {Signal} -o a.root --columns MET_pt,nJet --entries :5", folder)).Succeeded();
        (await ToolRun.OfAsync($"skim {Signal} -o b.root --columns nJet,MET_pt --entries :5", folder)).Succeeded();

        ToolRun run = (await ToolRun.OfAsync($"merge m.root a.root b.root {options}", folder)).Succeeded();

        Assert.That(run.Lines[0], Does.EndWith("written anew"));
        Assert.That(run.Error, Does.Match(
            isTold ? "hep merge: 'Events' cannot be copied as it is, its entries are written anew: in '" : "^[^']*$"));
    }

    [Test]
    public async Task The_result_is_none_of_the_files_also_behind_a_link()
    {
        string folder = TestData.NewFolder();
        (await ToolRun.OfAsync($"skim {Signal} -o a.root --columns nJet", folder)).Succeeded();
        File.CreateSymbolicLink(Path.Combine(folder, "link.root"), "a.root");

        ToolRun refused = await ToolRun.OfAsync("merge a.root link.root --force", folder);

        Assert.That((refused.ExitCode, refused.Error), Is.EqualTo(
            (1, "hep: 'a.root' is the result and one of the files to merge: give the result another name.\n")));
    }

    [Test]
    public async Task What_cannot_be_merged_is_named_with_the_ways_out_and_leaves_nothing()
    {
        string folder = TestData.NewFolder(), graphs = TestData.Reference("corpus", "files", "tformula.root");
        (await ToolRun.OfAsync($"skim {Signal} -o a.root --columns MET_pt,nJet", folder)).Succeeded();
        (await ToolRun.OfAsync($"skim {Signal} -o b.root --columns nJet --entries :5", folder)).Succeeded();

        ToolRun refused = await ToolRun.OfAsync($"merge m.root a.root b.root {graphs}", folder);
        ToolRun filled = (await ToolRun.OfAsync($"merge f.root a.root b.root {graphs} --fill --leave-out", folder)).Succeeded();
        ToolRun rest = (await ToolRun.OfAsync($"merge r.root a.root b.root {graphs} --leave-out", folder)).Succeeded();

        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Error, Does.Contain("\nhep: What cannot be merged:\n  column 'MET_pt' of 'Events'").And.Contain("class TF1")
            .And.EndWith("--leave-out merges the rest; --fill gives columns that a file lacks the value 0 there.\n"));
        Assert.That(File.Exists(Path.Combine(folder, "m.root")), Is.False);
        Assert.That(rest.Error, Does.Contain("hep merge: 'Events' cannot be copied as it is").And.Contain("number of branches"));
        Assert.That(filled.Lines[0], Is.EqualTo("Events: 8,005 entries of 2 files, 2 columns, written anew"));
        Assert.That(rest.Lines[0], Is.EqualTo("Events: 8,005 entries of 2 files, 1 column, written anew"));
        Assert.That(rest.Error, Does.Contain("hep merge: left out: column 'MET_pt' of 'Events'"));
    }

    [Test]
    public async Task Lists_and_globs_name_files_and_bad_ones_are_skipped_where_that_is_said()
    {
        string folder = TestData.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "bad.root"), "no ROOT file");
        await File.WriteAllTextAsync(Path.Combine(folder, "files.txt"), $"{Signal}\n# a comment\nbad.root\n");

        ToolRun refused = await ToolRun.OfAsync("merge m.root @files.txt", folder);
        ToolRun run = (await ToolRun.OfAsync("merge m.root @files.txt -k", folder)).Succeeded();
        ToolRun quiet = (await ToolRun.OfAsync("merge q.root m*.root b*.root -k --quiet", folder)).Succeeded();

        Assert.That(refused.Error, Does.Contain("bad.root"));
        Assert.That(run.Error, Does.Contain("hep merge: ").And.Contain("bad.root: skipped"));
        Assert.That(run.Lines[^1], Is.EqualTo("m.root: 1 file in, 1 tree, 0 other objects"));
        Assert.That(quiet.Error, Is.Empty);
    }

    [Test]
    public async Task A_result_that_is_there_or_is_an_input_is_not_replaced()
    {
        string folder = TestData.NewFolder(), file = Path.Combine(folder, "s.root");
        File.Copy(Signal, file);

        ToolRun there = await ToolRun.OfAsync($"merge s.root {Background}", folder);
        ToolRun itself = await ToolRun.OfAsync("merge s.root *.root --force", folder);
        long length = new FileInfo(file).Length;
        (await ToolRun.OfAsync($"merge s.root {Background} --force", folder)).Succeeded();

        Assert.That((there.ExitCode, there.Error), Is.EqualTo((1, "hep: 's.root' exists: --force replaces it.\n")));
        Assert.That((itself.ExitCode, itself.Error), Is.EqualTo((1,
            "hep: 's.root' is the result and one of the files to merge: give the result another name.\n")));
        Assert.That(length, Is.EqualTo(new FileInfo(Signal).Length));
        await using RootTree tree = await RootTree.OpenAsync(file);
        Assert.That(tree.EntryCount, Is.EqualTo(8000));
    }

    [Test]
    public async Task What_is_stopped_leaves_nothing()
    {
        string folder = TestData.NewFolder();
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();

        ToolRun run = await ToolRun.OfAsync(["merge", "m.root", Signal], folder, stop.Token);

        Assert.That(run.ExitCode, Is.EqualTo(130));
        Assert.That(Directory.GetFiles(folder), Is.Empty);
    }
}
