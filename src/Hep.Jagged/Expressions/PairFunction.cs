namespace Hep.Jagged;

/// <summary>
/// <c>pair_first</c> and <c>pair_second</c>: for each pair of objects the value of its first or of its second one, in lists over the
/// pairs of an entry. Their number grows with the square of the number of objects.
/// </summary>
internal sealed record PairFunction(string Name, bool IsOfFirst)
{
    private static readonly PairFunction[] All = [new("pair_first", IsOfFirst: true), new("pair_second", IsOfFirst: false)];

    /// <summary>The names of these functions.</summary>
    public static IEnumerable<string> Names => All.Select(f => f.Name);

    /// <summary>How it is called, for messages.</summary>
    public IEnumerable<string> Signatures => [$"{Name}(list)", $"{Name}(list1, list2)"];

    /// <summary>The function of that name, or null.</summary>
    public static PairFunction? Find(string name) => Array.Find(All, f => f.Name == name);

    /// <summary>The plan over one list or two, each with one value an object.</summary>
    public Plan Bind(int position, Plan first, Plan? second)
    {
        Plan chosen = IsOfFirst ? first : second ?? first;
        Pairing pairing = new(first.Shape.Counter, (second ?? first).Shape.Counter, second is not null);
        Shape shape = new([Dimension.Variable], pairing.Counter, chosen.Shape.Column) { Pairing = pairing };
        return chosen.Kind switch
        {
            ValueKind.Bool => new PairPlan<bool>(position, shape, first, second, IsOfFirst),
            ValueKind.Int64 => new PairPlan<long>(position, shape, first, second, IsOfFirst),
            ValueKind.UInt64 => new PairPlan<ulong>(position, shape, first, second, IsOfFirst),
            _ => new PairPlan<double>(position, shape, first, second, IsOfFirst),
        };
    }
}
