namespace Hep.Root.IO.Trees.NTuple;

/// <summary>What one batch wants of one column: made when it is planned, used up when it is decoded.</summary>
/// <param name="ranges">The elements that are wanted.</param>
/// <param name="children">For a column of ends or alternatives, the elements of the levels below that belong to each range.</param>
internal sealed class Portion(ElementRange[] ranges, IReadOnlyList<ElementRange[]> children)
{
    public ElementRange[] Ranges => ranges;

    public IReadOnlyList<ElementRange[]> Children => children;

    /// <summary>The elements page by page, in their order.</summary>
    public List<Segment> Segments { get; } = [];

    /// <summary>All of them.</summary>
    public int ElementCount { get; set; }

    /// <summary>The segment that is decoded next.</summary>
    public int Next { get; set; }

    /// <summary>Whether decoding has begun.</summary>
    public bool IsBegun { get; set; }

    /// <summary>The page that is kept for the next batch, by cluster and number; null for none.</summary>
    public (int Cluster, int Page)? Keeps { get; set; }

    /// <summary>The page that a segment is of.</summary>
    public (int Cluster, int Page) PageOf(Segment segment) => (ranges[segment.Range].Cluster, segment.Page);
}
