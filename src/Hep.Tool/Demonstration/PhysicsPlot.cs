using Hep.Jagged;

namespace Hep.Tool.Demonstration;

/// <summary>A quantity of the sample events, drawn for signal and background.</summary>
/// <param name="Title">The heading.</param>
/// <param name="XLabel">The quantity with its unit.</param>
/// <param name="Formula">The quantity as an expression.</param>
/// <param name="Cut">Which events have it.</param>
/// <param name="Bins">The number of bins.</param>
/// <param name="Low">The first edge.</param>
/// <param name="High">The last edge.</param>
/// <param name="Caption">What there is to see.</param>
internal sealed record PhysicsPlot(
    string Title, string XLabel, string Formula, string Cut, int Bins, double Low, double High, string Caption)
{
    private const string IsSignal = DatasetColumns.Label + " > 0.5", IsBackground = DatasetColumns.Label + " < 0.5", Quantity = "quantity";

    /// <summary>The quantities that the report shows.</summary>
    public static IReadOnlyList<PhysicsPlot> All { get; } =
    [
        new("Jets", "number of jets", "nJet", "nJet >= 0", 11, -0.5, 10.5,
            "Higgs bosons are made harder and with more jets: multiplicity is the simplest hint."),
        new("Missing transverse momentum", "MET in GeV", "MET_pt", "MET_pt >= 0", 40, 0, 160, "Neutrinos of tau decays leave unseen."),
        new("Two muons", "invariant mass in GeV",
            "mass2(Muon_pt[0], Muon_eta[0], Muon_phi[0], Muon_mass[0], Muon_pt[1], Muon_eta[1], Muon_phi[1], Muon_mass[1])",
            "nMuon >= 2 && Muon_charge[0] != Muon_charge[1]", 40, 0, 160,
            "Z bosons that decay to muons stand at 91 GeV, in the background alone."),
        new("Two hadronic taus", "visible mass in GeV",
            "mass2(Tau_pt[0], Tau_eta[0], Tau_phi[0], Tau_mass[0], Tau_pt[1], Tau_eta[1], Tau_phi[1], Tau_mass[1])",
            "nTau >= 2 && Tau_charge[0] != Tau_charge[1]", 40, 0, 200,
            "Neutrinos take their share: the masses of Z and Higgs overlap, which is why a network is worth it."),
    ];

    /// <summary>Reads the columns that the formula names, and fills the quantity of both classes.</summary>
    public async Task<Chart> FillAsync(Func<IReadOnlyList<string>, IBatchSource> select, CancellationToken cancellationToken)
    {
        string[] columns = [.. Expression.Parse(Formula).Columns.Concat(Expression.Parse(Cut).Columns).Append(DatasetColumns.Label)
            .Distinct(StringComparer.Ordinal)];
        IBatchSource events = select(columns).Filter(Cut);
        return Histogram.Overlay(
            [("signal", await FillAsync(events.Filter(IsSignal), cancellationToken)),
                ("background", await FillAsync(events.Filter(IsBackground), cancellationToken))],
            new HistogramDrawing { Title = Title, Normalized = true });
    }

    private async Task<Histogram> FillAsync(IBatchSource events, CancellationToken cancellationToken)
    {
        Histogram histogram = new(Bins, Low, High) { XLabel = XLabel, YLabel = "share of events" };
        await foreach (EntryBatch batch in events.Define(Quantity, Formula).ReadAsync(0, cancellationToken))
            using (batch)
                histogram.FillAll(batch[Quantity]);
        return histogram;
    }
}
