using System.Text;

namespace Hep.Inference.Client;

/// <summary>The part of an address behind the question mark, as it grows.</summary>
internal sealed class QueryText
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a key with its value, unless that is null.</summary>
    public void Add(string key, string? value)
    {
        if (value is null) return;
        _text.Append(_text.Length == 0 ? '?' : '&').Append(key).Append('=').Append(Uri.EscapeDataString(value));
    }

    public override string ToString() => _text.ToString();
}
