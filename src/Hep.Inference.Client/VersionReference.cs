using System.Globalization;

namespace Hep.Inference.Client;

/// <summary>
/// Which version of a model is meant: <c>3</c>, an alias (<c>"champion"</c>), <c>"latest"</c>, or, left out, the one that answers by
/// default at each moment. Servers other than this family's know numbers alone.
/// </summary>
public readonly record struct VersionReference
{
    private readonly string? _text;

    /// <summary>A number or an alias as text.</summary>
    public VersionReference(string? text) => _text = text is { Length: > 0 } ? text : null;

    /// <summary>The number of a version.</summary>
    public VersionReference(int number) => _text = number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether none is named.</summary>
    public bool IsDefault => _text is null;

    /// <summary>The number of a version.</summary>
    public static implicit operator VersionReference(int number) => new(number);

    /// <summary>The number of a version, or none.</summary>
    public static implicit operator VersionReference(int? number) => number is { } known ? new(known) : default;

    /// <summary>A number or an alias as text; null or empty: none.</summary>
    public static implicit operator VersionReference(string? text) => new(text);

    /// <summary>As a path has it; empty where none is named.</summary>
    public override string ToString() => _text ?? "";
}
