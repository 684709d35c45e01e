using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Hep.Inference.Server.Security;

namespace Hep.Inference.Server;

/// <summary>A role in a namespace, as text <c>predict:cms</c>, or everywhere, <c>predict</c>.</summary>
/// <param name="Role">What may be done: <c>read</c>, <c>predict</c>, <c>upload</c> or <c>admin</c>.</param>
/// <param name="Namespace">Where, with all below it; empty: everywhere, and with models outside of all namespaces.</param>
[JsonConverter(typeof(AccessGrantConverter))]
public sealed record AccessGrant(AccessRole Role, string Namespace = "")
{
    private static readonly string[] Roles = ["read", "predict", "upload", "admin"];

    /// <summary>Reads <c>ROLE</c> or <c>ROLE:NAMESPACE</c>.</summary>
    /// <exception cref="FormatException">The text is neither.</exception>
    public static AccessGrant Parse(string text) => TryParse(text, out AccessGrant? grant) ? grant : throw new FormatException(
        $"'{text}' is no role: {string.Join(", ", Roles)}, or one of them in a namespace, such as {Roles[1]}:cms.");

    /// <summary>As <see cref="Parse"/>; false where the text is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out AccessGrant? grant)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        int role = Array.IndexOf(Roles, colon < 0 ? text : text[..colon]);
        string where = colon < 0 ? "" : text[(colon + 1)..];
        grant = role >= 0 && (colon < 0 || ModelName.IsNamespace(where)) ? new AccessGrant((AccessRole)role, where) : null;
        return grant is not null;
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Namespace.Length == 0 ? Roles[(int)Role] : $"{Roles[(int)Role]}:{Namespace}";

    /// <summary>Whether <see cref="Parse"/> reads what <see cref="ToString"/> says of it.</summary>
    internal bool IsWhole => Enum.IsDefined(Role) && Namespace is { } name && (name.Length == 0 || ModelName.IsNamespace(name));

    internal bool Covers(AccessRole role, string modelNamespace) => Role >= role && ModelName.IsWithin(modelNamespace, Namespace);
}
