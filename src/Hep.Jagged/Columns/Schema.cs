using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Hep.Jagged;

/// <summary>The columns of a batch or stream, in order, and by name.</summary>
public sealed class Schema : IReadOnlyList<ColumnSchema>, IEquatable<Schema>
{
    private readonly ColumnSchema[] _columns;
    private readonly Dictionary<string, int> _index;

    /// <summary>A schema of these columns.</summary>
    /// <exception cref="ArgumentException">Two columns have one name.</exception>
    public Schema(IEnumerable<ColumnSchema> columns)
    {
        _columns = [.. columns];
        _index = new Dictionary<string, int>(_columns.Length, StringComparer.Ordinal);
        for (int i = 0; i < _columns.Length; i++)
            if (!_index.TryAdd(_columns[i].Name, i))
                throw new ArgumentException($"Two columns are named '{_columns[i].Name}'.", nameof(columns));
    }

    /// <inheritdoc/>
    public int Count => _columns.Length;

    /// <inheritdoc/>
    public ColumnSchema this[int index] => _columns[index];

    /// <summary>The column of that name.</summary>
    /// <exception cref="PipelineException">There is none; the message lists near names.</exception>
    public ColumnSchema this[string name] => _columns[GetIndex(name)];

    /// <summary>The column's place.</summary>
    /// <exception cref="PipelineException">There is none; the message lists near names.</exception>
    public int GetIndex(string name) =>
        _index.TryGetValue(name, out int index) ? index : throw PipelineException.NoColumn(name, _columns.Select(c => c.Name));

    /// <summary>The column of that name, if there is one.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out ColumnSchema? column)
    {
        column = _index.TryGetValue(name, out int index) ? _columns[index] : null;
        return column is not null;
    }

    /// <summary>
    /// The columns whose names match, in stored order. In a pattern <c>*</c> and <c>?</c> are special and everything else is literal; one
    /// between slashes is a regular expression, <c>/_(pt|eta)$/</c>, that may be found anywhere in a name, <c>/…/i</c> in any case.
    /// </summary>
    /// <exception cref="PipelineException">What stands between slashes is no regular expression, or looks around or back.</exception>
    public IEnumerable<ColumnSchema> Matching(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        Func<string, bool> matches = ColumnPattern.Of(pattern);
        return _columns.Where(c => matches(c.Name));
    }

    /// <summary>The columns in whose names a regular expression finds something, in stored order.</summary>
    public IEnumerable<ColumnSchema> Matching(Regex pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return _columns.Where(c => pattern.IsMatch(c.Name));
    }

    /// <summary>The columns that are wanted by name, type or levels, in stored order; none is no failure.</summary>
    public Schema SelectColumns(Func<ColumnSchema, bool> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return new Schema(_columns.Where(wanted));
    }

    /// <summary>
    /// The columns that a list of names and patterns (see <see cref="Matching(string)"/>) asks for, in its order; what is named twice
    /// stands at its first place.
    /// </summary>
    /// <exception cref="PipelineException">A name is missing, or a pattern fits no column.</exception>
    public Schema SelectColumns(IReadOnlyList<string> patterns)
    {
        List<ColumnSchema> selected = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (string pattern in patterns)
        {
            bool isPattern = ColumnPattern.IsPattern(pattern) && !_index.ContainsKey(pattern);
            IReadOnlyList<ColumnSchema> matches = isPattern ? [.. Matching(pattern)] : [this[pattern]];
            if (matches.Count == 0)
            {
                string existing = string.Join(", ", _columns.Take(20).Select(c => c.Name));
                throw new PipelineException($"No column fits '{pattern}'. There are: {existing}{(Count > 20 ? ", …" : "")}.");
            }
            selected.AddRange(matches.Where(c => names.Add(c.Name)));
        }
        return new Schema(selected);
    }

    /// <inheritdoc/>
    public IEnumerator<ColumnSchema> GetEnumerator() => _columns.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Schema? other) =>
        ReferenceEquals(this, other) || other is not null && _columns.AsSpan().SequenceEqual(other._columns);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Schema);

    /// <inheritdoc/>
    public override int GetHashCode() => _columns.Length == 0 ? 0 : HashCode.Combine(_columns.Length, _columns[0], _columns[^1]);
}
