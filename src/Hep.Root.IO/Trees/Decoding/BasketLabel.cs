namespace Hep.Root.IO.Trees.Decoding;

/// <summary>What messages say of a basket: made of what is there anyway, and put into words where something is wrong.</summary>
/// <param name="Branch">The branch's name.</param>
/// <param name="Index">The basket's place among those of the branch.</param>
/// <param name="Seek">Where its record lies; 0 where it lies in the tree's own.</param>
internal readonly record struct BasketLabel(string Branch, int Index, long Seek)
{
    public override string ToString() => $"basket {Index} of branch '{Branch}'";
}
