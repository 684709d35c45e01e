using System.Text;

namespace Hep.Root.IO.Objects;

/// <summary>
/// ROOT's texts (TLatex) as plain ones: Greek letters and a few signs as such, simple indices and exponents where Unicode has them.
/// </summary>
internal static class RootText
{
    private static readonly Dictionary<string, string> Signs = MakeSigns();

    private const string Above = "0123456789+-", Raised = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", Lowered = "₀₁₂₃₄₅₆₇₈₉₊₋";

    /// <summary>The text for a picture without TLatex.</summary>
    public static string Plain(string text)
    {
        if (text.AsSpan().IndexOfAny('#', '_', '^') < 0) return text;
        StringBuilder plain = new(text.Length);
        for (int i = 0; i < text.Length;)
        {
            if (text[i] == '#' && Sign(text.AsSpan(i + 1)) is { Length: > 0 } name)
            {
                plain.Append(Signs[name]);
                i += 1 + name.Length;
            }
            else if (text[i] is '_' or '^' && i + 2 < text.Length && text[i + 1] == '{' && text.IndexOf('}', i) is > 0 and int close)
            {
                plain.Append(Shifted(text[i], text[(i + 2)..close]));
                i = close + 1;
            }
            else if (text[i] == '^' && i + 1 < text.Length && Above.Contains(text[i + 1], StringComparison.Ordinal))
                (i, _) = (i + 2, plain.Append(Shifted('^', text[(i + 1)..(i + 2)])));
            // brackets that only group, or grow
            else if (text[i] is '{' or '}' || (text[i] == '#' && i + 1 < text.Length && text[i + 1] is '{' or '(' or '[' or '|')) i++;
            else plain.Append(text[i++]);
        }
        return plain.ToString();
    }

    private static string Shifted(char mark, string text)
    {
        if (text.Length > 0 && text.All(c => Above.Contains(c, StringComparison.Ordinal)))
            return string.Concat(text.Select(c => (mark == '^' ? Raised : Lowered)[Above.IndexOf(c, StringComparison.Ordinal)]));
        return mark + Plain(text);
    }

    private static string Sign(ReadOnlySpan<char> text)
    {
        for (int length = Math.Min(text.Length, 8); length > 1; length--)
            if (Signs.ContainsKey(text[..length].ToString())) return text[..length].ToString();
        return "";
    }

    private static Dictionary<string, string> MakeSigns()
    {
        string[] names = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
            "omicron", "pi", "rho", "", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"];
        Dictionary<string, string> signs = new(StringComparer.Ordinal) { ["pm"] = "±", ["times"] = "×", ["circ"] = "°",
            ["rightarrow"] = "→", ["infty"] = "∞", ["leq"] = "≤", ["geq"] = "≥", ["sqrt"] = "√" };
        for (int i = 0; i < names.Length; i++)
        {
            if (names[i].Length == 0) continue;             // the final sigma
            signs[names[i]] = ((char)('α' + i)).ToString();
            signs[char.ToUpperInvariant(names[i][0]) + names[i][1..]] = ((char)('Α' + i)).ToString();
        }
        return signs;
    }
}
