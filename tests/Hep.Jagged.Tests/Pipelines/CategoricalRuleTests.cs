using static Hep.Jagged.Tests.Pipelines.TestColumns;

namespace Hep.Jagged.Tests.Pipelines;

/// <summary>Columns whose numbers are names of kinds.</summary>
public sealed class CategoricalRuleTests
{
    [Test]
    public async Task Listed_categories_make_a_cell_each_and_another_value_none()
    {
        using EntryBatch batch = Batch(Jagged<int>("f", "nJet", [5, 0], [7]));

        FeaturePipeline pipeline = await Fit(
            """{"features": {"columns": ["f"], "scaling": {"*": "minmax"}, "categorical": {"f": [0, 4, 5]}}}""", batch);
        using PaddedBatch padded = pipeline.Apply(batch);

        Assert.That(padded.Cells, Is.EqualTo(new[] { "f[0]=0", "f[0]=4", "f[0]=5", "f[1]=0", "f[1]=4", "f[1]=5" }));
        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0 }));
        Assert.That(padded.Mask.ToArray(), Is.EqualTo(new[] { true, true, true, true, true, true, true, true, true, false, false, false }));
        using EntryBatch inverted = pipeline.Invert(padded);
        Assert.That(inverted.Get<double>("f").Values.ToArray(), Is.EqualTo(new[] { 5, 0, double.NaN }));
    }

    [Test]
    public async Task Automatic_categories_are_those_of_pass_1_ascending()
    {
        using EntryBatch batch = Batch(Column.Create<float>("q", 1, -1, 1, float.NaN, 0.5f));

        using PaddedBatch padded = (await Fit("""{"features": {"columns": ["q"], "categorical": {"q": "auto"}}}""", batch)).Apply(batch);

        Assert.That(padded.Cells, Is.EqualTo(new[] { "q=-1", "q=0.5", "q=1" }));
        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0 }));
        Assert.That(padded.Mask[9..12].ToArray(), Is.EqualTo(new[] { false, false, false }));
    }

    [Test]
    public async Task An_encoding_by_name_holds_below_a_glob_of_categories()
    {
        using EntryBatch batch = Batch(Column.Create<float>("q_a", 1, -1), Column.Create<float>("q_b", 1, -1));

        using PaddedBatch padded = (await Fit(
            """{"features": {"columns": ["q_*"], "categorical": {"q_*": "auto"}, "encode": {"q_a": "index"}}}""", batch)).Apply(batch);

        Assert.That(padded.Cells, Is.EqualTo(new[] { "q_a", "q_b=-1", "q_b=1" }));
    }

    [TestCase("onehot", 1), TestCase("index", 2)]
    public async Task A_column_without_a_number_has_no_categories_also_when_its_pipeline_is_read_back(string encode, int cells)
    {
        using EntryBatch batch = Batch(Column.Create<float>("q", float.NaN, float.NaN), Column.Create<float>("x", 1, 2));
        FeaturePipeline pipeline = await Fit(
            $$"""{"features": {"columns": ["q", "x"], "categorical": {"q": "auto"}, "encode": "{{encode}}"} }""", batch);

        using PaddedBatch padded = FeaturePipeline.FromJson(pipeline.ToJson()).Apply(batch);

        Assert.That(padded.Cells, Has.Count.EqualTo(cells));
    }

    [TestCase("\"index\"")]
    [TestCase("{\"q\": \"index\"}")]
    public async Task An_index_takes_one_cell(string encode)
    {
        using EntryBatch batch = Batch(Column.Create<int>("q", 30, 10, 99));

        FeaturePipeline pipeline = await Fit(
            $$"""{"features": {"columns": ["q"], "categorical": {"q": [10, 20, 30]}, "encode": {{encode}} } }""", batch);
        using PaddedBatch padded = pipeline.Apply(batch);

        Assert.That(padded.Cells, Is.EqualTo(new[] { "q" }));
        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 2, 0, -1 }));
        using EntryBatch inverted = pipeline.Invert(padded);
        Assert.That(inverted.Get<double>("q").Values.ToArray(), Is.EqualTo(new[] { 30, 10, double.NaN }));
    }

    [Test]
    public void Too_many_automatic_categories_are_an_error()
    {
        using EntryBatch batch = Batch(Column.Create("q", [.. Enumerable.Range(0, 10_000)]));

        Assert.That(async () => await Fit("""{"features": {"columns": ["q"], "categorical": {"q": "auto"}}}""", batch),
            Throws.TypeOf<PipelineException>().With.Message.Contains("different values"));
    }
}
