using System.Collections.Immutable;
using System.Text.Json;

namespace Hep.Jagged;

/// <summary>
/// A column of an input: <c>name</c>, or <c>[name, subtract_by, multiply_by, clip_min, clip_max, pad]</c>. What is subtracted decides
/// whether anything happens to its values: without it they are taken as they are.
/// </summary>
internal sealed record WeaverInputVariable(JsonSection Place, string Name)
{
    private const double DefaultLow = -5, DefaultHigh = 5;

    /// <summary>What is subtracted; null where it is to be found (<see cref="IsAutomatic"/>) or nothing is.</summary>
    public double? Subtract { get; private init; }

    /// <summary>Whether weaver takes what is subtracted and multiplied by from the data.</summary>
    public bool IsAutomatic { get; private init; }

    /// <summary>What the difference is multiplied by.</summary>
    public double Multiply { get; private init; } = 1;

    /// <summary>Limits of the product.</summary>
    public ClipRange Clip { get; private init; } = new(DefaultLow, DefaultHigh);

    /// <summary>The value of slots without an object, after all of that.</summary>
    public double Pad { get; private init; }

    /// <summary>Whether the document gives numbers that weaver ignores, because nothing is subtracted.</summary>
    public bool HasIgnoredNumbers => Subtract is null && !IsAutomatic && (Multiply != 1 || Clip != new ClipRange(DefaultLow, DefaultHigh));

    /// <summary>Whether another mention of the column says the same of its values.</summary>
    public bool IsLike(WeaverInputVariable other) =>
        (Subtract, IsAutomatic, Multiply, Clip) == (other.Subtract, other.IsAutomatic, other.Multiply, other.Clip);

    /// <summary>The product as an expression, with its limits.</summary>
    public SyntaxNode ToExpression()
    {
        SyntaxNode value = new ColumnNode(0, Name);
        if (Subtract is { } subtract && subtract != 0)
            value = new BinaryNode(0, subtract > 0 ? "-" : "+", value, Number(Math.Abs(subtract)));
        if (Multiply != 1) value = new BinaryNode(0, "*", value, Number(Multiply));
        return new CallNode(0, "clip", [value, Number(Clip.Low), Number(Clip.High)]);
    }

    /// <summary>Reads one, with what <c>preprocess</c> says of it.</summary>
    public static WeaverInputVariable Read(JsonSection section, WeaverPreprocess preprocess)
    {
        if (section.Kind != JsonValueKind.Array) return Of(section, [section], preprocess);
        ImmutableArray<JsonSection> parts = section.Items(p => p, 6);
        return parts.Length > 0 ? Of(section, parts, preprocess) : throw section.Error("A name is expected, and up to five numbers.");
    }

    private static WeaverInputVariable Of(JsonSection place, ImmutableArray<JsonSection> parts, WeaverPreprocess preprocess)
    {
        WeaverInputVariable variable = new(place, parts[0].Text());
        if (preprocess.Parameters?[variable.Name] is { } found)
            return variable.With(found["center"], preprocess, found["scale"], found["min"], found["max"], found["pad_value"]);
        if (preprocess.Parameters is not null)
            throw place.Error($"'{variable.Name}' is not in preprocess.params, which weaver takes all numbers from.");
        return variable.With(Part(1), preprocess, Part(2), Part(3), Part(4), Part(5));

        JsonSection? Part(int index) => index < parts.Length ? parts[index] : null;
    }

    private WeaverInputVariable With(
        JsonSection? center, WeaverPreprocess preprocess, JsonSection? scale, JsonSection? low, JsonSection? high, JsonSection? pad)
    {
        bool isAutomatic = center is { Kind: JsonValueKind.String } word ? word.Word([("auto", true)])
            : center is null && preprocess.IsAutomatic && !Name.EndsWith("_mask", StringComparison.Ordinal);
        ClipRange clip = new(Or(low, DefaultLow), Or(high, DefaultHigh));
        if (clip.Low > clip.High) throw Place.Error($"The limits {clip.Low} and {clip.High} are in the wrong order.");
        return this with
        {
            IsAutomatic = isAutomatic,
            Subtract = isAutomatic || center is not { Kind: not JsonValueKind.Null } number ? null : number.Number(),
            Multiply = Or(scale, 1),
            Clip = clip,
            Pad = Or(pad, 0),
        };
    }

    private static double Or(JsonSection? number, double otherwise) =>
        number is { Kind: not JsonValueKind.Null } given ? given.Number() : otherwise;

    private static SyntaxNode Number(double value)
    {
        double x = Math.Abs(value);
        SyntaxNode size = new LiteralNode(0, x == Math.Floor(x) && x < 1e15 ? (object)(long)x : x);
        return value < 0 ? new UnaryNode(0, "-", size) : size;
    }
}
