using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Tests.Serialization;

/// <summary>Pointers in a record: null, a new object, one that was read before.</summary>
public sealed class ObjectTagsTests
{
    private const int KeyLength = 64;

    [Test]
    public void A_null_pointer_has_no_class() => Assert.That(Read(new RecordBytes().Int32(0)), Is.EqualTo(new ObjectTag(null, 0, -1)));

    [Test]
    public void A_new_class_is_named_and_found_again_by_its_place()
    {
        // The first object: count at 0, tag at 4. Classes are known by the place of their tag, counted from the key's
        // start and shifted by 2.
        RecordBytes bytes = new RecordBytes().Int32(0x4000_0000 | 12).Int32(0xFFFF_FFFF).Raw("TLeafI\0"u8).Byte(0)
            .Int32(0x4000_0000 | 4).Int32(0x8000_0000L | (4 + KeyLength + 2));
        RootBuffer buffer = new(bytes.ToArray(), KeyLength);
        ObjectTags tags = new();

        ObjectTag first = tags.Read(ref buffer);
        buffer.SkipTo(first.End);
        ObjectTag second = tags.Read(ref buffer);

        Assert.That((first.ClassName, first.End), Is.EqualTo(("TLeafI", 16)));
        Assert.That((second.ClassName, second.End), Is.EqualTo(("TLeafI", 24)));
    }

    [Test]
    public void A_reference_finds_the_object_that_was_registered()
    {
        RootBuffer buffer = new(new RecordBytes().Int32(0x4000_0000 | 12).Int32(0xFFFF_FFFF).Raw("TLeafI\0"u8).Byte(0)
            .Int32(KeyLength + 2).ToArray(), KeyLength);
        ObjectTags tags = new();
        ObjectTag tag = tags.Read(ref buffer);
        tags.Register(tag, "leaf");
        buffer.SkipTo(tag.End);

        ObjectTag reference = tags.Read(ref buffer);

        Assert.That(reference.ClassName, Is.Null);
        Assert.That(tags.Find(reference.Reference), Is.EqualTo("leaf"));
    }

    [Test]
    public void An_unknown_reference_is_not_null() => Assert.That(new ObjectTags().Find(4711), Is.InstanceOf<RootBytes>());

    [Test]
    public void Null_is_null() => Assert.That(new ObjectTags().Find(0), Is.Null);

    [Test]
    public void A_byte_count_beyond_the_record_is_refused() =>
        Assert.Throws<RootException>(() => Read(new RecordBytes().Int32(0x4000_0000 | 400).Int32(0xFFFF_FFFF).Raw("T\0"u8)));

    [Test]
    public void A_class_name_without_an_end_is_refused() =>
        Assert.Throws<RootException>(() => Read(new RecordBytes().Int32(0xFFFF_FFFF).Raw("TLeaf"u8)));

    private static ObjectTag Read(RecordBytes bytes)
    {
        RootBuffer buffer = new(bytes.ToArray(), KeyLength);
        return new ObjectTags().Read(ref buffer);
    }
}
