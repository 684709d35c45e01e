using System.Security.Cryptography;
using System.Text;

namespace Hep.Train;

/// <summary>
/// One checkpoint as a file: the engine's state as tensors, and as metadata what training it is of (<c>hep.training</c>), where it stood
/// (<c>hep.position</c>), and the SHA-256 of the whole file with zeros in place of that (<c>hep.sha256</c>).
/// </summary>
/// <param name="State">The engine's.</param>
/// <param name="Training">A JSON document that says what is trained: only the same may go on.</param>
/// <param name="Position">A JSON document that says where it stood.</param>
internal sealed record Checkpoint(EngineState State, string Training, string Position)
{
    private const string TrainingKey = "hep.training", PositionKey = "hep.position", DigestKey = "hep.sha256";

    private static readonly string NoDigest = new('0', 64);

    public byte[] ToArray()
    {
        byte[] file = Safetensors.Write(State, [new(DigestKey, NoDigest), new(TrainingKey, Training), new(PositionKey, Position)]);
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(file)), DigestIn(file));
        return file;
    }

    /// <exception cref="InvalidDataException">The bytes are no checkpoint, or were changed.</exception>
    public static Checkpoint Read(byte[] file)
    {
        (EngineState state, Dictionary<string, string> metadata) = Safetensors.Read(file);
        if (!metadata.TryGetValue(TrainingKey, out string? training) || !metadata.TryGetValue(PositionKey, out string? position)
            || !metadata.TryGetValue(DigestKey, out string? digest)) throw new InvalidDataException("it is no checkpoint of a training");
        byte[] unsigned = [.. file];
        Encoding.ASCII.GetBytes(NoDigest, DigestIn(unsigned));
        return digest == Convert.ToHexStringLower(SHA256.HashData(unsigned))
            ? new Checkpoint(state, training, position)
            : throw new InvalidDataException("its content does not fit its checksum");
    }

    /// <summary>The place of the digest: the first text of the metadata.</summary>
    private static Span<byte> DigestIn(Span<byte> file)
    {
        ReadOnlySpan<byte> key = "\"hep.sha256\":\""u8;
        int at = file.IndexOf(key);
        return at >= 0 && file.Length - at - key.Length >= NoDigest.Length
            ? file.Slice(at + key.Length, NoDigest.Length)
            : throw new InvalidDataException("its checksum is not where it was written");
    }
}
