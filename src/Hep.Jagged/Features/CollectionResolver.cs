using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>
/// Finds the collection of each jagged feature: by the members that the specification names, by name, by counter, or by
/// the columns in a definition.
/// </summary>
internal sealed class CollectionResolver(FeatureSpecification specification, ColumnScope scope)
{
    private readonly List<RecipeCollection> _collections = [];
    private readonly Dictionary<string, string> _counters = new(StringComparer.Ordinal);

    /// <summary>The collections found so far.</summary>
    public int Count => _collections.Count;

    /// <summary>The index of a column's collection; −1 for a flat column.</summary>
    public int Assign(ColumnSchema column)
    {
        if (column.Depth == 0) return -1;
        string key = KeyOf(column);
        int index = _collections.FindIndex(c => c.Name == key);
        if (index >= 0) return index;
        CollectionOptions? options = specification.Collections.GetValueOrDefault(key);
        RefuseFixedLists(column, options, key);
        _collections.Add(new RecipeCollection(key, options?.Where, options?.OrderBy));
        return _collections.Count - 1;
    }

    /// <summary>The collections found, after a check of what selects and orders their objects.</summary>
    public ImmutableArray<RecipeCollection> Finish()
    {
        foreach (RecipeCollection collection in _collections)
        {
            string path = $"features.collections.{collection.Name}";
            if (collection.Where is { } where) BindOverObjects(where, path + ".where", scope);
            if (collection.OrderBy is { } order) BindOverObjects(order, path + ".order_by", scope);
        }
        return [.. _collections];
    }

    /// <summary>
    /// The name that a counter gives to its collection: <c>Jet</c> of <c>nJet</c>, <c>Tracks</c> of <c>Tracks_size</c>,
    /// <c>Hits</c> of <c>Hits_</c>.
    /// </summary>
    public static string KeyOfCounter(string counter)
    {
        if (counter.Length > 5 && counter.EndsWith("_size", StringComparison.Ordinal)) return counter[..^5];
        if (counter.Length > 1 && counter[^1] == '_') return counter[..^1];
        return counter.Length > 1 && counter[0] is 'n' or 'N' ? counter[1..] : counter;
    }

    /// <summary>Binds an expression that must have one value an object.</summary>
    public static BoundExpression BindOverObjects(string text, string path, ColumnScope scope)
    {
        BoundExpression bound = scope.Bind(text, path, static (e, schema) => e.Bind(schema));
        ColumnSchema result = bound.Result;
        if (result is { Dimensions: [{ IsVariable: true }], Type.IsNumeric: true, Pairing: null }) return bound;
        throw new PipelineException($"{path}: '{text}' needs one value an object of the collection, "
            + $"it has {(result.Depth == 0 ? "one an entry" : result.Pairing is null ? result.ToString() : "one a pair of objects")}.")
        { Path = path, Expression = text };
    }

    private string KeyOf(ColumnSchema column)
    {
        if (KeyByMembers(column.Name) is { } named) return named;
        if (specification.Collections.TryGetValue(column.Name, out CollectionOptions? own) && own.Members.IsEmpty) return column.Name;
        if (!column.Dimensions[0].IsVariable) return column.Name;   // its outer lists are of a fixed length that no other column shares
        if (scope.IsDefined(column.Name, out Expression? expression)) return KeyOfDefinition(column, expression);
        return column.Counter is { } counter ? KeyByCounter(counter) : column.Name;
    }

    private string? KeyByMembers(string name)
    {
        string? found = null;
        foreach ((string key, CollectionOptions options) in specification.Collections)
        {
            if (!options.Members.Any(m => NamePattern.Matches(m, name))) continue;
            if (found is not null)
                throw new PipelineException($"features.collections.{key}.members: '{name}' is a member of '{found}' too.")
                {
                    Path = $"features.collections.{key}.members",
                };
            found = key;
        }
        return found;
    }

    /// <summary>The collection of the columns in a definition whose lists the result has.</summary>
    private string KeyOfDefinition(ColumnSchema column, Expression expression)
    {
        // A result has the counter of its lists. Where it has none although its columns do, its lists are new ones:
        // those of an element mask.
        string[] keys = [.. expression.Columns.Select(scope.Describe).Where(c => HaveListsInCommon(c, column)).Select(KeyOf)
            .Distinct(StringComparer.Ordinal)];
        return keys.Length switch
        {
            0 => column is { Pairing: not null, Counter: { } counter } ? KeyByCounter(counter) : column.Name,
            1 => keys[0],
            _ => throw new PipelineException($"define.{column.Name}: its columns belong to the collections {string.Join(", ", keys)}: "
                + "say which one it is of with \"members\" in features.collections.")
            {
                Path = $"define.{column.Name}",
                Expression = expression.Text,
            },
        };
    }

    private static bool HaveListsInCommon(ColumnSchema operand, ColumnSchema result) =>
        operand.Depth > 0 && operand.Counter == result.Counter && operand.Pairing is null == result.Pairing is null;

    private string KeyByCounter(string counter)
    {
        string key = KeyOfCounter(counter);
        if (!_counters.TryAdd(key, counter) && _counters[key] != counter)
            throw new PipelineException($"The counters '{_counters[key]}' and '{counter}' both name a collection '{key}': "
                + "name one with \"members\" in features.collections.")
            { Path = "features.collections" };
        return key;
    }

    private static void RefuseFixedLists(ColumnSchema column, CollectionOptions? options, string key)
    {
        if (column.Dimensions[0].IsVariable || options is null or { Where: null, OrderBy: null }) return;
        string path = $"features.collections.{key}";
        throw new PipelineException(
            $"{path}: '{column}' has the same number of lists in every entry: they cannot be selected or ordered.") { Path = path };
    }
}
