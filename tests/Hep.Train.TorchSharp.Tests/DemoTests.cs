using Hep.Jagged;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>The configuration that <c>hep demo</c> runs, on the sample files.</summary>
[NonParallelizable]
public sealed class DemoTests : TorchFixture
{
    [Test]
    public async Task The_demonstration_tells_signal_from_background([Values] TrainingPrecision precision)
    {
        TrainingResult result = await FitAsync(await Demo.Default.OpenAsync(), options => options with { Precision = precision });

        Assert.That(result.Validation!.Roc!.Area, Is.GreaterThan(0.80));
    }

    [Test]
    public async Task Over_five_seeds_the_mean_area_is_0_807()
    {
        List<double> areas = [];
        for (int seed = 0; seed < 5; seed++)
            areas.Add((await FitAsync(await Demo.Default.OpenAsync(), options => options with { Seed = seed })).Validation!.Roc!.Area);

        TestContext.Out.WriteLine(
            string.Join(", ", areas.Select(a => a.ToString("F4", System.Globalization.CultureInfo.InvariantCulture))));
        Assert.That(areas.Average(), Is.GreaterThan(0.807));
    }

    /// <summary>
    /// Labels drawn from event numbers, which tell nothing: what is learnt nevertheless would be a leak from validation into training.
    /// </summary>
    [Test]
    public async Task Labels_that_mean_nothing_are_not_learnt()
    {
        IBatchSource data = (await Demo.Default.OpenAsync()).Define(DatasetColumns.Label, "event % 2");

        TrainingResult result = await FitAsync(data, options => options with { Epochs = 3, Patience = 0 });

        Assert.That(result.Validation!.Roc!.Area, Is.EqualTo(0.5).Within(0.05));
        Assert.That(result.History[^1].Loss, Is.LessThan(result.History[0].Loss));   // it does learn the training part by heart
    }

    private static async Task<TrainingResult> FitAsync(IBatchSource data, Func<TrainingOptions, TrainingOptions> change)
    {
        using TorchSharpEngine engine = new(NetworkSpecification.FromConfiguration(Demo.Default.Configuration));
        return await Demo.Default.FitAsync(data, engine, change);
    }
}
