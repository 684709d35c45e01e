namespace Hep.Root.IO.Writing.Branches;

/// <summary>A branch, the index of the column that it is written from, and how.</summary>
internal sealed record PlannedBranch(BranchForm Form, int Column, ColumnEncoder Encoder);
