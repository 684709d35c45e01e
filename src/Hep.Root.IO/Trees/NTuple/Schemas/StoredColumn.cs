namespace Hep.Root.IO.Trees.NTuple;

/// <summary>A column as the file describes it: one way in which values of a field are stored.</summary>
internal sealed record StoredColumn
{
    private const int Deferred = 1, Ranged = 2;

    /// <summary>Its place among all columns.</summary>
    public required int Id { get; init; }

    /// <summary>The number of its type (<see cref="ColumnType"/>).</summary>
    public required int TypeCode { get; init; }

    /// <summary>Bits of an element in a page.</summary>
    public required int Bits { get; init; }

    public required uint FieldId { get; init; }

    /// <summary>Which of the ways of its field this is.</summary>
    public required int Representation { get; init; }

    /// <summary>
    /// The first element that is stored, where the column came while entries were written: those before it are zero. 0 elsewhere.
    /// </summary>
    public long FirstElement { get; private init; }

    /// <summary>The limits of quantised values.</summary>
    public (double Min, double Max) Range { get; init; }

    /// <summary>Whether it began late.</summary>
    public bool IsDeferred { get; private init; }

    /// <summary>The type; null for one that came after format 1.0.</summary>
    public ColumnType? Type => ColumnType.Find(TypeCode);

    /// <summary>Reads the record of a column.</summary>
    public static StoredColumn Read(ref EnvelopeBuffer record, int id)
    {
        int type = record.ReadUInt16(), bits = record.ReadUInt16();
        uint field = record.ReadUInt32();
        int flags = record.ReadUInt16(), representation = record.ReadUInt16();
        return new StoredColumn
        {
            Id = id,
            TypeCode = type,
            Bits = bits,
            FieldId = field,
            Representation = representation,
            IsDeferred = (flags & Deferred) != 0,
            FirstElement = (flags & Deferred) != 0 ? record.ReadInt64() : 0,
            Range = (flags & Ranged) != 0 ? (record.ReadDouble(), record.ReadDouble()) : default,
        };
    }

    /// <summary>Why its pages cannot be decoded; null where they can.</summary>
    public string? Why => Type is not { } type ? $"column type 0x{TypeCode:x2} is not known"
        : Bits < type.MinBits || Bits > type.MaxBits ? $"a column of type {type.Name} has elements of {Bits} bits"
        : type.IsRanged && !(double.IsFinite(Range.Min) && double.IsFinite(Range.Max) && Range.Min < Range.Max)
            ? $"its quantised values lie between {Range.Min} and {Range.Max}"
        : null;

    /// <summary>Plain bytes of a page of so many elements.</summary>
    public long PageBytes(long elements) => (elements * Bits + 7) / 8;
}
