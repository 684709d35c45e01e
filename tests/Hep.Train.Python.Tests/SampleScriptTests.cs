using System.Globalization;

namespace Hep.Train.Python.Tests;

/// <summary>The sample scripts, on the demonstration's events.</summary>
[NonParallelizable]
public sealed class SampleScriptTests
{
    [TestCase("sklearn_fit.py", "sklearn", 0.80)]
    [TestCase("sklearn_partial_fit.py", "sklearn", 0.78)]
    [TestCase("pytorch_loop.py", "torch", 0.80)]
    [TestCase("xgboost_fit.py", "xgboost", 0.80)]
    public async Task A_sample_script_tells_signal_from_background(string script, string module, double area)
    {
        TrainingResult result = await Demo.FitAsync(script, options => options, module);

        Assert.That(result.Validation!.Roc!.Area, Is.GreaterThan(area));
        Assert.That(result.Card.Engine, Does.StartWith("python 3."));
    }

    [Explicit("Takes minutes: the figures of docs/python.md.")]
    [TestCase("sklearn_fit.py", "sklearn")]
    [TestCase("sklearn_partial_fit.py", "sklearn")]
    [TestCase("pytorch_loop.py", "torch")]
    [TestCase("xgboost_fit.py", "xgboost")]
    public async Task Over_five_seeds_the_mean_area_is_0_807(string script, string module)
    {
        List<double> areas = [];
        for (int seed = 0; seed < 5; seed++)
            areas.Add((await Demo.FitAsync(script, options => options with { Seed = seed }, module)).Validation!.Roc!.Area);

        TestContext.Out.WriteLine(
            $"{areas.Average():F4}: {string.Join(", ", areas.Select(a => a.ToString("F4", CultureInfo.InvariantCulture)))}");
        Assert.That(areas.Average(), Is.GreaterThan(0.807));
    }
}
