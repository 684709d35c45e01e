using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Tests.Serialization;

/// <summary>What almost every object begins with.</summary>
public sealed class ObjectHeaderTests
{
    [Test]
    public void TObject_has_ten_bytes() => Assert.That(PositionAfter(new RecordBytes().Object()), Is.EqualTo(10));

    [Test]
    public void A_referenced_TObject_has_the_id_of_its_process_too() =>
        Assert.That(PositionAfter(new RecordBytes().Object(0x0300_0010)), Is.EqualTo(12));

    [Test]
    public void TNamed_is_name_and_title()
    {
        RootBuffer buffer = new(new RecordBytes().Frame(1, named => named.Object().Text("pt").Text("transverse momentum")).ToArray());

        (string name, string title) = ObjectHeader.ReadNamed(ref buffer);

        Assert.That((name, title), Is.EqualTo(("pt", "transverse momentum")));
    }

    private static int PositionAfter(RecordBytes bytes)
    {
        RootBuffer buffer = new(bytes.Int16(0).ToArray());
        ObjectHeader.Skip(ref buffer);
        return buffer.Position;
    }
}
