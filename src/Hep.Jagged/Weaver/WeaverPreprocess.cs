using System.Text.Json;

namespace Hep.Jagged;

/// <summary>The section <c>preprocess</c>: where the numbers come from that variables are standardized with.</summary>
/// <param name="IsAutomatic">Whether weaver takes them from the data where the document gives none.</param>
/// <param name="Parameters">What it has found and written down, by variable; null where it has not.</param>
internal sealed record WeaverPreprocess(bool IsAutomatic, JsonSection? Parameters)
{
    /// <summary>Reads the section, or takes weaver's defaults.</summary>
    public static WeaverPreprocess Read(JsonSection? section)
    {
        if (section is not { } preprocess) return new WeaverPreprocess(false, null);
        preprocess.WithOnly("method", "data_fraction", "params");
        bool isAutomatic = preprocess["method"] is { Kind: not JsonValueKind.Null } method
            && (method.Text().StartsWith("auto", StringComparison.OrdinalIgnoreCase)
                || method.Word([("manual", false), ("auto", true)]));
        return new WeaverPreprocess(isAutomatic, preprocess["params"] is { Kind: not JsonValueKind.Null } found ? found : null);
    }
}
