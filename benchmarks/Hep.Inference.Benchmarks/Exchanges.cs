using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Hep.Inference.Benchmarks;

/// <summary>A request for one event, as a client of that protocol sends it.</summary>
/// <param name="Path">Behind the address of the service; <c>{model}</c> stands for the name.</param>
/// <param name="ContentType">Its header.</param>
/// <param name="Body">The bytes; they name the model where the path does not.</param>
/// <param name="Headers">Further headers.</param>
internal sealed record Exchange(string Path, string ContentType, byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    private static readonly Dictionary<string, string> NoHeaders = [];

    public static IReadOnlyList<string> Names { get; } = ["json", "proto", "tensor", "binary", "events"];

    /// <summary>The exchange of that name with a model.</summary>
    public static Exchange Make(string name, string model) => name switch
    {
        "json" => new("/json", "application/json", Encoding.UTF8.GetBytes(Row(model)), NoHeaders),
        "proto" => new("/proto", "application/octet-stream", RowProto(model), NoHeaders),
        "tensor" => new($"/v2/models/{model}/infer", "application/json", Encoding.UTF8.GetBytes(Tensor()), NoHeaders),
        "binary" => Binary(model),
        "raw" => new("/raw", "application/octet-stream", Floats(), NoHeaders),
        "events" => new($"/v2/models/{model}_events/events", "application/json", Encoding.UTF8.GetBytes(Events()), NoHeaders),
        _ => throw new ArgumentException($"An exchange is one of {string.Join(", ", Names)}, and raw for the floor; got '{name}'."),
    };

    private static float[] Values { get; } = [.. Enumerable.Range(0, Networks.CellCount).Select(i => i / 42f)];

    /// <summary>TFaaS' row, 529 bytes as its own clients write it.</summary>
    private static string Row(string model)
    {
        string keys = string.Join(",", Enumerable.Range(0, Networks.CellCount).Select(i => $"\"{i}\""));
        return $$"""{"keys":[{{keys}}],"values":[{{Numbers(Values)}}],"model":"{{model}}"}""";
    }

    private static byte[] RowProto(string model)
    {
        List<byte> row = [];
        for (int i = 0; i < Networks.CellCount; i++) Add(1, Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture)));
        Add(2, Floats());
        Add(3, Encoding.UTF8.GetBytes(model));
        return [.. row];

        // every field is shorter than 16384 bytes
        void Add(int field, byte[] bytes)
        {
            row.Add((byte)((field << 3) | 2));
            if (bytes.Length > 127) row.Add((byte)((bytes.Length & 127) | 128));
            row.Add((byte)(bytes.Length > 127 ? bytes.Length >> 7 : bytes.Length));
            row.AddRange(bytes);
        }
    }

    private static string Tensor() =>
        $$"""{"inputs":[{"name":"features","datatype":"FP32","shape":[1,{{Networks.CellCount}}],"data":[{{Numbers(Values)}}]}]}""";

    private static Exchange Binary(string model)
    {
        byte[] values = Floats();
        string size = $$"""{ "binary_data_size": {{values.Length}} }""";
        string input = $$"""{ "name": "features", "datatype": "FP32", "shape": [1,{{Networks.CellCount}}], "parameters": {{size}} }""";
        byte[] header = Encoding.UTF8.GetBytes($$"""{"inputs":[{{input}}],"parameters":{"binary_data_output":true} }""");
        return new Exchange($"/v2/models/{model}/infer", "application/octet-stream", [.. header, .. values], new Dictionary<string, string>
        {
            ["Inference-Header-Content-Length"] = header.Length.ToString(CultureInfo.InvariantCulture),
        });
    }

    private static string Events()
    {
        string flat = string.Join(",", Enumerable.Range(0, 18).Select(i => $"\"f{i}\":{Numbers(Values[i])}"));
        string jets = string.Join(",", ((string[])["Jet_pt", "Jet_eta", "Jet_phi"]).Select(name => $"\"{name}\":[{Numbers(Values[..5])}]"));
        return $$$"""{"events":[{{{{flat}}},{{{jets}}}}]}""";
    }

    private static string Numbers(params float[] values) =>
        string.Join(",", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));

    private static byte[] Floats()
    {
        byte[] bytes = new byte[sizeof(float) * Values.Length];
        for (int i = 0; i < Values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(sizeof(float) * i), Values[i]);
        return bytes;
    }
}
