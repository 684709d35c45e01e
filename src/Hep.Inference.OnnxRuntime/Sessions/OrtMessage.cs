using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;

namespace Hep.Inference.OnnxRuntime;

/// <summary>The runtime's messages without what concerns only its own build: paths of its sources, C++ signatures.</summary>
internal static partial class OrtMessage
{
    private const int Longest = 400;

    public static string Clean(OnnxRuntimeException e)
    {
        string text = Internals().Replace(e.Message, " ").ReplaceLineEndings(" ").Trim();
        return text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…");
    }

    [GeneratedRegex(@"\[ErrorCode:\w+\]|(/[\w.+-]+)+\.(cc|h):\d+|onnxruntime::[\w:~]+\([^)]*\)( const)?|\[with [^\]]*\]")]
    private static partial Regex Internals();
}
