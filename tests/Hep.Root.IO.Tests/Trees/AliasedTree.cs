using System.Buffers.Binary;
using System.Text;
using Hep.Root.IO.Tests.Hostile;
using Hep.Root.IO.Tests.Serialization;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>The sample's tree with aliases: its record is appended anew, with the list where its last members are null.</summary>
internal static class AliasedTree
{
    // fAliases, the counts of fIndexValues and fIndex, fTreeIndex, fFriends, fUserInfo and fBranchRef: nothing of it is set.
    private const int Tail = 28;

    public static async Task<RootTree> OpenAsync(params (string Name, string Expression)[] aliases)
    {
        byte[] file = PlainTree.Of(await File.ReadAllBytesAsync(TestData.Sample("signal.root")));
        MappedRecord tree = FileMap.Of(file).Records.Single(r => r.ClassName == "TTree");
        byte[] payload = file[tree.Payload..tree.End], key = file[tree.Start..tree.Payload];
        if (payload.AsSpan(payload.Length - Tail).ContainsAnyExcept((byte)0))
            throw new InvalidOperationException("The tree's last members are not empty.");
        payload = [.. payload[..^Tail], .. List(aliases), .. new byte[Tail - 4]];
        BinaryPrimitives.WriteInt32BigEndian(payload, 0x40000000 | (payload.Length - 4));
        byte[] moved = [.. key];
        BinaryPrimitives.WriteInt32BigEndian(moved, key.Length + payload.Length);
        BinaryPrimitives.WriteInt32BigEndian(moved.AsSpan(6), payload.Length);
        BinaryPrimitives.WriteInt64BigEndian(moved.AsSpan(18), file.Length);
        byte[] changed = [.. file, .. moved, .. payload];
        // the list of keys has a copy
        for (int at = 0; changed.AsSpan(at).IndexOf(key) is >= 0 and int found; at += found + 1) moved.CopyTo(changed, at + found);
        BinaryPrimitives.WriteInt32BigEndian(changed.AsSpan(12), changed.Length);
        return await (await RootFile.FromMemoryAsync(changed)).OpenTreeAsync();
    }

    private static byte[] List((string Name, string Expression)[] aliases) => Pointer("TList", new RecordBytes().Frame(5, list =>
    {
        list.Object().Text("").Int32(aliases.Length);
        foreach ((string name, string expression) in aliases)
            list.Raw(Pointer("TNamed", new RecordBytes().Frame(1, alias => alias.Object().Text(name).Text(expression)))).Byte(0);
    }));

    // A byte count, the tag of a class that is named, and the object.
    private static byte[] Pointer(string className, RecordBytes content)
    {
        byte[] named = new RecordBytes().Int32(-1).Raw(Encoding.ASCII.GetBytes(className)).Byte(0).Raw(content.ToArray()).ToArray();
        return new RecordBytes().Int32(0x40000000 | named.Length).Raw(named).ToArray();
    }
}
