using System.Collections.Immutable;
using System.Globalization;

namespace Hep.Jagged;

/// <summary>Makes features of the section <c>inputs</c>: columns, collections, scaling and padding.</summary>
internal sealed class WeaverFeatures(WeaverVariables variables, List<string> warnings)
{
    private readonly Dictionary<string, (WeaverInputVariable Variable, string Column)> _columns = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly SortedDictionary<string, CollectionOptions> _collections = new(StringComparer.Ordinal);
    private readonly List<string> _automatic = [];
    private readonly List<WeaverInputVariable> _padded = [];

    /// <summary>The features of all groups; definitions and the cut are still missing.</summary>
    public FeatureSpecification Make(ImmutableArray<WeaverInput> inputs)
    {
        foreach (IGrouping<string, WeaverInput> objects in inputs.Where(i => !i.IsMask).GroupBy(i => i.Objects, StringComparer.Ordinal))
        {
            bool areAlike = objects.DistinctBy(i => (i.Length, i.PadMode)).Count() == 1;
            foreach (WeaverInput input in objects) Add(input, areAlike ? objects.Key : input.Name);
            if (areAlike && objects.Count() > 1)
                warnings.Add($"inputs: {string.Join(", ", objects.Select(i => i.Name))} have the same objects: they are one collection, "
                    + $"'{objects.Key}', whose tokens have the columns of all of them.");
        }
        foreach (WeaverInput mask in inputs.Where(i => i.IsMask)) AddMask(mask);
        TellOfAutomatic();
        return new FeatureSpecification
        {
            Columns = [.. _order],
            Collections = _collections.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Scaling = _automatic.ToImmutableSortedDictionary(c => c, _ => ScalingKind.Robust, StringComparer.Ordinal),
            Padding = Padding(),
            Nan = NanPolicy.Replace(0),         // what weaver makes of NaN, after scaling
        };
    }

    private void Add(WeaverInput input, string collection)
    {
        string[] columns = [.. input.Variables.Select(ColumnOf)];
        CollectionOptions options = _collections.GetValueOrDefault(collection, new CollectionOptions());
        _collections[collection] = options with
        {
            Length = input.Length,
            PadMode = input.PadMode,
            Members = [.. options.Members.Concat(columns).Distinct(StringComparer.Ordinal)],
        };
        _padded.AddRange(input.Variables);
    }

    private void AddMask(WeaverInput mask)
    {
        WeaverInputVariable[] kept = [.. mask.Variables.Where(v => !variables.IsOnes(v.Name))];
        foreach (WeaverInputVariable ones in mask.Variables.Except(kept))
        {
            variables.Pass(ones.Name);
            warnings.Add($"{ones.Place.Path}: left out: which slots hold an object is told by the mask of the tokens.");
        }
        foreach (WeaverInputVariable variable in kept)
        {
            warnings.Add($"{variable.Place.Path}: '{variable.Name}' marks objects by their values: it is a column like others here. "
                + $"To leave such objects out, cut on them: \"where\" in features.collections.{mask.Objects}.");
            string column = ColumnOf(variable);
            if (_collections.TryGetValue(mask.Objects, out CollectionOptions? options))
                _collections[mask.Objects] = options with { Members = options.Members.Add(column) };
        }
    }

    // One column stands once, whatever tensors it is in: weaver too refuses to scale it in two ways.
    private string ColumnOf(WeaverInputVariable variable)
    {
        if (_columns.TryGetValue(variable.Name, out (WeaverInputVariable Variable, string Column) known))
            return known.Variable.IsLike(variable) ? known.Column
                : throw variable.Place.Error($"'{variable.Name}' has other numbers here than in {known.Variable.Place.Path}.");
        variables.Need(variable.Name, variable.Place);
        string column = variable.Subtract is null ? variable.Name : variables.Define($"{variable.Name}_scaled", variable.ToExpression());
        if (variable.IsAutomatic) _automatic.Add(column);
        if (variable.HasIgnoredNumbers)
            warnings.Add($"{variable.Place.Path}: weaver neither multiplies nor clips where subtract_by is null, and so it is here.");
        _columns.Add(variable.Name, (variable, column));
        _order.Add(column);
        return column;
    }

    private void TellOfAutomatic()
    {
        if (_automatic.Count == 0) return;
        warnings.Add($"preprocess.method: auto is \"robust\" here, (x - median) / (q75 - q25); weaver divides by the "
            + "larger distance of the 16 % and 84 % quantiles from the median, and clips then. For the same numbers convert the "
            + "file that weaver writes, with preprocess.params. "
            + $"Concerned: {string.Join(", ", _automatic)}.");
    }

    private float Padding()
    {
        if (_padded.Count == 0) return 0;
        double most = _padded.GroupBy(v => v.Pad).MaxBy(g => g.Count())!.Key;
        foreach (WeaverInputVariable other in _padded.Where(v => v.Pad != most))
            warnings.Add(string.Create(CultureInfo.InvariantCulture,
                $"{other.Place.Path}: padded with {other.Pad} there, with {most} here: features.padding is one number for all."));
        return (float)most;
    }
}
