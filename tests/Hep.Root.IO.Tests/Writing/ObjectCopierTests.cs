using System.Buffers.Binary;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Writing.Copying;
using Hep.Root.IO.Writing.Objects;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>Objects of records that are moved into other records.</summary>
public sealed class ObjectCopierTests
{
    [Test]
    public void A_class_that_is_described_as_a_base_of_its_own_is_refused_at_a_depth()
    {
        const int Version = 2, FrameBytes = sizeof(int) + sizeof(short), CountBit = 1 << 30;
        StreamerElement itself = new() { Name = "Loop", Type = 0, TypeName = "BASE", IsBase = true };
        StreamerInfos infos = new([new StreamerInfo("Loop", Version, Checksum: 7, [itself])]);
        byte[] payload = new byte[FrameBytes * (RootReadLimits.Default.MaxDepth + 1)];
        for (int at = 0; at < payload.Length; at += FrameBytes)
        {
            BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(at), CountBit | (payload.Length - at - sizeof(int)));
            BinaryPrimitives.WriteInt16BigEndian(payload.AsSpan(at + sizeof(int)), Version);
        }

        RootException failure = Assert.Throws<RootException>(
            () => new ObjectCopier(infos, RootReadLimits.Default, new None()).Copy("Loop", payload, 0, new ObjectBuffer(0)))!;

        Assert.That(failure.Message, Does.Contain("deep in each other"));
    }

    private sealed class None : IReplacedMembers
    {
        public void Begin(string className) { }

        public void End() { }

        public bool TryWrite(string declaringClass, StreamerElement element, ObjectBuffer target) => false;
    }
}
