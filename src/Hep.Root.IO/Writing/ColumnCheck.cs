using Hep.Jagged;
using Hep.Root.IO.Writing.Branches;
using Hep.Root.IO.Writing.NTuple;

namespace Hep.Root.IO.Writing;

/// <summary>Tells before a tree is begun whether its format holds what is to be written.</summary>
internal static class ColumnCheck
{
    /// <exception cref="RootException">A column is none that the format holds, or its name none that it takes.</exception>
    public static void Check(Schema schema, TreeWriteOptions options)
    {
        if (options.Format == TreeFormat.RNTuple) FieldTree.Of(schema);
        else BranchPlanner.Plan(schema, options);
    }
}
