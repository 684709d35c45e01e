namespace Hep.Jagged.Tests;

/// <summary>Random trees of formulas, whatever they mean, and a comparison that does not ask where in a text their parts stand.</summary>
internal static class RandomSyntax
{
    private static readonly string[] Symbols = ["||", "&&", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "^"];

    private static readonly string[] Names =
        ["x", "Jet_pt", "a.b", "_", "Tracks/Tracks.fP[5]", "2jets", "a b", "true", "false", "é", "a.", "a..b", "-", "x(", "\n", "sum"];

    public static SyntaxNode Tree(Random random, int size)
    {
        if (size <= 0) return Leaf(random);
        return random.Next(8) switch
        {
            0 or 1 or 2 => new BinaryNode(0, Symbols[random.Next(Symbols.Length)], Tree(random, size / 2), Tree(random, size / 2)),
            3 or 4 => new UnaryNode(0, random.Next(2) == 0 ? "-" : "!", Tree(random, size - 1)),
            5 => new IndexNode(0, Tree(random, size / 2), Tree(random, size / 2)),
            6 => new CallNode(0, Names[random.Next(3)], [.. Enumerable.Range(0, random.Next(4)).Select(_ => Tree(random, size / 3))]),
            _ => Leaf(random),
        };
    }

    public static bool AreSame(SyntaxNode one, SyntaxNode other) => (one, other) switch
    {
        (LiteralNode a, LiteralNode b) => a.Value.Equals(b.Value),
        (ColumnNode a, ColumnNode b) => a.Name == b.Name,
        (UnaryNode a, UnaryNode b) => a.Symbol == b.Symbol && AreSame(a.Operand, b.Operand),
        (BinaryNode a, BinaryNode b) => a.Symbol == b.Symbol && AreSame(a.Left, b.Left) && AreSame(a.Right, b.Right),
        (CallNode a, CallNode b) => a.Function == b.Function && a.Arguments.Count == b.Arguments.Count
            && a.Arguments.Zip(b.Arguments).All(p => AreSame(p.First, p.Second)),
        (IndexNode a, IndexNode b) => AreSame(a.List, b.List) && AreSame(a.Index, b.Index),
        _ => false,
    };

    private static SyntaxNode Leaf(Random random) => random.Next(6) switch
    {
        0 => new LiteralNode(0, random.NextInt64()),
        1 => new LiteralNode(0, ulong.MaxValue - (ulong)random.Next()),
        2 => new LiteralNode(0, Math.Abs(Finite(random))),
        3 => new LiteralNode(0, random.Next(2) == 0),
        _ => new ColumnNode(0, Names[random.Next(Names.Length)]),
    };

    private static double Finite(Random random) => random.Next(3) switch
    {
        0 => random.Next(1000),
        1 => random.NextDouble(),
        _ => BitConverter.Int64BitsToDouble(random.NextInt64()) is var any && double.IsFinite(any) ? any : 0,
    };
}
