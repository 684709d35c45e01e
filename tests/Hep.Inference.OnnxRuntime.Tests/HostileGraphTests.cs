using Hep.Inference.Testing;
using static Hep.Inference.Testing.RawModel;

namespace Hep.Inference.OnnxRuntime.Tests;

/// <summary>Models that nobody exports by accident: each is refused with its reason, before the runtime sees it.</summary>
public sealed class HostileGraphTests
{
    private static readonly byte[] Abs = Node("Abs", ["x"], ["y"]);

    private static IEnumerable<TestCaseData> Hostile()
    {
        TestCaseData Case(string name, string why, byte[] model) => new TestCaseData(model, why).SetArgDisplayNames(name);

        const string File = "in another file", Custom = "custom operator", Unfolds = "operations, calls", Large = "makes a tensor of";
        yield return Case("external weights", File, Model(Graph(Field(5, ExternalTensor("w")), Abs)));
        yield return Case("external weights without a place", File, Model(Graph(Field(5, Number(1, 1), Number(2, 1), Text(8, "w"),
            Number(14, 1)), Abs)));
        yield return Case("a place without the word external", File,
            Model(Graph(Field(5, Number(1, 1), Number(2, 1), Text(8, "w"), Field(13, Text(1, "location"), Text(2, "../key"))), Abs)));
        yield return Case("external as a number that is cut to it", File,
            Model(Graph(Field(5, Number(1, 1), Number(2, 1), Text(8, "w"), Number(14, (1L << 32) + 1)), Abs)));
        yield return Case("external values of an attribute", File,
            Model(Graph(Node("Constant", [], ["c"], TensorAttribute("value", ExternalTensor("v"))), Abs)));
        yield return Case("external values of a list of tensors", File,
            Model(Graph(Node("Abs", ["x"], ["y"], Join(Text(1, "many"), Field(10, ExternalTensor("v")), Number(20, 9))))));
        yield return Case("external weights of a sparse tensor", File, Model(Graph(Field(15, Field(1, ExternalTensor("v"))), Abs)));
        yield return Case("external indices of a sparse tensor in an attribute", File,
            Model(Graph(Node("Abs", ["x"], ["y"], Join(Text(1, "s"), Field(22, Field(2, ExternalTensor("i"))), Number(20, 11))))));
        yield return Case("external weights within a branch", File, Model(Branch(Field(5, ExternalTensor("w")))));
        yield return Case("external weights within branches of branches", File, Model(Graph(
            Node("If", ["x"], ["y"], GraphAttribute("then_branch", Body(
                Node("If", ["x"], ["b_out"], GraphAttribute("then_branch", Body(Field(5, ExternalTensor("w")))))))))));
        yield return Case("external values within a function", File, Model(Graph(Abs),
            Function("f", "F", NodeBytes("", "Constant", [], ["out"], TensorAttribute("value", ExternalTensor("v"))))));
        yield return Case("external weights of the training", File, Model(Graph(Abs), Field(20, Field(1, Field(5, ExternalTensor("w"))))));

        yield return Case("a custom operator", Custom, Model(Graph(NodeOf("evil", "Run", ["x"], ["y"])), Opset("evil", 1)));
        yield return Case("a custom operator within a branch", Custom, Model(Branch(NodeOf("evil", "Run", ["x"], ["b_out"])), Opset("evil",
            1)));
        yield return Case("a custom operator within a function", Custom,
            Model(Graph(NodeOf("f", "F", ["x"], ["y"])), Opset("f", 1), Function("f", "F", NodeBytes("evil", "Run", ["in"], ["out"]))));
        yield return Case("a custom operator within a function that nobody calls", Custom,
            Model(Graph(Abs), Function("f", "F", NodeBytes("evil", "Run", ["in"], ["out"]))));
        yield return Case("a compiled part in another file", "names other files", Model(
            Graph(NodeOf("com.microsoft", "EPContext", ["x"], ["y"], TextAttribute("ep_cache_context", "/etc/passwd"))),
                Opset("com.microsoft", 1)));
        yield return Case("an operator that does not exist", "ONNX Runtime refuses the model", Model(Graph(Node("Absolutely", ["x"],
            ["y"]))));

        yield return Case("an opset to come", "opset 27", ModelOf(27, Graph(Abs)));
        yield return Case("an opset without end", "opset 9223372036854775807", ModelOf(long.MaxValue, Graph(Abs)));
        yield return Case("a form to come", "IR version 14", Join(Number(1, 14), Opset("", 17), Field(7, Graph(Abs))));

        yield return Case("a function that calls itself", "call each other", Model(
            Graph(NodeOf("f", "F", ["x"], ["y"])), Opset("f", 1), Function("f", "F", NodeBytes("f", "F", ["in"], ["out"]))));
        yield return Case("functions that call each other in a circle", "call each other", Model(Graph(NodeOf("f", "F", ["x"], ["y"])),
            Opset("f", 1),
            Function("f", "F", NodeBytes("f", "G", ["in"], ["out"])), Function("f", "G", NodeBytes("f", "F", ["in"], ["out"]))));
        yield return Case("functions that double each other", Unfolds, Model(Graph(NodeOf("f", "F0", ["x"], ["y"])),
        [
            Opset("f", 1), .. Enumerable.Range(0, 30).Select(i => Function("f", $"F{i}",
                NodeBytes("f", $"F{i + 1}", ["in"], ["t"]), NodeBytes("f", $"F{i + 1}", ["t"], ["out"]))),
            Function("f", "F30", NodeBytes("", "Abs", ["in"], ["out"])),
        ]));

        yield return Case("a constant of terabytes", Large, Model(Summed(Constant("s", 1_000_000, 1_000_000), Node("ConstantOfShape",
            ["s"], ["big"]))));
        yield return Case("a constant of terabytes whose shape is a node's", Large, Model(Summed(
            Node("Constant", [], ["s"], TensorAttribute("value", TensorOf("", 1L << 40))), Node("ConstantOfShape", ["s"], ["big"]))));
        yield return Case("an input spread over terabytes", Large, Model(Summed(Constant("s", 1L << 40, 1, 4), Node("Expand", ["x", "s"],
            ["big"]))));
        yield return Case("random numbers of terabytes", Large,
            Model(Summed(Node("RandomNormal", [], ["big"], NumbersAttribute("shape", 1L << 20, 1L << 20)))));
        yield return Case("a shape whose product overflows to nothing", Large,
            Model(Summed(Constant("s", 1L << 32, 1L << 32), Node("ConstantOfShape", ["s"], ["big"]))));
    }

    [TestCaseSource(nameof(Hostile))]
    public void A_hostile_model_is_refused_with_its_reason(byte[] model, string why)
    {
        InferenceException refusal = Assert.Throws<InferenceException>(
            () => OnnxPredictor.Load(model, new() { WarmUpTimeout = TimeSpan.FromSeconds(5) }))!;

        Assert.That(refusal.Failure, Is.EqualTo(InferenceFailure.InvalidModel));
        Assert.That(refusal.Message, Does.Contain(why));
    }

    [Test]
    public async Task What_the_hostile_ones_are_made_of_is_served_where_it_is_right()
    {
        byte[] model = Model(Graph(NodeOf("f", "F", ["x"], ["y"])), Opset("f", 1), Function("f", "F", NodeBytes("", "Abs", ["in"],
            ["out"])));

        await using OnnxPredictor predictor = OnnxPredictor.Load(model);

        Assert.That(predictor.Metadata.Outputs.Single().Name, Is.EqualTo("y"));
    }

    [Test]
    public async Task The_newest_opset_that_is_let_through_is_one_that_the_runtime_knows()
    {
        await using OnnxPredictor newest = OnnxPredictor.Load(ModelOf(new Onnx.OnnxOperatorRules().NewestOpset, Graph(Abs)));

        Assert.That(newest.Metadata.Inputs, Has.Count.EqualTo(1));
    }

    private static byte[] Branch(byte[] part) => Graph(Node("If", ["x"], ["y"], GraphAttribute("then_branch", Body(part))));

    /// <summary>Adds up what is called <c>big</c>.</summary>
    private static byte[] Summed(params byte[][] parts) =>
        Graph([.. parts, Node("ReduceSum", ["big"], ["r"]), Node("Add", ["x", "r"], ["y"])]);
}
