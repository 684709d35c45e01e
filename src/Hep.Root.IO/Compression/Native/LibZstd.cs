using System.Runtime.InteropServices;
using ZstdSharp.Unsafe;

namespace Hep.Root.IO.Compression.Native;

/// <summary>
/// Zstandard by libzstd (zstd.h), but only by the version that the managed decoder is a port of. ROOT's frames carry no checksum, and what
/// others give for a damaged one differs: 1.5.4 takes frames that 1.5.7 refuses, and reads other bytes from one in ten of the rest.
/// </summary>
internal static unsafe class LibZstd
{
    private static readonly delegate* unmanaged[Cdecl]<nint> Create;
    private static readonly delegate* unmanaged[Cdecl]<nint, void> Free;
    private static readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, nuint> Decompress;
    private static readonly delegate* unmanaged[Cdecl]<byte*, nuint, nuint> FrameBytes;

    // Its tables are some 160 kB: one a thread, none a block.
    [ThreadStatic]
    private static NativeContext? s_context;

    static LibZstd()
    {
        if (!NativeCodecs.TryLoad(out nint library, "libzstd.so.1", "libzstd.1.dylib", "libzstd.dll", "zstd.dll")
            || !NativeLibrary.TryGetExport(library, "ZSTD_versionNumber", out nint version)
            || ((delegate* unmanaged[Cdecl]<uint>)version)() != Methods.ZSTD_versionNumber()
            || !NativeLibrary.TryGetExport(library, "ZSTD_createDCtx", out nint create)
            || !NativeLibrary.TryGetExport(library, "ZSTD_freeDCtx", out nint free)
            || !NativeLibrary.TryGetExport(library, "ZSTD_findFrameCompressedSize", out nint frameBytes)
            || !NativeLibrary.TryGetExport(library, "ZSTD_decompressDCtx", out nint decompress)) return;
        Create = (delegate* unmanaged[Cdecl]<nint>)create;
        Free = (delegate* unmanaged[Cdecl]<nint, void>)free;
        FrameBytes = (delegate* unmanaged[Cdecl]<byte*, nuint, nuint>)frameBytes;
        Decompress = (delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, nuint>)decompress;
    }

    /// <summary>The decoder; null where the library is absent or of another version.</summary>
    public static BlockDecoder? Decoder => Decompress is null ? null : Decode;

    // The first number of a frame of RFC 8878; a distribution's library may read what zstd wrote before 1.0 as well.
    private static ReadOnlySpan<byte> Magic => [0x28, 0xB5, 0x2F, 0xFD];

    private static void Decode(ReadOnlySpan<byte> stored, Span<byte> plain, bool verifyChecksums)
    {
        if (!TryDecode(stored, plain)) ZstdCodec.Decode(stored, plain, verifyChecksums);
    }

    private static bool TryDecode(ReadOnlySpan<byte> stored, Span<byte> plain)
    {
        if (!stored.StartsWith(Magic)) return false;
        NativeContext context = s_context ??= new NativeContext(Create(), Free);
        if (context.IsInvalid) return false;
        fixed (byte* from = stored)
        fixed (byte* to = plain)
            return FrameBytes(from, (nuint)stored.Length) == (nuint)stored.Length
                && Decompress(context.Address, to, (nuint)plain.Length, from, (nuint)stored.Length) == (nuint)plain.Length;
    }
}
