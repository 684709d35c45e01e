using System.Globalization;
using Hep.Jagged;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>The configurations of every kind of network that stand under samples, on the sample files.</summary>
[NonParallelizable]
public sealed class SampleConfigurationTests : TorchFixture
{
    [TestCase("demo.json")]
    [TestCase("deep-sets.json")]
    [TestCase("set-transformer.json")]
    [TestCase("convolution.json")]
    [Explicit("minutes")]
    public async Task Over_five_seeds_the_mean_area_is_0_807(string configuration)
    {
        List<double> areas = [];
        for (int seed = 0; seed < 5; seed++)
            areas.Add((await FitAsync(configuration, options => options with { Seed = seed })).Validation!.Roc!.Area);

        string each = string.Join(", ", areas.Select(a => a.ToString("F4", CultureInfo.InvariantCulture)));
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{configuration}: {each}; mean {areas.Average():F4}"));
        Assert.That(areas.Average(), Is.GreaterThan(0.807));
    }

    /// <summary>Against the best that a constant can do for each cell, its mean over the very entries on which both are judged.</summary>
    [Test]
    public async Task The_autoencoder_beats_the_mean_of_every_feature()
    {
        KeptPredictions kept = new();
        TrainingResult result = await FitAsync("autoencoder.json",
            options => options with { Metrics = [kept], Monitor = kept.Name, Patience = 0 });

        foreach ((string feature, double error, double variance) in ErrorsOf(result.Pipeline, kept))
        {
            if (TestContext.Out is { } output)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{feature}: {error:F4} of {variance:F4}"));
            if (variance > 1e-6) Assert.That(error, Is.LessThan(variance), feature);
        }
    }

    /// <summary>For each feature the mean squared error of its cells, and the mean squared distance from the mean of its values.</summary>
    private static IEnumerable<(string Feature, double Error, double Variance)> ErrorsOf(FeaturePipeline pipeline, KeptPredictions kept)
    {
        float[] predictions = [.. kept.Last], values = [.. kept.Labels];
        int cells = pipeline.CellCount;
        foreach (IGrouping<string, int> feature in Enumerable.Range(0, cells).GroupBy(c => pipeline.Cells[c].Split('[')[0]))
        {
            int[] places = [.. feature.SelectMany(c => Enumerable.Range(0, values.Length / cells).Select(e => e * cells + c))
                .Where(i => !float.IsNaN(values[i]))];
            double mean = places.Average(i => (double)values[i]);
            yield return (feature.Key, places.Average(i => Math.Pow(predictions[i] - values[i], 2)),
                places.Average(i => Math.Pow(values[i] - mean, 2)));
        }
    }

    private static async Task<TrainingResult> FitAsync(string configuration, Func<TrainingOptions, TrainingOptions> change)
    {
        Demo demo = Demo.Of(configuration);
        using TorchSharpEngine engine = new(NetworkSpecification.FromConfiguration(demo.Configuration));
        return await demo.FitAsync(await demo.OpenAsync(), engine, change);
    }
}
