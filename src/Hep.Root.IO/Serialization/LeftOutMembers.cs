namespace Hep.Root.IO.Serialization;

/// <summary>
/// Members, and base classes, whose bytes are passed over, because nobody asks for them: by the class that declares them.
/// </summary>
internal sealed class LeftOutMembers
{
    private static readonly HashSet<string> Nothing = [];

    private readonly Dictionary<string, HashSet<string>> _byClass = new(StringComparer.Ordinal);
    private readonly HashSet<string> _all = new(StringComparer.Ordinal);

    public LeftOutMembers(params ReadOnlySpan<KeyValuePair<string, string[]>> byClass)
    {
        foreach ((string className, string[] members) in byClass)
        {
            _byClass.Add(className, new HashSet<string>(members, StringComparer.Ordinal));
            _all.UnionWith(members);
        }
    }

    public static LeftOutMembers None { get; } = new();

    public bool Contains(string className, string member) =>
        _byClass.TryGetValue(className, out HashSet<string>? members) && members.Contains(member);

    /// <summary>What objects of a class may lack: they have also what its bases declare.</summary>
    public IReadOnlySet<string> Of(string className) => _byClass.ContainsKey(className) ? _all : Nothing;
}
