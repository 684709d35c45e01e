namespace Hep.Root.IO.Serialization;

/// <summary>
/// Reads objects that are stored member by member: all first members, then all second ones. Collections and TClonesArrays do so
/// (TStreamerInfoReadBuffer.cxx with arrayMode 1; ROOT-FORMAT §6.3).
/// </summary>
internal static class MemberWise
{
    /// <summary>A count, and the members of as many objects; pairs as such.</summary>
    public static object?[] Read(ObjectReader objects, ref RootBuffer buffer, StreamerInfo layout, bool asPairs)
    {
        object?[] rows = Read(objects, ref buffer, layout, buffer.ReadInt32());
        return asPairs ? Array.ConvertAll(rows, r => (object?)PairLayout.ToPair((RootObject)r!)) : rows;
    }

    /// <summary>The members of so many objects.</summary>
    public static RootObject[] Read(ObjectReader objects, ref RootBuffer buffer, StreamerInfo layout, int count)
    {
        if (count < 0 || count > buffer.Remaining)
            throw new RootException($"{count} objects in {buffer.Remaining} bytes.") { Offset = buffer.Position };
        objects.Spend(count, buffer.Position);
        RootObject[] rows = new RootObject[count];
        for (int i = 0; i < count; i++) rows[i] = objects.Create(layout.ClassName, layout.Version);
        if (count > 0) ReadColumns(objects, ref buffer, layout, rows, depth: 0);   // without objects nothing follows the count
        return rows;
    }

    private static void ReadColumns(ObjectReader objects, ref RootBuffer buffer, StreamerInfo layout, RootObject[] rows, int depth)
    {
        if (depth > RootReadLimits.Default.MaxDepth)
            throw new RootException($"Classes inherit from each other more than {depth - 1} times.") { Offset = buffer.Position };
        foreach (StreamerElement element in layout.Elements)
        {
            objects.Spend(rows.Length, buffer.Position);
            if (element.IsBase) ReadBase(objects, ref buffer, element, rows, depth);
            else if (MemberReader.IsCollection(element.Type)) objects.Collections.ReadColumn(ref buffer, element, rows);
            else if (MemberReader.IsLoop(element.Type)) ReadLoops(objects, ref buffer, element, rows);
            else if (objects.Members.Find(element) is { } read)
                foreach (RootObject row in rows) row.Add(element.Name, read(ref buffer, element, row));
            else
                throw new RootException(
                    $"Member {element.Name} is of type {element.TypeName} (code {element.Type}), which cannot be read here.")
                        { Offset = buffer.Position };
        }
    }

    // Base classes have no header here, but TObject and TNamed, which stream themselves.
    private static void ReadBase(ObjectReader objects, ref RootBuffer buffer, StreamerElement element, RootObject[] rows, int depth)
    {
        if (element.Type == MemberCode.NoData) return;
        if (element.Type == MemberCode.BaseObject || element.Name == "TObject")
        {
            foreach (RootObject row in rows) ObjectHeader.Read(ref buffer, row);
            return;
        }
        if (element.Type == MemberCode.Named)
        {
            foreach (RootObject row in rows)
            {
                if (objects.ReadValue(ref buffer, element.Name) is not RootObject named)
                    throw new RootException("A name and title that do not come out.") { Offset = buffer.Position };
                foreach ((string member, object? value) in named.Members) row.Add(member, value);
            }
            return;
        }
        StreamerInfo layout = objects.Infos.Find(element.Name, element.BaseVersion, element.BaseChecksum)
            ?? throw new RootException($"Version {element.BaseVersion} of base class {element.Name} is not described.")
                { Offset = buffer.Position };
        ReadColumns(objects, ref buffer, layout, rows, depth + 1);
    }

    private static void ReadLoops(ObjectReader objects, ref RootBuffer buffer, StreamerElement element, RootObject[] rows)
    {
        Frame frame = ObjectReader.ReadCountedFrame(ref buffer, element.TypeName);
        RootBuffer inner = buffer.Until(frame.End);
        foreach (RootObject row in rows) row.Add(element.Name, objects.Members.ReadLoopItems(ref inner, element, row));
        if (!inner.AtEnd)
            throw new RootException($"Member {element.Name} takes {inner.Remaining} bytes less than it has.") { Offset = frame.Start };
        buffer.SkipTo(frame.End);
    }
}
