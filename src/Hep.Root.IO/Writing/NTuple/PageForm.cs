namespace Hep.Root.IO.Writing.NTuple;

/// <summary>What the pages of an RNTuple are like.</summary>
/// <param name="Bytes">Bytes of their elements in memory, at most.</param>
/// <param name="IsSplit">Whether columns have the forms that compress better.</param>
internal sealed record PageForm(int Bytes, bool IsSplit);
