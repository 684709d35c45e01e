using System.CommandLine;
using Hep.Jagged;
using Hep.Tool.Terminal;

namespace Hep.Tool.Arguments;

/// <summary><c>--define NAME=EXPR</c>: a column that is computed.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Formula">What it holds.</param>
internal sealed record ColumnFormula(string Name, Expression Formula)
{
    /// <summary>The option of a verb.</summary>
    public static Option<string[]> Option() => new("--define")
    {
        Description = "A column that is computed, and written; later ones and --where may use it.",
        HelpName = "NAME=EXPR",
    };

    /// <summary>The definitions in the order of the command line.</summary>
    /// <exception cref="ToolException">One is none, or a name stands twice.</exception>
    public static IReadOnlyList<ColumnFormula> Parse(IEnumerable<string> texts)
    {
        List<ColumnFormula> formulas = [];
        foreach (string text in texts)
        {
            int at = text.IndexOf('=', StringComparison.Ordinal);
            string name = at > 0 ? text[..at].Trim() : "";
            if (name.Length == 0 || text[(at + 1)..].StartsWith('='))
                throw ToolException.Usage($"--define takes NAME=EXPR, such as 'Jet_frac=Jet_pt / sum(Jet_pt)', not '{text}'.");
            if (formulas.Any(f => f.Name == name)) throw ToolException.Usage($"--define: '{name}' is defined twice.");
            formulas.Add(new ColumnFormula(name, Within(name, () => Expression.Parse(text[(at + 1)..]))));
        }
        return formulas;
    }

    /// <summary>The entries with this column behind the others.</summary>
    /// <exception cref="ToolException">The name is that of a stored column, or the formula does not fit the columns.</exception>
    public IBatchSource AddTo(IBatchSource entries) => entries.Schema.TryGet(Name, out _)
        ? throw new ToolException($"--define: '{Name}' is a stored column: a definition needs a name of its own.")
        : Within(Name, () => entries.Define(Name, Formula));

    private static T Within<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (PipelineException failure)
        {
            throw new ToolException($"--define {name}: {failure.Message}", failure);
        }
    }
}
