namespace Hep.Jagged;

/// <summary>One evaluation: the entries it reads, and the text that errors show.</summary>
internal sealed record Evaluation(EntryBatch Batch, string Text)
{
    /// <summary>The failure at a character of the text.</summary>
    public PipelineException Error(int position, string message) => ExpressionError.At(Text, position, message);
}
