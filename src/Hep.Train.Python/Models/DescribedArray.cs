using System.Runtime.InteropServices;
using Hep.Jagged;

namespace Hep.Train.Python;

/// <summary>An array of a description: type, shape, and its place among the bytes behind the document.</summary>
internal static class DescribedArray
{
    private const int AxesAtMost = 2;

    private static readonly Dictionary<Type, string> Types = new() { [typeof(float)] = "f4", [typeof(int)] = "i4", [typeof(byte)] = "u1" };

    /// <summary>Its values, row-major; not copied.</summary>
    /// <param name="section">The array.</param>
    /// <param name="data">The bytes.</param>
    /// <param name="shape">The lengths that its axes must have; −1: any.</param>
    /// <exception cref="PipelineException">It has another type or shape, or lies outside the bytes.</exception>
    public static ReadOnlySpan<T> Read<T>(
        JsonSection section, ReadOnlyMemory<byte> data, params ReadOnlySpan<int> shape) where T : unmanaged
    {
        string type = Types[typeof(T)];
        if (section.Required("type").Text() is var said && said != type)
            throw section.Error($"'{said}' stands where '{type}' is expected.");
        int[] lengths = [.. section.Required("shape").Items(l => (int)l.Integer(0, int.MaxValue), AxesAtMost)];
        bool fits = lengths.Length == shape.Length;
        for (int axis = 0; fits && axis < lengths.Length; axis++) fits = shape[axis] < 0 || shape[axis] == lengths[axis];
        if (!fits)
            throw section.Error($"The shape is [{string.Join(", ", lengths)}], expected [{string.Join(", ", shape.ToArray())}] (-1: any).");
        long count = 1;
        foreach (int length in lengths) count = checked(count * length);
        long at = section.Required("at").Integer(0, data.Length), bytes = checked(count * Marshal.SizeOf<T>());
        return bytes <= data.Length - at ? MemoryMarshal.Cast<byte, T>(data.Span.Slice((int)at, (int)bytes))
            : throw section.Error($"It needs {bytes} bytes, {data.Length - at} remain.");
    }

    /// <summary>The length of an axis.</summary>
    public static int Length(JsonSection section, int axis) =>
        section.Required("shape").Items(l => (int)l.Integer(0, int.MaxValue), AxesAtMost) is var lengths && axis < lengths.Length
            ? lengths[axis] : throw section.Error($"It has {lengths.Length} axes.");
}
