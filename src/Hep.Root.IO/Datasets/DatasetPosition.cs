using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Hep.Jagged;

namespace Hep.Root.IO;

/// <summary>A place in an epoch of a dataset, from which reading goes on exactly: in another process too, and on another day.</summary>
public sealed record DatasetPosition
{
    internal DatasetPosition(int epoch, long entries, ulong plan) => (Epoch, Entries, Plan) = (epoch, entries, plan);

    /// <summary>The epoch, from 0.</summary>
    public int Epoch { get; }

    /// <summary>Entries of the epoch that were read.</summary>
    public long Entries { get; }

    /// <summary>Tells the files, ranges, shuffle options and shard that it belongs to from others.</summary>
    internal ulong Plan { get; }

    /// <summary>The position as JSON, <c>{"epoch":0,"entries":4096,"plan":"…"}</c>, in base64url: letters, digits, '-' and '_'.</summary>
    public string ToToken()
    {
        string json = string.Create(CultureInfo.InvariantCulture, $$"""{"epoch":{{Epoch}},"entries":{{Entries}},"plan":"{{Plan:x16}}"}""");
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
    }

    /// <summary>Reads what <see cref="ToToken"/> wrote.</summary>
    /// <exception cref="PipelineException">It is no position.</exception>
    public static DatasetPosition FromToken(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return Parse(token) is { Epoch: >= 0, Entries: >= 0 } position
            ? position
            : throw new PipelineException($"'{token}' is no position of a dataset: one is given where reading stopped.");
    }

    private static DatasetPosition? Parse(string token)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(Base64Url.DecodeFromChars(token));
            string plan = json.RootElement.GetProperty("plan").GetString() ?? "";
            return new DatasetPosition(json.RootElement.GetProperty("epoch").GetInt32(), json.RootElement.GetProperty("entries").GetInt64(),
                ulong.Parse(plan, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        }
        catch (Exception failure) when (failure is FormatException or JsonException or InvalidOperationException or KeyNotFoundException
            or OverflowException)
        {
            return null;
        }
    }
}
