using System.Buffers.Binary;
using System.IO.Compression;
using Hep.Inference.Server.Protocols.Tfaas;

namespace Hep.Inference.Server.Tests.Protocols.Tfaas;

public sealed class TfaasPictureTests
{
    private static readonly TensorSignature Grey = new("image", TensorType.Float32, [-1, -1, -1, 1]);

    [Test]
    public void Pixels_are_numbers_from_0_to_255_row_by_row()
    {
        byte[] file = Png(3, 2, [0, 10, 20, 255, 0, 30, 40, 50]);   // each row begins with its filter

        using Tensor input = TfaasPicture.Decode(file, Grey, 1 << 20);

        Assert.That(input.Shape, Is.EqualTo(new long[] { 1, 2, 3, 1 }));
        Assert.That(input.Get<float>().ToArray(), Is.EqualTo(new float[] { 10, 20, 255, 30, 40, 50 }));
    }

    [Test]
    public void A_picture_of_another_size_than_the_models_is_refused() => Assert.That(
        () => TfaasPicture.Decode(Png(3, 2, new byte[8]), Grey with { Shape = [-1, 28, 28, 1] }, 1 << 20),
        Throws.TypeOf<InferenceException>().With.Message.Contains("3 pixels wide and 2 high"));

    [Test]
    public void A_small_file_that_says_it_is_huge_is_refused() => Assert.That(
        () => TfaasPicture.Decode(Png(60_000, 60_000, [0, 0]), Grey, 1 << 20),
        Throws.TypeOf<InferenceException>().With.Message.Contains("larger than is taken"));

    [Test]
    public void A_small_picture_that_unfolds_to_much_more_than_its_pixels_is_refused() => Assert.That(
        () => TfaasPicture.Decode(Png(3, 2, new byte[50 << 20]), Grey, 1 << 20),
        Throws.TypeOf<InferenceException>().With.Message.Contains("more than its pixels"));

    [Test]
    public void A_JPEG_with_more_passes_than_any_encoder_makes_is_refused()
    {
        byte[] file =
            [0xFF, 0xD8, 0xFF, 0xC2, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0,
                .. Enumerable.Repeat<byte[]>([0xFF, 0xDA], 65).SelectMany(b => b)];

        Assert.That(() => TfaasPicture.Decode(file, Grey, 1 << 20), Throws.TypeOf<InferenceException>().With.Message.Contains("scans"));
    }

    [Test]
    public void Every_part_of_a_picture_is_decoded_or_refused()
    {
        byte[] file = Png(3, 2, [0, 10, 20, 255, 0, 30, 40, 50]);

        for (int length = 0; length < file.Length; length++)
        {
            try
            {
                using Tensor input = TfaasPicture.Decode(file[..length], Grey, 1 << 20);
            }
            catch (InferenceException)
            {
                // what it should be
            }
        }
    }

    /// <summary>8 bits of grey; checksums are not looked at.</summary>
    private static byte[] Png(int width, int height, byte[] rows)
    {
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(rows);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        return [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, byte[] content)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        return [.. length, .. name, .. content, 0, 0, 0, 0];
    }
}
