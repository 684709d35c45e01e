using System.Text.RegularExpressions;
using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>Trees named in one word, and columns chosen by what they are.</summary>
public sealed class TreeOpeningTests
{
    [TestCase("nano.root", "nano.root", null)]
    [TestCase("nano.root:Events", "nano.root", "Events")]
    [TestCase("nano.root:dir/Events;2", "nano.root", "dir/Events;2")]
    [TestCase("nano.root:", "nano.root", null)]
    [TestCase("C:\\data\\nano.root:Events", "C:\\data\\nano.root", "Events")]
    [TestCase("root://host:1094//data/nano.root:Events", "root://host:1094//data/nano.root", "Events")]
    [TestCase("https://host:8443/nano", "https://host:8443/nano", null)]
    [TestCase("a.root:b.root:c", "a.root", "b.root:c")]
    [TestCase("nowhere:Events", "nowhere:Events", null)]
    public void A_location_is_a_file_and_an_object(string text, string file, string? path) =>
        Assert.That(RootLocation.Parse(text), Is.EqualTo(new RootLocation(file, path)));

    [Test]
    public async Task A_file_of_any_name_is_one_where_it_exists()
    {
        string folder = TestData.NewFolder();
        foreach (string name in (string[])["a:b", "https"]) await File.WriteAllTextAsync(Path.Combine(folder, name), "");

        Assert.That(RootLocation.Parse("a:b:Events", folder), Is.EqualTo(new RootLocation("a:b", "Events")));
        Assert.That(RootLocation.Parse("a:b", folder), Is.EqualTo(new RootLocation("a:b", null)));
        Assert.That(RootLocation.Parse("https://host/nano.root:Events", folder),
            Is.EqualTo(new RootLocation("https://host/nano.root", "Events")));
    }

    [Test]
    public async Task A_tree_opened_by_its_location_closes_its_file_and_leaves_its_batches()
    {
        RootTree tree = await RootTree.OpenAsync($"{TestData.Sample("signal.root")}:Events");
        await using IAsyncEnumerator<EntryBatch> batches = tree.ReadBatchesAsync(["MET_pt"], new ReadOptions { BatchSize = 4000 })
            .GetAsyncEnumerator();
        await batches.MoveNextAsync();
        using EntryBatch batch = batches.Current;

        await tree.DisposeAsync();

        Assert.That(batch.Get<float>("MET_pt").ValueCount, Is.EqualTo(4000));
        Assert.ThrowsAsync<ObjectDisposedException>(
            async () => await tree.ReadBatchesAsync(["Jet_pt"]).GetAsyncEnumerator().MoveNextAsync());
    }

    [Test]
    public async Task A_tree_of_an_open_file_leaves_it_open()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        await using (RootTree first = await file.OpenTreeAsync()) { }

        Assert.That((await file.OpenTreeAsync()).EntryCount, Is.EqualTo(8000));
    }

    [Test]
    public void A_tree_that_is_not_there_is_answered_with_near_names() =>
        Assert.That(Assert.ThrowsAsync<RootException>(() => RootTree.OpenAsync($"{TestData.Sample("signal.root")}:Event"))!.Message,
            Does.Contain("Nearest: Events."));

    [Test]
    public async Task Columns_are_chosen_by_type_by_expression_and_both()
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("signal.root"));

        IReadOnlyList<string> counters = tree.Select(c => c.Schema is { Dimensions.IsEmpty: true, Type: ElementType.Int32 }),
            jets = tree.Matching(new Regex("^Jet_(pt|eta)$"));

        Assert.That(counters, Does.Contain("nJet").And.No.Member("MET_pt"));
        Assert.That(jets, Is.EqualTo(new[] { "Jet_pt", "Jet_eta" }));
        await foreach (EntryBatch batch in tree.ReadBatchesAsync([.. jets, "MET_pt"]))
            using (batch) Assert.That(batch.Schema.Select(c => c.Name), Is.EqualTo(new[] { "Jet_pt", "Jet_eta", "MET_pt" }));
    }

    [TestCase("/^Jet_(pt|eta)$/", "Jet_pt,Jet_eta")]
    [TestCase("/^met_p/i", "MET_pt,MET_phi")]
    [TestCase("/^Muon_p.{1,2}$/", "Muon_pt,Muon_phi")]
    [TestCase("/nothing/", null)]
    [TestCase("/^met_p/", null)]
    public async Task A_list_of_columns_takes_regular_expressions_between_slashes(string pattern, string? expected)
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("signal.root"));

        if (expected is null)
            Assert.That(() => tree.ReadBatchesAsync([pattern]),
                Throws.InstanceOf<RootException>().With.Message.StartsWith($"No column '{pattern}' in tree 'Events'"));
        else
            await foreach (EntryBatch batch in tree.ReadBatchesAsync([pattern], new() { EndEntry = 1 }))
                using (batch) Assert.That(string.Join(',', batch.Schema.Select(c => c.Name)), Is.EqualTo(expected));
    }

    [TestCase("/(/", "'/(/' is no regular expression: ")]
    [TestCase("/(?=a)b/", "looks around or back")]
    [TestCase("/(a{1000}){1000}/", "or is too large")]
    public async Task What_is_no_regular_expression_is_a_failure_that_says_so(string pattern, string message)
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("signal.root"));

        Assert.That(() => tree.ReadBatchesAsync([pattern]), Throws.InstanceOf<RootException>().With.Message.Contains(message));
    }
}
