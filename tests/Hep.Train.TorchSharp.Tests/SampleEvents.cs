using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hep.Jagged;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>
/// Events with two collections, either of which may be empty, NaN in any column, integer codes, and three labels: a class of two, a
/// class of three, a quantity. Columns: MET_pt, code, Jet_pt[], Jet_eta[], Jet_phi[], Jet_charge[], Muon_pt[], hep.label, hep.weight.
/// </summary>
internal sealed class SampleEvents(int entries, int seed = 1) : IBatchSource
{
    private static readonly EntrySource Source = new(new Guid(9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1), "Events") { Location = "made.root" };

    /// <summary>What makes rows of the events; index-encoded columns and grids among it.</summary>
    public static FeatureSpecification Features { get; } = FeatureSpecification.FromConfiguration("""
        {
          "features": {
            "columns": ["MET_pt", "Jet_*", "code", "Muon_pt"], "collections": { "Jet": { "members": ["Jet_*"] } },
            "scaling": { "*": "standard" }, "categorical": { "code": "auto", "Jet_charge": [-1, 1] }, "encode": "index"
          },
          "grid": { "planes": [
            { "x": "Jet_eta", "y": "Jet_phi", "x_bins": [8, -2, 2], "y_bins": [7, -3, 3], "channels": ["count", "sum(Jet_eta)"] },
            { "x": "MET_pt", "y": "MET_pt", "x_bins": [3, -2, 2], "y_bins": [3, -2, 2] }
          ] }
        }
        """);

    /// <summary>The places of labels that an entry gets, of (class of two, class of three, quantity).</summary>
    public IReadOnlyList<int> Labels { get; init; } = [0];

    /// <summary>The most objects of a collection.</summary>
    public int MostObjects { get; init; } = 4;

    public Schema Schema
    {
        get
        {
            using EntryBatch one = Make(0, 1);
            return one.Schema;
        }
    }

    public long? EntryCount => entries;

    public async IAsyncEnumerable<EntryBatch> ReadAsync(
        int epoch = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        for (int first = 0; first < entries; first += 1000)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Make(first, Math.Min(1000, entries - first));
        }
    }

    /// <summary>Each entry is a function of its number and the seed alone, in each process: no HashCode is.</summary>
    public EntryBatch Make(int first, int count)
    {
        float[] met = new float[count], weights = new float[count];
        int[] code = new int[count];
        float[][] pt = new float[count][], eta = new float[count][], phi = new float[count][], muons = new float[count][];
        int[][] charge = new int[count][];
        float[] labels = new float[count * Labels.Count];
        for (int i = 0; i < count; i++)
        {
            Random random = new((int)XxHash32.HashToUInt32(MemoryMarshal.AsBytes((ReadOnlySpan<int>)[seed, first + i])));
            bool isSignal = random.Next(2) == 1;
            int jets = random.Next(MostObjects + 1), species = random.Next(3);
            met[i] = random.Next(10) == 0 ? float.NaN : Normal(random) + (isSignal ? 1 : 0);
            code[i] = 10 * species;
            pt[i] = Numbers(random, jets, () => random.Next(10) == 0 ? float.NaN : Normal(random) + (isSignal ? 1 : 0));
            eta[i] = Numbers(random, jets, () => Normal(random));
            phi[i] = Numbers(random, jets, () => (float)((random.NextDouble() - 0.5) * 6));
            charge[i] = [.. Enumerable.Range(0, jets).Select(_ => random.Next(3) - 1)];
            muons[i] = Numbers(random, random.Next(Math.Min(MostObjects, 2) + 1), () => Normal(random));
            weights[i] = 0.5f + (float)random.NextDouble();
            double[] all = [isSignal ? 1 : 0, species, 100 + 20 * (isSignal ? 1 : 0) + Normal(random)];
            for (int label = 0; label < Labels.Count; label++) labels[i * Labels.Count + label] = (float)all[Labels[label]];
        }
        return new EntryBatch(
            [
                Column.Create("MET_pt", met), Column.Create("code", code), Column.CreateJagged("Jet_pt", pt),
                Column.CreateJagged("Jet_eta", eta), Column.CreateJagged("Jet_phi", phi), Column.CreateJagged("Jet_charge", charge),
                Column.CreateJagged("Muon_pt", muons), Column.Create(DatasetColumns.Weight, weights), LabelsOf(labels, count),
            ],
            EntryIdentities.Range(Source, first, count));
    }

    private Column<float> LabelsOf(float[] labels, int count) => Labels.Count == 1
        ? Column.Create(DatasetColumns.Label, labels)
        : new Column<float>(new ColumnSchema(DatasetColumns.Label, ElementType.Float32, Dimension.Fixed(Labels.Count)), count,
            SharedMemory<float>.Copy(labels));

    private static float[] Numbers(Random random, int count, Func<float> draw) => [.. Enumerable.Range(0, count).Select(_ => draw())];

    private static float Normal(Random random)
    {
        double u = 1 - random.NextDouble(), v = random.NextDouble();
        return (float)(Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v));      // Box and Muller
    }
}
