using Hep.Jagged;

namespace Hep.Root.IO;

/// <summary>A member of a record: what its column, or its columns where it is a record itself, are called, and what it can hold.</summary>
public sealed record RecordMember
{
    private RecordMember(string column, RecordShape shape, ElementType type)
    {
        Column = MemberName = column;
        Shape = shape;
        Type = type;
    }

    /// <summary>The column's name; of records what the names of their columns begin with.</summary>
    public string Column { get; }

    /// <summary>The member's name.</summary>
    public string MemberName { get; init; }

    /// <summary>How it holds the values of an entry.</summary>
    public RecordShape Shape { get; }

    /// <summary>What one value is; says nothing of records.</summary>
    public ElementType Type { get; }

    /// <summary>Whether the column may be missing.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The members of the record or records that it is; else empty.</summary>
    public IReadOnlyList<RecordMember> Fields { get; private init; } = [];

    /// <summary>Of a list that is a fixed shape in its column, the sizes, outermost first; else empty.</summary>
    public IReadOnlyList<int> FixedShape { get; init; } = [];

    /// <summary>Whether a record refers to the column's memory instead of a copy.</summary>
    public bool KeepsMemory { get; init; }

    /// <summary>A member of one value.</summary>
    public static RecordMember Value<T>(string column) where T : unmanaged => new(column, RecordShape.Value, ElementTypes.Of<T>());

    /// <summary>A member that is a list.</summary>
    public static RecordMember List<T>(string column) where T : unmanaged => new(column, RecordShape.List, ElementTypes.Of<T>());

    /// <summary>A member that is a list of lists.</summary>
    public static RecordMember Nested<T>(string column) where T : unmanaged => new(column, RecordShape.Nested, ElementTypes.Of<T>());

    /// <summary>A member that is a text.</summary>
    public static RecordMember Text(string column) => new(column, RecordShape.Text, ElementType.String);

    /// <summary>A member that is a list of texts.</summary>
    public static RecordMember Texts(string column) => new(column, RecordShape.Texts, ElementType.String);

    /// <summary>A member that is a record.</summary>
    public static RecordMember Record<T>(string column) where T : IRootRecord<T> =>
        new(column, RecordShape.Record, default) { Fields = T.Members };

    /// <summary>A member that is a list of records.</summary>
    public static RecordMember Records<T>(string column) where T : IRootRecord<T> =>
        new(column, RecordShape.Records, default) { Fields = T.Members };
}

/// <summary>How a member of a record holds the values of an entry.</summary>
public enum RecordShape
{
    /// <summary>One number or truth value.</summary>
    Value,
    /// <summary>A list, or a fixed shape whose last index runs fastest.</summary>
    List,
    /// <summary>A list of lists.</summary>
    Nested,
    /// <summary>A text.</summary>
    Text,
    /// <summary>A list of texts.</summary>
    Texts,
    /// <summary>A record, whose members are columns.</summary>
    Record,
    /// <summary>A list of records, whose members are columns of lists.</summary>
    Records,
}
