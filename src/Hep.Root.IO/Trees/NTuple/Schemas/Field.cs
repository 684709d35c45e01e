namespace Hep.Root.IO.Trees.NTuple;

/// <summary>A field: a C++ type, and what it is made of.</summary>
internal sealed class Field
{
    private const int Repetitive = 1, Projected = 2, HasChecksum = 4;

    private Field(int id, int parent, FieldRole role, ushort flags)
    {
        Id = id;
        Parent = parent;
        Role = role;
        IsRepetitive = (flags & Repetitive) != 0;
        IsProjected = (flags & Projected) != 0;
    }

    /// <summary>Its place among all fields.</summary>
    public int Id { get; }

    /// <summary>The field above; a field of the top names itself.</summary>
    public int Parent { get; }

    public FieldRole Role { get; }

    /// <summary>Whether each element has <see cref="ArraySize"/> of it.</summary>
    public bool IsRepetitive { get; }

    /// <summary>Whether its columns are another field's.</summary>
    public bool IsProjected { get; }

    public required string Name { get; init; }

    public required string TypeName { get; init; }

    /// <summary>The type as the writer's code spelt it, where that is another name.</summary>
    public required string TypeAlias { get; init; }

    public required string Description { get; init; }

    public ulong ArraySize { get; private init; }

    public uint TypeVersion { get; private init; }

    /// <summary>The checksum of the class's members; 0 where none is stored.</summary>
    public uint TypeChecksum { get; private init; }

    /// <summary>The fields in it, in their order.</summary>
    public List<Field> Children { get; } = [];

    /// <summary>Its columns, each with all its representations; several where the principal one counts the elements of another.</summary>
    public List<NTupleColumn> Columns { get; } = [];

    /// <summary>Why its columns cannot be used; null where they can.</summary>
    public string? Why { get; set; }

    /// <summary>Reads the record of a field.</summary>
    public static Field Read(ref EnvelopeBuffer record, int id)
    {
        record.ReadUInt32();                        // the version of the field
        uint typeVersion = record.ReadUInt32();
        uint parent = record.ReadUInt32();
        ushort role = record.ReadUInt16(), flags = record.ReadUInt16();
        string name = record.ReadString(), typeName = record.ReadString(), alias = record.ReadString();
        string description = record.ReadString();
        ulong arraySize = (flags & Repetitive) != 0 ? record.ReadUInt64() : 0;
        if ((flags & Projected) != 0) record.ReadUInt32();      // the source: the aliases of the columns say the same
        uint checksum = (flags & HasChecksum) != 0 ? record.ReadUInt32() : 0;
        return new Field(id, (int)Math.Min(parent, int.MaxValue), (FieldRole)role, flags)
        {
            Name = name,
            TypeName = typeName,
            TypeAlias = alias,
            Description = description,
            ArraySize = arraySize,
            TypeVersion = typeVersion,
            TypeChecksum = checksum,
        };
    }
}
