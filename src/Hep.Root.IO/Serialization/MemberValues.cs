using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Hep.Root.IO.Serialization;

/// <summary>The members of one object: its values, under the names that it shares with others of its class.</summary>
internal sealed class MemberValues(MemberOrder names) : IReadOnlyDictionary<string, object?>
{
    private const int Smallest = 4;

    private MemberOrder _names = names;
    private object?[] _values = [];

    public int Count { get; private set; }

    public IEnumerable<string> Keys => Enumerable.Range(0, Count).Select(i => _names[i]);

    public IEnumerable<object?> Values => _values.Take(Count);

    public object? this[string name] =>
        TryGetValue(name, out object? value) ? value : throw new KeyNotFoundException($"No member '{name}'.");

    public bool ContainsKey(string key) => _names.IndexOf(key, Count) >= 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        int place = _names.IndexOf(key, Count);
        if (place < 0 && _names.LeftOut.Contains(key))
            throw new RootException($"Member {key} was left out when the object was read.");
        value = place < 0 ? null : _values[place];
        return place >= 0;
    }

    /// <summary>Adds a member; false where there is one of that name.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryAdd(string name, object? value)
    {
        if (!_names.GoesOn(Count, name))
        {
            if (ContainsKey(name)) return false;
            _names = _names.With(Count, name);
        }
        if (Count == _values.Length) Grow();
        _values[Count++] = value;
        _names.LatestCount = Count;
        return true;
    }

    private void Grow()
    {
        object?[] grown = new object?[Count == 0 && _names.LatestCount > 0 ? _names.LatestCount : Math.Max(Smallest, Count * 2)];
        _values.AsSpan(0, Count).CopyTo(grown);
        _values = grown;
    }

    public void Clear() => (Count, _values) = (0, []);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (int i = 0; i < Count; i++) yield return new KeyValuePair<string, object?>(_names[i], _values[i]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
