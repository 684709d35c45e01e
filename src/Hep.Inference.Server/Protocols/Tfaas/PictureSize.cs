using System.Buffers.Binary;
using System.IO.Compression;

namespace Hep.Inference.Server.Protocols.Tfaas;

/// <summary>
/// What a PNG (ISO 15948) or JPEG (ITU T.81) says of itself, read before anything is decoded: a small file may unfold to gigabytes, or make
/// a decoder go over its pixels a hundred thousand times.
/// </summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Channels">1 for shades of grey, 3 for colours.</param>
internal sealed record PictureSize(int Width, int Height, int Channels)
{
    /// <summary>JPEG: passes over the picture; encoders make about ten.</summary>
    private const int MostScans = 64;

    private static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static ReadOnlySpan<byte> Jpeg => [0xFF, 0xD8, 0xFF];

    /// <exception cref="InferenceException">The bytes begin as no PNG or JPEG does.</exception>
    public static PictureSize Of(ReadOnlySpan<byte> file)
    {
        PictureSize? size = file.StartsWith(Png) ? OfPng(file) : file.StartsWith(Jpeg) ? OfJpeg(file) : null;
        return size is { Width: > 0, Height: > 0 } ? size : throw TfaasParts.Refuse("The part 'image' is no PNG or JPEG.");
    }

    /// <summary>Goes over the packed content without keeping it.</summary>
    /// <exception cref="InferenceException">It is more than a picture of this size has.</exception>
    public void CheckContent(byte[] file)
    {
        if (file.AsSpan().StartsWith(Png)) CheckPng(file);
        else if (file.AsSpan().Count((ReadOnlySpan<byte>)[0xFF, 0xDA]) > MostScans)
            throw TfaasParts.Refuse($"The picture has more than {MostScans} scans.");
    }

    // Signature, then IHDR: length, name, width, height, bits, colour type.
    private static PictureSize? OfPng(ReadOnlySpan<byte> file) => file.Length >= 33 && file[12..16].SequenceEqual("IHDR"u8)
        ? new(BinaryPrimitives.ReadInt32BigEndian(file[16..]), BinaryPrimitives.ReadInt32BigEndian(file[20..]), (file[25] & 2) == 0 ? 1 : 3)
        : null;

    // Segments of a marker and a length, up to the first that begins a frame (SOF): bits, height, width, components.
    private static PictureSize? OfJpeg(ReadOnlySpan<byte> file)
    {
        for (int at = 2; at + 10 <= file.Length && file[at] == 0xFF;)
        {
            byte marker = file[at + 1];
            bool isFrame = marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
            if (isFrame)
                return new(BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]),
                    file[at + 9] == 1 ? 1 : 3);
            at += marker == 0xFF ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        }
        return null;
    }

    private void CheckPng(byte[] file)
    {
        using MemoryStream packed = new();
        for (int at = Png.Length; at + 12 <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12) break;   // the decoder says what is wrong
            if (file.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8)) packed.Write(file, at + 8, (int)length);
            at += (int)length + 12;
        }
        packed.Position = 0;
        // 8 bytes a pixel at most, and a byte a row, of which interlacing has up to twice as many
        long most = (((8L * Width) + 2) * Height) + 64;
        byte[] buffer = new byte[16 << 10];
        using ZLibStream content = new(packed, CompressionMode.Decompress);
        try
        {
            for (int read; (read = content.Read(buffer)) > 0;)
                if ((most -= read) < 0) throw TfaasParts.Refuse("The picture holds more than its pixels.");
        }
        catch (InvalidDataException e)
        {
            throw new InferenceException(InferenceFailure.InvalidRequest, "The picture cannot be decoded.", e);
        }
    }
}
