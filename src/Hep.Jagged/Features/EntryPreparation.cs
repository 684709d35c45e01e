namespace Hep.Jagged;

/// <summary>
/// A recipe bound to the columns of a stream: definitions, cut and selections as plans, names gone. Immutable; made once a schema.
/// </summary>
internal sealed class EntryPreparation
{
    private readonly Schema _inputs;   // made once: one event must not cost a dictionary of names
    private readonly int[] _inputPlaces;
    private readonly (string Name, BoundExpression Formula)[] _definitions;
    private readonly BoundExpression? _cut;
    private readonly (BoundExpression? Where, BoundExpression? OrderBy)[] _selections;
    private readonly int[] _columns;
    private readonly int[] _models;
    private readonly FeatureRecipe _recipe;

    /// <exception cref="PipelineException">
    /// A column is missing, or has other levels or another kind of values than the recipe expects.
    /// </exception>
    public EntryPreparation(FeatureRecipe recipe, Schema schema)
    {
        _recipe = recipe;
        Schema = schema;
        List<ColumnSchema> working = [.. recipe.Input.Select(c => Check(c, schema))];
        _inputPlaces = [.. recipe.Input.Select(c => schema.GetIndex(c.Name))];
        _inputs = new Schema(_inputPlaces.Select(i => schema[i]));
        _definitions = new (string, BoundExpression)[recipe.Definitions.Length];
        for (int i = 0; i < _definitions.Length; i++)
        {
            (string name, string formula) = recipe.Definitions[i];
            _definitions[i] = (name, Expression.Parse(formula).Bind(new Schema(working)));
            working.Add(_definitions[i].Formula.Result with { Name = name });
        }
        Schema all = new(working);
        _cut = recipe.Where is { } where ? Expression.Parse(where).BindEntryCut(all) : null;
        _selections = [.. recipe.AllCollections.Select(c => (Bind(c.Where, all), Bind(c.OrderBy, all)))];
        _columns = [.. recipe.AllColumns.Select(c => all.GetIndex(c.Name))];
        _models = [.. recipe.AllCollections.Select((_, index) => _columns[FirstOf(recipe, index)])];
    }

    /// <summary>The schema that it is bound to.</summary>
    public Schema Schema { get; }

    /// <summary>Computes definitions, cut and selections of a batch, which stays whole.</summary>
    public PreparedEntries Prepare(EntryBatch batch, EntryChoice choice)
    {
        EntryBatch working = new(_inputs, Array.ConvertAll(_inputPlaces, i => batch.Columns[i].Share()), batch.Identities.Share());
        foreach ((string name, BoundExpression formula) in _definitions)
        {
            using EntryBatch before = working;
            working = before.With(formula.Evaluate(before, name));
        }
        PreparedEntries prepared = new(working, _recipe, _columns);
        try
        {
            if (_cut is not null) prepared.Cut(_cut, choice);
            for (int i = 0; i < _selections.Length; i++) prepared.Select(_models[i], _selections[i].Where, _selections[i].OrderBy);
            return prepared;
        }
        catch
        {
            prepared.Dispose();
            throw;
        }
    }

    private static ColumnSchema Check(ColumnSchema expected, Schema schema)
    {
        ColumnSchema found = schema[expected.Name];
        if (found.Type.HasCharacters == expected.Type.HasCharacters
            && found.Dimensions.AsSpan().SequenceEqual(expected.Dimensions.AsSpan()))
            return found with { Counter = expected.Counter };
        throw new PipelineException(
            $"Column '{found}' does not fit the pipeline, which was made for '{expected}': numbers may be of any type, levels must agree.");
    }

    private static BoundExpression? Bind(string? text, Schema schema) => text is null ? null : Expression.Parse(text).Bind(schema);

    private static int FirstOf(FeatureRecipe recipe, int collection)
    {
        int index = 0;
        foreach (RecipeColumn column in recipe.AllColumns)
        {
            if (column.Collection == collection) return index;
            index++;
        }
        throw new ArgumentException("A collection without columns.", nameof(recipe));
    }
}

/// <summary>What happens to entries that fail the cut.</summary>
internal enum EntryChoice
{
    /// <summary>They are left out.</summary>
    Passing,
    /// <summary>They stay and are told apart.</summary>
    All,
}
