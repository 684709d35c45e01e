namespace Hep.Root.IO;

/// <summary>
/// A ROOT file that cannot be read: damaged, truncated, not what was asked for, or not decodable here. The message says what was expected.
/// </summary>
public sealed class RootException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public RootException(string message) : base(message) { }

    /// <summary>Says what is wrong and what revealed it.</summary>
    public RootException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>The path or URL of the file, without secrets; null where no file is known.</summary>
    public string? File { get; init; }

    /// <summary>The key, tree, column or basket that was being read; null where the file as a whole is meant.</summary>
    public string? Object { get; init; }

    /// <summary>
    /// Where in the bytes the trouble is: in the file where <see cref="File"/> is set, else from the start of the
    /// record; null where no place is known.
    /// </summary>
    public long? Offset { get; init; }

    /// <summary>Why an entry is not what its column was planned as; null where that is not what failed.</summary>
    internal string? WhyUndecodable { get; init; }

    /// <summary>Whether what failed is that elements have no byte at all.</summary>
    internal bool IsNothingStored { get; init; }

    /// <summary>The same failure with what the layer above knows: the file, the object, and where the object's bytes begin.</summary>
    internal RootException In(string file, string? @object, long start = 0)
    {
        if (File is not null && (Object is not null || @object is null)) return this;
        long? offset = File is null ? Offset + start : Offset;
        string where = string.Concat(@object is null ? "" : $"{@object} in ", file, offset is null ? "" : $" at byte {offset}");
        return new RootException($"{where}: {Message}", InnerException)
        {
            File = file,
            Object = @object,
            Offset = offset,
            WhyUndecodable = WhyUndecodable,
            IsNothingStored = IsNothingStored,
        };
    }
}
