using System.Runtime.InteropServices;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>An element of a variant: which alternative it has, and the place among the elements of that in the cluster.</summary>
/// <param name="Index">The place.</param>
/// <param name="Tag">The alternative, from 1; 0 where it has none.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct SwitchElement(long Index, int Tag);
