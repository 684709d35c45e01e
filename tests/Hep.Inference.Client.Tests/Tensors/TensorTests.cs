using CsCheck;

namespace Hep.Inference.Client.Tests.Tensors;

public sealed class TensorTests
{
    [Test]
    public void Rows_joined_again_are_the_tensor() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[0, 20], Gen.Int[0, 3]).Sample((rows, cut, width) =>
        {
            float[] values = [.. Enumerable.Range(0, rows * width).Select(i => (float)i)];
            int at = Math.Min(cut, rows);
            using Tensor<float> whole = Tensor.Create<float>("t", [rows, width], values);
            using Tensor<float> head = whole.Rows(0, at), tail = whole.Rows(at, rows - at);
            using Tensor joined = Tensor.Concat(head, tail);
            return joined.Shape.AsSpan().SequenceEqual(whole.Shape.AsSpan()) && joined.Get<float>().SequenceEqual(values);
        });

    [Test]
    public void Rows_of_text_joined_again_are_the_text()
    {
        using BytesTensor whole = Tensor.CreateText("t", [3, 2], "a", "", "ccc", "dd", "η", "f");
        using BytesTensor head = whole.Rows(0, 1), tail = whole.Rows(1, 2);

        using BytesTensor joined = (BytesTensor)Tensor.Concat(head, tail);

        Assert.That(tail.GetText(0), Is.EqualTo("ccc"));
        Assert.That(Enumerable.Range(0, 6).Select(joined.GetText), Is.EqualTo(new[] { "a", "", "ccc", "dd", "η", "f" }));
    }

    [Test]
    public void Rows_stay_when_the_whole_is_disposed()
    {
        Tensor<int> whole = Tensor.Create<int>("t", [3], [1, 2, 3]);
        using Tensor<int> row = whole.Rows(1, 1);

        whole.Dispose();

        Assert.That(row.Values.ToArray(), Is.EqualTo(new[] { 2 }));
        Assert.That(() => whole.Values[0], Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Names_and_numbers_of_types_lead_back_to_them()
    {
        foreach (TensorType type in Enum.GetValues<TensorType>())
        {
            Assert.That(TensorTypes.TryParse(type.Datatype, out TensorType byName) && byName == type, Is.True);
            Assert.That(TensorTypes.TryFromOnnx(type.OnnxCode, out TensorType byCode) && byCode == type, Is.True);
        }
    }

    [Test]
    public void A_shape_that_overflows_is_refused_before_memory_is_taken()
    {
        Assert.That(() => Tensor.Wrap<float>("t", [1L << 62, 4], default), Throws.TypeOf<InferenceException>());
        Assert.That(() => Tensor.Wrap<float>("t", [1L << 31, 1L << 31, 0], default), Throws.TypeOf<InferenceException>());
        Assert.That(() => Tensor.Create<float>("t", [2, 3], [1]), Throws.ArgumentException);
    }

    [Test]
    public void Failures_keep_their_kind_over_HTTP()
    {
        foreach (InferenceFailure failure in Enum.GetValues<InferenceFailure>())
        {
            InferenceFailure back = InferenceFailures.FromStatus(InferenceFailures.ToStatus(failure));
            Assert.That(back, Is.EqualTo(failure == InferenceFailure.InvalidModel ? InferenceFailure.InvalidRequest : failure));
        }
    }
}
