using System.Numerics;

namespace Hep.Root.IO.Writing.Branches;

/// <summary>Makes encoders for values of one type.</summary>
internal abstract class ElementEncoders
{
    /// <summary>Entries of so many values.</summary>
    public abstract ColumnEncoder Fixed(int valueCount);

    /// <summary>Lists with a counter, of elements of so many values.</summary>
    public abstract ColumnEncoder Counted(int shape);

    /// <summary>Lists as objects, in so many levels.</summary>
    public abstract ColumnEncoder Vector(int depth);

    /// <summary>The counter of a collection.</summary>
    public virtual ColumnEncoder Count(string name) => throw new NotSupportedException($"Counter '{name}' is no integer.");
}

/// <summary>For truth values and floats.</summary>
internal class NumberEncoders<T> : ElementEncoders where T : unmanaged
{
    public override ColumnEncoder Fixed(int valueCount) => new FixedEncoder<T>(valueCount);

    public override ColumnEncoder Counted(int shape) => new CountedListEncoder<T>(shape);

    public override ColumnEncoder Vector(int depth) => new VectorEncoder<T>(depth, isText: false);
}

/// <summary>For integers, which can count.</summary>
internal sealed class IntegerEncoders<T> : NumberEncoders<T> where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    public override ColumnEncoder Count(string name) => new CountEncoder<T>(name);
}

/// <summary>For text, of which there is one an entry, or a vector.</summary>
internal sealed class TextEncoders : ElementEncoders
{
    public override ColumnEncoder Fixed(int valueCount) => new TextEncoder();

    public override ColumnEncoder Counted(int shape) => throw new NotSupportedException("Texts have no counter.");

    public override ColumnEncoder Vector(int depth) => new VectorEncoder<byte>(depth, isText: true);
}
