using System.Buffers.Binary;
using System.Text;
using Hep.Root.IO.Compression;

namespace Hep.Root.IO.Tests.Hostile;

/// <summary>
/// A file whose trees are stored plain: most files compress them, and damage to compressed bytes never reaches the code that reads
/// metadata. The plain record is appended, and the keys in the lists of keys point to it.
/// </summary>
internal static class PlainTree
{
    public static byte[] Of(byte[] file)
    {
        foreach (MappedRecord tree in FileMap.Of(file)
            .Records.Where(r => r.ClassName is "TTree" or "TNtuple" or "TNtupleD" && r.PlainBytes > r.End - r.Payload).ToList())
            file = Replace(file, tree);
        return file;
    }

    private static byte[] Replace(byte[] file, MappedRecord tree)
    {
        byte[] plain = new byte[tree.PlainBytes];
        BlockFrames.Decompress(file.AsSpan(tree.Payload, tree.End - tree.Payload), plain, verifyChecksums: true);
        byte[] key = file[tree.Start..tree.Payload];
        int seekWidth = BinaryPrimitives.ReadUInt16BigEndian(key.AsSpan(4)) > 1000 ? 8 : 4;
        byte[] listed = [.. key];
        Point(key, seekWidth, key.Length + plain.Length, file.Length);

        byte[] changed = [.. file, .. key, .. plain];
        // The list of keys holds the same header once more.
        for (int at = 0; (at = Find(file, listed, at)) >= 0; at++)
            if (at != tree.Start) key.CopyTo(changed, at);
        WriteEnd(changed);
        return changed;
    }

    private static void Point(byte[] key, int seekWidth, int recordBytes, int position)
    {
        BinaryPrimitives.WriteInt32BigEndian(key, recordBytes);
        if (seekWidth == 8) BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(18), position);
        else BinaryPrimitives.WriteInt32BigEndian(key.AsSpan(18), position);
    }

    private static int Find(byte[] file, byte[] key, int from)
    {
        int found = file.AsSpan(from).IndexOf(key);
        return found < 0 ? -1 : from + found;
    }

    private static void WriteEnd(byte[] file)
    {
        if (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(4)) >= 1_000_000)
            BinaryPrimitives.WriteInt64BigEndian(file.AsSpan(12), file.Length);
        else BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(12), file.Length);
    }
}
