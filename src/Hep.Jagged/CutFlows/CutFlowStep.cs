namespace Hep.Jagged;

/// <summary>One cut of a flow, and what passed it.</summary>
/// <param name="Cut">The cut.</param>
/// <param name="Alone">What passes this cut, whatever the others say.</param>
/// <param name="Before">What passes all cuts before it: all entries for the first one.</param>
/// <param name="Passed">What passes all cuts up to this one.</param>
/// <param name="All">All entries.</param>
public sealed record CutFlowStep(NamedCut Cut, CutCount Alone, CutCount Before, CutCount Passed, CutCount All)
{
    /// <summary>The part, by weight, of what passes the cuts before that passes this one too. NaN where nothing does.</summary>
    public double RelativeEfficiency => Passed.Weights / Before.Weights;

    /// <summary>The part, by weight, of all entries that passes all cuts up to this one. NaN where there are none.</summary>
    public double AbsoluteEfficiency => Passed.Weights / All.Weights;
}
