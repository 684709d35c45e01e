using Hep.Inference.Server;
using Hep.Jagged;
using Hep.Onnx;
using Hep.Root.IO;
using Hep.Testing;
using Hep.Tool.Serving;

namespace Hep.Tool.Tests.Commands;

/// <summary><c>hep predict … -o OUT.root</c>: trees of scores against the scores in other files, and against the events.</summary>
[NonParallelizable]
public sealed class PredictTreeTests
{
    private const string TokenVariable = "HEP_TOKEN";

    private static readonly string Signal = TestData.Sample("signal.root"), Background = TestData.Sample("background2.root");

    private string _folder = "";

    [OneTimeSetUp]
    public async Task Train_models()
    {
        _folder = TestData.NewFolder(nameof(PredictTreeTests));
        await TrainAsync("heads", "", """["nJet > 3", "MET_pt", "nJet % 3"]""", """
            "heads": { "signal": { "targets": 0 }, "met": { "targets": 1, "task": "regression" }, "kind": { "targets": 2 } }
            """);
        await TrainAsync("auto",
            """, "categorical": { "Jet_nConstituents": [8, 9, 10, 11] }, "scaling": { "Jet_pt": "log", "*": "standard" } """, null,
            """ "kind": "autoencoder", "latent": 3, "anomaly": true """);
    }

    [TestCase("", "TTree")]
    [TestCase("--format rntuple --compression lz4:4", "ROOT::RNTuple")]
    public async Task Scores_are_a_friend_with_a_row_for_each_entry_of_all_files(string options, string className)
    {
        (await PredictAsync($"heads.onnx {Signal} {Background} -o friend.root --force {options}")).Succeeded();
        (await PredictAsync($"heads.onnx {Signal} {Background} -o same.npz --force")).Succeeded();

        await using RootTree tree = await OpenAsync("friend.root");
        using EntryBatch scores = await ReadAsync(tree);
        using NpzReader npz = NpzReader.Open(Path.Combine(_folder, "same.npz"));
        Assert.That((tree.Path, tree.ClassName), Is.EqualTo(("scores", className)));
        Assert.That(tree.Schema.Select(c => c.Name), Is.EqualTo(new[]
        {
            "signal_score", "met_prediction", "kind_scores_0", "kind_scores_1", "kind_scores_2", "selected",
        }));
        bool[] selected = (await npz.ReadAsync("selected")).Values<bool>().ToArray();
        Assert.That(selected, Has.Length.EqualTo(12_000).And.Some.False.And.Some.True);
        Assert.That(scores.Get<bool>("selected").Values.ToArray(), Is.EqualTo(selected));
        Assert.That(scores.Get<float>("signal_score").Values.ToArray(),
            Is.EqualTo((await npz.ReadAsync("signal_score")).Values<float>().ToArray()));
        float[] kinds = (await npz.ReadAsync("kind_scores")).Values<float>().ToArray();
        for (int kind = 0; kind < 3; kind++)
            Assert.That(scores.Get<float>($"kind_scores_{kind}").Values.ToArray(), Is.EqualTo(kinds.Where((_, i) => i % 3 == kind)));
        Assert.That(scores.Get<float>("met_prediction").Values.ToArray().Select(float.IsNaN), Is.EqualTo(selected.Select(s => !s)));
    }

    [Test]
    public async Task A_cut_on_a_score_of_the_friend_goes_through_the_events()
    {
        (await PredictAsync($"heads.onnx {Background} -o cut.root --force")).Succeeded();
        await using RootTree events = await RootTree.OpenAsync(Background), scores = await OpenAsync("cut.root");

        int kept = 0;
        await foreach (EntryBatch batch in events.WithFriend(scores).Filter("signal_score >= 0").ReadAsync(0))
            using (batch)
            {
                kept += batch.EntryCount;
                Assert.That(batch.Get<float>("MET_pt").Values.ToArray(), Is.All.GreaterThan(20));     // the model's own cut
            }

        Assert.That(kept, Is.GreaterThan(100).And.LessThan(4000));
    }

    [Test]
    public async Task Chosen_columns_stand_beside_the_scores_of_selected_entries()
    {
        (await PredictAsync($"heads.onnx {Signal} {Background} -o beside.root --columns MET_pt,Jet_p* --selected --force")).Succeeded();

        await using RootTree tree = await OpenAsync("beside.root"), signal = await RootTree.OpenAsync(Signal),
            background = await RootTree.OpenAsync(Background);
        using EntryBatch scored = await ReadAsync(tree), first = await ReadAsync(signal), second = await ReadAsync(background);
        Assert.That((tree.Path, tree.Title), Is.EqualTo((signal.Path, signal.Title)));
        Assert.That(tree.Schema.Take(5),
            Is.EqualTo(new[] { "MET_pt", "nJet", "Jet_pt", "Jet_phi", "Jet_puId" }.Select(n => signal.Schema[n])));
        Assert.That((scored.EntryCount > 1000, scored.Get<bool>("selected").Values.Contains(false)), Is.EqualTo((true, false)));
        Assert.That(scored.Get<float>("signal_score").Values.ToArray(), Has.None.NaN);
        Column<long> entries = scored.Get<long>("entries");
        for (int row = 0; row < scored.EntryCount; row++)
        {
            (EntryBatch from, int entry) = (entries[row][0] == 0 ? first : second, (int)entries[row][1]);
            Assert.That(scored.Get<float>("MET_pt").Values[row], Is.EqualTo(from.Get<float>("MET_pt").Values[entry]).And.GreaterThan(20));
            Assert.That(scored.Get<float>("Jet_pt")[row].SequenceEqual(from.Get<float>("Jet_pt")[entry]), Is.True);
        }
        Assert.That(entries.Values[^2], Is.EqualTo(1));
    }

    [TestCase("ttree")]
    [TestCase("rntuple")]
    public async Task What_an_autoencoder_gives_back_are_events_again(string format)
    {
        (await PredictAsync($"auto.onnx {Background} -o decoded.root --columns Jet_pt --format {format} --force")).Succeeded();
        (await PredictAsync($"auto.onnx {Background} -o cells.npz --force")).Succeeded();

        await using RootTree tree = await OpenAsync("decoded.root"), events = await RootTree.OpenAsync(Background);
        using EntryBatch decoded = await ReadAsync(tree), raw = await ReadAsync(events);
        using NpzReader npz = NpzReader.Open(Path.Combine(_folder, "cells.npz"));
        float[] cells = (await npz.ReadAsync("decoded")).Values<float>().ToArray();
        OnnxModel model = OnnxModel.Load(Path.Combine(_folder, "auto.onnx"));
        FeaturePipeline pipeline = FeaturePipeline.FromJson(model.Metadata[OnnxModel.PipelineKey]);
        using PaddedBatch padded = pipeline.ApplyAll(raw);
        using EntryBatch expected = pipeline.Invert(padded, cells);
        foreach (Column column in expected.Columns)
        {
            Column found = decoded[$"decoded_{column.Name}"];
            Assert.That(found.Type, Is.EqualTo(column.Type));
            if (column.Schema.Depth > 0) Assert.That(found.Offsets(0).ToArray(), Is.EqualTo(column.Offsets(0).ToArray()));
            using EntryBatch one = new([column.Share("x")], EntryIdentities.Range(EntrySource.None, 0, column.EntryCount)),
                other = new([found.Share("x")], EntryIdentities.Range(EntrySource.None, 0, column.EntryCount));
            Assert.That(other.GetAs<double>("x").Values.ToArray(), Is.EqualTo(one.GetAs<double>("x").Values.ToArray()).Within(1e-4));
        }
        if (format == "ttree") Assert.That(tree.Schema["decoded_Jet_eta"].Counter, Is.EqualTo("ndecoded_Jet"));
        Column<float> jets = decoded.Get<float>("decoded_Jet_pt"), stored = decoded.Get<float>("Jet_pt");
        ReadOnlySpan<bool> selected = decoded.Get<bool>("selected").Values;
        for (int row = 0; row < decoded.EntryCount; row++)
        {
            // An entry that fails the cut was not given back, and of long lists only what had cells.
            Assert.That(jets[row].Length, Is.EqualTo(selected[row] ? Math.Min(stored[row].Length, 3) : 0));
            Assert.That(float.IsNaN(decoded.Get<float>("decoded_MET_pt").Values[row]), Is.EqualTo(!selected[row]));
        }
        Assert.That(decoded.Get<double>("decoded_Jet_nConstituents").Values.ToArray().Where(double.IsFinite),
            Is.Not.Empty.And.All.AnyOf(8.0, 9, 10, 11));
        Assert.That(decoded["anomaly"].ValueCount, Is.EqualTo(4000));
    }

    [Test]
    public async Task Folds_of_an_autoencoder_are_decoded_each_by_its_own_pipeline()
    {
        (await ToolRun.OfAsync("train auto.json -o f.onnx --folds 2", _folder)).Succeeded();

        (await PredictAsync($"f.fold*.onnx {Signal} -o folds.root --force")).Succeeded();

        await using RootTree tree = await OpenAsync("folds.root");
        using EntryBatch all = await ReadAsync(tree);
        Column<int> folds = all.Get<int>("fold");
        for (int fold = 0; fold < 2; fold++)
        {
            (await PredictAsync($"f.fold{fold}.onnx {Signal} -o one.root --force")).Succeeded();
            await using RootTree alone = await OpenAsync("one.root");
            using EntryBatch one = await ReadAsync(alone);
            int compared = 0;
            for (int row = 0; row < all.EntryCount; row++)
            {
                if (folds.Values[row] != fold) continue;
                Assert.That(all.Get<float>("decoded_Jet_eta")[row].ToArray(),
                    Is.EqualTo(one.Get<float>("decoded_Jet_eta")[row].ToArray()).Within(1e-4));
                compared += all.Get<float>("decoded_Jet_eta")[row].Length;
            }
            Assert.That(compared, Is.GreaterThan(1000));
        }
    }

    [Test]
    public async Task A_service_s_scores_make_the_same_tree()
    {
        InferenceServerOptions options = new()
        {
            ModelsFolder = Path.Combine(_folder, "models"), TokenFile = Path.Combine(_folder, "token"),
        };
        await using ServiceHost service =
            await ServiceHost.StartAsync(options, new(["http://127.0.0.1:0"]), null, TextWriter.Null, default);
        string url = service.Addresses[0];
        Environment.SetEnvironmentVariable(TokenVariable, Inference.AccessTokenFile.ReadOrCreate(options.TokenFile));
        try
        {
            foreach (string model in new[] { "heads", "auto" })
            {
                (await ToolRun.OfAsync($"upload {model}.onnx --to {url} --name {model}", _folder)).Succeeded();
                (await PredictAsync($"{url}/v2/models/{model} {Background} -o served.root --columns Jet_pt --force")).Succeeded();
                (await PredictAsync($"{model}.onnx {Background} -o local.root --columns Jet_pt --force")).Succeeded();

                ToolRun served = await DigestAsync("served.root"), local = await DigestAsync("local.root");
                Assert.That(served.Lines, Is.EqualTo(local.Lines).And.Not.Empty);
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable(TokenVariable, null);
        }

        async Task<ToolRun> DigestAsync(string file)
        {
            File.Move(Path.Combine(_folder, file), Path.Combine(_folder, "digested.root"), overwrite: true);
            return (await ToolRun.OfAsync("digest digested.root", _folder)).Succeeded();
        }
    }

    [Test]
    public async Task Files_without_entries_give_a_tree_with_all_columns_and_no_entry()
    {
        (await ToolRun.OfAsync($"skim {Signal} -o none.root --entries :0 --force", _folder)).Succeeded();

        foreach (string model in new[] { "heads", "auto" })
        {
            (await PredictAsync($"{model}.onnx none.root -o empty.root --columns MET_pt --force")).Succeeded();
            (await PredictAsync($"{model}.onnx {Signal} -o full.root --columns MET_pt --force")).Succeeded();

            await using RootTree empty = await OpenAsync("empty.root"), full = await OpenAsync("full.root");
            Assert.That((empty.EntryCount, empty.Schema), Is.EqualTo((0, full.Schema)));
        }
    }

    [TestCase("-o x.npz --columns MET_pt", 2, "--columns is for a tree: -o OUT.root")]
    [TestCase("-o - --selected", 2, "--selected is for a tree")]
    [TestCase("-o x.csv --format rntuple", 2, "--format is for a tree")]
    [TestCase("--compression lz4", 2, "--compression is for a tree")]
    [TestCase("-o x.rot", 2, ".npz or .csv or .root")]
    [TestCase("-o x.root --columns MET_tp", 1, "Nearest: MET_pt")]
    [TestCase("-o taken.root", 1, "'taken.root' exists: --force replaces it")]
    public async Task What_cannot_be_meant_is_said_and_leaves_nothing(string options, int code, string why)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "taken.root"), "mine");
        string[] before = Directory.GetFiles(_folder);

        ToolRun run = await PredictAsync($"heads.onnx {Background} {options}");

        Assert.That((run.ExitCode, run.Error), Is.EqualTo((code, run.Error)));
        Assert.That(run.Error, Does.Contain(why));
        Assert.That(Directory.GetFiles(_folder), Is.EquivalentTo(before));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(_folder, "taken.root")), Is.EqualTo("mine"));
    }

    [Test]
    public async Task A_column_of_the_files_that_is_called_as_one_of_the_scores_is_named()
    {
        (await ToolRun.OfAsync(["skim", Background, "-o", "named.root", "--define", "selected=nJet > 3", "--force"], _folder)).Succeeded();

        ToolRun run = await PredictAsync("heads.onnx named.root -o clash.root --columns *");
        ToolRun without = await PredictAsync("heads.onnx named.root -o clash.root --columns MET_*");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("'selected' is a column of the files, and one of the scores: leave it out of --columns."));
        Assert.That(without.ExitCode, Is.Zero, without.Error);
        Assert.That(Directory.GetFiles(_folder, ".*"), Is.Empty);
    }

    private Task<ToolRun> PredictAsync(string words) => ToolRun.OfAsync($"predict {words}", _folder);

    private Task<RootTree> OpenAsync(string name) => RootTree.OpenAsync(Path.Combine(_folder, name));

    private static async Task<EntryBatch> ReadAsync(RootTree tree) =>
        await tree.ReadBatchesAsync(["*"], new() { BatchSize = 100_000 }).SingleAsync();

    private async Task TrainAsync(string name, string features, string? label, string network)
    {
        string told = label is null ? "" : $"\"label\": {label},";
        await File.WriteAllTextAsync(Path.Combine(_folder, $"{name}.json"), $$"""
            { "dataset": { "sources": [ { "files": ["{{Signal}}"], {{told}} "entries": [0, 4000] } ], "where": "MET_pt > 20" },
              "features": { "columns": ["MET_pt", "Jet_pt", "Jet_eta", "Jet_nConstituents"], "collections": { "Jet": { "length": 3 } }
                            {{features}} },
              "network": { "layers": [8], {{network}} }, "training": { "epochs": 1, "batch": 100, "seed": 4 } }
            """);
        ToolRun run = await ToolRun.OfAsync($"train {name}.json -o {name}.onnx", _folder);
        if (run.Error.Contains("cannot be used here", StringComparison.Ordinal)) Assert.Ignore(run.Error);
        run.Succeeded();
    }
}
