using System.Text.Json;
using static Hep.Jagged.Tests.Pipelines.TestColumns;

namespace Hep.Jagged.Tests.Pipelines;

/// <summary>
/// Columns of every kind beside each other, in any order: each has its own values and padding, whatever is written for those around it.
/// </summary>
public sealed class NeighbouringCellsTests
{
    private const float Padding = -9;

    private enum Kind { Flat, Shaped, List, Wrapped, OneHot, Unknown }

    [Test]
    public async Task Cells_are_those_of_plain_loops_in_any_company()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            int entries = random.Next(1, 400);
            (Kind Kind, string Name, int Slots, float[][] Values)[] columns =
                [.. Enumerable.Range(0, random.Next(1, 9)).Select(i => NewColumn(random, $"c{i}", entries))];
            using EntryBatch batch = Batch([.. columns.Select(c => ToColumn(c.Kind, c.Name, c.Values))]);

            using PaddedBatch padded = (await Fit(Specification(columns), batch)).Apply(batch);

            IEnumerable<int> all = Enumerable.Range(0, entries);
            Assert.That(padded.Features.ToArray(),
                Is.EqualTo(all.SelectMany(e => columns.SelectMany(c => Cells(c.Kind, c.Slots, c.Values[e])))), $"seed {seed}");
            Assert.That(padded.Mask.ToArray(),
                Is.EqualTo(all.SelectMany(e => columns.SelectMany(c => Mask(c.Kind, c.Slots, c.Values[e])))), $"seed {seed}");
        }
    }

    private static (Kind, string, int, float[][]) NewColumn(Random random, string name, int entries)
    {
        Kind kind = Enum.GetValues<Kind>()[random.Next(6)];
        int slots = random.Next(1, 20), longest = random.Next(1, 24);
        bool hasNan = random.Next(3) == 0;
        float[][] values = [.. Enumerable.Range(0, entries).Select(_ => kind switch
        {
            Kind.Flat => [Value()],
            Kind.Shaped => [Value(), Value(), Value()],
            Kind.OneHot => [random.Next(4)],
            Kind.Unknown => [float.NaN],
            _ => Enumerable.Range(0, random.Next(longest)).Select(_ => Value()).ToArray(),
        })];
        // A column without one finite value would be of unknown content.
        if (kind is Kind.Flat or Kind.Shaped or Kind.List or Kind.Wrapped) values[0] = kind == Kind.Shaped ? [1, 2, 3] : [1];
        return (kind, name, slots, values);

        float Value() => hasNan && random.Next(5) == 0 ? float.NaN : random.Next(100);
    }

    private static Column ToColumn(Kind kind, string name, float[][] values) => kind switch
    {
        Kind.List or Kind.Wrapped => Jagged<float>(name, null, values),
        Kind.Shaped => Shaped(name, values.Length, [3], [.. values.SelectMany(v => v)]),
        Kind.OneHot => Column.Create(name, [.. values.Select(v => (int)v[0])]),
        _ => Column.Create(name, [.. values.Select(v => v[0])]),
    };

    private static IEnumerable<float> Cells(Kind kind, int slots, float[] values) => kind switch
    {
        Kind.OneHot => Enumerable.Range(0, 3).Select(c => values[0] == c ? 1f : 0f),
        Kind.List => Enumerable.Range(0, slots).Select(i => i < values.Length && !float.IsNaN(values[i]) ? values[i] : Padding),
        Kind.Wrapped => Enumerable.Range(0, slots).Select(i => values.Length == 0 || float.IsNaN(values[i % Math.Min(values.Length, slots)])
            ? Padding : values[i % Math.Min(values.Length, slots)]),
        _ => values.Select(v => float.IsNaN(v) ? Padding : v),
    };

    private static IEnumerable<bool> Mask(Kind kind, int slots, float[] values) => kind switch
    {
        Kind.OneHot => Enumerable.Repeat(true, 3),
        Kind.List or Kind.Wrapped => Enumerable.Range(0, slots).Select(i => i < values.Length && !float.IsNaN(values[i])),
        _ => values.Select(v => !float.IsNaN(v)),
    };

    private static string Specification((Kind Kind, string Name, int Slots, float[][])[] columns) => JsonSerializer.Serialize(new
    {
        features = new
        {
            columns = columns.Select(c => c.Name),
            scaling = new Dictionary<string, string> { ["*"] = "none" },
            padding = Padding,
            categorical = columns.Where(c => c.Kind == Kind.OneHot).ToDictionary(c => c.Name, _ => new[] { 0, 1, 2 }),
            collections = columns.Where(c => c.Kind is Kind.List or Kind.Wrapped).ToDictionary(
                c => c.Name, c => new { length = c.Slots, pad_mode = c.Kind == Kind.Wrapped ? "wrap" : "constant" }),
        },
    });
}
