using CsCheck;
using Google.Protobuf;
using Onnx;

namespace Hep.Onnx.Tests;

public sealed class HostileModelTests
{
    [Test]
    public void A_truncated_model_is_refused_or_read_and_nothing_else()
    {
        byte[] bytes = SampleGraphs.Everything().ToArray();

        int refused = Enumerable.Range(0, bytes.Length).Count(length => !Reads(bytes.AsMemory(0, length)));

        Assert.That(refused, Is.GreaterThan(bytes.Length * 9 / 10));   // a cut between two fields of the model leaves a model
    }

    [Test]
    public void A_mutated_model_is_refused_or_read_and_nothing_else()
    {
        byte[] bytes = SampleGraphs.Everything().ToArray();

        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte).Array[1, 4].Sample(mutations =>
        {
            byte[] mutated = [.. bytes];
            foreach ((int at, byte value) in mutations) mutated[at] = value;
            Reads(mutated);
        }, iter: 2_000);
    }

    [Test]
    public void Types_nested_without_end_are_refused()
    {
        TypeProto type = new();
        for (int i = 0; i < 100; i++) type = new TypeProto { SequenceType = new TypeProto.Types.Sequence { ElemType = type } };
        ModelProto model = new() { Graph = new GraphProto { Input = { new ValueInfoProto { Name = "x", Type = type } } } };

        Assert.That(() => OnnxModel.Load(model.ToByteArray()), Throws.TypeOf<OnnxException>().With.Message.Contains("64 deep"));
    }

    [Test]
    public void A_million_empty_nodes_in_two_megabytes_are_refused_before_they_become_objects()
    {
        byte[] nodes = new byte[2_000_002];
        for (int i = 0; i < nodes.Length; i += 2) nodes[i] = (GraphProto.NodeFieldNumber << 3) | 2;
        byte[] model = [(ModelProto.GraphFieldNumber << 3) | 2, .. VarInt(nodes.Length), .. nodes];

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => OnnxModel.Load(model), Throws.TypeOf<OnnxException>().With.Message.Contains("1000000 records"));

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000_000));
    }

    [Test]
    public void Weights_in_another_file_are_refused_wherever_they_hide()
    {
        TensorProto located = new() { Name = "w", DataLocation = TensorProto.Types.DataLocation.External };
        TensorProto keyed = new() { Name = "w", ExternalData = { new StringStringEntryProto { Key = "location", Value = "/etc/passwd" } } };
        foreach (TensorProto tensor in (TensorProto[])[located, keyed])
        {
            GraphProto plain = new() { Initializer = { tensor } };
            GraphProto branch = new()
            {
                Node = { new NodeProto { OpType = "If", Attribute = { new AttributeProto { Name = "then_branch", G = plain } } } },
            };
            foreach (GraphProto graph in (GraphProto[])[plain, branch])
                Assert.That(() => OnnxModel.Load(new ModelProto { Graph = graph }.ToByteArray()),
                    Throws.TypeOf<OnnxException>().With.Message.Contains("another file"));
        }
    }

    [Test]
    public void A_length_beyond_the_end_is_refused_with_its_place()
    {
        byte[] model = [(ModelProto.GraphFieldNumber << 3) | 2, 100, 1, 2, 3];

        Assert.That(() => OnnxModel.Load(model), Throws.TypeOf<OnnxException>().With.Property(nameof(OnnxException.Offset)).EqualTo(0)
            .And.Message.Contains("100 bytes, 3 remain"));
    }

    [Test]
    public void Shapes_that_lie_are_counted_without_overflow()
    {
        TensorProto tensor = new() { Name = "w", Dims = { long.MaxValue, long.MaxValue, -1 } };
        ModelProto model =
            new() { Graph = new GraphProto { Initializer = { tensor }, Node = { new NodeProto { OpType = "Gemm", Input = { "w" } } } } };

        Assert.That(OnnxModel.Load(model.ToByteArray()).ParameterCount, Is.Zero);
    }

    [Test]
    public void One_key_twice_is_refused()
    {
        StringStringEntryProto entry = new() { Key = "hep.card", Value = "{}" };
        ModelProto model = new() { Graph = new GraphProto(), MetadataProps = { entry, entry } };

        Assert.That(() => OnnxModel.Load(model.ToByteArray()), Throws.TypeOf<OnnxException>().With.Message.Contains("'hep.card' twice"));
    }

    [Test]
    public void What_is_no_model_says_so()
    {
        Assert.That(() => OnnxModel.Load(Array.Empty<byte>()), Throws.TypeOf<OnnxException>().With.Message.Contains("empty"));
        Assert.That(() => OnnxModel.Load("root of all evil"u8.ToArray()),
            Throws.TypeOf<OnnxException>().With.Message.Contains("no ONNX model"));
        Assert.That(() => OnnxModel.Load(new ModelProto { IrVersion = 8 }.ToByteArray()),
            Throws.TypeOf<OnnxException>().With.Message.Contains("no graph"));
    }

    private static bool Reads(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            OnnxModel model = OnnxModel.Load(bytes);
            _ = (model.Opset, model.IrVersion, model.ParameterCount, model.ToArray());
            return true;
        }
        catch (OnnxException)
        {
            return false;
        }
    }

    private static byte[] VarInt(int value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }
}
