namespace Hep.Root.IO.Trees.NTuple;

/// <summary>Consecutive elements of a level in one cluster, counted from the first of the cluster.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="First">The first element.</param>
/// <param name="End">The one behind the last.</param>
internal readonly record struct ElementRange(int Cluster, long First, long End)
{
    public long Count => End - First;
}
