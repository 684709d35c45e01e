using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Hep.Inference.Benchmarks;

/// <summary>wrk, one thread: the load generator that takes least of the cores that it shares with the service.</summary>
internal static partial class Wrk
{
    public static async Task<Measured> RunAsync(Uri service, Exchange exchange, int connections, int seconds)
    {
        string script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, Script(exchange));
            ProcessStartInfo start = new("wrk",
                ["-t1", $"-c{connections}", $"-d{seconds}s", "--latency", "-s", script, new Uri(service, exchange.Path).ToString()])
            {
                RedirectStandardOutput = true,
            };
            using Process wrk = Process.Start(start)!;
            string said = await wrk.StandardOutput.ReadToEndAsync();
            await wrk.WaitForExitAsync();
            return Read(said);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static string Script(Exchange exchange)
    {
        StringBuilder script = new($"wrk.method = \"POST\"\nwrk.body = \"{Escape(exchange.Body)}\"\n");
        script.Append(CultureInfo.InvariantCulture, $"wrk.headers[\"Content-Type\"] = \"{exchange.ContentType}\"\n");
        foreach ((string name, string value) in exchange.Headers)
            script.Append(CultureInfo.InvariantCulture, $"wrk.headers[\"{name}\"] = \"{value}\"\n");
        return script.ToString();
    }

    /// <summary>Bytes as a text of Lua: three digits each.</summary>
    private static string Escape(byte[] body) => string.Concat(body.Select(b => $"\\{b:D3}"));

    private static Measured Read(string said)
    {
        double rate = double.Parse(Rate().Match(said).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        int failures = Failures().Matches(said).Sum(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
        return new Measured(rate, Milliseconds("50%"), Milliseconds("99%"), Milliseconds("Latency"), failures);

        double Milliseconds(string name)
        {
            Match match = Regex.Match(said, name == "Latency" ? @"Latency +\S+ +\S+ +([\d.]+)(us|ms|s)" : $@"{name} +([\d.]+)(us|ms|s)");
            double value = double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            return match.Groups[2].Value switch { "us" => value / 1000, "ms" => value, _ => value * 1000 };
        }
    }

    [GeneratedRegex(@"Requests/sec: +([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"(?:Non-2xx or 3xx responses: |connect |read |write |timeout )(\d+)")]
    private static partial Regex Failures();
}
