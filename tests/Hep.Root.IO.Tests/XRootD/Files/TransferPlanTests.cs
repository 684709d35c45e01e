using System.Buffers;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Tests.XRootD.Files;

public sealed class TransferPlanTests
{
    // The end of the last piece is beyond an int.
    [Test]
    public void A_range_may_be_as_long_as_memory_can_be()
    {
        using Untouched memory = new(Array.MaxLength);

        List<Transfer> plan = TransferPlan.Of([new ByteRead(10, memory.Memory)], VectorLimits.Usual);

        Assert.That(plan.Sum(t => (long)t.Bytes), Is.EqualTo(Array.MaxLength));
        Assert.That(plan.Last().Reads[0].Offset + plan.Last().Bytes, Is.EqualTo(10L + Array.MaxLength));
    }

    // Memory of which only the length is looked at.
    private sealed class Untouched(int length) : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(length);

        public override Span<byte> GetSpan() => throw new NotSupportedException();

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin() { }

        protected override void Dispose(bool disposing) { }
    }
}
