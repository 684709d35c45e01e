// The invariant mass of two muons, from a ROOT file to a picture.
//   dotnet run --project samples/DimuonMass -- samples/data/background.root dimuon-mass.svg

using System.Numerics.Tensors;
using Hep.Jagged;
using Hep.Root.IO;

string input = args.Length > 0 ? args[0] : "samples/data/background.root";
string picture = args.Length > 1 ? args[1] : "dimuon-mass.svg";

await using RootFile file = await RootFile.OpenAsync(input);
RootTree events = await file.OpenTreeAsync("Events");

Histogram mass = new(bins: 60, low: 60, high: 120) { Title = "Two muons of opposite charge", XLabel = "invariant mass in GeV" };

IAsyncEnumerable<EntryBatch> pairs = events
    .ReadBatchesAsync(["nMuon", "Muon_pt", "Muon_eta", "Muon_phi", "Muon_mass", "Muon_charge"])
    .Filter("nMuon >= 2 && Muon_charge[0] != Muon_charge[1]")
    .Define("mass", "mass2(Muon_pt[0], Muon_eta[0], Muon_phi[0], Muon_mass[0], Muon_pt[1], Muon_eta[1], Muon_phi[1], Muon_mass[1])");

await foreach (EntryBatch batch in pairs)
    using (batch)
        mass.FillAll(batch["mass"]);

await File.WriteAllTextAsync(picture, mass.ToSvg());
int fullest = TensorPrimitives.IndexOfMax(mass.Contents);
Console.WriteLine(FormattableString.Invariant(
    $"{mass.EntryCount} pairs, most of them at {mass.Edges[fullest]} to {mass.Edges[fullest + 1]} GeV: {Path.GetFullPath(picture)}"));
