using System.Globalization;
using System.Text.Json;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Terminal;

namespace Hep.Tool.Remote;

/// <summary>What servers say of files and directories, as tables for people or as JSON.</summary>
internal sealed class RemoteListing(Invocation call, bool json)
{
    /// <summary>The items of a directory.</summary>
    public async Task WriteAsync(IReadOnlyList<XRootDEntry> entries, CancellationToken cancellationToken)
    {
        if (json)
        {
            await WriteJsonAsync(row =>
            {
                row.WriteStartArray("entries");
                foreach (XRootDEntry entry in entries)
                {
                    row.WriteStartObject();
                    row.WriteString("name", entry.Name);
                    if (entry.Status is { } status) WriteStatus(row, status);
                    row.WriteEndObject();
                }
                row.WriteEndArray();
            }, cancellationToken);
            return;
        }
        TextTable table = new("", ">bytes", "modified", "name");
        foreach (XRootDEntry entry in entries)
            table.Add(entry.Status is { } status ? Rights(status) : "", entry.Status?.Length.ToString(CultureInfo.InvariantCulture) ?? "",
                entry.Status is null ? "" : Time(entry.Status.Modified), entry.Name);
        table.Write(call.Session, call.Session.Output);
    }

    /// <summary>A file or directory.</summary>
    public async Task WriteAsync(string url, XRootDStatus status, CancellationToken cancellationToken)
    {
        if (json)
        {
            await WriteJsonAsync(row => WriteStatus(row, status), cancellationToken);
            return;
        }
        TextTable facts = TextTable.OfFacts();
        facts.Add("path", url.Split('?')[0]);
        facts.Add("id", status.Id);
        facts.Add("bytes", status.Length.ToString(CultureInfo.InvariantCulture));
        facts.Add("modified", Time(status.Modified));
        facts.Add("rights", $"{Rights(status)}{(status.IsOffline ? ", on tape" : "")}");
        facts.Write(call.Session, call.Session.Output);
    }

    /// <summary>The servers that have a file.</summary>
    public async Task WriteAsync(IReadOnlyList<XRootDReplica> replicas, CancellationToken cancellationToken)
    {
        if (json)
        {
            await WriteJsonAsync(row =>
            {
                row.WriteStartArray("replicas");
                foreach (XRootDReplica replica in replicas)
                {
                    row.WriteStartObject();
                    row.WriteString("server", replica.Server);
                    row.WriteBoolean("manager", replica.IsManager);
                    row.WriteBoolean("pending", replica.IsPending);
                    row.WriteBoolean("writable", replica.IsWritable);
                    row.WriteEndObject();
                }
                row.WriteEndArray();
            }, cancellationToken);
            return;
        }
        TextTable table = new("server", "kind", "rights");
        foreach (XRootDReplica replica in replicas)
            table.Add(replica.Server, $"{(replica.IsManager ? "manager" : "server")}{(replica.IsPending ? ", pending" : "")}",
                replica.IsWritable ? "read, write" : "read");
        table.Write(call.Session, call.Session.Output);
    }

    /// <summary>The checksum of a file.</summary>
    public async Task WriteAsync(string url, XRootDChecksum checksum, CancellationToken cancellationToken)
    {
        if (!json) call.Print($"{checksum.Algorithm} {checksum.Value}  {url.Split('?')[0]}");
        else
            await WriteJsonAsync(row =>
            {
                row.WriteString("algorithm", checksum.Algorithm);
                row.WriteString("value", checksum.Value);
            }, cancellationToken);
    }

    private async Task WriteJsonAsync(Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        using JsonLines lines = new(call.Session);
        await lines.WriteAsync(write, cancellationToken);
    }

    private static void WriteStatus(Utf8JsonWriter row, XRootDStatus status)
    {
        row.WriteNumber("bytes", status.Length);
        row.WriteString("modified", status.Modified);
        row.WriteBoolean("directory", status.IsDirectory);
        row.WriteBoolean("offline", status.IsOffline);
        row.WriteBoolean("readable", status.IsReadable);
        row.WriteBoolean("writable", status.IsWritable);
    }

    // As ls writes them, of one user.
    private static string Rights(XRootDStatus status) =>
        string.Concat(status.IsDirectory ? 'd' : '-', status.IsReadable ? 'r' : '-', status.IsWritable ? 'w' : '-',
            status.IsExecutable ? 'x' : '-');

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
