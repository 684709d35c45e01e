using System.Globalization;
using System.Text;

namespace Hep.Jagged;

/// <summary>Builds SVG: elements as they are given, texts escaped, numbers in tenths of a pixel.</summary>
internal sealed class SvgText
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds mark-up; interpolated numbers are rounded, interpolated texts escaped.</summary>
    public SvgText Add(FormattableString markup)
    {
        object?[] arguments = Array.ConvertAll(markup.GetArguments(), a => a switch
        {
            double number => (object?)Number(number),
            string text => HtmlText.Escape(text),
            SvgText inner => inner.ToString(),
            _ => a,
        });
        _text.AppendFormat(CultureInfo.InvariantCulture, markup.Format, arguments).Append('\n');
        return this;
    }

    /// <summary>Adds what is SVG already.</summary>
    public SvgText AddMarkup(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>The width of a text in a sans-serif font, on the safe side: nothing here measures fonts.</summary>
    public static double WidthOf(string text, double size) => text.Length * size * 0.6;

    /// <summary>A text cut to a width, with an ellipsis.</summary>
    public static string Fit(string text, double size, double width)
    {
        int longest = Math.Max(1, (int)(width / (size * 0.6)));
        return text.Length <= longest ? text : text[..(longest - 1)] + "…";
    }

    /// <summary>A number for mark-up, in tenths.</summary>
    public static string Number(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
