using CsCheck;
using Hep.Inference.Testing;
using Hep.Onnx;

namespace Hep.Inference.OnnxRuntime.Tests;

public sealed class HostileModelTests
{
    [Test]
    public void Bytes_that_are_no_model_are_refused()
    {
        Assert.That(RefusalOf("not a model"u8.ToArray()).Failure, Is.EqualTo(InferenceFailure.InvalidModel));
        Assert.That(RefusalOf([]).Failure, Is.EqualTo(InferenceFailure.InvalidModel));
    }

    [Test]
    public void A_model_larger_than_the_limit_is_refused()
    {
        OnnxPredictorOptions options = new() { ReadLimits = new() { Bytes = 100 } };

        InferenceException refusal = Assert.Throws<InferenceException>(() => OnnxPredictor.Load(Models.Linear(0), options))!;

        Assert.That(refusal.Message, Does.Contain("at most 100"));
    }

    [Test]
    public async Task A_pipeline_that_does_not_parse_is_refused_with_its_reason()
    {
        OnnxModel model = OnnxModel.Load(await Models.EventsAsync());
        model.Metadata[OnnxModel.PipelineKey] = """{"format": 1, "surprise": true}""";

        InferenceException refusal = RefusalOf(model.ToArray());

        Assert.That(refusal.Failure, Is.EqualTo(InferenceFailure.InvalidModel));
        Assert.That(refusal.Message, Does.Contain("hep.pipeline"));
    }

    [Test]
    public async Task A_pipeline_of_another_width_than_the_graph_is_refused()
    {
        OnnxModel model = OnnxModel.Load(Models.Linear(0));
        model.Metadata[OnnxModel.PipelineKey] = OnnxModel.Load(await Models.EventsAsync()).Metadata[OnnxModel.PipelineKey];

        Assert.That(RefusalOf(model.ToArray()).Message, Does.Contain("'inputs: FP32 [-1, 4]'"));
    }

    [Test]
    public void A_first_run_without_end_is_ended()
    {
        OnnxPredictorOptions options = new() { WarmUpTimeout = TimeSpan.FromMilliseconds(200) };

        InferenceException refusal = Assert.Throws<InferenceException>(() => OnnxPredictor.Load(Models.Endless(), options))!;

        Assert.That(refusal.Message, Does.Contain("first run took more than"));
    }

    [Test]
    public void A_missing_file_is_named()
    {
        InferenceException refusal = Assert.Throws<InferenceException>(() => OnnxPredictor.Load("no/such/model.onnx"))!;

        Assert.That(refusal.Message, Does.Contain("no/such/model.onnx"));
    }

    [Test]
    public void Every_truncation_of_a_model_is_refused_or_loads()
    {
        byte[] model = Models.Linear(0.5f);

        for (int length = 0; length < model.Length; length++) LoadOrRefuse(model[..length]);
    }

    [Test]
    public void Flipped_bits_are_refused_or_load()
    {
        byte[] model = Models.Linear(0.5f);

        Gen.Select(Gen.Int[0, model.Length - 1], Gen.Int[0, 7]).Sample((at, bit) =>
        {
            byte[] mutated = [.. model];
            mutated[at] ^= (byte)(1 << bit);
            LoadOrRefuse(mutated);
        }, iter: 300, seed: "0000KOIPe001", threads: 1);
    }

    private static void LoadOrRefuse(byte[] model)
    {
        try
        {
            OnnxPredictor.Load(model, new() { WarmUpTimeout = TimeSpan.FromSeconds(5) }).DisposeAsync().AsTask().Wait();
        }
        catch (InferenceException e)
        {
            Assert.That(e.Failure, Is.EqualTo(InferenceFailure.InvalidModel), e.Message);
        }
    }

    private static InferenceException RefusalOf(byte[] model) => Assert.Throws<InferenceException>(() => OnnxPredictor.Load(model))!;
}
