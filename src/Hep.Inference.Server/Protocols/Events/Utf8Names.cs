using System.Text;

namespace Hep.Inference.Server.Protocols.Events;

/// <summary>Compares names with the bytes of a message, so that no string is made for a name that is known.</summary>
internal sealed class Utf8Names : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    private static readonly Utf8Names Instance = new();

    /// <summary>A look-up from the bytes of a name to its place.</summary>
    public static Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> Index(IEnumerable<string> names)
    {
        Dictionary<byte[], int> places = new(Instance);
        foreach (string name in names) places.Add(Encoding.UTF8.GetBytes(name), places.Count);
        return places.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        HashCode hash = new();
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
