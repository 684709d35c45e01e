using System.Text;

namespace Hep.Root.IO;

/// <summary>Texts of records, as generated code decodes and encodes them.</summary>
public static class RecordText
{
    /// <summary>The text of an entry.</summary>
    public static string ToText(ListColumn<byte> column, int entry) => Encoding.UTF8.GetString(column[entry]);

    /// <summary>The texts of an entry.</summary>
    public static string[] ToTexts(NestedColumn<byte> column, int entry)
    {
        JaggedSpan<byte> lists = column[entry];
        if (lists.Count == 0) return [];
        string[] texts = new string[lists.Count];
        for (int i = 0; i < texts.Length; i++) texts[i] = Encoding.UTF8.GetString(lists[i]);
        return texts;
    }

    /// <summary>Adds the text of an entry.</summary>
    public static void Add(ListDraft<byte> column, string? text)
    {
        if (text is null) column.Lack();
        else Encoding.UTF8.GetBytes(text, column.AddList(Encoding.UTF8.GetByteCount(text)));
    }

    /// <summary>Adds the texts of an entry.</summary>
    public static void Add(NestedDraft<byte> column, string?[]? texts)
    {
        if (!column.BeginEntry(texts)) return;
        foreach (string? text in texts)
        {
            if (text is null) column.ThrowNullElement();
            Encoding.UTF8.GetBytes(text, column.AddList(Encoding.UTF8.GetByteCount(text)));
        }
        column.EndEntry();
    }
}
