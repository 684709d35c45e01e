using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Onnx;

namespace Hep.Onnx;

/// <summary>
/// One SHA-256 over what a model is: the bytes of the file without metadata, then of the pipeline and of the card the text in UTF-8 as it
/// stands, each behind its length as 8 bytes, little-endian (−1: there is none). Other metadata may come and go.
/// </summary>
internal static class ModelDigest
{
    private const string Prefix = "sha256:";

    public static string Of(ModelProto model, IReadOnlyDictionary<string, string> metadata)
    {
        ModelProto bare = model.Clone();
        bare.MetadataProps.Clear();
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, bare.ToByteArray());
        foreach (string key in (string[])[OnnxModel.PipelineKey, OnnxModel.CardKey])
            Append(hash, metadata.TryGetValue(key, out string? text) ? Encoding.UTF8.GetBytes(text) : null);
        return Prefix + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, byte[]? bytes)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes?.Length ?? -1);
        hash.AppendData(length);
        hash.AppendData(bytes ?? []);
    }
}
