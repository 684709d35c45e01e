using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>Resolves a specification against the columns that there are: globs, definitions, collections.</summary>
internal sealed class RecipeResolver
{
    private readonly FeatureSpecification _specification;
    private readonly ColumnScope _scope;
    private readonly List<string> _warnings = [];

    private RecipeResolver(FeatureSpecification specification, Schema stored)
    {
        _specification = specification;
        _scope = new ColumnScope(stored, specification.Define);
    }

    /// <summary>The recipe, and what the user should know about it.</summary>
    /// <exception cref="PipelineException">A name, an expression or an option does not fit the columns.</exception>
    public static (FeatureRecipe Recipe, ImmutableArray<string> Warnings) Resolve(FeatureSpecification specification, Schema stored)
    {
        RecipeResolver resolver = new(specification, stored);
        return (resolver.Resolve(), [.. resolver._warnings]);
    }

    private FeatureRecipe Resolve()
    {
        List<ColumnSchema> features = ExpandColumns();
        if (_specification.Where is { } where) _scope.Bind(where, "where", static (e, schema) => e.BindEntryCut(schema));
        CollectionResolver collections = new(_specification, _scope);
        ImmutableArray<RecipeColumn> columns =
            [.. features.Select(f => new RecipeColumn(f, FeatureShape.Of(f)!.Value, collections.Assign(f)))];
        int featureCollections = collections.Count;
        ImmutableArray<RecipeColumn> gridColumns =
            _specification.Grid is { } planes ? GridResolver.Resolve(planes, _scope, (c, _) => collections.Assign(c)) : [];
        ImmutableArray<RecipeCollection> all = collections.Finish();
        return new FeatureRecipe
        {
            Collections = all[..featureCollections],
            Columns = columns,
            Grid = _specification.Grid is { } grid ? new GridRecipe(grid, all[featureCollections..], gridColumns) : null,
            Where = _specification.Where,
            Definitions = [.. _scope.UsedDefinitions],
            Input = _scope.UsedColumns,
        };
    }

    private List<ColumnSchema> ExpandColumns()
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        List<ColumnSchema> features = [];
        for (int i = 0; i < _specification.Columns.Length; i++)
        {
            string pattern = _specification.Columns[i], path = $"features.columns[{i}]";
            bool literal = !NamePattern.IsGlob(pattern) || _scope.Contains(pattern);
            List<string> names = literal ? [Literal(pattern, path)] : [.. _scope.Names.Where(n => NamePattern.Matches(pattern, n))];
            if (names.Count == 0)
                throw new PipelineException(
                    $"{path}: no column matches '{pattern}'.{NearNames.Suggest(pattern, _scope.Names)}") { Path = path };
            foreach (string name in names)
                if (seen.Add(name) && Accept(name, literal, path) is { } feature) features.Add(feature);
        }
        return features;
    }

    private string Literal(string pattern, string path)
    {
        string name = _scope.Contains(pattern) ? pattern : NamePattern.Name(pattern);
        if (DatasetColumns.IsReserved(name))
            throw new PipelineException($"{path}: '{name}' is what a network learns from, not a feature.") { Path = path };
        return _scope.Contains(name)
            ? name
            : throw new PipelineException($"{path}: {PipelineException.NoColumn(name, _scope.Names).Message}") { Path = path };
    }

    /// <summary>The column as a feature; null, with a warning, for one that a glob met and that cannot be cells.</summary>
    private ColumnSchema? Accept(string name, bool literal, string path)
    {
        ColumnSchema column = _scope.Describe(name);
        if (FeatureShape.Of(column) is not null) return _scope.Use(name);
        string why = column.Type.HasCharacters
            ? $"'{name}' holds text, which has no cells"
            : $"'{column}' has more levels than cells can show: index it in 'define'";
        if (literal) throw new PipelineException($"{path}: {why}.") { Path = path };
        _warnings.Add($"{path}: {why}; it is left out.");
        return null;
    }
}
