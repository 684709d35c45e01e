namespace Hep.Root.IO;

/// <summary>The column of a record's member, where it has another name than the member or may be missing.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class RootColumnAttribute : Attribute
{
    /// <summary>The column has the member's name.</summary>
    public RootColumnAttribute() { }

    /// <summary>
    /// The column has this name, as <see cref="RootColumn.Name"/> spells it. Of a record within a record it is the name of the collection
    /// or record, <c>Jet</c>, or all that stands before its members' names, where it ends in <c>_</c>, <c>.</c> or <c>/</c>.
    /// </summary>
    public RootColumnAttribute(string name) => Name = name;

    /// <summary>The column's name; null: the member's.</summary>
    public string? Name { get; }

    /// <summary>
    /// Whether the column may be missing. Its value is then the parameter's default value, or zero, or an empty list. A member of a
    /// nullable type
    /// (<c>float?</c>, <c>float[]?</c>) is optional without this, and null.
    /// </summary>
    public bool Optional { get; set; }
}
