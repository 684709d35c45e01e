using System.Globalization;
using Hep.Jagged;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO;

/// <summary>
/// An object as the file holds it: its class, and its members by name in stored order, those of base classes among them. What a member
/// holds:
/// a number in its own type; a string; an array of numbers (several dimensions row by row) or of strings; a <see cref="RootObject"/>; null
/// for a null pointer; an array of <c>object?</c> for other lists; a <c>KeyValuePair</c> for a pair and each entry of a map; the unique id,
/// a <c>uint</c>, for a TRef; <see cref="RootBytes"/> for what cannot be decoded. Pointers to one object lead to one
/// <see cref="RootObject"/>, also in circles.
/// </summary>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public sealed class RootObject : IPicture
{
    private readonly MemberValues _members;

    internal RootObject(string className, int version, MemberOrder? names = null)
    {
        ClassName = className;
        Version = version;
        _members = new MemberValues(names ?? new MemberOrder(LeftOutMembers.None.Of(className)));
    }

    /// <summary>The class, as the file spells it.</summary>
    public string ClassName { get; }

    /// <summary>The version of the class that was stored; 0 for one without a version.</summary>
    public int Version { get; }

    /// <summary>The members in stored order. A name that a class has again is followed by <c>#2</c>, <c>#3</c>, ….</summary>
    public IReadOnlyDictionary<string, object?> Members => _members;

    /// <summary>
    /// What a collection holds: the objects of a TList, TObjArray or TClonesArray, the pairs of a TMap, the ids of a TRefArray; else empty.
    /// </summary>
    public IReadOnlyList<object?> Items { get; internal set; } = [];

    /// <summary>Tells the objects of one record apart, from 1; 0 for one that no reader made.</summary>
    internal int Number { get; init; }

    /// <summary>What of the object could not be decoded, and why; null where everything was.</summary>
    public RootBytes? Undecoded { get; internal set; }

    /// <summary>A member; null also where there is none of that name.</summary>
    public object? this[string member] => _members.GetValueOrDefault(member);

    /// <summary>Whether there is a member of that name.</summary>
    public bool Has(string member) => _members.ContainsKey(member);

    /// <summary>
    /// A member in a type: its own, or one that holds it without loss (an int as long or double, an array of floats as one of doubles, a
    /// TDatime as DateTime). Null pointers are null.
    /// </summary>
    /// <exception cref="RootException">There is no such member (the message lists near names), or it holds something else.</exception>
    public T Get<T>(string member)
    {
        if (!_members.TryGetValue(member, out object? value))
            throw new RootException($"No member '{member}' in an object of class {ClassName}.{NearNames.Suggest(member, _members.Keys)}");
        return MemberConversion.TryConvert(value, out T? converted) ? converted!
            : throw new RootException(
                $"Member '{member}' of class {ClassName} holds {MemberConversion.Describe(value)}, not {typeof(T).Name}.");
    }

    /// <summary>As <see cref="Get{T}"/>, but false where there is no such member, or it holds something else.</summary>
    public bool TryGet<T>(string member, out T? value)
    {
        value = default;
        return _members.TryGetValue(member, out object? stored) && MemberConversion.TryConvert(stored, out value);
    }

    /// <summary>The object as a tree that unfolds, as a piece of HTML.</summary>
    public string ToHtml() => ObjectHtml.Write(this);

    /// <summary>The class and the number of members.</summary>
    public override string ToString() => Items.Count > 0 ? $"{ClassName}, {Items.Count} items" : $"{ClassName}, {_members.Count} members";

    /// <summary>Adds a member; a name that was there gets a number.</summary>
    internal void Add(string member, object? value)
    {
        if (_members.TryAdd(member, value)) return;
        for (int times = 2; ; times++)
            if (_members.TryAdd($"{member}#{times}", value)) return;
    }

    /// <summary>Forgets what was read so far, because the bytes did not come out.</summary>
    internal void Discard(RootBytes undecoded)
    {
        _members.Clear();
        Items = [];
        Undecoded = undecoded;
    }

    internal string GetText(string member) => this[member] as string ?? "";

    internal RootObject? GetObject(string member) => this[member] as RootObject;

    /// <summary>The elements of an array or list of objects; empty where the member is absent.</summary>
    internal IReadOnlyList<object?> GetList(string member) => this[member] switch
    {
        RootObject collection => collection.Items,
        IReadOnlyList<object?> list => list,
        _ => [],
    };

    /// <summary>The same where there are many to go through: readers make arrays.</summary>
    internal ReadOnlySpan<object?> GetItems(string member) =>
        GetList(member) is var list && list.GetType() == typeof(object?[]) ? (object?[])list : [.. list];

    /// <summary>A number, whatever type the writer's version gave it (counters were floats once).</summary>
    internal long GetNumber(string member) => this[member] is { } value ? ToInt64(value) : 0;

    /// <summary>An array of numbers, whatever type the writer's version gave them.</summary>
    internal long[] GetNumbers(string member) => this[member] switch
    {
        Array array when array.GetType() == typeof(long[]) => (long[])array,
        // the runtime would take a uint[] for one
        Array array when array.GetType() == typeof(int[]) => Array.ConvertAll((int[])array, n => (long)n),
        Array array => [.. array.Cast<object>().Select(ToInt64)],
        _ => [],
    };

    internal static long ToInt64(object? value) => value switch
    {
        int number => number,
        long number => number,
        double number => double.IsFinite(number) && Math.Abs(number) < 9e18 ? (long)number : 0,
        float number => float.IsFinite(number) && Math.Abs(number) < 9e18f ? (long)number : 0,
        ulong number => number > long.MaxValue ? long.MaxValue : (long)number,
        bool flag => flag ? 1 : 0,
        string => 0,
        IConvertible number => number.ToInt64(CultureInfo.InvariantCulture),
        _ => 0,
    };
}
