namespace Hep.Jagged;

/// <summary>Something that people look at: a notebook shows its HTML.</summary>
internal interface IPicture
{
    /// <summary>A self-contained piece of HTML.</summary>
    string ToHtml();
}
