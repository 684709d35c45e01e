using Hep.Jagged;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hep.Inference.Server.Http;

/// <summary>The keys behind the question mark of a request, of which none may be unknown.</summary>
internal sealed class QueryKeys
{
    private readonly IQueryCollection _query;

    /// <exception cref="InferenceException">There is a key that is not known here.</exception>
    public QueryKeys(HttpContext context, params string[] known)
    {
        _query = context.Request.Query;
        foreach (string key in _query.Keys)
            if (!known.Contains(key, StringComparer.Ordinal))
                throw new InferenceException(InferenceFailure.InvalidRequest,
                    $"This path takes no '{key}'.{NearNames.Suggest(key, known)} It takes {string.Join(", ", known)}.");
    }

    /// <summary>The value of a key; null where it is not there.</summary>
    /// <exception cref="InferenceException">It is there more than once.</exception>
    public string? One(string key) => _query[key] switch
    {
        { Count: 0 } => null,
        { Count: 1 } one => one[0] ?? "",
        _ => throw new InferenceException(InferenceFailure.InvalidRequest, $"'{key}' may stand in the query once."),
    };

    /// <summary>The values of a key that may be there any number of times.</summary>
    public IReadOnlyList<string> All(string key)
    {
        StringValues values = _query[key];
        return [.. values.Select(v => v ?? "")];
    }

    /// <summary>A number of 0 or more.</summary>
    /// <exception cref="InferenceException">The value is none.</exception>
    public int Number(string key, int otherwise) => One(key) is not { } text ? otherwise
        : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number)
            ? number
        : throw new InferenceException(InferenceFailure.InvalidRequest, $"'{key}' in the query must be a whole number.");

    /// <summary><c>true</c> or <c>false</c>; false where it is not there.</summary>
    /// <exception cref="InferenceException">The value is neither.</exception>
    public bool Flag(string key) => One(key) switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw new InferenceException(InferenceFailure.InvalidRequest, $"'{key}' in the query must be true or false."),
    };

    /// <summary>Values of the form <c>key=value</c>.</summary>
    /// <exception cref="InferenceException">A value has no equals sign, or a key stands twice.</exception>
    public IReadOnlyDictionary<string, string> Pairs(string key)
    {
        Dictionary<string, string> pairs = new(StringComparer.Ordinal);
        foreach (string text in All(key))
        {
            int at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || !pairs.TryAdd(text[..at], text[(at + 1)..]))
                throw new InferenceException(InferenceFailure.InvalidRequest, $"'{key}' in the query must be KEY=VALUE, each key once.");
        }
        return pairs;
    }
}
