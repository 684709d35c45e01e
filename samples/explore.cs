#:project ../src/Hep.Root.IO/Hep.Root.IO.csproj

// A first look at a file: every number in it as a histogram, on one page that needs nothing else.
//   dotnet run samples/explore.cs -- samples/data/signal.root signal.html

using System.Net;
using Hep.Jagged;
using Hep.Root.IO;

string input = args.Length > 0 ? args[0] : "samples/data/signal.root";
string output = args.Length > 1 ? args[1] : "explore.html";

await using RootFile file = await RootFile.OpenAsync(input);
RootTree events = await file.OpenTreeAsync();

// One pass for the ranges, one to fill: memory does not grow with the file.
Dictionary<string, (double Low, double High)> ranges = [];
await foreach (EntryBatch batch in events.ReadBatchesAsync())
    using (batch)
        foreach (ColumnSchema column in batch.Schema.Where(c => c.Type.IsNumeric))
            foreach (double value in batch.GetAs<double>(column.Name).Values)
                if (double.IsFinite(value))
                {
                    (double low, double high) = ranges.GetValueOrDefault(column.Name, (value, value));
                    ranges[column.Name] = (Math.Min(low, value), Math.Max(high, value));
                }

Dictionary<string, Histogram> histograms = ranges.ToDictionary(r => r.Key, r =>
{
    double margin = r.Value.High > r.Value.Low ? (r.Value.High - r.Value.Low) * 1e-6 : 0.5;
    return new Histogram(50, r.Value.Low - margin, r.Value.High + margin) { Title = r.Key };
});
await foreach (EntryBatch batch in events.ReadBatchesAsync(histograms.Keys.ToList()))
    using (batch)
        foreach ((string name, Histogram histogram) in histograms) histogram.FillAll(batch[name]);

string title = WebUtility.HtmlEncode($"{Path.GetFileName(input)}: {events.EntryCount} entries");
await File.WriteAllTextAsync(output, $$"""
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <title>{{title}}</title>
    <style>
      body { margin: 2rem; font: 16px system-ui, sans-serif; background: #f4f6f8; }
      main { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: 1rem; }
      svg { width: 100%; height: auto; background: #fff; border-radius: 8px; }
    </style>
    <h1>{{title}}</h1>
    <main>
    {{string.Join("\n", histograms.Values.Select(h => h.ToSvg()))}}
    </main>
    </html>
    """);
Console.WriteLine($"{histograms.Count} histograms: {Path.GetFullPath(output)}");
