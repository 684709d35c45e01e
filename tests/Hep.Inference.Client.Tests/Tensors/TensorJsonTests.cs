using System.Text;
using System.Text.Json;
using CsCheck;

namespace Hep.Inference.Client.Tests.Tensors;

public sealed class TensorJsonTests
{
    [Test]
    public void Singles_come_back_exactly() => Gen.Single.Array[0, 50].Sample(values => RoundTrips(values));

    [Test]
    public void Singles_are_read_as_the_library_reads_them() =>
        Gen.Select(Gen.Long[-99_999_999_999, 99_999_999_999], Gen.Int[0, 12]).Sample((digits, decimals) =>
        {
            string text = (digits / (decimal)Math.Pow(10, decimals)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            using Tensor<float> read = (Tensor<float>)Read($"[{text}]", new("t", TensorType.Float32, [1]));
            return read.Values[0] == float.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        }, iter: 100_000);

    [TestCase("16777217"), TestCase("16777217.0"), TestCase("16777217.00000001"), TestCase("0.1"), TestCase("-0.0"),
     TestCase("123456789012345678"), TestCase("9007199254740993"), TestCase("1e-45"),
     TestCase("3.4028235e38"), TestCase("0.00000000000000001"), TestCase("4194304.25")]
    public void A_single_is_rounded_once(string text)
    {
        using Tensor<float> read = (Tensor<float>)Read($"[{text}]", new("t", TensorType.Float32, [1]));
        Assert.That(BitConverter.SingleToInt32Bits(read.Values[0]),
            Is.EqualTo(BitConverter.SingleToInt32Bits(float.Parse(text, System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Test]
    public void Doubles_come_back_exactly() => Gen.Double.Array[0, 50].Sample(values => RoundTrips(values));

    [Test]
    public void Integers_of_64_bits_come_back_exactly()
    {
        Gen.Long.Array[0, 50].Sample(values => RoundTrips(values));
        Gen.ULong.Array[0, 50].Sample(values => RoundTrips(values));
    }

    [Test]
    public void Text_comes_back_exactly() => Gen.String[Gen.Char[' ', '\u2fff'], 0, 20].Array[0, 20].Sample(values =>
    {
        using BytesTensor tensor = Tensor.CreateText("t", [values.Length], values);
        using BytesTensor read = (BytesTensor)Read(Write(tensor, JsonNaN.Null), tensor.Signature);
        return Enumerable.Range(0, read.Count).Select(read.GetText).SequenceEqual(values);
    });

    [TestCase("[1,2,3,4,5,6]"), TestCase("[[1,2,3],[4,5,6]]"), TestCase(" [ [1, 2,3] ,[4,5,6]]")]
    public void Arrays_are_flat_or_nested_as_the_shape_says(string json)
    {
        using Tensor tensor = Read(json, new TensorSignature("t", TensorType.Int32, [2, 3]));

        Assert.That(tensor.Get<int>().ToArray(), Is.EqualTo(new[] { 1, 2, 3, 4, 5, 6 }));
    }

    [TestCase("[[1,2],[3,4],[5,6]]"), TestCase("[[1,2,3],4,5,6]"), TestCase("[1,2,3,4,5]")]
    [TestCase("[1,2,3,4,5,6,7]"), TestCase("[[[1,2,3],[4,5,6]]]"), TestCase("[[1,2,3,4],[5,6]]")]
    public void Arrays_that_nest_otherwise_or_have_another_length_are_refused(string json) =>
        Assert.That(() => Read(json, new TensorSignature("t", TensorType.Int32, [2, 3])), Throws.TypeOf<InferenceException>());

    [Test]
    public void Half_precision_is_not_carried()
    {
        using Tensor<Half> halves = Tensor.Create<Half>("h", [1], [Half.One]);

        Assert.That(() => Write(halves, JsonNaN.Null), Throws.TypeOf<InferenceException>().With.Message.Contains("FP16"));
    }

    [Test]
    public void NaN_is_null_or_text_and_infinity_text()
    {
        using Tensor<float> tensor = Tensor.Create<float>("t", [3], [float.NaN, float.PositiveInfinity, float.NegativeInfinity]);

        Assert.That(Write(tensor, JsonNaN.Null), Is.EqualTo("""[null,"Infinity","-Infinity"]"""));
        Assert.That(Write(tensor, JsonNaN.Text), Is.EqualTo("""["NaN","Infinity","-Infinity"]"""));
    }

    private static bool RoundTrips<T>(T[] values) where T : unmanaged
    {
        using Tensor<T> tensor = Tensor.Create<T>("t", [values.Length], values);
        using Tensor read = Read(Write(tensor, JsonNaN.Null), tensor.Signature);
        return read.Get<T>().ToArray().Zip(values).All(p => p.First.Equals(p.Second));
    }

    private static string Write(Tensor tensor, JsonNaN nan)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter writer = new(text)) TensorJson.WriteData(writer, tensor, nan);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static Tensor Read(string json, TensorSignature signature)
    {
        Utf8JsonReader reader = new(Encoding.UTF8.GetBytes(json));
        reader.Read();
        return TensorJson.ReadData(ref reader, signature, json.Length);
    }
}
