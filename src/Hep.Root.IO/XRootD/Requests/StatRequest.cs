using System.Text;

namespace Hep.Root.IO.XRootD;

/// <summary>kXR_stat: what is there to know of a path.</summary>
internal static class StatRequest
{
    public static Request Of(string path) => new(RequestCode.Stat, [], Encoding.UTF8.GetBytes(path));

    public static XRootDStatus Parse(ReadOnlySpan<byte> answer) => XRootDStatus.Parse(ServerText.Decode(answer));
}
