using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Hep.Inference.Testing;

/// <summary>Archives and packed bodies that mean harm.</summary>
internal static class Archives
{
    private const string Parameters = """{"name":"evil","model":"model.onnx"}""";

    /// <summary>A tar, with the file of parameters first.</summary>
    public static byte[] Tar(params TarEntry[] entries)
    {
        using MemoryStream bytes = new();
        using (TarWriter tar = new(bytes, TarEntryFormat.Pax, leaveOpen: true))
            foreach (TarEntry entry in entries) tar.WriteEntry(entry);
        return bytes.ToArray();
    }

    public static TarEntry File(string name, byte[]? content = null) =>
        new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content ?? Encoding.UTF8.GetBytes(Parameters)) };

    public static TarEntry Link(TarEntryType type, string name, string target) => new PaxTarEntry(type, name) { LinkName = target };

    /// <summary>A tar whose second header promises more than follows.</summary>
    public static byte[] Lying(string size)
    {
        byte[] tar = Tar(File("evil/params.json"), File("evil/model.onnx", new byte[600]));
        byte[] digits = Encoding.ASCII.GetBytes(size);
        int header = FindLast(tar, "evil/model.onnx");
        digits.CopyTo(tar, header + 124);
        Encoding.ASCII.GetBytes("        ").CopyTo(tar, header + 148);
        int sum = tar.AsSpan(header, 512).ToArray().Sum(b => b);
        Encoding.ASCII.GetBytes($"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ").CopyTo(tar, header + 148);
        return tar;
    }

    /// <summary>Zeros, packed as small as they get.</summary>
    public static byte[] Bomb(Func<Stream, Stream> pack, int megabytes)
    {
        using MemoryStream bytes = new();
        using (Stream packing = pack(bytes))
        {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < megabytes; i++) packing.Write(zeros);
        }
        return bytes.ToArray();
    }

    public static byte[] Gzip(byte[] content)
    {
        using MemoryStream bytes = new();
        using (GZipStream gzip = new(bytes, CompressionLevel.Fastest)) gzip.Write(content);
        return bytes.ToArray();
    }

    private static int FindLast(byte[] tar, string name)
    {
        int at = tar.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(name));
        return at - (at % 512);
    }
}
