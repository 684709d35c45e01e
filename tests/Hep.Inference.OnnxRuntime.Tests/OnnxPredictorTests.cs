using Hep.Inference.Testing;
using Hep.Jagged;

namespace Hep.Inference.OnnxRuntime.Tests;

public sealed class OnnxPredictorTests
{
    [Test]
    public async Task Raw_events_go_through_the_models_pipeline_and_its_cut()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(await Models.EventsAsync());
        using EntryBatch events = Models.Events();

        using Predictions predictions = await predictor.PredictAsync(events);

        Assert.That(predictions["score"].Get<float>().ToArray(), Is.EqualTo(new[] { 334f, 120f, float.NaN }));
        Assert.That(predictions.Selected.ToArray(), Is.EqualTo(new[] { true, true, false }));
        Assert.That(predictions.Identities!.Entries.ToArray(), Is.EqualTo(new long[] { 7, 8, 9 }));
    }

    [Test]
    public async Task A_padded_batch_gives_what_its_raw_events_give()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(await Models.EventsAsync());
        using EntryBatch events = Models.Events();
        using PaddedBatch padded = predictor.Pipeline!.ApplyAll(events);

        using Predictions predictions = await predictor.PredictAsync(padded);

        Assert.That(predictions["score"].Get<float>().ToArray(), Is.EqualTo(new[] { 334f, 120f, float.NaN }));
    }

    [Test]
    public async Task Metadata_tell_tensors_event_columns_and_card()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(await Models.EventsAsync(), new() { Name = "events", Version = "3" });

        Assert.That(predictor.Metadata.Name, Is.EqualTo("events"));
        Assert.That(predictor.Metadata.Version, Is.EqualTo("3"));
        Assert.That(predictor.Metadata.Inputs.Select(i => i.ToString()),
            Is.EqualTo(new[] { "features: FP32 [-1, 4]", "mask: FP32 [-1, 4]" }));
        Assert.That(predictor.Metadata.Outputs.Select(o => o.ToString()), Is.EqualTo(new[] { "score: FP32 [-1, 1]" }));
        Assert.That(predictor.Metadata.EventColumns!.Select(c => c.Name), Is.EqualTo(new[] { "MET_pt", "Jet_pt" }));
        Assert.That(predictor.Card!.Engine, Is.EqualTo("by hand"));
    }

    [Test]
    public async Task A_model_without_a_pipeline_takes_tensors_and_says_so_of_events()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(Models.Linear(0.5f));
        using EntryBatch events = Models.Events();

        using Predictions predictions = await predictor.PredictAsync([Tensor.Create<float>("inputs", [2, 4], [1, 2, 3, 4, 0, 0, 0, 0])]);
        InferenceException refusal = Assert.ThrowsAsync<InferenceException>(() => predictor.PredictAsync(events))!;

        Assert.That(predictions["outputs"].Get<float>().ToArray(), Is.EqualTo(new[] { 30.5f, 0.5f }));
        Assert.That(predictions.Selected.Length, Is.Zero);
        Assert.That(refusal.Failure, Is.EqualTo(InferenceFailure.InvalidRequest));
        Assert.That(refusal.Message, Does.Contain("no pipeline"));
    }

    [Test]
    public async Task No_rows_in_are_no_rows_out()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(Models.Linear(0.5f));

        using Predictions predictions = await predictor.PredictAsync([Tensor.Create<float>("inputs", [0, 4], [])]);

        Assert.That(predictions["outputs"].Shape, Is.EqualTo(new long[] { 0, 1 }));
    }

    [TestCase(TensorType.Bool), TestCase(TensorType.UInt8), TestCase(TensorType.UInt16), TestCase(TensorType.UInt32)]
    [TestCase(TensorType.UInt64)]
    [TestCase(TensorType.Int8), TestCase(TensorType.Int16), TestCase(TensorType.Int32), TestCase(TensorType.Int64)]
    [TestCase(TensorType.Float16), TestCase(TensorType.BFloat16), TestCase(TensorType.Float32), TestCase(TensorType.Float64)]
    public async Task Every_type_passes_through_unchanged(TensorType type)
    {
        byte[] bytes = [.. Enumerable.Range(0, 3 * type.Width).Select(i => (byte)(type == TensorType.Bool ? i % 2 : i + 1))];
        await using OnnxPredictor predictor = OnnxPredictor.Load(Models.Identity(type));

        using Predictions predictions = await predictor.PredictAsync([Tensor.FromBytes("in", type, [3], bytes)]);

        Assert.That(predictions["out"].Type, Is.EqualTo(type));
        Assert.That(predictions["out"].AsBytes().ToArray(), Is.EqualTo(bytes));
    }

    [Test]
    public async Task Text_passes_through_unchanged()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(Models.Identity(TensorType.Bytes));

        using Predictions predictions = await predictor.PredictAsync([Tensor.CreateText("in", [3], "jet", "", "η")]);

        BytesTensor texts = (BytesTensor)predictions["out"];
        Assert.That(Enumerable.Range(0, 3).Select(texts.GetText), Is.EqualTo(new[] { "jet", "", "η" }));
    }

    [Test]
    public async Task Inputs_that_do_not_fit_are_refused_by_name()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(Models.Linear(0), new() { Name = "linear" });

        Assert.That(MessageOf(Tensor.Create<float>("input", [1, 4], [1, 2, 3, 4])), Does.Contain("no input 'input'. Nearest: inputs."));
        Assert.That(MessageOf(Tensor.Create<double>("inputs", [1, 4], [1, 2, 3, 4])), Does.Contain("wants FP32").And.Contain("got FP64"));
        Assert.That(MessageOf(Tensor.Create<float>("inputs", [1, 3], [1, 2, 3])), Does.Contain("[-1, 4]").And.Contain("[1, 3]"));
        Assert.That(MessageOf(), Does.Contain("got no input 'inputs"));

        string MessageOf(params Tensor[] inputs) => Assert.ThrowsAsync<InferenceException>(() => predictor.PredictAsync(inputs))!.Message;
    }

    [Test]
    public async Task A_call_that_is_cancelled_before_it_begins_does_not_run()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(await Models.EventsAsync());
        using EntryBatch events = Models.Events();

        Tensor[] inputs = [Tensor.Create<float>("features", [1, 4], [1, 2, 3, 4]), Tensor.Create<float>("mask", [1, 4], [1, 1, 1, 1])];

        Assert.ThrowsAsync<TaskCanceledException>(() => predictor.PredictAsync(inputs, new CancellationToken(true)));
        Assert.ThrowsAsync<OperationCanceledException>(() => predictor.PredictAsync(events, new CancellationToken(true)));
    }

    [Test]
    public async Task A_disposed_predictor_has_served_its_calls_and_takes_no_more()
    {
        OnnxPredictor predictor = OnnxPredictor.Load(Models.Linear(0.5f), new() { Workers = 1 });
        Task<Predictions>[] calls =
            [.. Enumerable.Range(0, 200).Select(i => predictor.PredictAsync([Tensor.Create<float>("inputs", [1, 4], [i, 0, 0, 0])]))];

        await predictor.DisposeAsync();

        Assert.That(calls.Select(c => c.Result["outputs"].Get<float>()[0]), Is.EqualTo(Enumerable.Range(0, 200).Select(i => i + 0.5f)));
        Assert.ThrowsAsync<ObjectDisposedException>(() => predictor.PredictAsync([Tensor.Create<float>("inputs", [1, 4], [1, 0, 0, 0])]));
    }
}
