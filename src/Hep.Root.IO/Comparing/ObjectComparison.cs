using System.Globalization;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Comparing;

/// <summary>
/// Holds two objects against each other, member by member, through pointers and lists. Of an array the first value that differs is told.
/// Numbers are compared by value, whatever type a version of the class gave them; the bits of TObject, which say where an object was in
/// memory, are not, nor members that only one of two versions of a class has.
/// </summary>
/// <param name="tolerance">Of floats.</param>
internal sealed class ObjectComparison(FloatTolerance tolerance)
{
    private readonly HashSet<(RootObject, RootObject)> _seen = [];
    private readonly List<ValueDifference> _differences = [];

    /// <summary>What differs, in stored order.</summary>
    public static IReadOnlyList<ValueDifference> Compare(RootObject first, RootObject second, FloatTolerance tolerance)
    {
        ObjectComparison comparison = new(tolerance);
        comparison.CompareObjects("", first, second);
        return comparison._differences;
    }

    private void CompareObjects(string place, RootObject first, RootObject second)
    {
        if (!_seen.Add((first, second))) return;            // pointers may lead in circles
        if (first.ClassName != second.ClassName)
        {
            Add(place, first.ClassName, second.ClassName);
            return;
        }
        bool isOneVersion = first.Version == second.Version;
        foreach ((string member, object? value) in first.Members)
            if (member != ObjectHeader.BitsName && (second.Has(member) || isOneVersion))
                Compare(Below(place, member), value, second.Has(member) ? second[member] : Absent.Value);
        foreach ((string member, object? value) in second.Members)
            if (member != ObjectHeader.BitsName && !first.Has(member) && isOneVersion)
                Compare(Below(place, member), Absent.Value, value);
        CompareLists(place, first.Items, second.Items);
        if (first.Undecoded is not null || second.Undecoded is not null) Compare(place, first.Undecoded, second.Undecoded);
    }

    private void Compare(string place, object? first, object? second)
    {
        switch (first, second)
        {
            case (RootObject a, RootObject b):
                CompareObjects(place, a, b);
                break;
            case (object?[] a, object?[] b):
                CompareLists(place, a, b);
                break;
            case (KeyValuePair<object?, object?> a, KeyValuePair<object?, object?> b):
                Compare(Below(place, "first"), a.Key, b.Key);
                Compare(Below(place, "second"), a.Value, b.Value);
                break;
            case (RootBytes a, RootBytes b):
                if (a.ClassName != b.ClassName || !a.Bytes.Span.SequenceEqual(b.Bytes.Span)) Add(place, a.ToString(), b.ToString());
                break;
            case (Array a, Array b):
                CompareArrays(place, a, b);
                break;
            default:
                if (!AreEqual(first, second)) Add(place, TextOf(first), TextOf(second));
                break;
        }
    }

    private void CompareLists(string place, IReadOnlyList<object?> first, IReadOnlyList<object?> second)
    {
        if (first.Count != second.Count)
        {
            Add(place, ValueDifference.ElementsOf(first.Count), ValueDifference.ElementsOf(second.Count));
            return;
        }
        for (int i = 0; i < first.Count; i++) Compare(Element(place, i), first[i], second[i]);
    }

    private void CompareArrays(string place, Array first, Array second)
    {
        if (first.Length != second.Length)
        {
            Add(place, ValueDifference.ElementsOf(first.Length), ValueDifference.ElementsOf(second.Length));
            return;
        }
        if (first is double[] a && second is double[] b && tolerance.Holds<double>(a, b)) return;
        for (int i = 0; i < first.Length; i++)
        {
            (object? mine, object? theirs) = (first.GetValue(i), second.GetValue(i));
            if (AreEqual(mine, theirs)) continue;
            Add(Element(place, i), TextOf(mine), TextOf(theirs));
            return;
        }
    }

    private bool AreEqual(object? first, object? second)
    {
        if (Equals(first, second)) return true;             // of floats NaN equals itself, and zero its negative
        bool isFloat = first is float or double || second is float or double;
        if (!isFloat && first?.GetType() == second?.GetType()) return false;
        return MemberConversion.ToDouble(first) is { } a && MemberConversion.ToDouble(second) is { } b
            && (isFloat ? tolerance : default).Holds(a, b);
    }

    private void Add(string place, string first, string second) => _differences.Add(new ValueDifference(place, first, second));

    private static string Below(string place, string member) => place.Length == 0 ? member : $"{place}.{member}";

    private static string Element(string place, int index) => string.Create(CultureInfo.InvariantCulture, $"{place}[{index}]");

    private static string TextOf(object? value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        Absent => "no such member",
        _ => MemberConversion.Describe(value),
    };

    /// <summary>Stands for a member that one of the objects has not, which is no null pointer.</summary>
    private sealed class Absent
    {
        public static readonly Absent Value = new();
    }
}
