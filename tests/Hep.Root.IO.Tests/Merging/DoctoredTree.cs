using System.Buffers.Binary;
using Hep.Root.IO.Files;
using Hep.Root.IO.Merging.Baskets;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Merging;

/// <summary>Real files in which a tree's record says something else.</summary>
internal static class DoctoredTree
{
    // Where a key tells its length and its place, in four bytes (TKey::Streamer).
    private const int SeekAt = 18;

    /// <summary>A copy of a file, with a record for the tree that stands at its end, plain.</summary>
    /// <param name="path">The file, of less than 2 GB and written by ROOT.</param>
    /// <param name="name">The tree.</param>
    /// <param name="change">What is done to the record's payload.</param>
    public static async Task<string> MakeAsync(string path, string name, Action<StoredTree> change)
    {
        await using RootFile file = await RootFile.OpenAsync(path);
        RootKey key = (await KeySearch.FindAsync(file, name, default)).Newest;
        StoredTree tree = await StoredTree.ReadAsync(file, key, default);
        change(tree);
        byte[] bytes = await File.ReadAllBytesAsync(path);
        byte[] head = bytes[(int)key.Seek..((int)key.Seek + tree.KeyLength)];
        int listed = bytes.AsSpan((int)key.Seek + 1).IndexOf(head);
        Assert.That(listed, Is.Positive, "the key in the directory's list");
        Place(head);
        Place(bytes.AsSpan((int)key.Seek + 1 + listed));
        string made = Path.Combine(TestData.NewFolder(), "doctored.root");
        await File.WriteAllBytesAsync(made, [.. bytes, .. head, .. tree.Payload]);
        return made;

        void Place(Span<byte> at)
        {
            BinaryPrimitives.WriteInt32BigEndian(at, head.Length + tree.Payload.Length);
            BinaryPrimitives.WriteInt32BigEndian(at[SeekAt..], bytes.Length);
        }
    }
}
