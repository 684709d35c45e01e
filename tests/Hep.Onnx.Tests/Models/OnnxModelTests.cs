namespace Hep.Onnx.Tests;

public sealed class OnnxModelTests
{
    [Test]
    public void Metadata_survive_writing_and_reading_in_ordinal_order()
    {
        OnnxModel model = SampleGraphs.Everything();
        model.Metadata["z"] = "last";
        model.Metadata["a"] = "ä";

        OnnxModel read = OnnxModel.Load(model.ToArray());

        Assert.That(read.Metadata.Keys, Is.EqualTo(["a", OnnxModel.CardKey, "z"]));
        Assert.That(read.Metadata["a"], Is.EqualTo("ä"));
        Assert.That(read.Card!.Engine, Is.EqualTo("by hand"));
    }

    [Test]
    public void Equal_models_give_equal_bytes() =>
        Assert.That(OnnxModel.Load(SampleGraphs.Everything().ToArray()).ToArray(), Is.EqualTo(SampleGraphs.Everything().ToArray()));

    [Test]
    public void A_model_without_card_has_none()
    {
        OnnxModel model = SampleGraphs.Everything();
        model.Metadata.Clear();

        Assert.That(model.Card, Is.Null);
    }

    [Test]
    public async Task A_file_is_read_as_its_bytes_are()
    {
        string file = Path.Combine(Hep.Testing.TestData.NewFolder(), "model.onnx");
        byte[] bytes = SampleGraphs.Everything().ToArray();
        await File.WriteAllBytesAsync(file, bytes);

        Assert.That(OnnxModel.Load(file).ToArray(), Is.EqualTo(bytes));
        Assert.That((await OnnxModel.LoadAsync(file)).ToArray(), Is.EqualTo(bytes));
        Assert.That(async () => await OnnxModel.LoadAsync(file, new OnnxReadLimits { Bytes = 10 }),
            Throws.TypeOf<OnnxException>().With.Message.Contains("at most 10"));
    }
}
