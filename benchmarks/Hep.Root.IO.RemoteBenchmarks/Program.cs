using System.Globalization;
using Hep.Root.IO.RemoteBenchmarks;

// One measurement in a process of its own, told in a line of JSON: other clients can be timed in turn with it.
if (args is not [var name, var target, ..] || Cases.Find(name) is not { } run)
{
    Console.Error.WriteLine($"CASE URL [NUMBER] is expected, CASE one of {string.Join(", ", Cases.Names)}.");
    return 2;
}
Measured measured = await run(target, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 0);
string crc = measured.Crc is { } value ? $", \"crc\": {value}" : "";
Console.WriteLine(FormattableString.Invariant($"{{\"bytes\": {measured.Bytes}, \"seconds\": {measured.Seconds:F4}{crc}}}"));
return 0;
