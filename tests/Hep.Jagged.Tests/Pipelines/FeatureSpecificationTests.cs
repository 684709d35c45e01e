namespace Hep.Jagged.Tests.Pipelines;

/// <summary>The strict reading of specifications.</summary>
public sealed class FeatureSpecificationTests
{
    private const string Complete = """
        {
          // comments and trailing commas are allowed
          "define": { "b": "a + 1", "a2": "b * 2", },
          "where": "a > 0",
          "features": {
            "columns": ["a", "Jet_*"],
            "collections": { "Jet": { "length": ["p99", 3], "overflow": "error", "pad_mode": "wrap", "order_by": "-Jet_pt",
                                      "where": "Jet_pt > 20", "members": ["Jet_*"] },
                             "x": { "length": 4 } },
            "scaling": { "*": "standard", "a": "log" },
            "categorical": { "k": "auto", "l": [1, 2.5], },
            "encode": { "k": "index" },
            "clip": { "a": [0, 5e2] },
            "constant": "keep", "padding": "nan", "nan": -1.5,
          },
        }
        """;

    [Test]
    public void Everything_that_a_configuration_can_say_is_read()
    {
        FeatureSpecification specification = FeatureSpecification.FromJson(Complete);

        Assert.That(specification.Define, Is.EqualTo(new[] { new ColumnDefinition("b", "a + 1"), new ColumnDefinition("a2", "b * 2") }));
        Assert.That(specification.Where, Is.EqualTo("a > 0"));
        Assert.That(specification.Columns, Is.EqualTo(new[] { "a", "Jet_*" }));
        Assert.That(specification.Collections["Jet"], Is.EqualTo(new CollectionOptions
        {
            Length = ListLength.Percentile99, InnerLength = ListLength.Fixed(3), Overflow = OverflowPolicy.Error, PadMode = PadMode.Wrap,
            OrderBy = "-Jet_pt", Where = "Jet_pt > 20", Members = ["Jet_*"],
        }));
        Assert.That(specification.Collections["x"].Length, Is.EqualTo(ListLength.Fixed(4)));
        Assert.That(specification.Scaling["a"], Is.EqualTo(ScalingKind.Log));
        Assert.That(specification.Categorical["k"], Is.EqualTo(new CategoricalOptions { Encoding = CategoryEncoding.Index }));
        Assert.That(specification.Categorical["l"], Is.EqualTo(new CategoricalOptions { Values = [1, 2.5] }));
        Assert.That(specification.Clip["a"], Is.EqualTo(new ClipRange(0, 500)));
        Assert.That((specification.Constant, specification.Padding, specification.Nan),
            Is.EqualTo((ConstantHandling.Keep, float.NaN, NanPolicy.Replace(-1.5f))));
    }

    [Test]
    public void Its_document_reads_back_to_the_same_document()
    {
        string json = FeatureSpecification.FromJson(Complete).ToJson();

        Assert.That(FeatureSpecification.FromJson(json).ToJson(), Is.EqualTo(json));
        Assert.That(json, Does.Contain("\"k\": \"index\"").And.Contain("\"padding\": \"nan\"").And.Contain("\"nan\": -1.5"));
    }

    [Test]
    public void A_configuration_gives_its_own_sections_and_paths()
    {
        FeatureSpecification specification = FeatureSpecification.FromConfiguration("""
            {"dataset": {"sources": [], "define": {"b": "a"}, "where": "b > 1"},
             "features": {"columns": ["b"]}, "network": {"kind": "dense"}}
            """);

        Assert.That((specification.Define.Single().Name, specification.Where), Is.EqualTo(("b", "b > 1")));
        Assert.That(() => FeatureSpecification.FromConfiguration("""{"dataset": {"where": "a >"}, "features": {"columns": []}}"""),
            Throws.TypeOf<PipelineException>().With.Property("Path").EqualTo("dataset.where"));
    }

    [TestCase("""{"features": {"columns": [], "scalling": {}}}""", "features.scalling", "Nearest: scaling")]
    [TestCase("""{"features": {"columns": [], "scaling": {"MET_pt": "minmx"}}}""", "features.scaling.MET_pt", "Nearest: minmax")]
    [TestCase("""{"features": {"columns": [], "collections": {"Jet": {"lenght": 3}}}}""",
        "features.collections.Jet.lenght", "Nearest: length")]
    [TestCase("""{"features": {"columns": [], "collections": {"Jet": {"length": 0}}}}""", "features.collections.Jet.length", "from 1 to")]
    [TestCase("""{"features": {"columns": [], "collections": {"Jet": {"length": [1, 2, 3]}}}}""",
        "features.collections.Jet.length", "[outer, inner]")]
    [TestCase("""{"features": {"columns": [], "collections": {"Jet": {"where": "1 +"}}}}""", "features.collections.Jet.where", "^")]
    [TestCase("""{"features": {"columns": ["a", 3]}}""", "features.columns[1]", "A text is expected, not 3")]
    [TestCase("""{"features": {"columns": [], "clip": {"a": [3, 1]}}}""", "features.clip.a", "low not above high")]
    [TestCase("""{"features": {"columns": [], "padding": 1e300}}""", "features.padding", "float32")]
    [TestCase("""{"features": {"columns": [], "categorical": {"a": [1, 1]}}}""", "features.categorical.a", "listed twice")]
    [TestCase("""{"features": {"columns": [], "categorical": {"a": []}}}""", "features.categorical.a", "At least one")]
    [TestCase("""{"features": {"scaling": {}}}""", "features", "'columns' is missing")]
    [TestCase("""{"define": {"a": "1", "a": "2"}}""", "", "no valid JSON")]
    [TestCase("""{"define": {"a": 1}}""", "define.a", "A text is expected")]
    [TestCase("""[]""", "", "An object is expected")]
    [TestCase("""{""", "", "no valid JSON")]
    public void What_does_not_fit_is_an_error_that_says_where(string json, string path, string message) =>
        Assert.That(() => FeatureSpecification.FromJson(json),
            Throws.TypeOf<PipelineException>().With.Property("Path").EqualTo(path).And.Message.Contains(message));

    [Test]
    public void The_place_in_a_larger_document_leads_every_path() =>
        Assert.That(() => FeatureSpecification.FromJson("""{"features": {"columns": [], "nan": "masked"}}""", "models[2]"),
            Throws.TypeOf<PipelineException>().With.Property("Path").EqualTo("models[2].features.nan"));

    [Test]
    public void An_option_for_a_column_that_does_not_exist_is_an_error_and_one_that_is_no_feature_a_warning()
    {
        using EntryBatch batch = TestColumns.Batch(Column.Create<float>("a", 1), Column.Create<float>("b", 1));

        Assert.That(async () => await TestColumns.Collect("""{"features": {"columns": ["a"], "scaling": {"aa": "log"}}}""", batch),
            Throws.TypeOf<PipelineException>().With.Property("Path").EqualTo("features.scaling.aa"));
        FeatureStatistics statistics = TestColumns.Collect("""{"features": {"columns": ["a"], "scaling": {"b": "log"}}}""", batch)
            .GetAwaiter().GetResult();
        Assert.That(statistics.Warnings, Has.One.Contains("features.scaling.b"));
    }
}
