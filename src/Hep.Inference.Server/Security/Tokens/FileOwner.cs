using System.Runtime.InteropServices;

namespace Hep.Inference.Server.Security;

/// <summary>Whose a file is, on Linux.</summary>
internal static partial class FileOwner
{
    private const int FromWorkingFolder = -100, AnswerBytes = 256, UserAt = 20;
    private const uint User = 8;

    /// <summary>Whether a file or folder is another user's than this process is; false where that cannot be told.</summary>
    public static bool IsAnother(string path)
    {
        if (!OperatingSystem.IsLinux()) return false;
        Span<byte> answer = stackalloc byte[AnswerBytes];
        return Look(FromWorkingFolder, path, 0, User, answer) == 0 && MemoryMarshal.Read<uint>(answer[UserAt..]) != EffectiveUser();
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Look(int folder, string path, int flags, uint wanted, Span<byte> answer);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
