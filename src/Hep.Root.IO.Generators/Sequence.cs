using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace Hep.Root.IO.Generators;

/// <summary>A list that equals another of equal elements: incremental steps are skipped where nothing changed.</summary>
internal readonly struct Sequence<T>(IEnumerable<T> items) : IEquatable<Sequence<T>>, IEnumerable<T> where T : IEquatable<T>
{
    private readonly T[] _items = [.. items];

    public int Count => _items.Length;

    public bool Equals(Sequence<T> other) => _items.SequenceEqual(other._items);

    public override bool Equals(object? obj) => obj is Sequence<T> other && Equals(other);

    public override int GetHashCode() => _items.Aggregate(_items.Length, (hash, item) => unchecked(hash * 31 + item.GetHashCode()));

    public IEnumerator<T> GetEnumerator() => _items.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
