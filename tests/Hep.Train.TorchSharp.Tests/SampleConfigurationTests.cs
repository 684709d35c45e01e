using System.Globalization;

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

        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{configuration}: {string.Join(", ", areas.Select(a => a.ToString("F4", CultureInfo.InvariantCulture)))}; mean {areas.Average():F4}"));
        Assert.That(areas.Average(), Is.GreaterThan(0.807));
    }

    private static async Task<TrainingResult> FitAsync(string configuration, Func<TrainingOptions, TrainingOptions> change)
    {
        Demo demo = Demo.Of(configuration);
        using TorchSharpEngine engine = new(NetworkSpecification.FromConfiguration(demo.Configuration));
        return await demo.FitAsync(await demo.OpenAsync(), engine, change);
    }
}
