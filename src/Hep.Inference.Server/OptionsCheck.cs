using System.Globalization;
using Hep.Inference.Server.Security;
using Microsoft.Extensions.Options;

namespace Hep.Inference.Server;

/// <summary>Holds the options of a service to what can be meant, before anything starts: all that is wrong is told at once.</summary>
internal static class OptionsCheck
{
    private static readonly TimeSpan LongestNotice = TimeSpan.FromMinutes(10), LongestKept = TimeSpan.FromDays(36_500);

    /// <exception cref="OptionsValidationException">An option cannot be meant: which, what it is, and what is allowed.</exception>
    public static void Check(InferenceServerOptions options)
    {
        string[] failures = [.. FailuresOf(options)];
        if (failures.Length > 0)
            throw new OptionsValidationException(nameof(InferenceServerOptions), typeof(InferenceServerOptions), failures);
    }

    private static IEnumerable<string> FailuresOf(InferenceServerOptions o) =>
    [
        .. Wrong(nameof(o.ModelsFolder), o.ModelsFolder, !string.IsNullOrWhiteSpace(o.ModelsFolder), "the path of a folder"),
        .. Positive(nameof(o.MaximumRequestBytes), o.MaximumRequestBytes),
        .. Positive(nameof(o.MaximumFileBytes), o.MaximumFileBytes),
        .. Positive(nameof(o.MaximumFileEntries), o.MaximumFileEntries),
        .. Positive(nameof(o.MaximumModelBytes), o.MaximumModelBytes),
        .. Positive(nameof(o.MemoryBytes), o.MemoryBytes),
        .. Positive($"{nameof(o.RequestRate)}.{nameof(RequestRate.PerSecond)}", o.RequestRate?.PerSecond),
        .. Positive($"{nameof(o.RequestRate)}.{nameof(RequestRate.Burst)}", o.RequestRate?.Burst),
        .. Within(nameof(o.DeletedFor), o.DeletedFor, LongestKept),
        .. Within(nameof(o.StopNotice), o.StopNotice, LongestNotice),
        .. Quota(nameof(o.TotalQuota), o.TotalQuota),
        .. Quota(nameof(o.NamespaceQuota), o.NamespaceQuota),
        .. o.NamespaceQuotas.SelectMany(q => Quota($"{nameof(o.NamespaceQuotas)}[{q.Key}]", q.Value)),
        .. o.NamespaceQuotas.Keys.SelectMany(n => Wrong(nameof(o.NamespaceQuotas), n, n.Length == 0 || ModelName.IsName(n),
            "the name of a namespace, such as cms.b2g, or nothing for models without one")),
        .. o.AllowedHosts.SelectMany(h => Wrong(nameof(o.AllowedHosts), h, Uri.CheckHostName(h) != UriHostNameType.Unknown,
            "a name of a machine alone, such as models.example.org")),
        .. o.AllowedUrlPrefixes.SelectMany(p => Wrong(nameof(o.AllowedUrlPrefixes),
            p.Contains('@') ? "one with a name or a password" : p, IsPrefix(p),
            "the beginning of a URL, such as root://eos.example.org//store/")),
        .. File(nameof(o.AuditFile), o.AuditFile),
        .. o.RequestLog == Telemetry.RequestLog.StandardOutput ? [] : File(nameof(o.RequestLog), o.RequestLog),
    ];

    private static IEnumerable<string> Positive(string option, long? value) =>
        Wrong(option, value, value is null or > 0, "a whole number from 1 on");

    private static IEnumerable<string> Within(string option, TimeSpan value, TimeSpan longest) =>
        Wrong(option, value, value >= TimeSpan.Zero && value <= longest, $"a time from 0 to {longest}");

    private static IEnumerable<string> Quota(string option, RepositoryQuota quota) =>
    [
        .. Wrong($"{option}.{nameof(quota.Bytes)}", quota.Bytes, quota.Bytes is null or >= 0, "a whole number from 0 on"),
        .. Wrong($"{option}.{nameof(quota.Versions)}", quota.Versions, quota.Versions is null or >= 0, "a whole number from 0 on"),
    ];

    private static IEnumerable<string> File(string option, string? path) =>
        Wrong(option, path, path is null || (path.Trim().Length > 0 && !Directory.Exists(path)
            && Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))), "the path of a file in a folder that is there");

    private static bool IsPrefix(string prefix) => Uri.TryCreate(prefix, UriKind.Absolute, out Uri? url)
        && url.Scheme is "root" or "roots" or "http" or "https" && url.UserInfo.Length == 0;

    private static IEnumerable<string> Wrong(string option, object? value, bool isRight, string allowed) => isRight
        ? []
        : [string.Create(CultureInfo.InvariantCulture, $"{option} is '{value}': {allowed} is allowed.")];
}
