using System.Runtime.InteropServices;
using Hep.Root.IO.Compression.Native;

namespace Hep.Root.IO.Compression.Encoders;

/// <summary>
/// One .xz stream a block, by the system's liblzma (lzma/base.h, lzma/container.h, 5.0 and later). As a stream, not as a buffer: the header
/// of its block is short then, and JSROOT takes no other.
/// </summary>
internal static unsafe class LzmaEncoder
{
    private const int Crc32 = 1;                            // the check that ROOT asks for (ZipLZMA.c)
    private const int Finish = 3, StreamEnd = 1;            // LZMA_FINISH, LZMA_STREAM_END
    private const ulong Lzma2 = 0x21, NoFilter = ulong.MaxValue;

    // sizeof(lzma_options_lzma) is 112; its first member is the size of the dictionary.
    private const int OptionBytes = 256, SmallestDictionary = 4096;

    private static readonly delegate* unmanaged[Cdecl]<byte*, uint, byte> SetPreset;
    private static readonly delegate* unmanaged[Cdecl]<LzmaStream*, Filter*, int, int> Begin;
    private static readonly delegate* unmanaged[Cdecl]<LzmaStream*, int, int> Code;
    private static readonly delegate* unmanaged[Cdecl]<LzmaStream*, void> End;

    static LzmaEncoder()
    {
        if (!NativeCodecs.TryLoad(out nint library, "liblzma.so.5", "liblzma.5.dylib", "liblzma.dll", "liblzma-5.dll")
            || !NativeLibrary.TryGetExport(library, "lzma_lzma_preset", out nint preset)
            || !NativeLibrary.TryGetExport(library, "lzma_stream_encoder", out nint begin)
            || !NativeLibrary.TryGetExport(library, "lzma_code", out nint code)
            || !NativeLibrary.TryGetExport(library, "lzma_end", out nint end)) return;
        SetPreset = (delegate* unmanaged[Cdecl]<byte*, uint, byte>)preset;
        Begin = (delegate* unmanaged[Cdecl]<LzmaStream*, Filter*, int, int>)begin;
        Code = (delegate* unmanaged[Cdecl]<LzmaStream*, int, int>)code;
        End = (delegate* unmanaged[Cdecl]<LzmaStream*, void>)end;
    }

    /// <summary>The compressor; null where the library is absent.</summary>
    public static BlockCompressor? Compressor => SetPreset is null ? null : Compress;

    private static int Compress(ReadOnlySpan<byte> plain, Span<byte> stored, int level)
    {
        byte* options = stackalloc byte[OptionBytes];
        if (SetPreset(options, (uint)level) != 0) return 0;
        // a dictionary larger than the block would be memory for nothing, and the preset's is up to 64 MiB
        *(uint*)options = Math.Min(*(uint*)options, (uint)Math.Max(plain.Length, SmallestDictionary));
        Filter* filters = stackalloc Filter[2];
        filters[0] = new Filter { Id = Lzma2, Options = options };
        filters[1] = new Filter { Id = NoFilter };
        LzmaStream stream = default;
        try
        {
            if (Begin(&stream, filters, Crc32) != 0) return 0;
            fixed (byte* from = plain)
            fixed (byte* to = stored)
            {
                (stream.NextIn, stream.AvailableIn) = ((nint)from, (nuint)plain.Length);
                (stream.NextOut, stream.AvailableOut) = ((nint)to, (nuint)stored.Length);
                return Code(&stream, Finish) == StreamEnd ? (int)stream.TotalOut : 0;
            }
        }
        finally
        {
            End(&stream);
        }
    }

    private struct Filter
    {
        public ulong Id;
        public void* Options;
    }

    // lzma_stream: what stands behind these members is the library's own, or reserved.
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct LzmaStream
    {
        public nint NextIn;
        public nuint AvailableIn;
        public ulong TotalIn;
        public nint NextOut;
        public nuint AvailableOut;
        public ulong TotalOut;
    }
}
