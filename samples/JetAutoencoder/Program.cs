// Jets through the narrow middle of an autoencoder, and back to jagged columns: how well is each feature given back? The decoded jets are
// written as ROOT trees, once as a TTree and once as an RNTuple.
//   dotnet run --project samples/JetAutoencoder -c Release -- samples/data/background.root jets.html jets.root

using System.Net;
using Hep.Inference;
using Hep.Inference.OnnxRuntime;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Train;
using Hep.Train.TorchSharp;
using JetAutoencoder;

string input = args.Length > 0 ? args[0] : "samples/data/background.root";
string page = args.Length > 1 ? args[1] : "jets.html";
string file = args.Length > 2 ? args[2] : "jets.root";
const double Unseen = 0.25;

RootDataset events = await RootDataset.OpenAsync(
    new DatasetSpecification { Sources = [new DatasetSource { Files = [Path.GetFullPath(input)], Tree = "Events" }] });
FeatureSpecification features = FeatureSpecification.FromJson("""
    {
      "features": {
        "columns": ["Jet_pt", "Jet_eta", "Jet_phi", "Jet_mass", "Jet_btag", "Jet_qgl", "Jet_nConstituents"],
        "scaling": { "*": "standard" }
      }
    }
    """);
TrainingOptions options = new() { Epochs = 60, Batch = 64, Validation = Unseen, Seed = 1, Patience = 8 };

using TorchSharpEngine engine = new(
    new AutoencoderSpecification { Layers = [96, 64], Latent = 32, Activation = Activation.Silu });
TrainingResult trained = await Trainer.FitAsync(events, features, engine, options);

// The file that was trained is what decodes; the events are those that it never saw.
await using OnnxPredictor model = OnnxPredictor.Load(trained.Model.ToArray());
(_, IBatchSource unseen) = events.SplitEntries(new EntrySplit { Validation = Unseen, Seed = options.Seed });
Reconstruction[] reconstructions = [.. trained.Card.Statistics.Where(c => c.Name.StartsWith("Jet_", StringComparison.Ordinal))
    .Select(c => new Reconstruction(c.Name, c.Minimum, c.Maximum))];
await using RootFileWriter output = await RootFileWriter.CreateAsync(file);
await using RootTreeWriter tree = await output.CreateTreeAsync("Jets"),
    ntuple = await output.CreateTreeAsync("JetsNTuple", new() { Format = TreeFormat.RNTuple });
await foreach (PaddedBatch batch in unseen.Vectorize(trained.Pipeline))
    using (batch)
    using (Predictions predictions = await model.PredictAsync(batch))
    using (EntryBatch stored = trained.Pipeline.Invert(batch),
        decoded = trained.Pipeline.Invert(batch, predictions["decoded"].Get<float>()))
    {
        foreach (Reconstruction reconstruction in reconstructions) reconstruction.Add(stored, decoded);
        await tree.WriteAsync(decoded);
        await ntuple.WriteAsync(decoded);
    }
await tree.CompleteAsync();
await ntuple.CompleteAsync();
await output.CompleteAsync();

Console.WriteLine($"{"feature",-20}{"jets",8}{"deviation",12}{"error",12}{"unexplained",13}");
foreach (Reconstruction r in reconstructions)
    Console.WriteLine(FormattableString.Invariant($"{r.Name,-20}{r.Count,8}{r.Deviation,12:G4}{r.Error,12:G4}{r.Unexplained,13:P1}"));

string title = WebUtility.HtmlEncode($"{Path.GetFileName(input)}: jets before and behind an autoencoder");
await File.WriteAllTextAsync(page, $$"""
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <title>{{title}}</title>
    <style>
      body { margin: 2rem; font: 16px system-ui, sans-serif; background: #f4f6f8; }
      main { display: grid; grid-template-columns: repeat(auto-fill, minmax(24rem, 1fr)); gap: 1rem; }
      svg { width: 100%; height: auto; background: #fff; border-radius: 8px; }
    </style>
    <h1>{{title}}</h1>
    <main>
    {{string.Join("\n", reconstructions.Select(r => r.ToSvg()))}}
    </main>
    </html>
    """);
Console.WriteLine($"{reconstructions.Length} pictures: {Path.GetFullPath(page)}");
Console.WriteLine($"{tree.EntryCount} events of decoded jets: {output.Path}");
