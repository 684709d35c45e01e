using CsCheck;

namespace Hep.Inference.Client.Tests.Tensors;

public sealed class TensorBinaryTests
{
    [Test]
    public void Numbers_come_back_from_their_bytes_without_a_copy()
    {
        using Tensor<int> tensor = Tensor.Create<int>("t", [2, 1], [1, -2]);

        ReadOnlyMemory<byte> bytes = TensorBinary.Encode(tensor);
        using Tensor view = TensorBinary.Decode(tensor.Signature, bytes);

        Assert.That(bytes.ToArray(), Is.EqualTo(new byte[] { 1, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF }));
        Assert.That(view.Get<int>().Overlaps(tensor.Values), Is.True);
    }

    [Test]
    public void Texts_come_back_from_their_bytes() => Gen.String.Array[0, 20].Sample(texts =>
    {
        texts = Array.ConvertAll(texts, t => t.Normalize() is var plain && plain.Any(char.IsSurrogate) ? "" : t);
        using BytesTensor tensor = Tensor.CreateText("t", [texts.Length], texts);
        using BytesTensor again = (BytesTensor)TensorBinary.Decode(tensor.Signature, TensorBinary.Encode(tensor));
        return Enumerable.Range(0, texts.Length).All(i => again.GetText(i) == texts[i]);
    });

    [Test]
    public void Texts_that_are_cut_anywhere_are_refused()
    {
        using BytesTensor tensor = Tensor.CreateText("t", [3], "a", "", "ccc");
        ReadOnlyMemory<byte> bytes = TensorBinary.Encode(tensor);

        for (int length = 0; length < bytes.Length; length++)
            Assert.That(() => TensorBinary.Decode(tensor.Signature, bytes[..length]), Throws.TypeOf<InferenceException>(), $"{length}");
    }

    [Test]
    public void A_length_beyond_what_an_int_holds_is_refused() => Assert.That(
        () => TensorBinary.Decode(new TensorSignature("t", TensorType.Bytes, [1]), new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 1 }),
        Throws.TypeOf<InferenceException>().With.Message.Contains("4294967295"));

    [Test]
    public void A_truth_value_that_is_neither_0_nor_1_is_refused() => Assert.That(
        () => TensorBinary.Decode(new TensorSignature("t", TensorType.Bool, [2]), new byte[] { 1, 2 }),
        Throws.TypeOf<InferenceException>());
}
