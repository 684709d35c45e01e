namespace Hep.Jagged;

/// <summary>The formatters of what people of this package look at, by .NET Interactive's convention: it calls these members by name.</summary>
internal sealed class NotebookFormatterSource
{
    private readonly object[] _formatters = [new HtmlFormatter(instance => instance switch
    {
        Chart chart => chart.ToHtml(),
        EntryBatch batch => batch.ToHtml(),
        Histogram histogram => histogram.ToHtml(),
        _ => null,
    })];

    public IEnumerable<object> CreateTypeFormatters() => _formatters;

    /// <summary>Writes the HTML of what it knows.</summary>
    internal sealed class HtmlFormatter(Func<object, string?> toHtml)
    {
        public string MimeType { get; } = "text/html";

        public bool Format(object instance, TextWriter writer)
        {
            if (toHtml(instance) is not { } html) return false;
            writer.Write(html);
            return true;
        }
    }
}
