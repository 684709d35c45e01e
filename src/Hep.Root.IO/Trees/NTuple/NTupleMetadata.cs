namespace Hep.Root.IO.Trees.NTuple;

/// <summary>What the metadata of an RNTuple say, read and put in order.</summary>
/// <param name="Title">Its description.</param>
/// <param name="Anchor">Where its parts lie.</param>
/// <param name="Schema">Its fields and columns.</param>
/// <param name="Clusters">Its clusters, in the order of their entries.</param>
internal sealed record NTupleMetadata(string Title, Anchor Anchor, NTupleSchema Schema, Cluster[] Clusters);
