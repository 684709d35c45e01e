using Hep.Jagged;
using Hep.Root.IO.Datasets;

namespace Hep.Root.IO.Tests.Datasets;

/// <summary>Files of a dataset as they are remembered, without any file.</summary>
internal static class DatasetFileBuilder
{
    public static DatasetFile File(string location, DatasetSource source, int index, params ColumnSchema[] columns) =>
        new(location, new EntrySource(Guid.Empty, "Events") { DatasetSource = index, ChainStart = 100, Location = location }, source,
            new Schema(columns), 10, 0, 10);

    public static DatasetSource Source(params (string Column, double Value)[] defaults) =>
        new() { Files = [], Default = defaults.ToDictionary(d => d.Column, d => d.Value) };

    public static EntryBatch Batch(params Column[] columns) =>
        new(columns, EntryIdentities.Range(EntrySource.None, 5, columns[0].EntryCount));
}
