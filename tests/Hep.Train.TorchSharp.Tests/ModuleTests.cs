using Hep.Jagged;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>Modules of a program's own.</summary>
[NonParallelizable]
public sealed class ModuleTests : TorchFixture
{
    private static readonly TrainingHead[] Signal = [new TrainingHead { Task = TrainingTask.Binary, OutputCount = 1 }];

    [Test]
    public async Task A_sequential_of_common_layers_learns_and_becomes_a_model()
    {
        using NetworkRun run = new(TorchSharpEngine.For(p => Sequential(Linear(p.CellCount, 8), BatchNorm1d(8), ReLU(), Dropout(0.1),
            Sequential(Linear(8, 6, hasBias: false), LayerNorm(6), GELU()), Linear(6, 1))), Signal);
        await run.TrainAsync(20);
        using EntryBatch events = new SampleEvents(30, seed: 2).Make(0, 30);

        float[] engine = await run.PredictAsync(events), onnx = await run.PredictInOnnxRuntimeAsync(events);

        Assert.That(engine.Zip(onnx, (a, b) => Math.Abs(a - b)).Max(), Is.LessThan(1e-5));
    }

    [Test]
    public async Task A_sequential_over_a_grid_becomes_a_model()
    {
        using NetworkRun run = new(TorchSharpEngine.For(_ => Sequential(BatchNorm2d(2), Conv2d(2, 16, 3, padding: 1), ELU(), MaxPool2d(2),
            Conv2d(16, 16, 2), LeakyReLU(0.2), AvgPool2d(2), Flatten(), Linear(16, 1)), new ModuleOptions { Inputs = ["grid_0"] }), Signal);
        await run.TrainAsync(5);
        using EntryBatch events = new SampleEvents(30, seed: 2).Make(0, 30);

        float[] engine = await run.PredictAsync(events), onnx = await run.PredictInOnnxRuntimeAsync(events);

        Assert.That(engine.Zip(onnx, (a, b) => Math.Abs(a - b)).Max(), Is.LessThan(1e-5));
    }

    [Test]
    public void A_layer_without_a_form_is_named_with_the_ways_out()
    {
        using NetworkRun run = new(TorchSharpEngine.For(p => Sequential(Linear(p.CellCount, 4), Hardtanh(), Linear(4, 1))), Signal);

        Assert.That(run.Engine.ToModel, Throws.TypeOf<TrainingException>().With.Message.Contains("'Hardtanh'")
            .And.Message.Contains("OnnxGraph").And.Message.Contains("TorchScript"));
    }

    [Test]
    public async Task A_module_with_several_inputs_and_a_loss_of_its_own_learns()
    {
        using NetworkRun run = new(TorchSharpEngine.For(p => new SumOfJets(p.Pipeline.Collections[0].TokenColumns.Length), new ModuleOptions
        {
            Inputs = ["tokens_Jet", "mask_Jet"],
            Losses = (numbers, labels) => (numbers.sigmoid() - labels).abs().squeeze(1),
        }), Signal);

        double first = await run.TrainAsync(1), last = await run.TrainAsync(40);

        Assert.That(last, Is.LessThan(0.9 * first));
        Assert.That(run.Engine.ToModel, Throws.TypeOf<TrainingException>().With.Message.Contains("'SumOfJets'"));
    }

    [Test]
    public async Task Equal_seeds_give_equal_modules_and_weights_come_back()
    {
        using NetworkRun one = new(TorchSharpEngine.For(p => Sequential(Linear(p.CellCount, 1))), Signal),
            two = new(TorchSharpEngine.For(p => Sequential(Linear(p.CellCount, 1))), Signal);
        byte[] first = one.Engine.ToModel().ToArray();
        one.Engine.KeepWeights();
        await one.TrainAsync(1);
        byte[] later = one.Engine.ToModel().ToArray();
        one.Engine.RestoreWeights();

        Assert.That(two.Engine.ToModel().ToArray(), Is.EqualTo(first).And.Not.EqualTo(later));
        Assert.That(one.Engine.ToModel().ToArray(), Is.EqualTo(first));
    }

    [Test]
    public void An_input_that_is_not_made_is_refused() =>
        Assert.That(
            () => new NetworkRun(TorchSharpEngine.For(_ => Sequential(Linear(4, 1)), new ModuleOptions { Inputs = ["token_Jet"] }), Signal),
            Throws.TypeOf<TrainingException>().With.Message.Contains("Nearest: tokens_Jet"));

    [Test]
    public void Numbers_of_another_shape_are_refused()
    {
        using NetworkRun run = new(TorchSharpEngine.For(p => Sequential(Linear(p.CellCount, 2))), Signal);

        Assert.That(() => run.TrainAsync(1), Throws.TypeOf<TrainingException>().With.Message.Contains("[64, 1] is expected"));
    }

    private sealed class SumOfJets : Module<IReadOnlyDictionary<string, Tensor>, Tensor>
    {
        private readonly Module<Tensor, Tensor> _each, _whole;

        public SumOfJets(int columns) : base(nameof(SumOfJets))
        {
            (_each, _whole) = (Sequential(Linear(columns, 8), ReLU()), Linear(8, 1));
            RegisterComponents();
        }

        public override Tensor forward(IReadOnlyDictionary<string, Tensor> inputs) =>
            _whole.call((_each.call(inputs["tokens_Jet"]) * inputs["mask_Jet"].unsqueeze(2)).sum(1));
    }
}
