using Hep.Jagged;

namespace Hep.Root.IO.Friends;

/// <summary>The values by which entries of two trees belong together: up to three integers.</summary>
internal readonly record struct EntryKey(long First, long Second, long Third);

/// <summary>Reads keys from columns.</summary>
internal static class EntryKeys
{
    /// <summary>The most columns that a key may have.</summary>
    public const int MaxColumns = 3;

    /// <summary>Refuses columns that are missing, or no flat integers.</summary>
    public static void Check(Schema schema, IReadOnlyList<string> on, string whose)
    {
        foreach (string name in on)
        {
            if (!schema.TryGet(name, out ColumnSchema? column))
                throw new RootException($"No column '{name}' in {whose}, to join by.{NearNames.Suggest(name, schema.Select(c => c.Name))}");
            if (!column.Dimensions.IsEmpty || !column.Type.IsInteger)
                throw new RootException($"Column '{column}' of {whose} is no key: flat columns of integers are.");
        }
    }

    /// <summary>The key of each entry of a batch.</summary>
    public static EntryKey[] Of(EntryBatch batch, IReadOnlyList<string> on)
    {
        EntryKey[] keys = new EntryKey[batch.EntryCount];
        for (int part = 0; part < on.Count; part++)
        {
            ReadOnlySpan<long> values = Integers(batch, on[part]);
            for (int i = 0; i < keys.Length; i++)
                keys[i] = part switch
                {
                    0 => keys[i] with { First = values[i] },
                    1 => keys[i] with { Second = values[i] },
                    _ => keys[i] with { Third = values[i] },
                };
        }
        return keys;
    }

    // Integers above the signed range keep their bits: they would all saturate to one number.
    private static ReadOnlySpan<long> Integers(EntryBatch batch, string name) => batch[name] is Column<ulong> unsigned
        ? System.Runtime.InteropServices.MemoryMarshal.Cast<ulong, long>(unsigned.Values)
        : batch.GetAs<long>(name).Values;
}
