using Hep.Root.IO.Tests.XRootD.Scripted;

namespace Hep.Root.IO.Tests.XRootD.Servers;

/// <summary>The files that every real server has: their bytes are known here.</summary>
internal static class ServedFiles
{
    public const string Large = "/a.bin", Small = "/sub/b c.bin", Empty = "/empty.bin", Directory = "/sub";

    public static IReadOnlyDictionary<string, byte[]> All { get; } = new Dictionary<string, byte[]>
    {
        [Large] = Reading.Bytes(9_000_001),
        [Small] = Reading.Bytes(10_000),
        [Empty] = [],
    };

    /// <summary>Writes them, or some of them, below a folder.</summary>
    public static void Write(string folder, Func<string, bool> isWanted)
    {
        System.IO.Directory.CreateDirectory($"{folder}{Directory}");
        foreach ((string path, byte[] bytes) in All.Where(f => isWanted(f.Key))) File.WriteAllBytes($"{folder}{path}", bytes);
    }
}
