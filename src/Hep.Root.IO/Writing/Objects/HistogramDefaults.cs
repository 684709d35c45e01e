namespace Hep.Root.IO.Writing.Objects;

/// <summary>
/// What ROOT gives the members of a new histogram (TH1::Build, TAttAxis::ResetAttAxis and the default style): 0 if nothing is here.
/// </summary>
internal static class HistogramDefaults
{
    private const short Helvetica = 42;

    private static readonly Dictionary<(string, string), object> Values = new()
    {
        [("TAttLine", "fLineColor")] = (short)602, [("TAttLine", "fLineStyle")] = (short)1, [("TAttLine", "fLineWidth")] = (short)1,
        [("TAttFill", "fFillStyle")] = (short)1001,
        [("TAttMarker", "fMarkerColor")] = (short)1, [("TAttMarker", "fMarkerStyle")] = (short)1, [("TAttMarker", "fMarkerSize")] = 1f,
        [("TAttAxis", "fNdivisions")] = 510, [("TAttAxis", "fAxisColor")] = (short)1, [("TAttAxis", "fLabelColor")] = (short)1,
        [("TAttAxis", "fLabelFont")] = Helvetica, [("TAttAxis", "fLabelOffset")] = 0.005f, [("TAttAxis", "fLabelSize")] = 0.035f,
        [("TAttAxis", "fTickLength")] = 0.03f, [("TAttAxis", "fTitleOffset")] = 1f, [("TAttAxis", "fTitleSize")] = 0.035f,
        [("TAttAxis", "fTitleColor")] = (short)1, [("TAttAxis", "fTitleFont")] = Helvetica,
        [("TAxis", "fNbins")] = 1, [("TAxis", "fXmax")] = 1.0,
        [("TH1", "fBarWidth")] = (short)1000, [("TH1", "fMaximum")] = -1111.0, [("TH1", "fMinimum")] = -1111.0,
        [("TH1", "fStatOverflows")] = 2,                    // kNeutral: as the program that reads it says
        [("TH2", "fScalefactor")] = 1.0,
        // TEfficiency.cxx: kDefBetaAlpha, kDefBetaBeta, kDefConfLevel
        [("TEfficiency", "fBeta_alpha")] = 1.0, [("TEfficiency", "fBeta_beta")] = 1.0, [("TEfficiency", "fConfLevel")] = 0.682689492137,
        [("TGraph", "fMaximum")] = -1111.0, [("TGraph", "fMinimum")] = -1111.0,
    };

    /// <summary>The value of a member; null for 0.</summary>
    public static object? Of(string className, string member) => Values.GetValueOrDefault((className, member));

    /// <summary>An axis that a histogram does not use: one bin from 0 to 1.</summary>
    /// <param name="member">The member of the histogram: fYaxis.</param>
    public static RootObject Axis(string member)
    {
        RootObject axis = new("TAxis", 10);
        axis.Add("fName", member[1..].ToLowerInvariant());  // fYaxis is called yaxis
        return axis;
    }
}
