using Hep.Jagged;

namespace Hep.Root.IO.Trees;

/// <summary>
/// Aliases among the columns that are asked for: which stored columns they need, and in which order they are computed. Their expressions
/// are
/// ROOT's; what of its syntax is not that of <see cref="Expression"/> is refused by name.
/// </summary>
internal sealed class AliasPlan
{
    private readonly RootTree _tree;
    private readonly List<(string Name, string Expression)> _definitions = [];
    private readonly List<string> _stored = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly List<string> _result = [];

    /// <summary>A plan for these names and patterns.</summary>
    /// <exception cref="RootException">An alias cannot be computed from the tree's columns.</exception>
    public AliasPlan(RootTree tree, IReadOnlyList<string> columns)
    {
        _tree = tree;
        foreach (string column in columns)
        {
            if (IsAlias(tree, column))
            {
                Define(column);
                _result.Add(column);
                continue;
            }
            _stored.Add(column);
            _result.AddRange(tree.Schema.TryGet(column, out _) ? [column] : tree.MatchingColumns(column).Select(c => c.Name));
        }
        Check();
    }

    /// <summary>Whether a name is an alias and no column.</summary>
    public static bool IsAlias(RootTree tree, string name) => tree.Aliases.ContainsKey(name) && !tree.Schema.TryGet(name, out _);

    /// <summary>The names and patterns of the stored columns.</summary>
    public IReadOnlyList<string> Stored => _stored;

    /// <summary>Makes what was asked for of batches with the stored columns, each of which is disposed; safe for several threads.</summary>
    public Func<EntryBatch, EntryBatch> Derivation()
    {
        Func<EntryBatch, EntryBatch?>[] steps =
        [
            .. _definitions.Select(d => ColumnComputation.Begin(d.Name, Expression.Parse(d.Expression))),
            ColumnSelection.Begin([.. _result.Distinct(StringComparer.Ordinal)]),
        ];
        return batch =>
        {
            lock (steps)                                // they remember the schema that they have seen last
                foreach (Func<EntryBatch, EntryBatch?> step in steps)
                    using (EntryBatch before = batch)
                        batch = step(before)!;
            return batch;
        };
    }

    private void Define(string alias)
    {
        if (_known.Contains(alias)) return;
        if (!_open.Add(alias)) throw Failure(alias, "it needs itself");
        try
        {
            foreach (string name in Expression.Parse(_tree.Aliases[alias]).Columns) Need(name);
        }
        catch (PipelineException failure)
        {
            throw Failure(alias, failure.Message, failure);
        }
        _definitions.Add((alias, _tree.Aliases[alias]));
        _known.Add(alias);
    }

    // ROOT names a member of a split object without the branches above it: a column of that ending, if there is but one, is meant.
    private void Need(string name)
    {
        if (_tree.Schema.TryGet(name, out _)) _stored.Add(name);
        else if (IsAlias(_tree, name)) Define(name);
        else if (_known.Add(name))
        {
            ColumnSchema[] ending = [.. _tree.Schema.Where(c => c.Name.EndsWith($"/{name}", StringComparison.Ordinal))];
            if (ending.Length != 1) throw PipelineException.NoColumn(name, _tree.Schema.Select(c => c.Name));
            _stored.Add(ending[0].Name);
            _definitions.Add((name, $"`{ending[0].Name}`"));
        }
    }

    // Everything is bound once here, so that what does not fit is told before anything is read.
    private void Check()
    {
        Schema schema = _tree.Schema;
        foreach ((string name, string expression) in _definitions)
        {
            try
            {
                ColumnSchema defined = Expression.Parse(expression).Bind(schema).Result with { Name = name };
                schema = new Schema([.. schema.Where(c => c.Name != name), defined]);
            }
            catch (PipelineException failure)
            {
                throw Failure(name, failure.Message, failure);
            }
        }
    }

    private RootException Failure(string alias, string why, Exception? inner = null) =>
        new($"Alias '{alias}' of tree '{_tree.Path}' ({_tree.Source.Location}) is '{_tree.Aliases.GetValueOrDefault(alias)}', "
            + $"which cannot be computed here: {why}", inner)
        { File = _tree.Source.Location, Object = alias };
}
