namespace Hep.Root.IO.Trees.NTuple;

/// <summary>The fields and columns of an RNTuple: those of the header, and those that the footer adds.</summary>
internal sealed class NTupleSchema
{
    // The least that the records of the lists have.
    private const int FieldBytes = 8 + 16 + 4 * sizeof(int), ColumnBytes = 8 + 12, AliasBytes = 8 + 8, ExtraBytes = 8 + 8 + 2 * sizeof(int);

    private readonly List<Field> _fields = [];
    private readonly List<StoredColumn> _stored = [];
    private readonly List<(uint Column, uint Field)> _aliases = [];
    private readonly List<byte[]> _streamerInfos = [];

    /// <summary>The fields of the top.</summary>
    public List<Field> Top { get; } = [];

    /// <summary>All columns, in the order of their first representations.</summary>
    public List<NTupleColumn> Columns { get; } = [];

    /// <summary>How many columns the file describes; those that the footer adds are not in every cluster.</summary>
    public int StoredCount => _stored.Count;

    /// <summary>How many of them the header describes.</summary>
    public int HeaderCount { get; private set; }

    /// <summary>The layouts of streamed objects, as lists that ROOT streamed.</summary>
    public IReadOnlyList<byte[]> StreamerInfos => _streamerInfos;

    /// <summary>Takes the four lists of a schema: fields, columns, aliases and extra types.</summary>
    public void Read(ref EnvelopeBuffer buffer)
    {
        EnvelopeBuffer fields = buffer.EnterList(out int count, FieldBytes);
        for (int i = 0; i < count; i++)
        {
            EnvelopeBuffer record = fields.EnterRecord();
            _fields.Add(Field.Read(ref record, _fields.Count));
        }
        EnvelopeBuffer columns = buffer.EnterList(out count, ColumnBytes);
        for (int i = 0; i < count; i++)
        {
            EnvelopeBuffer record = columns.EnterRecord();
            _stored.Add(StoredColumn.Read(ref record, _stored.Count));
        }
        EnvelopeBuffer aliases = buffer.EnterList(out count, AliasBytes);
        for (int i = 0; i < count; i++)
        {
            EnvelopeBuffer record = aliases.EnterRecord();
            _aliases.Add((record.ReadUInt32(), record.ReadUInt32()));
        }
        EnvelopeBuffer extras = buffer.EnterList(out count, ExtraBytes);
        for (int i = 0; i < count; i++)
        {
            EnvelopeBuffer record = extras.EnterRecord();
            ReadExtra(ref record);
        }
    }

    /// <summary>Notes that what comes now is the footer's.</summary>
    public void EndHeader() => HeaderCount = _stored.Count;

    /// <summary>Joins fields and columns, once all are read.</summary>
    /// <exception cref="RootException">Something belongs to a field that is not there.</exception>
    public void Settle()
    {
        foreach (Field field in _fields)
            (field.Parent == field.Id ? Top : FieldAt((uint)field.Parent, $"field '{field.Name}'").Children).Add(field);
        NTupleColumn?[] columnOf = new NTupleColumn?[_stored.Count];
        foreach (IGrouping<uint, StoredColumn> columns in _stored.GroupBy(c => c.FieldId))
            Join(FieldAt(columns.Key, $"column {columns.First().Id}"), columns, columnOf);
        foreach ((uint column, uint field) in _aliases)
        {
            if (column >= columnOf.Length) throw new RootException($"An alias of column {column}, there are {columnOf.Length}.");
            Field projected = FieldAt(field, $"the alias of column {column}");
            // A field that is stored in several ways is projected with all of them.
            if (columnOf[column] is not { } joined) projected.Why = "what it projects has representations with unlike columns";
            else if (!projected.Columns.Contains(joined)) projected.Columns.Add(joined);
        }
    }

    private void ReadExtra(ref EnvelopeBuffer record)
    {
        const uint StreamerInfo = 0;
        uint content = record.ReadUInt32();
        record.ReadUInt32();                        // the version of the type
        record.ReadBytes();                         // and its name: empty, for the infos are those of all fields
        ReadOnlySpan<byte> bytes = record.ReadBytes();
        if (content == StreamerInfo) _streamerInfos.Add(bytes.ToArray());
    }

    private Field FieldAt(uint id, string of) => id < _fields.Count ? _fields[(int)id]
        : throw new RootException($"{of} belongs to field {id}, there are {_fields.Count}.");

    // The columns of each representation stand in their order; representations count from 0.
    private void Join(Field field, IEnumerable<StoredColumn> stored, NTupleColumn?[] columnOf)
    {
        List<int> places = [];                      // columns of each representation so far
        foreach (StoredColumn column in stored)
        {
            int way = column.Representation;
            if (way == places.Count) places.Add(0);
            if (way > places.Count || (way > 0 && places[way] >= field.Columns.Count))
            {
                field.Why = "its representations have unlike columns";
                return;
            }
            int place = places[way]++;
            if (way == 0)
            {
                NTupleColumn joined = new(Columns.Count, column);
                Columns.Add(joined);
                field.Columns.Add(joined);
            }
            else field.Columns[place].Representations.Add(column);
            columnOf[column.Id] = field.Columns[place];
        }
        if (places.Exists(p => p != places[0])) field.Why = "its representations have unlike columns";
    }
}
