using System.Globalization;
using System.Text.Json;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Testing;

namespace Hep.Train.ML.Tests;

/// <summary>The configuration <c>samples/trees.json</c> on the sample files.</summary>
public sealed class DemoTests
{
    private static string Configuration => File.ReadAllText(Path.Combine(TestData.Repository, "samples", "trees.json"));

    [Test]
    public async Task Boosted_trees_tell_signal_from_background_with_a_mean_area_of_0_821()
    {
        if (!MLNetEngine.IsLightGbmAvailable(out string? why)) Assert.Ignore(why);
        List<double> areas = [];
        for (int seed = 0; seed < 5; seed++) areas.Add((await FitAsync(seed, s => s)).Validation!.Roc!.Area);

        TestContext.Out.WriteLine(string.Join(", ", areas.Select(a => a.ToString("F4", CultureInfo.InvariantCulture))));
        Assert.That(areas.Average(), Is.GreaterThan(0.821));
    }

    [Test]
    public async Task Trees_without_LightGBM_and_linear_models_tell_them_apart_as_well()
    {
        TrainingResult trees = await FitAsync(
                0, s => s with { BoostedTrees = s.BoostedTrees with { Learner = TreeLearner.FastTree, L2 = 0 } }),
            linear = await FitAsync(0, s => s with { Kind = ModelKind.Linear });

        TestContext.Out.WriteLine($"{trees.Validation!.Roc!.Area:F4} {linear.Validation!.Roc!.Area:F4}");
        Assert.That(trees.Validation!.Roc!.Area, Is.GreaterThan(0.81));
        Assert.That(linear.Validation!.Roc!.Area, Is.GreaterThan(0.78));
    }

    private static async Task<TrainingResult> FitAsync(long seed, Func<MLNetSpecification, MLNetSpecification> change)
    {
        using JsonDocument document = JsonDocument.Parse(Configuration,
            new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        IBatchSource data = await RootDataset.OpenAsync(DatasetSpecification.FromJson(
            document.RootElement.GetProperty("dataset").GetRawText(), Path.Combine(TestData.Repository, "samples")));
        using MLNetEngine engine = new(change(MLNetSpecification.FromConfiguration(Configuration) with { Threads = 1 }));
        return await Trainer.FitAsync(data, FeatureSpecification.FromConfiguration(Configuration), engine,
            TrainingOptions.FromConfiguration(Configuration) with { Seed = seed });
    }
}
