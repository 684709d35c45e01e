namespace Hep.Root.IO.Trees;

/// <summary>Tells columns of one name apart.</summary>
internal static class UniqueNames
{
    /// <summary>The names, in their order; what is called like another before it gets a number. Most trees have no such columns.</summary>
    public static string[] Of(IReadOnlyList<string> wanted)
    {
        HashSet<string> taken = new(wanted.Count, StringComparer.Ordinal);
        Dictionary<string, int>? repeated = null;
        string[] names = new string[wanted.Count];
        for (int i = 0; i < names.Length; i++)
        {
            string asked = wanted[i].Length == 0 ? "?" : wanted[i], name = asked;
            if (!taken.Add(name))
            {
                int times = (repeated ??= new(StringComparer.Ordinal)).GetValueOrDefault(asked, 1);
                do name = $"{asked}#{++times}";
                while (!taken.Add(name));
                repeated[asked] = times;
            }
            names[i] = name;
        }
        return names;
    }
}
