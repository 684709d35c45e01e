namespace Hep.Root.IO.Merging;

/// <summary>An object with other members than the one that it is made of.</summary>
internal static class ChangedObject
{
    /// <summary>Changes members where they stand; those that it had not come last.</summary>
    public static RootObject Of(RootObject source, Dictionary<string, object?> changed)
    {
        RootObject result = new(source.ClassName, source.Version);
        foreach ((string member, object? value) in source.Members) result.Add(member, changed.GetValueOrDefault(member, value));
        foreach ((string member, object? value) in changed)
            if (!source.Has(member)) result.Add(member, value);
        return result;
    }
}
