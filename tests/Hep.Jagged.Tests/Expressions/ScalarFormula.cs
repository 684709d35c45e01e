using System.Numerics;

namespace Hep.Jagged.Tests;

/// <summary>
/// A random formula as text, with as few brackets as C's precedence allows, and beside it what it means for one element:
/// the slowest interpreter there can be, which shares nothing with the library.
/// </summary>
/// <param name="Text">The formula.</param>
/// <param name="Precedence">Of its outermost operator: 1 for ||, 9 for what needs no brackets.</param>
/// <param name="Depth">0: a value an entry, 1: one an object, 2: one an object's element.</param>
/// <param name="At">The value at (entry, object, element): bool, long, ulong or double.</param>
internal sealed record ScalarFormula(string Text, int Precedence, int Depth, Func<int, int, int, object> At)
{
    private static readonly string[][] Symbols =
        [[], ["||"], ["&&"], ["==", "!="], ["<", "<=", ">", ">="], ["+", "-"], ["*", "/", "%"], [], ["^"]];

    /// <summary>A formula of exactly a depth.</summary>
    public static ScalarFormula Random(Random random, ScalarEvents events, int depth, int size)
    {
        if (size <= 0 || random.Next(6) == 0) return Column(random, events, depth);
        return random.Next(depth == 2 ? 6 : 9) switch
        {
            0 or 1 or 2 => Binary(random, events, depth, size),
            3 => Unary(random, Random(random, events, depth, size - 1)),
            4 or 5 => Function(random, events, depth, size),
            6 => Reduction(random, Random(random, events, depth + 1, size - 1), events, mask: null),
            7 => Reduction(random, Random(random, events, depth + 1, size / 2), events, Random(random, events, depth + 1, size / 2)),
            _ => depth == 0
                ? Index(Random(random, events, 1, size / 2), AtMost(random, events, 0, size / 2), events)
                : Binary(random, events, depth, size),
        };
    }

    private static ScalarFormula AtMost(Random random, ScalarEvents events, int depth, int size)
    {
        if (random.Next(4) == 0) return Literal(random);
        return Random(random, events, random.Next(depth + 1), size);
    }

    private static ScalarFormula Literal(Random random)
    {
        (string text, object value) = random.Next(8) switch
        {
            0 => ("0", 0L),
            1 => ("1", 1L),
            2 => ("-1", -1L),
            3 => ("2.5", 2.5),
            4 => ("true", true),
            5 => ("9007199254740993", 9007199254740993L),
            6 => ("18446744073709551615", ulong.MaxValue),
            _ => (".5e1", (object)5.0),
        };
        return new ScalarFormula(text, text[0] == '-' ? 7 : 9, 0, (_, _, _) => value);
    }

    private static ScalarFormula Column(Random random, ScalarEvents events, int depth)
    {
        string[] names = [.. events.Columns.Where(c => c.Value.Depth == depth).Select(c => c.Key)];
        string name = names[random.Next(names.Length)];
        return new ScalarFormula(name, 9, depth, events.Columns[name].At);
    }

    private static ScalarFormula Binary(Random random, ScalarEvents events, int depth, int size)
    {
        ScalarFormula left = Random(random, events, depth, size / 2), right = AtMost(random, events, depth, size / 2);
        if (random.Next(2) == 0) (left, right) = (right, left);
        int precedence;
        do precedence = random.Next(1, 9); while (Symbols[precedence].Length == 0);
        string symbol = Symbols[precedence][random.Next(Symbols[precedence].Length)];
        string text = symbol == "^"
            ? $"{left.Bracketed(9)}^{right.Bracketed(7)}"
            : $"{left.Bracketed(precedence)} {symbol} {right.Bracketed(precedence + 1)}";
        return new ScalarFormula(text, precedence, depth, (e, i, j) => Operate(symbol, left.At(e, i, j), right.At(e, i, j)));
    }

    private static ScalarFormula Unary(Random random, ScalarFormula operand) => random.Next(2) == 0
        ? new ScalarFormula($"-{operand.Bracketed(7)}", 7, operand.Depth, (e, i, j) => -Number(operand.At(e, i, j)))
        : new ScalarFormula($"!{operand.Bracketed(7)}", 7, operand.Depth, (e, i, j) => Number(operand.At(e, i, j)) == 0);

    private static ScalarFormula Function(Random random, ScalarEvents events, int depth, int size)
    {
        ScalarFormula a = Random(random, events, depth, size / 3), b = AtMost(random, events, depth, size / 3),
            c = AtMost(random, events, depth, size / 3);
        return random.Next(6) switch
        {
            0 => new ScalarFormula($"abs({a.Text})", 9, depth, (e, i, j) => Math.Abs(Number(a.At(e, i, j)))),
            1 => new ScalarFormula($"min({a.Text}, {b.Text})", 9, depth, (e, i, j) =>
                Math.Min(Number(a.At(e, i, j)), Number(b.At(e, i, j)))),
            2 => new ScalarFormula($"max({b.Text},{a.Text})", 9, depth, (e, i, j) =>
                Math.Max(Number(b.At(e, i, j)), Number(a.At(e, i, j)))),
            3 => new ScalarFormula($"isnan({a.Text})", 9, depth, (e, i, j) => double.IsNaN(Number(a.At(e, i, j)))),
            4 => new ScalarFormula($"clip({a.Text}, {b.Text}, {c.Text})", 9, depth,
                (e, i, j) => Math.Min(Math.Max(Number(a.At(e, i, j)), Number(b.At(e, i, j))), Number(c.At(e, i, j)))),
            _ => new ScalarFormula($"if({a.Text}, {b.Text}, {c.Text})", 9, depth, (e, i, j) =>
                Choose(Truth(a.At(e, i, j)), b.At(e, i, j), c.At(e, i, j))),
        };
    }

    private static ScalarFormula Reduction(Random random, ScalarFormula list, ScalarEvents events, ScalarFormula? mask)
    {
        // !! makes a truth value of anything, and NaN true
        string text = mask is null ? list.Text : $"{list.Bracketed(9)}[!!{mask.Bracketed(7)}]";
        string name = ((string[])["sum", "count", "any", "all", "min", "max", "mean", "argmax", "argmin"])[random.Next(9)];
        return new ScalarFormula($"{name}({text})", 9, list.Depth - 1, (e, i, _) =>
        {
            List<object> kept = [];
            for (int k = 0; k < events.Length(list.Depth, e, i); k++)
            {
                (int o, int n) = list.Depth == 1 ? (k, 0) : (i, k);
                if (mask is null || !(Number(mask.At(e, o, n)) == 0)) kept.Add(list.At(e, o, n));
            }
            return Reduce(name, kept);
        });
    }

    private static ScalarFormula Index(ScalarFormula list, ScalarFormula index, ScalarEvents events) =>
        new($"{list.Bracketed(9)}[0 + {index.Bracketed(6)}]", 9, 0, (e, _, _) =>
        {
            double at = 0 + Number(index.At(e, 0, 0));
            int length = events.Length(1, e, 0);
            if (at < 0) at += length;
            for (int i = 0; i < length; i++)
                if (i == at) return Number(list.At(e, i, 0));
            return double.NaN;
        });

    private static object Operate(string symbol, object left, object right)
    {
        if (symbol is "&&") return Truth(left) && Truth(right);
        if (symbol is "||") return Truth(left) || Truth(right);
        bool areIntegers = left is not double && right is not double;
        double l = Number(left), r = Number(right);
        switch (symbol)
        {
            case "+": return l + r;
            case "-": return l - r;
            case "*": return l * r;
            case "/": return l / r;
            case "^": return r == 2 ? l * l : Math.Pow(l, r);   // a square is rounded once, the power function may be off by a bit
            case "%" when !areIntegers: return l % r;
            case "%":
                BigInteger remainder = Integer(right) == 0 ? 0 : BigInteger.Remainder(Integer(left), Integer(right));
                return left is ulong && right is ulong ? (ulong)remainder : (object)(long)remainder;
            case "!=": return areIntegers ? Integer(left) != Integer(right) : l != r;
        }
        if (!areIntegers && (double.IsNaN(l) || double.IsNaN(r))) return false;
        int order = areIntegers ? Integer(left).CompareTo(Integer(right)) : l.CompareTo(r);
        return symbol switch { "==" => order == 0, "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
    }

    private static object Choose(bool condition, object yes, object no) => (yes, no) switch
    {
        (bool a, bool b) => condition ? a : b,
        (ulong a, ulong b) => condition ? a : b,
        (bool or long, bool or long) => (long)Integer(condition ? yes : no),
        _ => Number(condition ? yes : no),
    };

    private static object Reduce(string name, List<object> list) => name switch
    {
        "count" => (long)list.Count,
        "any" => list.Exists(Truth),
        "all" => list.TrueForAll(Truth),
        "sum" => list.Aggregate(0.0, (sum, x) => sum + Number(x)),
        "mean" => list.Count == 0 ? double.NaN : list.Aggregate(0.0, (sum, x) => sum + Number(x)) / list.Count,
        "min" => list.Count == 0 ? double.NaN : list.Select(Number).Aggregate(Math.Min),
        "max" => list.Count == 0 ? double.NaN : list.Select(Number).Aggregate(Math.Max),
        _ => (object)(long)IndexOfBest(list, name == "argmax" ? ">=" : "<="),
    };

    private static int IndexOfBest(List<object> list, string toAll)
    {
        int nan = list.FindIndex(x => double.IsNaN(Number(x)));
        return nan >= 0 ? nan : list.FindIndex(x => list.TrueForAll(y => (bool)Operate(toAll, x, y)));
    }

    private static bool Truth(object value) => Number(value) is var number && number != 0 && !double.IsNaN(number);

    private static double Number(object value) => value switch { bool b => b ? 1 : 0, long l => l, ulong u => u, _ => (double)value };

    private static BigInteger Integer(object value) => value switch { bool b => b ? 1 : 0, long l => l, _ => (ulong)value };

    private string Bracketed(int precedence) => Precedence < precedence ? $"({Text})" : Text;
}
