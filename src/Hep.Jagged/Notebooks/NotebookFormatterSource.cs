namespace Hep.Jagged;

/// <summary>The formatters of this package's pictures, by .NET Interactive's convention: it calls these members by name.</summary>
internal sealed class NotebookFormatterSource
{
    private readonly object[] _formatters = [new HtmlFormatter()];

    public IEnumerable<object> CreateTypeFormatters() => _formatters;

    /// <summary>Writes the HTML of what it knows.</summary>
    internal sealed class HtmlFormatter
    {
        public string MimeType { get; } = "text/html";

        [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1822",
            Justification = "The convention calls it on an instance, by name.")]
        public bool Format(object instance, TextWriter writer)
        {
            if (instance is not IPicture picture) return false;
            writer.Write(picture.ToHtml());
            return true;
        }
    }
}
