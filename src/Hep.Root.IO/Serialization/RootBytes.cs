namespace Hep.Root.IO;

/// <summary>
/// Stands where something is stored that cannot be decoded: an object of a class that nobody described, one whose members do not fill the
/// bytes it has, or a reference to none that was read before. It is never null: a pointer to something unknown is no null pointer.
/// </summary>
public sealed class RootBytes
{
    internal RootBytes(string className) => ClassName = className;

    /// <summary>The class or type, where the file names one; else empty.</summary>
    public string ClassName { get; }

    /// <summary>Why it was not decoded.</summary>
    public string Why { get; internal init; } = "";

    /// <summary>The stored bytes, with their header; empty where none belong to it.</summary>
    public ReadOnlyMemory<byte> Bytes { get; internal init; }

    /// <summary>The class, the number of bytes and the reason.</summary>
    public override string ToString() => $"{(ClassName.Length == 0 ? "?" : ClassName)}, {Bytes.Length} bytes: {Why}";
}
