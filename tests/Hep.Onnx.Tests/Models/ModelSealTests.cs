namespace Hep.Onnx.Tests;

public sealed class ModelSealTests
{
    [Test]
    public void A_sealed_model_survives_writing_and_reading()
    {
        OnnxModel model = New(weight: 1);
        model.Seal();
        model.Metadata["label"] = "of somebody else";

        Assert.That(OnnxModel.Load(model.ToArray()).Verify(), Is.EqualTo(ModelSeal.Holds));
    }

    [Test]
    public void A_change_of_card_pipeline_or_weights_breaks_the_seal()
    {
        OnnxModel card = New(weight: 1), pipeline = New(weight: 1), other = New(weight: 2);
        card.Seal();
        pipeline.Seal();
        other.Metadata[OnnxModel.DigestKey] = card.Metadata[OnnxModel.DigestKey];

        card.Metadata[OnnxModel.CardKey] += " ";
        pipeline.Metadata.Remove(OnnxModel.PipelineKey);

        Assert.That((card.Verify(), pipeline.Verify(), other.Verify()), Is.EqualTo((ModelSeal.Broken, ModelSeal.Broken, ModelSeal.Broken)));
    }

    [Test]
    public void A_model_that_was_never_sealed_says_so() => Assert.That(New(weight: 1).Verify(), Is.EqualTo(ModelSeal.Absent));

    private static OnnxModel New(float weight)
    {
        OnnxGraph graph = new("one");
        graph.AddOutput("score", graph.Dense(graph.AddInput("features", 1), [weight], [0], "output"));
        OnnxModel model = graph.ToModel();
        model.Metadata[OnnxModel.CardKey] = new ModelCard { Engine = "none" }.ToJson();
        model.Metadata[OnnxModel.PipelineKey] = "{}";
        return model;
    }
}
