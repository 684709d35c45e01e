using Hep.Jagged;

namespace Hep.Train.ML.Tests;

public sealed class MLNetSpecificationTests
{
    [Test]
    public void A_specification_survives_its_document()
    {
        MLNetSpecification specification = new()
        {
            Kind = ModelKind.Linear,
            UseMask = false,
            Threads = 3,
            BoostedTrees = new()
            {
                Learner = TreeLearner.FastTree, Iterations = 7, LearningRate = 0.25, Leaves = 5, MinimumEntries = 6, Bins = 17,
                EntryFraction = 0.5, CellFraction = 0.75, L2 = 2,
            },
            Linear = new() { Solver = LinearSolver.Sdca, Iterations = 9, L1 = 0.125, L2 = 0.5 },
        };

        Assert.That(MLNetSpecification.FromJson(specification.ToJson()), Is.EqualTo(specification));
    }

    [Test]
    public void A_configuration_without_the_section_has_the_defaults() =>
        Assert.That(MLNetSpecification.FromConfiguration("""{"network": {"kind": "later"}, /* nothing */ }"""),
            Is.EqualTo(new MLNetSpecification()));

    [TestCase("""{"boosted_tree": {}}""", "mlnet.boosted_tree", "boosted_trees")]
    [TestCase("""{"kind": "forest"}""", "mlnet.kind", "'forest' is none of boosted_trees, linear")]
    [TestCase("""{"boosted_trees": {"leafs": 5}}""", "mlnet.boosted_trees.leafs", "leaves")]
    [TestCase("""{"boosted_trees": {"entry_fraction": 0}}""", "mlnet.boosted_trees.entry_fraction", "above 0")]
    [TestCase("""{"linear": {"solver": "ols"}}""", "mlnet.linear.solver", "lbfgs")]
    public void What_does_not_fit_is_refused_with_its_place(string json, string path, string hint)
    {
        PipelineException refusal = Assert.Throws<PipelineException>(
            () => MLNetSpecification.FromConfiguration($$"""{"mlnet": {{json}}}"""))!;

        Assert.That(refusal.Path, Is.EqualTo(path));
        Assert.That(refusal.Message, Does.Contain(hint));
    }

    [Test]
    public void An_engine_refuses_values_without_meaning() =>
        Assert.That(() => new MLNetEngine(new() { BoostedTrees = new() { Leaves = 1 } }),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
}
