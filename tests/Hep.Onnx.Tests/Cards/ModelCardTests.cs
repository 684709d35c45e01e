using System.Text.Json;

namespace Hep.Onnx.Tests;

public sealed class ModelCardTests
{
    [Test]
    public void A_card_survives_json()
    {
        ModelCard card = new()
        {
            Created = new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero),
            Engine = "torchsharp 0.107.0",
            Seed = 7,
            Heads = [new ModelHead("score", ModelTasks.Binary, ["background", "signal"])],
            Training = JsonDocument.Parse("""{"epochs":20}""").RootElement,
            Metrics = new Dictionary<string, double> { ["auc"] = 0.81 },
            History = [new EpochReport { Epoch = 1, Loss = 0.6, ValidationLoss = 0.59, IsBest = true }],
            Data = new DataFingerprint
            {
                Entries = 10,
                Files = [new DataFile("a.root", "Events", Guid.Empty, 99, 10)],
                SplitBy = ["identity"],
            },
            Statistics = [new ColumnSummary { Name = "MET_pt", Count = 10, Minimum = 1, Maximum = 2, Mean = 1.5, StandardDeviation = 0.1 }],
        };

        ModelCard read = ModelCard.FromJson(card.ToJson());

        Assert.That(read.ToJson(), Is.EqualTo(card.ToJson()));
        Assert.That(read.History[0], Is.EqualTo(card.History[0]));
        Assert.That(read.Data.Files, Is.EqualTo(card.Data.Files));
        Assert.That(read.Training!.Value.GetProperty("epochs").GetInt32(), Is.EqualTo(20));
    }

    [Test]
    public void Not_a_number_is_null_in_json()
    {
        ModelCard card = new()
        {
            Metrics = new Dictionary<string, double> { ["auc"] = double.NaN },
            History = [new EpochReport { Loss = double.NaN }],
        };

        string json = card.ToJson();

        Assert.That(json, Does.Contain("\"auc\":null").And.Contains("\"loss\":null"));
        Assert.That(ModelCard.FromJson(json).Metrics["auc"], Is.NaN);
        Assert.That(ModelCard.FromJson(json).History[0].Loss, Is.NaN);
    }

    [Test]
    public void Keys_of_a_later_version_are_skipped() =>
        Assert.That(ModelCard.FromJson("""{"engine":"x","carbon_footprint":{"kg":[1,2]}}""").Engine, Is.EqualTo("x"));

    [Test]
    public void What_a_card_does_not_name_is_empty_and_not_null()
    {
        ModelCard card = ModelCard.FromJson("""{"data":{},"heads":[{"output":"score","task":"binary","labels":[]}],"statistics":[{}]}""");

        Assert.That((card.Engine, card.Mask, card.Statistics[0].Name), Is.EqualTo(("", "", "")));
        Assert.That(card.Importances, Is.Empty);
        Assert.That(card.Metrics, Is.Empty);
        Assert.That(card.Data.Files, Is.Empty);
        Assert.That(card.Heads[0].Curves, Is.Empty);
        Assert.That(ModelCard.FromJson("{}").Data.SplitBy, Is.Empty);
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("""{"seed":"seven"}""")]
    [TestCase("""{"heads":null}""")]
    [TestCase("""{"heads":[{"output":"score"}]}""")]
    [TestCase("""{"seed":1,"seed":2}""")]
    public void What_is_no_card_is_refused(string json) =>
        Assert.That(() => ModelCard.FromJson(json), Throws.TypeOf<OnnxException>().With.Message.Contains("card"));

    [Test]
    public void A_card_is_bounded_in_length_and_depth()
    {
        string deep = $$"""{"later":{{new string('[', 100)}}{{new string(']', 100)}}}""";

        Assert.That(() => ModelCard.FromJson(deep), Throws.TypeOf<OnnxException>());
        Assert.That(() => ModelCard.FromJson(new string(' ', ModelCard.MaximumLength + 1)),
            Throws.TypeOf<OnnxException>().With.Message.Contains("at most"));
    }
}
