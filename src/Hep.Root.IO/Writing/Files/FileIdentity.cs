using Hep.Root.IO.Writing.Objects;

namespace Hep.Root.IO.Writing.Files;

/// <summary>A TUUID: its version and sixteen bytes.</summary>
internal static class FileIdentity
{
    public static void Write(ObjectBuffer buffer, Guid id)
    {
        buffer.Write((ushort)1);
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        buffer.Write(bytes);
    }
}
