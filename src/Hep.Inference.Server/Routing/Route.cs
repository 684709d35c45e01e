using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Routing;

/// <summary>One row of the route table.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Pattern">The path, with <c>{name}</c> for what varies.</param>
/// <param name="Role">What its caller must be allowed to do; null: nothing, as with the page on which a token is typed in.</param>
/// <param name="Handle">What answers.</param>
internal sealed record Route(string Method, string Pattern, AccessRole? Role, Func<HttpContext, Task> Handle)
{
    /// <summary>Verb and path, as logs call the route.</summary>
    public string Name { get; } = $"{Method} {Pattern}";
}
