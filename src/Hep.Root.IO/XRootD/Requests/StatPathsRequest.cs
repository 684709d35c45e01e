using System.Text;

namespace Hep.Root.IO.XRootD;

/// <summary>kXR_statx: the kinds of many paths with one request; it fails as a whole where one of them is missing.</summary>
internal static class StatPathsRequest
{
    /// <summary>What paths must not hold: it stands between them.</summary>
    public const char Separator = '\n';

    public static Request Of(IEnumerable<string> paths) =>
        new(RequestCode.StatPaths, [], Encoding.UTF8.GetBytes(string.Join(Separator, paths)));

    /// <summary>A byte for each path, in order: the flags of its status, as far as a byte holds them.</summary>
    public static byte[] Parse(int count, ReadOnlySpan<byte> answer) => answer.Length >= count
        ? answer[..count].ToArray()                     // some end with a NUL
        : throw new XRootDException($"The server tells the kinds of {answer.Length} paths, and was asked for {count}.");
}
