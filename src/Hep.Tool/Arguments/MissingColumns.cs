using Hep.Root.IO;

namespace Hep.Tool.Arguments;

/// <summary>
/// Why a column that expressions name is not there: it cannot be read, though <c>hep ls</c> lists it, or one of several files lacks it.
/// </summary>
internal static class MissingColumns
{
    /// <param name="failure">What was thrown.</param>
    /// <param name="inputs">The files.</param>
    /// <param name="columns">The names that were asked for, by themselves or in expressions.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The reason; null where the failure has another one, which it tells itself.</returns>
    public static async Task<string?> ExplainAsync(
        Exception failure, IReadOnlyList<RootInput> inputs, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        if (failure is RootException { File: { } file, Object: { } name })
        {
            if (!columns.Contains(name) || inputs.FirstOrDefault(i => i.Shown == file) is not { } lacking) return null;
            return await FindAsync(lacking, name, cancellationToken) switch
            {
                (_, null) => $"Column '{name}' is missing in '{file}' and present in other files: take files that have it.",
                (var tree, { WhyUnreadable: { } why }) => Unreadable(name, tree, file, why),
                _ => null,
            };
        }
        foreach (string column in columns)
            if (await FindAsync(inputs[0], column, cancellationToken) is (var tree, { WhyUnreadable: { } why }))
                return Unreadable(column, tree, inputs[0].Shown, why);
        return null;
    }

    private static async Task<(string Tree, RootColumn? Column)> FindAsync(
        RootInput input, string name, CancellationToken cancellationToken)
    {
        await using RootFile file = await input.OpenAsync(cancellationToken);
        RootTree tree = await file.OpenTreeAsync(input.Object, cancellationToken);
        return (tree.Path, tree.Columns.FirstOrDefault(c => c.Name == name));
    }

    private static string Unreadable(string name, string tree, string file, string why) =>
        $"Column '{name}' of tree '{tree}' ({file}) cannot be read: {why}.";
}
