using Hep.Inference.Testing;

namespace Hep.Inference.OnnxRuntime.Tests;

public sealed class ExecutionProviderTests
{
    [TestCase("cpu", "cpu"), TestCase("cuda", "cuda:0"), TestCase("cuda:3", "cuda:3")]
    public void A_provider_is_written_as_it_is_read(string text, string written) =>
        Assert.That(ExecutionProvider.Parse(text).ToString(), Is.EqualTo(written));

    [TestCase(""), TestCase("CPU"), TestCase("cuda:"), TestCase("cuda:-1"), TestCase("cuda:70000"), TestCase("tensorrt")]
    public void What_is_no_provider_is_refused(string text) =>
        Assert.That(() => ExecutionProvider.Parse(text), Throws.InstanceOf<InferenceException>().With.Message.Contains("'cuda'"));

    [Test]
    public void A_provider_that_the_runtime_lacks_is_refused_with_what_to_do()
    {
        if (ExecutionProvider.OnCuda().IsAvailable) Assert.Ignore("This build of the runtime has CUDA.");
        Assert.That(() => OnnxPredictor.Load(Models.Linear(0), new() { Provider = ExecutionProvider.OnCuda(1) }),
            Throws.InstanceOf<InferenceException>().With.Message.Contains("'cuda:1'").And.Message.Contains("Microsoft.ML.OnnxRuntime.Gpu"));
    }

    [Test]
    public async Task Several_threads_give_the_same_numbers()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(Models.Linear(1), new() { ThreadsPerRun = 2 });
        using Predictions answer = await predictor.PredictAsync([Tensor.Create<float>("inputs", [1, 4], [1, 2, 3, 4])]);
        Assert.That(answer["outputs"].Get<float>()[0], Is.EqualTo(31));
    }
}
