namespace Hep.Root.IO.Trees;

/// <summary>What a tree's metadata say beside its branches: aliases and friends (TTree's fAliases and fFriends).</summary>
internal static class TreeRelations
{
    /// <summary>Names for expressions: TNamed objects whose titles are the expressions. A name that occurs again has its first
    /// meaning.</summary>
    public static IReadOnlyDictionary<string, string> Aliases(RootObject tree)
    {
        Dictionary<string, string> aliases = new(StringComparer.Ordinal);
        foreach (RootObject alias in tree.GetList("fAliases").OfType<RootObject>())
            aliases.TryAdd(alias.GetText("fName"), alias.GetText("fTitle"));
        return aliases;
    }

    /// <summary>TFriendElement: its name is the alias, its title the file again.</summary>
    public static IReadOnlyList<TreeFriend> Friends(RootObject tree) =>
        [.. tree.GetList("fFriends").OfType<RootObject>().Where(f => f.Has("fTreeName")).Select(f =>
            new TreeFriend(f.GetText("fName"), f.GetText("fTreeName"), f.GetText("fFileName")))];
}
