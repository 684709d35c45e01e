using System.Buffers.Binary;
using System.IO.Compression;
using Hep.Root.IO.Compression;

namespace Hep.Root.IO.Tests.Hostile;

/// <summary>One way in which a file was damaged.</summary>
/// <param name="Description">What was done where, to find it again.</param>
/// <param name="IsCovered">Whether a length or checksum covers what was changed: values must then be refused, or be what they were.</param>
/// <param name="File">The damaged bytes.</param>
internal sealed record Mutation(string Description, bool IsCovered, byte[] File)
{
    private static readonly long[] Lies = [0, 1, 2, -1, -2, byte.MaxValue, short.MaxValue, ushort.MaxValue, 0xFF_FFFF, int.MaxValue,
        int.MinValue, 0x3FFF_FFFF, 0x7FFF_FF00, 0x7000_0000];

    /// <summary>The damage that a seed stands for; the same for ever.</summary>
    public static Mutation Of(byte[] file, FileMap map, int seed)
    {
        Random random = new(seed);
        return random.Next(10) switch
        {
            0 => Cut(file, map, random),
            1 => Flip(file, random.Next(map.Reach), random, isCovered: false),
            2 or 3 when map.Checked.Count > 0 => FlipChecked(file, map, random),
            4 => Overwrite(file, map, random),
            5 or 6 when map.Pointers.Count > 0 => Lie(file, map.Pointers, random, isCovered: false),
            _ when map.Lengths.Count > 0 => Lie(file, map.Lengths, random, isCovered: true),
            _ => Cut(file, map, random),
        };
    }

    private static Mutation Cut(byte[] file, FileMap map, Random random)
    {
        int edge = map.Records.Count > 0 && random.Next(2) == 0
            ? map.Records[random.Next(map.Records.Count)].End + random.Next(-2, 3)
            : random.Next(map.Reach);
        int length = Math.Clamp(edge, 0, file.Length - 1);
        return new Mutation($"cut to {length} bytes", true, file[..length]);
    }

    private static Mutation FlipChecked(byte[] file, FileMap map, Random random)
    {
        Range payload = map.Checked[random.Next(map.Checked.Count)];
        Mutation flipped = Flip(file, random.Next(payload.Start.Value, payload.End.Value), random, isCovered: true);
        return flipped with { IsCovered = !DeceivesAdler(flipped.File, payload) };
    }

    // Two sums of bytes are a weak checksum: a flipped bit of deflate can give other bytes with the same. What another decoder takes for
    // sound, nothing in the format tells from it.
    private static bool DeceivesAdler(byte[] file, Range payload)
    {
        if (file[payload.Start.Value - BlockHeader.Bytes] != 'Z') return false;
        try
        {
            using ZLibStream plain = new(new MemoryStream(file[payload]), CompressionMode.Decompress);
            plain.CopyTo(Stream.Null);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static Mutation Flip(byte[] file, int at, Random random, bool isCovered)
    {
        byte[] changed = [.. file];
        int bit = random.Next(8);
        changed[at] ^= (byte)(1 << bit);
        return new Mutation($"bit {bit} of byte {at} flipped", isCovered, changed);
    }

    private static Mutation Overwrite(byte[] file, FileMap map, Random random)
    {
        byte[] changed = [.. file];
        int at = random.Next(map.Reach), count = Math.Min(random.Next(1, 17), file.Length - at);
        random.NextBytes(changed.AsSpan(at, count));
        return new Mutation($"{count} bytes from {at} overwritten", false, changed);
    }

    private static Mutation Lie(byte[] file, List<MappedField> fields, Random random, bool isCovered)
    {
        MappedField field = fields[random.Next(fields.Count)];
        Span<byte> wide = stackalloc byte[8];
        byte[] changed = [.. file];
        Span<byte> bytes = changed.AsSpan(field.Offset, field.Width);
        bytes.CopyTo(wide[^field.Width..]);
        long value = BinaryPrimitives.ReadInt64BigEndian(wide);
        long lie = random.Next(4) switch
        {
            0 => value + 1,
            1 => value - 1,
            2 => random.Next(2) == 0 ? value * 2 : file.Length,
            _ => Lies[random.Next(Lies.Length)],
        };
        // The sizes of blocks are little-endian: a lie is a lie in either order.
        BinaryPrimitives.WriteInt64BigEndian(wide, lie);
        wide[^field.Width..].CopyTo(bytes);
        return new Mutation($"{field.Name} at {field.Offset} changed from {value} to {lie}", isCovered, changed);
    }
}
