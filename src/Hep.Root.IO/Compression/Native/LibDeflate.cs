using System.Runtime.InteropServices;

namespace Hep.Root.IO.Compression.Native;

/// <summary>
/// zlib's frame by libdeflate, which inflates a whole buffer at once (libdeflate.h, 1.0 and later). Only where an Adler-32 vouches for the
/// bytes: libdeflate takes some damaged blocks that zlib refuses, and in bare deflate nothing would notice.
/// </summary>
internal static unsafe class LibDeflate
{
    private static readonly delegate* unmanaged[Cdecl]<nint> Allocate;
    private static readonly delegate* unmanaged[Cdecl]<nint, void> Free;
    private static readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, nuint*, nuint*, int> Decompress;

    [ThreadStatic]
    private static NativeContext? s_decompressor;

    static LibDeflate()
    {
        if (!NativeCodecs.TryLoad(out nint library, "libdeflate.so.0", "libdeflate.0.dylib", "libdeflate.dll", "deflate.dll")
            || !NativeLibrary.TryGetExport(library, "libdeflate_alloc_decompressor", out nint allocate)
            || !NativeLibrary.TryGetExport(library, "libdeflate_free_decompressor", out nint free)
            || !NativeLibrary.TryGetExport(library, "libdeflate_zlib_decompress_ex", out nint decompress)) return;
        Allocate = (delegate* unmanaged[Cdecl]<nint>)allocate;
        Free = (delegate* unmanaged[Cdecl]<nint, void>)free;
        Decompress = (delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, nuint*, nuint*, int>)decompress;
    }

    /// <summary>The decoder; null where the library is absent.</summary>
    public static BlockDecoder? Decoder => Decompress is null ? null : Decode;

    private static void Decode(ReadOnlySpan<byte> stored, Span<byte> plain, bool verifyChecksums)
    {
        if (!TryDecode(stored, plain)) DeflateCodec.DecodeZlib(stored, plain, verifyChecksums);
    }

    private static bool TryDecode(ReadOnlySpan<byte> stored, Span<byte> plain)
    {
        NativeContext decompressor = s_decompressor ??= new NativeContext(Allocate(), Free);
        if (decompressor.IsInvalid) return false;
        nuint used;
        fixed (byte* from = stored)
        fixed (byte* to = plain)
            // no place for the size of the output: then it has to be exact
            return Decompress(decompressor.Address, from, (nuint)stored.Length, to, (nuint)plain.Length, &used, null) == 0
                && used == (nuint)stored.Length;
    }
}
