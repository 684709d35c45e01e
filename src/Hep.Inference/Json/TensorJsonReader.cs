using System.Buffers;
using System.Text.Json;
using Hep.Jagged;

namespace Hep.Inference;

/// <summary>Reads the elements of one tensor and watches that arrays nest as the shape says, or not at all.</summary>
internal ref struct TensorJsonReader(Utf8JsonReader reader, TensorSignature signature, int count) : IElementOperation<Tensor>
{
    private readonly long[] _lengths = new long[Math.Max(1, signature.Shape.Length)];
    private int _depth;
    private int _leafDepth;
    private int _read;

    public Utf8JsonReader Reader = reader;

    public Tensor Invoke<T>() where T : unmanaged
    {
        SharedMemory<T> values = SharedMemory<T>.Rent(count);
        Span<T> span = values.Span;
        while (MoveToValue())
            if (!JsonNumbers.TryRead(ref Reader, out span[_read++])) throw WrongValue();
        return new Tensor<T>(signature.Name, signature.Type, signature.Shape, values);
    }

    public Tensor ReadStrings()
    {
        SharedMemory<int> offsets = SharedMemory<int>.Rent(count + 1);
        ArrayBufferWriter<byte> bytes = new();
        offsets.Span[0] = 0;
        while (MoveToValue())
        {
            _read++;
            if (Reader.TokenType != JsonTokenType.String) throw WrongValue();
            bytes.Advance(Reader.CopyString(bytes.GetSpan(Math.Max(1, Reader.ValueSpan.Length))));   // unescaped text is never longer
            offsets.Span[_read] = bytes.WrittenCount;
        }
        return new BytesTensor(signature.Name, signature.Shape, SharedMemory<byte>.Copy(bytes.WrittenSpan), offsets);
    }

    /// <summary>Goes to the next value; false at the end of the outermost array, which must have come at the right time.</summary>
    private bool MoveToValue()
    {
        if (_depth == 0) OpenArray();
        while (Reader.Read())
        {
            if (Reader.TokenType == JsonTokenType.EndArray)
            {
                CloseArray();
                if (_depth > 0) continue;
                return _read == count ? false : throw Fail($"has {_read} values, its shape asks for {count}");
            }
            _lengths[_depth - 1]++;
            if (Reader.TokenType == JsonTokenType.StartArray) OpenArray();
            else
            {
                CheckLeaf();
                return true;
            }
        }
        throw new JsonException("The text ends within an array.");
    }

    private void OpenArray()
    {
        if (_depth == _lengths.Length) throw Fail($"is nested more than {_lengths.Length} deep");
        _lengths[_depth++] = 0;
    }

    private void CloseArray()
    {
        _depth--;
        bool isNested = _leafDepth == signature.Shape.Length && _leafDepth > 1;
        if (isNested && _lengths[_depth] != signature.Shape[_depth])
            throw Fail($"has an array of {_lengths[_depth]} on level {_depth}, its shape asks for {signature.Shape[_depth]}");
    }

    private void CheckLeaf()
    {
        if (_read == count) throw Fail($"has more than the {count} values that its shape asks for");
        if (_leafDepth == 0) _leafDepth = _depth;
        if (_depth != _leafDepth || (_depth != 1 && _depth != signature.Shape.Length))
            throw Fail($"must be flat, or nested {signature.Shape.Length} deep everywhere");
    }

    private readonly InferenceException WrongValue() =>
        new(InferenceFailure.InvalidRequest, $"Tensor '{signature.Name}': value {_read - 1} is no {signature.Type.Datatype}.");

    private readonly InferenceException Fail(string what) =>
        new(InferenceFailure.InvalidRequest, $"Tensor '{signature.Name}' of shape [{string.Join(", ", signature.Shape)}]: 'data' {what}.");
}
