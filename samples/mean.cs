#:project ../src/Hep.Root.IO/Hep.Root.IO.csproj

// The mean of one column, as a program of one native file that starts in milliseconds: for scripts, triggers and containers.
//   dotnet publish samples/mean.cs -o mean && mean/mean samples/data/signal.root:Events MET_pt

using Hep.Jagged;
using Hep.Root.IO;

string input = args.Length > 0 ? args[0] : "samples/data/signal.root:Events", column = args.Length > 1 ? args[1] : "MET_pt";

await using RootTree events = await RootTree.OpenAsync(input);
double sum = 0;
long count = 0;
await foreach (EntryBatch batch in events.ReadBatchesAsync([column]))
    using (batch)
    {
        ReadOnlySpan<float> values = batch.Get<float>(column).Values;
        foreach (float value in values) sum += value;
        count += values.Length;
    }
Console.WriteLine(FormattableString.Invariant($"{column}: {count} values, mean {sum / count:r}"));
