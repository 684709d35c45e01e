using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Writing.Objects;

/// <summary>Writes TArrayC, TArrayS, TArrayI, TArrayF and TArrayD: a count and the values, without version or byte count.</summary>
internal static class ArrayEncoder
{
    /// <param name="buffer">Where to.</param>
    /// <param name="className">Which of them.</param>
    /// <param name="values">An array of numbers; null is an empty one.</param>
    public static void Write(ObjectBuffer buffer, string className, object? values)
    {
        // fN and fArray: the code of what fArray points to
        WrittenElement array = WrittenLayout.Of(className).Elements.Single(e => e.Kind == "BasicPointer");
        int code = array.Code - BasicType.CountedPointer;
        if (values is not (null or Array)) throw new RootException($"A {className} is no {MemberConversion.Describe(values)}.");
        Array numbers = values as Array ?? Array.Empty<double>();
        buffer.Write(numbers.Length);
        NumberEncoder.WriteAll(buffer, code, numbers);
    }
}
