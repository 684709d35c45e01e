namespace Hep.Root.IO.Writing.NTuple;

/// <summary>
/// Makes the envelopes of an RNTuple: header, lists of pages, footer (the specification of its binary format, version 1.0).
/// </summary>
internal static class Envelopes
{
    private const ushort HeaderType = 1, FooterType = 2, PageListType = 3, RepetitiveFlag = 1;

    private const string Writer = "Hep.Root.IO";

    /// <summary>Name, fields and columns.</summary>
    public static EnvelopeWriter Header(string name, string description, FieldPlan plan)
    {
        EnvelopeWriter buffer = new(HeaderType);
        buffer.Write(0L);                                   // feature flags
        buffer.Write(name);
        buffer.Write(description);
        buffer.Write(Writer);
        int fields = buffer.BeginList(plan.Fields.Count);
        foreach (NTupleField field in plan.Fields) WriteField(buffer, field);
        buffer.EndList(fields);
        int columns = buffer.BeginList(plan.Columns.Count);
        foreach (PageColumn column in plan.Columns) WriteColumn(buffer, column);
        buffer.EndList(columns);
        buffer.WriteEmptyList();                            // aliases, information on types
        buffer.WriteEmptyList();
        return buffer;
    }

    /// <summary>The pages of some clusters.</summary>
    public static EnvelopeWriter PageList(ulong header, IReadOnlyList<ClusterPages> clusters)
    {
        EnvelopeWriter buffer = new(PageListType);
        buffer.Write(header);
        int summaries = buffer.BeginList(clusters.Count);
        foreach (ClusterPages cluster in clusters)
        {
            int record = buffer.BeginRecord();
            buffer.Write(cluster.FirstEntry);
            buffer.Write(cluster.EntryCount);               // with flags in its highest byte: none
            buffer.EndRecord(record);
        }
        buffer.EndList(summaries);
        int all = buffer.BeginList(clusters.Count);
        foreach (ClusterPages cluster in clusters)
        {
            int columns = buffer.BeginList(cluster.Columns.Count);
            foreach (WrittenPages column in cluster.Columns) WritePages(buffer, column);
            buffer.EndList(columns);
        }
        buffer.EndList(all);
        return buffer;
    }

    /// <summary>An extension of the schema without fields, columns, aliases and information on types.</summary>
    public static byte[] NoExtension()
    {
        EnvelopeWriter buffer = new(FooterType);
        int start = buffer.BeginRecord();
        for (int list = 0; list < 4; list++) buffer.WriteEmptyList();
        buffer.EndRecord(start);
        return buffer.Written[start..].ToArray();
    }

    /// <summary>Where the lists of pages lie.</summary>
    public static EnvelopeWriter Footer(ulong header, byte[] extension, IReadOnlyList<SavedClusters> groups)
    {
        EnvelopeWriter buffer = new(FooterType);
        buffer.Write(0L);                                   // feature flags
        buffer.Write(header);
        buffer.Write(extension);
        int all = buffer.BeginList(groups.Count);
        foreach (SavedClusters group in groups)
        {
            int record = buffer.BeginRecord();
            buffer.Write(group.FirstEntry);
            buffer.Write(group.EntryCount);
            buffer.Write(group.ClusterCount);
            buffer.Write((long)group.Pages.PlainBytes);
            buffer.WriteLocator(group.Pages.StoredBytes, group.Pages.Offset);
            buffer.EndRecord(record);
        }
        buffer.EndList(all);
        return buffer;
    }

    private static void WriteField(EnvelopeWriter buffer, NTupleField field)
    {
        int record = buffer.BeginRecord();
        buffer.Write(0);                                    // versions of field and type
        buffer.Write(0);
        buffer.Write(field.Parent);
        buffer.Write(field.Role);
        buffer.Write(field.Size > 0 ? RepetitiveFlag : (ushort)0);
        buffer.Write(field.Name);
        buffer.Write(field.TypeName);
        buffer.Write("");                                   // alias of the type, description
        buffer.Write("");
        if (field.Size > 0) buffer.Write((long)field.Size);
        buffer.EndRecord(record);
    }

    private static void WriteColumn(EnvelopeWriter buffer, PageColumn column)
    {
        int record = buffer.BeginRecord();
        buffer.Write(column.StoredType);
        buffer.Write(column.Type.Bits);
        buffer.Write(column.FieldId);
        buffer.Write(0);                                    // flags, and the first representation
        buffer.EndRecord(record);
    }

    private static void WritePages(EnvelopeWriter buffer, WrittenPages column)
    {
        int pages = buffer.BeginList(column.Pages.Count);
        foreach (WrittenPage page in column.Pages)
        {
            // negative: a checksum follows the page
            buffer.Write(page.HasChecksum ? -page.ElementCount : page.ElementCount);
            buffer.WriteLocator(page.StoredBytes, page.Offset);
        }
        buffer.Write(column.FirstElement);
        if (!column.IsSuppressed) buffer.Write(column.Compression);
        buffer.EndList(pages);
    }
}
