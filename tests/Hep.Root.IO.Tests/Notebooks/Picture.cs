using System.Xml.Linq;

namespace Hep.Root.IO.Tests.Notebooks;

/// <summary>A picture taken apart: it is parsed as XML, so that a text that was not escaped shows.</summary>
internal sealed class Picture(string html)
{
    public XElement Element { get; } = XElement.Parse(html);

    /// <summary>The texts of all table rows but the headings, a list a row.</summary>
    public IReadOnlyList<string[]> Rows =>
        [.. Element.Descendants("tbody").Elements("tr").Select(r => r.Elements("td").Select(d => d.Value).ToArray())];

    /// <summary>The heads of all parts that fold.</summary>
    public IReadOnlyList<string> Parts => [.. Element.Descendants("summary").Select(s => s.Element("code")?.Value ?? s.Value)];

    /// <summary>What the formatter writes that a notebook finds for the object, by the names of the convention alone.</summary>
    public static string InNotebook(object shown)
    {
        object attribute = shown.GetType().GetCustomAttributes(inherit: false)
            .Single(a => a.GetType().Name == "TypeFormatterSourceAttribute");
        Type source = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
        object? formatters = source.GetMethod("CreateTypeFormatters")!.Invoke(Activator.CreateInstance(source), null);
        object formatter = ((IEnumerable<object>)formatters!).Single();
        using StringWriter writer = new();
        formatter.GetType().GetMethod("Format")!.Invoke(formatter, [shown, writer]);
        return writer.ToString();
    }
}
