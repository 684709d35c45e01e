using System.Collections.Immutable;
using System.Text.Json;

namespace Hep.Jagged;

/// <summary>A group of the section <c>inputs</c>: the objects' columns that make one tensor.</summary>
/// <param name="Name">As <c>pf_features</c>.</param>
/// <param name="Length">The slots of each entry.</param>
/// <param name="PadMode">What stands behind the last object.</param>
/// <param name="Variables">Its columns.</param>
internal sealed record WeaverInput(string Name, ListLength Length, PadMode PadMode, ImmutableArray<WeaverInputVariable> Variables)
{
    /// <summary>Whether it tells which slots hold an object.</summary>
    public bool IsMask => Name.EndsWith("_mask", StringComparison.Ordinal);

    /// <summary>
    /// The name without its last word: <c>pf</c> of <c>pf_points</c>, <c>pf_features</c> and <c>pf_mask</c>, which are of the same objects.
    /// </summary>
    public string Objects => Name.LastIndexOf('_') is > 0 and int end ? Name[..end] : Name;

    /// <summary>Reads a group.</summary>
    /// <param name="name">Its key.</param>
    /// <param name="section">What stands behind it.</param>
    /// <param name="preprocess">What <c>preprocess</c> says.</param>
    public static WeaverInput Read(string name, JsonSection section, WeaverPreprocess preprocess)
    {
        section.WithOnly("length", "pad_mode", "vars");
        return new WeaverInput(name,
            section["length"] is { Kind: not JsonValueKind.Null } length
                ? ListLength.Fixed((int)length.Integer(1, int.MaxValue)) : ListLength.Maximum,
            section["pad_mode"] is { Kind: not JsonValueKind.Null } mode ? mode.Word(SpecificationWords.PadModes) : PadMode.Constant,
            section.Required("vars").Items(v => WeaverInputVariable.Read(v, preprocess), PipelineLimits.Columns));
    }
}
