namespace Hep.Jagged.Tests;

/// <summary>
/// A source of more columns than anything needs, which writes down the columns of each reading: a, b, c, unused, text, and x[] and y[]
/// of one counter.
/// </summary>
internal sealed class WideSource : IBatchSource
{
    private readonly List<string[]> _readings;

    public WideSource() : this(MakeSchema(), []) { }

    private WideSource(Schema schema, List<string[]> readings) => (Schema, _readings) = (schema, readings);

    public Schema Schema { get; }

    public long? EntryCount => 6;

    /// <summary>The columns of each reading, in the order in which readings began.</summary>
    public IReadOnlyList<string[]> Readings => _readings;

    public IBatchSource WithColumns(Schema columns) => new WideSource(columns, _readings);

    public async IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _readings.Add([.. Schema.Select(c => c.Name)]);
        for (int first = 0; first < EntryCount; first += 3)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            using EntryBatch all = Make(first);
            yield return all.Select([.. Schema.Select(c => c.Name)]);
        }
    }

    private static Schema MakeSchema()
    {
        using EntryBatch all = Make(0);
        return all.Schema;
    }

    private static EntryBatch Make(int first)
    {
        double[] numbers = [first, first + 1, first + 2];
        return new EntryBatch(
            [Column.Create("a", numbers), Column.Create("b", Array.ConvertAll(numbers, n => n * 10)),
                Column.Create("c", Array.ConvertAll(numbers, n => n % 2)),
             Column.Create("unused", numbers), Column.CreateText("text", ["p", "q", "r"]),
             Column.CreateJagged<double>("x", [numbers[0]], [], [numbers[1], numbers[2]]),
                 Column.CreateJagged<double>("y", [1], [], [2, 3])],
            EntryIdentities.Range(EntrySource.None, first, 3));
    }
}
