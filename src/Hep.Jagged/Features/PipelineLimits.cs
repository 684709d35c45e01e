namespace Hep.Jagged;

/// <summary>How large the parts of a specification or pipeline may be: a document from elsewhere is not trusted with more.</summary>
internal static class PipelineLimits
{
    /// <summary>Cells of one entry: 4 MiB of features, and as much of grids.</summary>
    public const int Cells = 1 << 20;

    /// <summary>Feature columns.</summary>
    public const int Columns = 100_000;

    /// <summary>Definitions.</summary>
    public const int Definitions = 10_000;

    /// <summary>Categories of one column.</summary>
    public const int Categories = 4096;

    /// <summary>Planes of a grid.</summary>
    public const int Planes = 256;

    /// <summary>Channels of a plane.</summary>
    public const int Channels = 256;

    /// <summary>Cells that one batch may have: what an array of .NET can hold.</summary>
    public const int BatchCells = 0x7FFFFFC7;
}
