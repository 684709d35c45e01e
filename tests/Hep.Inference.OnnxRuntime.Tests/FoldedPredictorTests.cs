using Hep.Inference.Testing;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Inference.OnnxRuntime.Tests;

/// <summary>Three events of <see cref="Models.Events"/>, whose scores are 334, 120 and none, and two models that add 0 and 1000.</summary>
public sealed class FoldedPredictorTests
{
    private const long Seed = 3;

    [Test]
    public async Task An_entry_of_a_tree_that_was_read_is_scored_by_the_model_of_its_fold()
    {
        await using FoldedPredictor predictor = await NewAsync(wasRead: true);
        using EntryBatch events = Models.Events();
        int[] folds = new int[3];
        new EntrySplit { Seed = Seed }.CopyFolds(events, 2, folds);

        using Predictions predictions = await predictor.PredictAsync(events);

        Assert.That(folds.Take(2).Distinct().Count(), Is.EqualTo(2), "another seed has to be chosen for this test");
        Assert.That(predictions["fold"].Get<int>().ToArray(), Is.EqualTo(folds));
        Assert.That(predictions["score"].Get<float>().ToArray(),
            Is.EqualTo(new[] { 334f + 1000 * folds[0], 120f + 1000 * folds[1], float.NaN }));
        Assert.That(predictions.Selected.ToArray(), Is.EqualTo(new[] { true, true, false }));
        Assert.That(predictions.Identities!.Entries.ToArray(), Is.EqualTo(new long[] { 7, 8, 9 }));
    }

    [Test]
    public async Task Any_other_entry_is_scored_by_the_mean_of_all()
    {
        await using FoldedPredictor predictor = await NewAsync(wasRead: false);
        using EntryBatch events = Models.Events();

        using Predictions predictions = await predictor.PredictAsync(events);

        Assert.That(predictions["fold"].Get<int>().ToArray(), Is.All.EqualTo(FoldedPredictor.Mean));
        Assert.That(predictions["score"].Get<float>().ToArray(), Is.EqualTo(new[] { 834f, 620f, float.NaN }));
        Assert.That(predictions.Selected.ToArray(), Is.EqualTo(new[] { true, true, false }));
    }

    [Test]
    public async Task Columns_tell_the_folds_of_skims()
    {
        FoldModel[] models = await ModelsAsync(wasRead: false, "nJet");
        await using FoldedPredictor predictor = new(models) { AreSkims = true };
        using EntryBatch events = Models.Events();
        int[] folds = new int[3];
        new EntrySplit { Seed = Seed, By = ["nJet"] }.CopyFolds(events, 2, folds);

        using Predictions predictions = await predictor.PredictAsync(events);

        Assert.That(predictions["fold"].Get<int>().ToArray(), Is.EqualTo(folds));
        Assert.That(predictor.Metadata.EventColumns!.Select(c => c.Name), Is.EqualTo(["MET_pt", "Jet_pt", "nJet"]));
    }

    [Test]
    public async Task What_each_pipeline_scales_in_its_own_way_has_no_mean()
    {
        await using FoldedPredictor predictor = await NewAsync(wasRead: false, ModelTasks.Reconstruction);
        using EntryBatch events = Models.Events();

        InferenceException refusal = Assert.ThrowsAsync<InferenceException>(() => predictor.PredictAsync(events))!;

        Assert.That(refusal.Message, Does.Contain("'score' is scaled").And.Contain("with one of the models"));
    }

    [Test]
    public async Task Tensors_have_no_fold()
    {
        await using FoldedPredictor predictor = await NewAsync(wasRead: true);

        Assert.That(async () => await predictor.PredictAsync([]),
            Throws.TypeOf<InferenceException>().With.Message.Contains("take raw events, not tensors"));
    }

    private static async Task<FoldedPredictor> NewAsync(bool wasRead, string task = ModelTasks.Binary) =>
        new([.. (await ModelsAsync(wasRead)).Select(m => m with
        {
            Card = m.Card! with { Heads = [new ModelHead("score", task, [])] },
        })]);

    /// <summary>In the other order than that of their folds.</summary>
    private static async Task<FoldModel[]> ModelsAsync(bool wasRead, params string[] by)
    {
        using EntryBatch events = Models.Events();
        EntrySource read = wasRead ? events.Identities.Sources[0] : new EntrySource(Guid.NewGuid(), "Events");
        DataFingerprint data = new() { FileCount = 1, Files = [new DataFile("f.root", read.Tree, read.File, 0, 3)] };
        List<FoldModel> models = [];
        for (int fold = 1; fold >= 0; fold--)
            models.Add(new FoldModel(OnnxPredictor.Load(await Models.EventsAsync(fold * 1000)),
                new ModelCard { Data = data, Fold = new CardFold(fold, 2, Seed, by) }));
        return [.. models];
    }
}
