using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>A page that a batch wants.</summary>
/// <param name="FirstEntry">The first entry of its cluster.</param>
/// <param name="Page">The page.</param>
/// <param name="Stored">How its elements are stored.</param>
/// <param name="Key">Cluster and number.</param>
/// <param name="Order">Orders it among those of its cluster: pages of one column keep their order wherever they lie.</param>
internal sealed record PagePlace(long FirstEntry, Page Page, StoredColumn Stored, (int Cluster, int Page) Key, long Order)
    : RecordPlace(FirstEntry, Page.Seek, Page.RecordBytes)
{
    public override long Rank => Order;
}
