namespace Hep.Onnx.Tests;

public sealed class OnnxGraphTests
{
    [Test]
    public void A_graph_tells_its_inputs_and_outputs_with_a_free_first_axis()
    {
        OnnxModel model = OnnxModel.Load(SampleGraphs.Everything().ToArray());

        Assert.That(model.Inputs.Select(i => i.ToString()), Is.EqualTo(["features: Float32[?, 2]", "mask: Float32[?, 2]"]));
        Assert.That(model.Outputs.Select(o => o.ToString()),
            Is.EqualTo(["shares: Float32[?, 3]", "grown: Float32[?, 2]", "score: Float32[?, 1]"]));
        Assert.That((model.Opset, model.IrVersion), Is.EqualTo((17, 8)));
    }

    [Test]
    public void Layers_tell_their_weights()
    {
        OnnxModel model = SampleGraphs.Everything();

        OnnxLayer dense = model.Layers.Single(l => l.Name == "dense");
        Assert.That(dense.Operator, Is.EqualTo("Gemm"));
        Assert.That(dense.Weights, Is.EqualTo(new long[][] { [3, 4], [3] }));
        Assert.That(dense.ParameterCount, Is.EqualTo(15));
        // norm, dense, rows, Gelu's two factors and its one, NaN, last
        Assert.That(model.ParameterCount, Is.EqualTo(16 + 15 + 6 + 2 + 1 + 1 + 4));
    }

    [Test]
    public void A_dense_layer_refuses_weights_of_another_shape()
    {
        OnnxGraph graph = new("g");
        OnnxValue x = graph.AddInput("features", 2);

        Assert.That(() => graph.Dense(x, [1, 2, 3], [0, 0], "dense"),
            Throws.ArgumentException.With.Message.Contains("[2, 2] needs 4 numbers, 3 were given"));
    }

    [Test]
    public void Values_that_do_not_go_together_are_refused()
    {
        OnnxGraph graph = new("g");
        OnnxValue x = graph.AddInput("features", 2), tokens = graph.AddInput("tokens", 3, 2), grid = graph.AddInput("grid", 1, 2, 2);

        Assert.That(() => graph.Add(x, tokens), Throws.ArgumentException.With.Message.Contains("[n, 3, 2] of 'tokens'"));
        Assert.That(() => graph.Reshape(tokens, 5), Throws.ArgumentException.With.Message.Contains("6 numbers of 'tokens'"));
        Assert.That(() => graph.MaxPool(grid, 3), Throws.ArgumentException.With.Message.Contains("2 × 2 cells"));
        Assert.That(() => graph.AddInput("none", 0), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void Two_values_of_one_name_are_refused()
    {
        OnnxGraph graph = new("g");
        OnnxValue x = graph.AddInput("features", 2);

        Assert.That(() => graph.AddInput("features", 3), Throws.ArgumentException);
        Assert.That(() => graph.AddOutput("features", x), Throws.ArgumentException);
    }

    [Test]
    public void A_graph_without_output_is_no_model()
    {
        OnnxGraph graph = new("g");
        graph.AddInput("features", 2);

        Assert.That(graph.ToModel, Throws.InvalidOperationException.With.Message.Contains("AddOutput"));
    }

    [Test]
    public void A_model_does_not_change_when_its_graph_grows()
    {
        OnnxGraph graph = new("g");
        OnnxValue x = graph.AddInput("features", 2);
        graph.AddOutput("a", graph.Relu(x));
        OnnxModel model = graph.ToModel();

        graph.AddOutput("b", graph.Tanh(x));

        Assert.That(OnnxModel.Load(model.ToArray()).Outputs, Has.Count.EqualTo(1));
    }
}
