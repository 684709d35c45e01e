namespace Hep.Onnx.Tests;

public sealed class OnnxTreesTests
{
    [TestCase(0.5f, 1)]
    [TestCase(0.50000006f, 2)]
    [TestCase(-0f, 1)]
    [TestCase(float.NaN, 1)]
    [TestCase(float.PositiveInfinity, 2)]
    public void A_tree_decides_by_float32_and_knows_where_missing_values_go(float number, float expected) =>
        Assert.That(SampleGraphs.Stump(1).Evaluate([9, number]), Is.EqualTo(expected));

    [Test]
    public void A_tree_without_end_is_refused()
    {
        Assert.That(() => new DecisionTree(TreeNode.Split(0, 1, 0, 1, missingIsBelow: false), TreeNode.Leaf(1)),
            Throws.ArgumentException.With.Message.Contains("Node 0 of 2 leads to 0 and 1"));
        Assert.That(() => new DecisionTree(TreeNode.Split(0, 1, 1, 2, missingIsBelow: false), TreeNode.Leaf(1)),
            Throws.ArgumentException.With.Message.Contains("leads to 1 and 2"));
        Assert.That(() => new DecisionTree(), Throws.ArgumentException);
        Assert.That(() => TreeNode.Split(0, float.NaN, 1, 2, missingIsBelow: false), Throws.ArgumentException);
    }

    [Test]
    public void Trees_that_ask_for_numbers_beyond_a_row_are_refused()
    {
        OnnxGraph graph = new("g");
        OnnxValue x = graph.AddInput("features", 2);

        Assert.That(() => graph.TreeEnsemble(x, [[SampleGraphs.Stump(2)]], [0], "trees"),
            Throws.ArgumentException.With.Message.Contains("asks for 3 numbers of a row, 'features' has 2"));
        Assert.That(() => graph.TreeEnsemble(x, [[SampleGraphs.Stump(0)]], [0, 0], "trees"), Throws.ArgumentException);
        Assert.That(() => graph.TreeEnsemble(x, [[]], [0], "trees"), Throws.ArgumentException);
    }

    [Test]
    public void A_model_with_trees_is_read_again_with_its_operator_named()
    {
        OnnxModel model = OnnxModel.Load(SampleGraphs.Everything().ToArray());

        Assert.That(model.Layers.Single(l => l.Name == "trees").Operator, Is.EqualTo("ai.onnx.ml.TreeEnsembleRegressor"));
        Assert.That(model.Opset, Is.EqualTo(17));
    }
}
