namespace Hep.Root.IO.Trees.TTree;

/// <summary>The column whose values count those of others.</summary>
/// <param name="Branch">The branch that holds it.</param>
/// <param name="Place">Its place among the columns of the branch: that of its leaf.</param>
internal sealed record CountingColumn(Branch Branch, int Place = 0);
