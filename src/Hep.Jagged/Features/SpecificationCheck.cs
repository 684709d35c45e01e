namespace Hep.Jagged;

/// <summary>
/// Finds options for columns and collections that do not exist, which are errors, or are no features, which are warnings.
/// </summary>
internal static class SpecificationCheck
{
    /// <param name="specification">What was asked.</param>
    /// <param name="stored">All columns of the source.</param>
    /// <param name="recipe">What became of it.</param>
    /// <returns>A sentence for each option that touches no feature.</returns>
    public static IEnumerable<string> FindUnused(FeatureSpecification specification, Schema stored, FeatureRecipe recipe)
    {
        HashSet<string> features = [.. recipe.Columns.Select(c => c.Name)];
        string[] known = [.. stored.Select(c => c.Name), .. specification.Define.Select(d => d.Name)];
        List<string> unused = [];
        foreach ((string section, string name) in new ColumnOptions(specification).Names)
            if (!features.Contains(name)) unused.Add(Explain($"features.{section}.{name}", "column", name, known));
        HashSet<string> collections = [.. recipe.AllCollections.Select(c => c.Name)];
        string[] possible =
            [.. stored.Where(c => c.Depth > 0).Select(c => c.Counter is { } n ? CollectionResolver.KeyOfCounter(n) : c.Name),
                .. collections, .. known];
        foreach ((string key, CollectionOptions options) in specification.Collections)
            if (!collections.Contains(key))
            {
                string advice = stored.Any(c => IsUncounted(c, key))
                    ? $" Lists {key}_… have no counter: \"members\": [\"{key}_*\"] makes them a collection." : "";
                unused.Add(Explain($"features.collections.{key}", "collection", key, options.Members.IsEmpty ? possible : [key], advice));
            }
        return unused;
    }

    // Lists of an RNTuple, for one, need no counter.
    private static bool IsUncounted(ColumnSchema column, string collection) => column is { Depth: > 0, Counter: null }
        && column.Name.StartsWith(collection + "_", StringComparison.Ordinal);

    private static string Explain(string path, string what, string name, string[] known, string advice = "") => known.Contains(name)
        ? $"{path}: '{name}' is no {what} of the features; the option has no effect."
        : throw new PipelineException(
            $"{path}: there is no {what} '{name}'.{advice}{NearNames.Suggest(name, known.Distinct(StringComparer.Ordinal))}")
        { Path = path };
}
