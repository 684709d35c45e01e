using System.Text;

namespace Hep.Root.IO.XRootD;

/// <summary>Text as servers send it: some end it with a NUL, some do not.</summary>
internal static class ServerText
{
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
