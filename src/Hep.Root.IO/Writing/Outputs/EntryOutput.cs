using Hep.Jagged;

namespace Hep.Root.IO.Writing.Outputs;

/// <summary>A tree that is made of entries.</summary>
/// <param name="plan">What it is to hold.</param>
internal abstract class EntryOutput(TreePlan plan) : TreeOutput(plan.OpenQueue())
{
    /// <summary>Refuses entries that do not fit together.</summary>
    /// <exception cref="RootException">They do not.</exception>
    public virtual void Check(IReadOnlyList<Column> columns) { }

    /// <summary>Takes entries of all columns, in the order of the schema.</summary>
    public abstract ValueTask AppendAsync(IReadOnlyList<Column> columns, int from, int to, CancellationToken cancellationToken);

    /// <summary>Ends a cluster: nothing of it is held back.</summary>
    public abstract ValueTask EndClusterAsync(CancellationToken cancellationToken);
}
