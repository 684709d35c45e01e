using System.Buffers.Binary;

namespace Hep.Root.IO.XRootD;

/// <summary>How long a server asks to wait, in the seconds that kXR_wait and kXR_waitresp begin with.</summary>
internal static class WaitTime
{
    /// <summary>Longer is not believed.</summary>
    public const int MostSeconds = 24 * 3600;

    public static TimeSpan Parse(ReadOnlySpan<byte> answer) => answer.Length >= sizeof(int)
        ? TimeSpan.FromSeconds(Math.Clamp(BinaryPrimitives.ReadInt32BigEndian(answer), 0, MostSeconds))
        : throw new XRootDException("The server asks to wait, and does not say how long.");
}
