using System.Runtime.CompilerServices;
using Hep.Jagged;

namespace Hep.Train.Tests;

/// <summary>
/// Events that a program makes: <c>x</c> and the jets' momenta are higher in signal, <c>noise</c> is not; half of the events are signal.
/// Columns: x, noise, nJet, Jet_pt[], run (ten values), event, hep.label, hep.weight.
/// </summary>
internal sealed class SyntheticEvents(int entries, int seed = 1) : IBatchSource
{
    private static readonly EntrySource Source = new(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), "Events") { Location = "made.root" };

    /// <summary>Entries of a batch; the result of training must not depend on it.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>What an entry is to be told as, from its number and whether it is signal.</summary>
    public Func<int, bool, float> Label { get; init; } = (_, isSignal) => isSignal ? 1 : 0;

    /// <summary>The weight of an entry.</summary>
    public Func<int, float> Weight { get; init; } = _ => 1;

    /// <summary>Something added to x of chosen entries.</summary>
    public Func<int, float> Shift { get; init; } = _ => 0;

    /// <summary>Called before each batch with the number of its first entry.</summary>
    public Action<int> OnRead { get; init; } = _ => { };

    /// <summary>How often a pass was begun.</summary>
    public int Passes { get; private set; }

    public Schema Schema
    {
        get
        {
            using EntryBatch none = Make(0, 0);
            return none.Schema;
        }
    }

    public long? EntryCount => entries;

    public async IAsyncEnumerable<EntryBatch> ReadAsync(
        int epoch = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Passes++;
        for (int first = 0; first < entries; first += BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            OnRead(first);
            await Task.Yield();
            yield return Make(first, Math.Min(BatchSize, entries - first));
        }
    }

    /// <summary>Each entry is a function of its number and the seed alone.</summary>
    private EntryBatch Make(int first, int count)
    {
        float[] x = new float[count], noise = new float[count], labels = new float[count], weights = new float[count];
        float[][] jets = new float[count][];
        int[] jetCounts = new int[count], runs = new int[count];
        long[] events = new long[count];
        for (int i = 0; i < count; i++)
        {
            int entry = first + i;
            Random random = new(unchecked(seed * 1_000_003 + entry * 7919));
            bool isSignal = random.Next(2) == 1;
            float signal = isSignal ? 1 : 0;
            x[i] = signal + (float)(random.NextDouble() * 4 - 2) + Shift(entry);
            noise[i] = (float)random.NextDouble();
            jetCounts[i] = random.Next(4);
            jets[i] = [.. Enumerable.Range(0, jetCounts[i]).Select(_ => 20 + 30 * (float)random.NextDouble() + 10 * signal)];
            (runs[i], events[i]) = (random.Next(10), entry);
            (labels[i], weights[i]) = (Label(entry, isSignal), Weight(entry));
        }
        return new EntryBatch(
            [Column.Create("x", x), Column.Create("noise", noise), Column.Create("nJet", jetCounts), Column.CreateJagged("Jet_pt", jets),
                Column.Create("run", runs),
             Column.Create("event", events), Column.Create("hep.label", labels), Column.Create("hep.weight", weights)],
            EntryIdentities.Range(Source, first, count));
    }
}
