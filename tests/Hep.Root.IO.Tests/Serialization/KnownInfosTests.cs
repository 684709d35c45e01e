using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Tests.Serialization;

/// <summary>Layouts are shared between files whose records are equal byte for byte, and between no others.</summary>
public sealed class KnownInfosTests
{
    [Test]
    public void Equal_records_are_parsed_once()
    {
        KnownInfos known = new();
        StreamerInfos first = known.Read(Record("a"), 64);
        Assert.That(known.Read(Record("a"), 64), Is.SameAs(first));
    }

    [TestCase("b", 64)]
    [TestCase("a", 65)]
    public void Others_are_not_shared(string name, int keyLength)
    {
        KnownInfos known = new();
        Assert.That(known.Read(Record("a"), 64), Is.Not.SameAs(known.Read(Record(name), keyLength)));
    }

    [Test]
    public void What_was_asked_for_longest_ago_is_forgotten()
    {
        KnownInfos known = new();
        StreamerInfos first = known.Read(Record("first"), 64), second = known.Read(Record("second"), 64);
        for (int i = 0; i < 31; i++)
        {
            known.Read(Record($"{i}"), 64);
            Assert.That(known.Read(Record("first"), 64), Is.SameAs(first));
        }
        Assert.That(known.Read(Record("second"), 64), Is.Not.SameAs(second));
    }

    [Test]
    public void Nothing_is_kept_of_a_damaged_record()
    {
        KnownInfos known = new();
        for (int i = 0; i < 2; i++) Assert.That(() => known.Read(Record("a").AsSpan()[..^1], 64), Throws.TypeOf<RootException>());
    }

    private static byte[] Record(string name) => new RecordBytes().Frame(5, list => list.Object().Text(name).Int32(0)).ToArray();
}
