#:project ../src/Hep.Root.IO/Hep.Root.IO.csproj

// Events as records of C#: members are columns, checked against the file before the first event is read.
//   dotnet run samples/records.cs -- samples/data/background.root:Events
//   hep ls samples/data/background.root:Events --csharp       prints a record with every column, to begin with

using System.Globalization;
using Hep.Jagged;
using Hep.Root.IO;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
await using RootTree events = await RootTree.OpenAsync(args.Length > 0 ? args[0] : "samples/data/background.root:Events");

// One record an event, to keep or to pass on: lists are arrays of its own.
List<DimuonEvent> dimuons = [];
await foreach (DimuonEvent e in events.ReadAsync<DimuonEvent>())
    if (e.Muon_pt is [> 20, > 15, ..] && e.Muon_charge[0] != e.Muon_charge[1]) dimuons.Add(e);
Console.WriteLine($"{dimuons.Count} events with two muons, {dimuons.Average(e => e.MET_pt):f1} GeV missing on average");

// Every event where it lies in its batch: lists are spans, and nothing is allocated for an event.
int jets = 0;
double scalarSum = 0;
await foreach (RecordBatch<JetEvent> batch in events.ReadBatchesAsync<JetEvent>())
    using (batch)
        foreach (JetEvent.View e in batch)
        {
            jets += e.Pt.Length;
            foreach (float pt in e.Pt) scalarSum += pt;
        }
Console.WriteLine($"{jets} jets of {scalarSum / jets:f1} GeV on average");

// What was cut and defined on the way is a column like others.
double hardest = 0;
await foreach (PairEvent e in events.ReadBatchesAsync(["nJet", "Jet_*"]).Filter("nJet >= 2")
    .Define("mass", "mass2(Jet_pt[0], Jet_eta[0], Jet_phi[0], Jet_mass[0], Jet_pt[1], Jet_eta[1], Jet_phi[1], Jet_mass[1])")
    .ReadAsync<PairEvent>())
    hardest = Math.Max(hardest, e.Mass);
Console.WriteLine($"{hardest:f0} GeV is the largest mass of two jets");

[RootRecord]
internal sealed partial record DimuonEvent(float MET_pt, float[] Muon_pt, int[] Muon_charge);

[RootRecord]
internal readonly partial record struct JetEvent([RootColumn("Jet_pt")] ReadOnlyMemory<float> Pt);

[RootRecord]
internal readonly partial record struct PairEvent([RootColumn("mass")] double Mass, int nJet);
