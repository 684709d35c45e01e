using CsCheck;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Tests.Serialization;

/// <summary>The one place where lengths of a file are checked.</summary>
public sealed class RootBufferTests
{
    [Test]
    public void Numbers_are_big_endian()
    {
        byte[] bytes = new RecordBytes().Int16(-2).Int32(0x01020304).Int64(long.MinValue).Single(1.5f).Double(-0.25).Byte(7).ToArray();

        RootBuffer buffer = new(bytes);
        (short, int, long, float, double, byte) read =
            (buffer.ReadInt16(), buffer.ReadInt32(), buffer.ReadInt64(), buffer.ReadSingle(), buffer.ReadDouble(), buffer.ReadByte());

        Assert.That(read, Is.EqualTo(((short)-2, 0x01020304, long.MinValue, 1.5f, -0.25, (byte)7)));
        Assert.That(buffer.AtEnd, Is.True);
    }

    [TestCase("")]
    [TestCase("Muon_pt")]
    [TestCase("µ → e γ")]
    public void Text_is_led_by_its_length(string text) => Assert.That(ReadText(new RecordBytes().Text(text).ToArray()), Is.EqualTo(text));

    [TestCase(254)]
    [TestCase(255)]
    [TestCase(300)]
    public void Long_text_has_four_bytes_of_length_behind_255(int length) =>
        Assert.That(ReadText(new RecordBytes().Text(new string('x', length)).ToArray()), Has.Length.EqualTo(length));

    [Test]
    public void Text_that_is_not_UTF8_is_read_as_Latin1() =>
        Assert.That(ReadText([3, (byte)'A', 0xB0, (byte)'C']), Is.EqualTo("A°C"));

    [Test]
    public void Text_longer_than_what_remains_is_refused_before_memory_is_taken()
    {
        byte[] bytes = new RecordBytes().Byte(255).Int32(int.MaxValue).Byte('x').ToArray();

        RootException failure = Assert.Throws<RootException>(() => ReadText(bytes))!;

        Assert.That(failure.Message, Does.Contain("2147483647 bytes expected, 1 remain"));
        Assert.That(failure.Offset, Is.EqualTo(5));
    }

    [Test]
    public void Negative_lengths_are_refused() =>
        Assert.Throws<RootException>(() => ReadText(new RecordBytes().Byte(255).Int32(-1).Raw(new byte[64]).ToArray()));

    [Test]
    public void Count_times_width_cannot_overflow() => Assert.Throws<RootException>(() =>
    {
        RootBuffer buffer = new(new byte[16]);
        buffer.Take(0x4000_0001, 8);
    });

    [Test]
    public void Places_behind_the_position_are_refused() => Assert.Throws<RootException>(() =>
    {
        RootBuffer buffer = new(new byte[16]);
        buffer.Skip(4);
        buffer.SkipTo(3);
    });

    [Test]
    public void A_frame_with_a_byte_count_knows_its_end()
    {
        byte[] bytes = new RecordBytes().Frame(3, content => content.Int32(42)).Byte(9).ToArray();

        RootBuffer buffer = new(bytes);
        Frame frame = buffer.ReadFrame();

        Assert.That((frame.Version, frame.End, frame.IsMemberWise), Is.EqualTo((3, 10, false)));
        Assert.That(buffer.ReadInt32(), Is.EqualTo(42));
    }

    [Test]
    public void A_frame_without_a_byte_count_is_a_version()
    {
        RootBuffer buffer = new(new RecordBytes().Object().ToArray());
        Frame frame = buffer.ReadFrame();

        Assert.That((frame.Version, frame.End, buffer.Position), Is.EqualTo((1, -1, 2)));
    }

    [Test]
    public void Member_wise_streaming_is_a_bit_of_the_version()
    {
        RootBuffer buffer = new(new RecordBytes().Frame(0x4009, content => content.Int32(0)).ToArray());
        Frame frame = buffer.ReadFrame();

        Assert.That((frame.Version, frame.IsMemberWise), Is.EqualTo((9, true)));
    }

    [Test]
    public void A_byte_count_beyond_the_end_is_refused() =>
        Assert.Throws<RootException>(() => new RootBuffer(new RecordBytes().Int32(0x4000_0007).Int16(1).Int32(0).ToArray()).ReadFrame());

    [Test]
    public void What_newer_writers_add_to_an_object_is_skipped()
    {
        byte[] bytes = new RecordBytes().Frame(3, content => content.Int32(1).Int32(2)).Byte(9).ToArray();

        RootBuffer buffer = new(bytes);
        Frame frame = buffer.ReadFrame();
        buffer.ReadInt32();
        buffer.EndFrame(frame, "TThing");

        Assert.That(buffer.ReadByte(), Is.EqualTo(9));
    }

    [Test]
    public void Members_beyond_the_byte_count_are_refused_with_the_class()
    {
        byte[] bytes = new RecordBytes().Frame(3, content => content.Int16(1)).Int32(2).ToArray();

        RootException failure = Assert.Throws<RootException>(() =>
        {
            RootBuffer buffer = new(bytes);
            Frame frame = buffer.ReadFrame();
            buffer.ReadInt32();
            buffer.EndFrame(frame, "TThing");
        })!;

        Assert.That(failure.Message, Does.StartWith("TThing").And.Contain("2 bytes"));
    }

    [Test]
    public void Every_truncation_of_numbers_throws() => Gen.Int[0, 26].Sample(length =>
    {
        byte[] bytes = [.. new RecordBytes().Int16(1).Int32(2).Int64(3).Double(4).Text("abc").ToArray().Take(length)];
        Assert.Throws<RootException>(() =>
        {
            RootBuffer buffer = new(bytes);
            buffer.ReadInt16();
            buffer.ReadInt32();
            buffer.ReadInt64();
            buffer.ReadDouble();
            buffer.ReadString();
            buffer.ReadByte();
        });
    }, iter: 100);

    private static string ReadText(byte[] bytes) => new RootBuffer(bytes).ReadString();
}
