using Hep.Inference.Server.Http;
using Hep.Inference.Server.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Tfaas;

/// <summary>TFaaS' <c>/status</c>, under its names: Go's routines are threads here.</summary>
internal sealed class TfaasStatus(ServiceTelemetry telemetry)
{
    public Task DescribeAsync(HttpContext context)
    {
        MachineLoad machine = MachineLoad.Read();
        return Answer.JsonAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("NGo"u8, machine.Threads);
            writer.WriteStartObject("Memory"u8);
            WriteMemory("Virtual", machine.MemoryBytes, machine.UsedMemoryBytes);
            WriteMemory("Swap", machine.SwapBytes, machine.UsedSwapBytes);
            writer.WriteEndObject();
            writer.WriteStartObject("Load"u8);
            writer.WriteNumber("load1"u8, machine.Loads[0]);
            writer.WriteNumber("load5"u8, machine.Loads[1]);
            writer.WriteNumber("load15"u8, machine.Loads[2]);
            writer.WriteEndObject();
            writer.WriteStartArray("CPU"u8);
            writer.WriteNumberValue(100 * machine.ProcessorShare);
            writer.WriteEndArray();
            writer.WriteNumber("Uptime"u8, machine.Uptime.TotalSeconds);
            writer.WriteNumber("getRequests"u8, telemetry.GetRequests);
            writer.WriteNumber("postRequests"u8, telemetry.PostRequests);
            writer.WriteEndObject();

            void WriteMemory(string name, long total, long used)
            {
                writer.WriteStartObject(name);
                writer.WriteNumber("total"u8, total);
                writer.WriteNumber("free"u8, Math.Max(0, total - used));
                writer.WriteNumber("used"u8, used);
                writer.WriteNumber("usedPercent"u8, total == 0 ? 0 : 100.0 * used / total);
                writer.WriteEndObject();
            }
        });
    }
}
