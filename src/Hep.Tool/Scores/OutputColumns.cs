using System.Text.RegularExpressions;
using Hep.Inference;
using Hep.Jagged;

namespace Hep.Tool.Scores;

/// <summary>
/// The numbers of an output as they are: a number is a column, numbers with labels are one each (<c>scores_ttbar</c>), others one of a
/// fixed shape.
/// </summary>
internal sealed partial class OutputColumns : ITreeColumns
{
    private readonly string _output;

    /// <summary>Lays the columns out.</summary>
    /// <param name="output">The output, of a known shape behind the first axis.</param>
    /// <param name="labels">What its numbers are called.</param>
    public OutputColumns(TensorSignature output, IReadOnlyList<string> labels)
    {
        _output = output.Name;
        ElementType type = OutputTypes.Of(output);
        string name = NameOf(output.Name);
        int[] shape = [.. output.Shape.Skip(1).Select(size => checked((int)size))];
        int width = shape.Aggregate(1, (product, size) => checked(product * size));
        string[] names = [.. labels.Select(label => NameOf($"{output.Name}_{label}"))];
        Schema = new Schema(width switch
        {
            1 => [new ColumnSchema(name, type)],
            _ when names.Length == width && names.Distinct(StringComparer.Ordinal).Count() == width =>
                names.Select(n => new ColumnSchema(n, type)),
            _ => [new ColumnSchema(name, type, [.. shape.Select(Dimension.Fixed)])],
        });
    }

    /// <inheritdoc/>
    public Schema Schema { get; }

    /// <summary>A name that ROOT takes for one, and not for an expression: letters, digits and <c>_</c>.</summary>
    public static string NameOf(string text)
    {
        string name = OtherCharacter().Replace(text, "_");
        return char.IsAsciiDigit(name[0]) ? "_" + name : name;
    }

    /// <inheritdoc/>
    public IEnumerable<Column> Make(EntryBatch entries, Predictions predictions) =>
        OutputTypes.Visit(predictions[_output], new Gathering(Schema));

    [GeneratedRegex("[^A-Za-z0-9_]")]
    private static partial Regex OtherCharacter();

    private sealed class Gathering(Schema schema) : IOutputVisitor<IEnumerable<Column>>
    {
        public IEnumerable<Column> Visit<T>(Tensor<T> output) where T : unmanaged =>
            schema.Count == 1 ? [new Column<T>(schema[0], output.RowCount, SharedMemory<T>.Copy(output.Values))]
                : schema.Select((column, index) => new Column<T>(column, output.RowCount, Every(output, schema.Count, index)));

        private static SharedMemory<T> Every<T>(Tensor<T> output, int stride, int first) where T : unmanaged
        {
            SharedMemory<T> values = SharedMemory<T>.Rent(output.RowCount);
            Span<T> to = values.Span;
            ReadOnlySpan<T> from = output.Values;
            for (int row = 0; row < to.Length; row++) to[row] = from[row * stride + first];
            return values;
        }
    }
}
