namespace Hep.Root.IO.Trees.NTuple;

/// <summary>
/// Bounds the characters of all names that are made: names of fields within fields are told again and again, and a file may not turn a few
/// long ones into gigabytes.
/// </summary>
internal sealed class NameBudget(int limit)
{
    private long _characters;

    /// <summary>Counts a name before it is made.</summary>
    /// <exception cref="RootException">All together are too long.</exception>
    public void Take(int characters)
    {
        if ((_characters += characters) > limit)
            throw new RootException($"The names of the columns have more than {limit} characters (RootReadLimits.MaxObjectValues).");
    }
}
