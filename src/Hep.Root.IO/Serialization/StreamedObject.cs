using System.Globalization;

namespace Hep.Root.IO.Serialization;

/// <summary>An object as the file holds it: its class, and its members by name, those of base classes among them.</summary>
internal sealed class StreamedObject(string className, int version)
{
    private readonly Dictionary<string, object?> _members = new(StringComparer.Ordinal);

    public string ClassName { get; } = className;

    public int Version { get; } = version;

    public object? this[string member]
    {
        get => _members.GetValueOrDefault(member);
        set => _members[member] = value;
    }

    public bool Has(string member) => _members.ContainsKey(member);

    public string GetText(string member) => this[member] as string ?? "";

    public StreamedObject? GetObject(string member) => this[member] as StreamedObject;

    /// <summary>The elements of an array or list of objects; empty where the member is absent.</summary>
    public IReadOnlyList<object?> GetList(string member) => this[member] as IReadOnlyList<object?> ?? [];

    /// <summary>A number, whatever type the writer's version gave it (counters were floats once).</summary>
    public long GetNumber(string member) => this[member] is { } value ? ToInt64(value) : 0;

    /// <summary>An array of numbers, whatever type the writer's version gave them.</summary>
    public long[] GetNumbers(string member) => this[member] switch
    {
        long[] array => array,
        int[] array => Array.ConvertAll(array, n => (long)n),
        Array array => [.. array.Cast<object>().Select(ToInt64)],
        _ => [],
    };

    private static long ToInt64(object value) => value switch
    {
        double number => double.IsFinite(number) && Math.Abs(number) < 9e18 ? (long)number : 0,
        float number => float.IsFinite(number) && Math.Abs(number) < 9e18f ? (long)number : 0,
        ulong number => number > long.MaxValue ? long.MaxValue : (long)number,
        bool flag => flag ? 1 : 0,
        IConvertible number => number.ToInt64(CultureInfo.InvariantCulture),
        _ => 0,
    };
}
