using System.Collections.Frozen;

namespace Hep.Tool.Digests;

/// <summary>What kind of object a class makes: the words of the digest's object rows.</summary>
internal static class ObjectKinds
{
    /// <summary>The kind of histograms, profiles, efficiencies and graphs.</summary>
    public const string Histogram = "histogram";

    private const string Other = "other";

    private static readonly FrozenDictionary<string, string> Kinds = Table().ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The kind of a class as a key names it.</summary>
    public static string Of(string className) => Kinds.GetValueOrDefault(className, Other);

    private static IEnumerable<KeyValuePair<string, string>> Table()
    {
        foreach (string name in (string[])["TTree", "TNtuple", "TNtupleD", "TChain"]) yield return new(name, "TTree");
        foreach (string name in (string[])["ROOT::RNTuple", "ROOT::Experimental::RNTuple"]) yield return new(name, "RNTuple");
        foreach (string name in (string[])["TDirectory", "TDirectoryFile"]) yield return new(name, "TDirectory");
        foreach (string dimension in (string[])["TH1", "TH2", "TH3"])
            foreach (char bins in "CSIFDL") yield return new(dimension + bins, Histogram);
        foreach (string name in (string[])[
            "TProfile", "TProfile2D", "TProfile3D", "TEfficiency", "TGraph", "TGraphErrors", "TGraphAsymmErrors"])
            yield return new(name, Histogram);
    }
}
