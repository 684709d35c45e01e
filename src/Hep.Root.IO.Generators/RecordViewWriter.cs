namespace Hep.Root.IO.Generators;

/// <summary>The views of a record, which read in place: of an entry, of a list of records, and of the entries of a batch.</summary>
internal static class RecordViewWriter
{
    /// <summary>What keeps a member that is there for generated code out of lists of completions.</summary>
    public const string Hidden =
        "[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]";

    private const string Library = "global::Hep.Root.IO.";

    private static readonly string Generated = "[global::System.CodeDom.Compiler.GeneratedCode("
        + $"\"Hep.Root.IO.Generators\", \"{typeof(RecordViewWriter).Assembly.GetName().Version}\")]";

    public static void Write(SourceText source, RecordModel record)
    {
        WriteView(source, record);
        source.Line();
        WriteList(source, record);
    }

    // foreach finds the enumerator of views as an extension, so that the batch itself needs to know nothing of them.
    public static void WriteExtension(SourceText source, RecordModel record)
    {
        source.Line();
        source.Line(Hidden);
        source.Open($"{(record.IsPublic ? "public" : "internal")} static class {record.FlatName}Views");
        source.Line($"public static {record.FullName}.View.Enumerator "
            + $"GetEnumerator(this {Library}RecordBatch<{record.FullName}> batch) =>");
        source.Line($"    new(({record.FullName}.ColumnReader)batch.Reader, 0, batch.EntryCount);");
        source.Close();
    }

    private static void WriteView(SourceText source, RecordModel record)
    {
        source.Line("/// <summary>One entry of a batch, read where it lies: nothing is allocated or copied. "
            + "Valid until the batch is disposed.</summary>");
        source.Line(Generated);
        source.Open("public readonly ref struct View");
        source.Line("private readonly ColumnReader _columns;");
        source.Line("private readonly int _entry;");
        source.Line();
        source.Line("internal View(ColumnReader columns, int entry) => (_columns, _entry) = (columns, entry);");
        source.Line();
        source.Line("/// <summary>The record of an entry, as the views of what it is in show it.</summary>");
        source.Line(Hidden);
        source.Line($"public View({Library}RecordColumn<{record.FullName}> column, int entry) "
            + ": this((ColumnReader)column.Reader, entry) { }");
        source.Line();
        foreach (MemberModel member in record.Members)
        {
            source.Line($"/// <summary>{(member.Type.IsRecord ? "Columns" : "Column")} <c>{XmlText(member.Column)}</c>.</summary>");
            source.Line($"public {ViewType(member)} {RecordWriter.Escape(member.Name)} => {ViewValue(member)};");
            source.Line();
        }
        source.Line("/// <summary>The entry as a record, whose lists are copies; memory is that of the batch.</summary>");
        source.Line($"public {record.FullName} ToRecord() => _columns.Read(_entry);");
        source.Line();
        source.Line("/// <summary>Goes through the entries of a batch, or the records of a list.</summary>");
        source.Open("public ref struct Enumerator");
        source.Line("private readonly ColumnReader _columns;");
        source.Line("private readonly int _end;");
        source.Line("private int _entry;");
        source.Line();
        source.Line("internal Enumerator(ColumnReader columns, int first, int count) => "
            + "(_columns, _entry, _end) = (columns, first - 1, first + count);");
        source.Line();
        source.Line("public readonly View Current => new(_columns, _entry);");
        source.Line();
        source.Line("public bool MoveNext() => ++_entry < _end;");
        source.Close();
        source.Close();
    }

    private static void WriteList(SourceText source, RecordModel record)
    {
        source.Line("/// <summary>The records of a list of an entry, read where they lie: nothing is allocated or copied. "
            + "Valid until the batch is disposed.</summary>");
        source.Line(Generated);
        source.Open("public readonly ref struct ViewList");
        source.Line("private readonly ColumnReader _columns;");
        source.Line("private readonly int _first;");
        source.Line();
        source.Line(Hidden);
        source.Open($"public ViewList({Library}RecordListColumn<{record.FullName}> column, int entry)");
        source.Line("_columns = (ColumnReader)column.Reader;");
        source.Line("(_first, Count) = column[entry];");
        source.Close();
        source.Line();
        source.Line("/// <summary>The number of records.</summary>");
        source.Line("public int Count { get; }");
        source.Line();
        source.Line("/// <summary>A record.</summary>");
        source.Open("public View this[int index]");
        source.Open("get");
        source.Line("global::System.ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));");
        source.Line("return new View(_columns, _first + index);");
        source.Close();
        source.Close();
        source.Line();
        source.Line("/// <summary>The records themselves.</summary>");
        source.Open($"public {record.FullName}[] ToArray()");
        source.Line("if (Count == 0) return [];");
        source.Line($"{record.FullName}[] records = new {record.FullName}[Count];");
        source.Line("_columns.Read(_first, records);");
        source.Line("return records;");
        source.Close();
        source.Line();
        source.Line("/// <summary>Goes through the records.</summary>");
        source.Line("public View.Enumerator GetEnumerator() => new(_columns, _first, Count);");
        source.Close();
    }

    // Of a record that may be missing there is no view; it is the record itself, or null.
    private static string ViewType(MemberModel member) => member.Type.Form switch
    {
        MemberForm.Value => member.Type.Element,
        MemberForm.OptionalValue => $"{member.Type.Element}?",
        MemberForm.Arrays or MemberForm.Texts => $"{Library}JaggedSpan<{member.Type.Element}>",
        MemberForm.Records => $"{member.Type.Element}.ViewList",
        MemberForm.Record or MemberForm.OptionalRecord => member.Type.Element + (member.IsNullable ? "?" : ".View"),
        _ => $"global::System.ReadOnlySpan<{member.Type.Element}>",
    };

    private static string ViewValue(MemberModel member)
    {
        string column = $"_columns._{member.Name}";
        return member.Type.Form switch
        {
            MemberForm.OptionalValue => $"{column}.IsMissing ? null : {column}[_entry]",
            MemberForm.Records => $"new({column}, _entry)",
            MemberForm.Record or MemberForm.OptionalRecord when member.IsNullable => $"{column}.IsMissing ? null : {column}[_entry]",
            MemberForm.Record => $"new({column}, _entry)",
            _ => $"{column}[_entry]",
        };
    }

    private static string XmlText(string text) => new System.Xml.Linq.XText(text).ToString();
}
