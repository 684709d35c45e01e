namespace Hep.Root.IO.Tests.Typed;

[RootRecord]
public readonly partial record struct MuonEvent(float MET_pt, ReadOnlyMemory<float> Muon_pt, [RootColumn("Jet_pt")] float[] JetPt);

[RootRecord]
internal sealed partial record WideRow(double MET_pt, long nJet, double[] Jet_pt, float[] PV_cov, [RootColumn("PV_cov")] float[][] Rows)
{
    [RootColumn("PV_npvs")]
    public long Vertices { get; init; }
}

[RootRecord]
internal sealed partial record Selected(double leading, float[] Muon_pt);

[RootRecord]
public readonly partial record struct FlatEvent(uint run, uint luminosityBlock,
    ulong @event, float MET_pt, float MET_phi, int PV_npvs, int nJet);

[RootRecord]
internal sealed partial record MuonLists(long nMuon, ReadOnlyMemory<float> Muon_pt, int[] Muon_charge);

/// <summary>Every form, over columns that tests make.</summary>
[RootRecord]
internal sealed partial record EveryForm(int Flat, float[] List, ReadOnlyMemory<short> Memory,
    double[][] Nested, string Text, string[] Texts, bool? Maybe);

/// <summary>Columns that may be missing.</summary>
[RootRecord]
internal sealed partial record Patient(
    int Flat, [RootColumn(Optional = true)] float Iso = -1, [RootColumn(Optional = true)] int Count = 0,
    float? Weight = null, float[]? List = null, string? Text = null)
{
    [RootColumn(Optional = true)]
    public ReadOnlyMemory<float> Memory { get; init; }

    [RootColumn(Optional = true)]
    public double[][] Nested { get; init; } = [];
}
