namespace Hep.Jagged;

/// <summary>Messages about an expression: what does not fit, the line, and a caret below the place.</summary>
internal static class ExpressionError
{
    private const int Shown = 100;

    /// <summary>The failure at a character of the text.</summary>
    public static PipelineException At(string text, int position, string message)
    {
        position = Math.Clamp(position, 0, text.Length);
        int start = position == 0 ? 0 : text.LastIndexOf('\n', position - 1) + 1;
        int end = text.IndexOf('\n', position);
        if (end < 0) end = text.Length;
        if (position - start > Shown / 2) start = position - Shown / 2;
        end = Math.Min(end, start + Shown);
        string line = string.Create(end - start, (text, start), static (to, from) =>
        {
            for (int i = 0; i < to.Length; i++) to[i] = char.IsControl(from.text[from.start + i]) ? ' ' : from.text[from.start + i];
        });
        return new PipelineException(
            $"{message}\n  {line}\n  {new string(' ', position - start)}^") { Expression = text, Position = position };
    }
}
