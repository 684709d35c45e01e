using System.IO.Compression;
using Apache.Arrow.Ipc;

namespace Hep.Jagged.Arrow.Tests;

/// <summary>A codec of the tests' own, under the name of one of the format's.</summary>
internal sealed class Codecs : ICompressionCodecFactory, ICompressionCodec
{
    public ICompressionCodec CreateCodec(CompressionCodecType compressionCodecType) => this;

    public ICompressionCodec CreateCodec(CompressionCodecType compressionCodecType, int? compressionLevel) => this;

    public void Compress(ReadOnlyMemory<byte> source, Stream destination)
    {
        using ZLibStream stream = new(destination, CompressionLevel.Fastest, leaveOpen: true);
        stream.Write(source.Span);
    }

    public int Decompress(ReadOnlyMemory<byte> source, Memory<byte> destination)
    {
        using ZLibStream stream = new(new MemoryStream(source.ToArray()), CompressionMode.Decompress);
        return stream.ReadAtLeast(destination.Span, destination.Length, throwOnEndOfStream: false);
    }

    public void Dispose() { }
}
