namespace Hep.Train;

/// <summary>An array of a state as its file has it, little-endian.</summary>
/// <param name="Type">The name of its element type in safetensors.</param>
/// <param name="Shape">The lengths of its axes.</param>
/// <param name="Bytes">Its values.</param>
internal sealed record StateTensor(string Type, IReadOnlyList<long> Shape, byte[] Bytes)
{
    // https://huggingface.co/docs/safetensors, "Format"
    private static readonly (Type Element, string Name, int Size)[] Types =
        [(typeof(float), "F32", 4), (typeof(double), "F64", 8), (typeof(long), "I64", 8), (typeof(byte), "U8", 1)];

    public static string NameOf<T>() => Array.Find(Types, t => t.Element == typeof(T)).Name
        ?? throw new ArgumentException($"A state holds float, double, long and byte, not {typeof(T).Name}.");

    /// <summary>Bytes of a value; 0: there is no such type here.</summary>
    public static int SizeOf(string type) => Array.Find(Types, t => t.Name == type).Size;
}
