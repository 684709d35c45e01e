using Apache.Arrow.Ipc;

namespace Hep.Jagged.Arrow;

/// <summary>What is read of Arrow files, and how.</summary>
public sealed record ArrowReadOptions
{
    /// <summary>Nothing special.</summary>
    public static readonly ArrowReadOptions Default = new();

    /// <summary>
    /// Names of the columns that are wanted, in this order; all by default. Columns of types that cannot be read are in nobody's way
    /// where they are not named.
    /// </summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>
    /// Decompresses files that were written so; none by default. The package Apache.Arrow.Compression has <c>CompressionCodecFactory</c>.
    /// </summary>
    public ICompressionCodecFactory? Codecs { get; init; }
}
