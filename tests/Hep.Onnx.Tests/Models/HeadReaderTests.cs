using Google.Protobuf;
using Hep.Testing;
using Onnx;

namespace Hep.Onnx.Tests.Models;

/// <summary>What a model says of itself is read alone: the same as with the whole model, whatever the bytes.</summary>
public sealed class HeadReaderTests
{
    [Test]
    public async Task Metadata_inputs_and_outputs_are_those_of_the_whole_model_and_weights_are_passed_over()
    {
        OnnxGraph graph = new("wide");
        graph.AddOutput("score", graph.Dense(graph.AddInput("features", 1000), new float[1_000_000], new float[1000], "sum"));
        OnnxModel model = graph.ToModel();
        model.Metadata["b"] = new string('ä', 100_000);
        model.Metadata["a"] = "1";
        using CountedStream file = new(model.ToArray());

        OnnxModelHead head = await OnnxModel.ReadHeadAsync(file);

        Assert.That(head.Metadata, Is.EqualTo(model.Metadata));
        Assert.That(head.Inputs.Concat(head.Outputs).Select(t => t.ToString()),
            Is.EqualTo(model.Inputs.Concat(model.Outputs).Select(t => t.ToString())));
        Assert.That(file.BytesRead, Is.LessThan(1_000_000), "of four millions");
    }

    [Test]
    public async Task Constants_that_old_files_list_as_inputs_are_none()
    {
        OnnxGraph graph = new("old");
        graph.AddOutput("score", graph.Dense(graph.AddInput("features", 2), new float[2], new float[1], "sum"));
        ModelProto old = ModelProto.Parser.ParseFrom(graph.ToModel().ToArray());
        old.IrVersion = 3;
        old.Graph.Input.AddRange(old.Graph.Initializer.Select(c => new ValueInfoProto { Name = c.Name }));

        OnnxModelHead head = await OnnxModel.ReadHeadAsync(new MemoryStream(old.ToByteArray()));

        Assert.That(old.Graph.Input, Has.Count.GreaterThan(1));
        Assert.That(head.Inputs.Select(i => i.ToString()), Is.EqualTo(new[] { "features: Float32[?, 2]" }));
    }

    [Test]
    public async Task A_file_that_is_cut_anywhere_is_refused_or_has_the_metadata_before_the_cut()
    {
        byte[] whole = Sample().ToArray();
        IDictionary<string, string> all = Sample().Metadata;
        for (int length = 0; length < whole.Length; length++)
        {
            try
            {
                Assert.That((await OnnxModel.ReadHeadAsync(new MemoryStream(whole, 0, length))).Metadata.All(all.Contains), $"{length}");
            }
            catch (OnnxException e)
            {
                Assert.That(e.Offset, Is.InRange(0, length));
            }
        }
    }

    [Test]
    public async Task Whatever_the_bytes_they_are_metadata_or_no_model()
    {
        byte[] whole = Sample().ToArray();
        Random chance = new(17);
        for (int i = 0; i < 3000; i++)
        {
            byte[] damaged = [.. whole];
            for (int k = 0; k < 3; k++) damaged[chance.Next(damaged.Length)] = (byte)chance.Next(256);
            try
            {
                await OnnxModel.ReadHeadAsync(new MemoryStream(damaged));
            }
            catch (OnnxException)
            {
            }
        }
    }

    [Test]
    public void A_length_beyond_the_file_and_a_key_that_is_there_twice_are_told()
    {
        byte[] beyond = [0x72, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0];   // field 14 of 2⁶³ bytes
        byte[] twice = [0x72, 3, 0x0A, 1, (byte)'a', 0x72, 3, 0x0A, 1, (byte)'a'];

        Assert.That(async () => await OnnxModel.ReadHeadAsync(new MemoryStream(beyond)),
            Throws.TypeOf<OnnxException>().With.Message.Contains("1 remain (byte 0)"));
        Assert.That(async () => await OnnxModel.ReadHeadAsync(new MemoryStream(twice)),
            Throws.TypeOf<OnnxException>().With.Message.Contains("the key 'a' twice"));
    }

    [Test]
    public void More_records_or_bytes_than_the_limits_have_are_refused()
    {
        byte[] three = [0x42, 0, 0x42, 0, 0x42, 0];   // sets of operators that say nothing

        Assert.That(async () => (await ReadAsync(new OnnxReadLimits { Records = 3 })).Metadata, Is.Empty);
        Assert.That(async () => await ReadAsync(new OnnxReadLimits { Records = 2 }),
            Throws.TypeOf<OnnxException>().With.Message.Contains("more than 2 records")
                .And.Property(nameof(OnnxException.Offset)).EqualTo(4));
        Assert.That(async () => await ReadAsync(new OnnxReadLimits { Bytes = 5 }),
            Throws.TypeOf<OnnxException>().With.Message.Contains("6 bytes, at most 5"));

        Task<OnnxModelHead> ReadAsync(OnnxReadLimits limits) =>
            OnnxModel.ReadHeadAsync(new MemoryStream(three), limits);
    }

    private static OnnxModel Sample()
    {
        OnnxModel model = SampleGraphs.Everything();
        model.Metadata["a"] = "ä";
        model.Metadata["z"] = "last";
        return model;
    }

    private sealed class CountedStream(byte[] bytes) : MemoryStream(bytes)
    {
        public long BytesRead { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = await base.ReadAsync(buffer, cancellationToken);
            BytesRead += count;
            return count;
        }
    }
}
