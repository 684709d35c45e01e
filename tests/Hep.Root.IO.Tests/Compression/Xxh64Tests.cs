using System.IO.Hashing;
using Hep.Root.IO.Compression;

namespace Hep.Root.IO.Tests.Compression;

public sealed class Xxh64Tests
{
    [Test]
    public void Bytes_of_every_length_have_the_hash_of_the_class_library()
    {
        byte[] bytes = new byte[700];
        new Random(7).NextBytes(bytes);

        for (int from = 0; from < 5; from++)                    // where they begin in memory does not matter
            for (int length = 0; length < bytes.Length - from; length++)
                Assert.That(Xxh64.Of(bytes.AsSpan(from, length)), Is.EqualTo(XxHash64.HashToUInt64(bytes.AsSpan(from, length))));
    }
}
