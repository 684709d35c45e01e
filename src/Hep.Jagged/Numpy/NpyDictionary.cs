using System.Collections.Immutable;
using System.Globalization;

namespace Hep.Jagged;

/// <summary>Reads the Python dictionary of an NPY header: texts, True, False, and one tuple of integers.</summary>
internal ref struct NpyDictionary
{
    private const int MaximumRank = 32;

    private readonly ReadOnlySpan<char> _text;
    private int _position;

    private NpyDictionary(ReadOnlySpan<char> text) => _text = text;

    /// <exception cref="PipelineException">It is no such dictionary, or lacks a key.</exception>
    public static NpyHeader Parse(ReadOnlySpan<char> text)
    {
        NpyDictionary reader = new(text);
        string? type = null;
        bool? fortran = null;
        ImmutableArray<long>? shape = null;
        reader.Expect('{');
        while (!reader.TryTake('}'))
        {
            string key = reader.Quoted();
            reader.Expect(':');
            switch (key)
            {
                case "descr": type = reader.Quoted(); break;
                case "fortran_order": fortran = reader.Truth(); break;
                case "shape": shape = reader.Tuple(); break;
                default: throw reader.Failure($"the key '{key}' is unknown");
            }
            if (!reader.TryTake(','))
            {
                reader.Expect('}');
                break;
            }
        }
        if (type is null || fortran is null || shape is null) throw reader.Failure("'descr', 'fortran_order' and 'shape' are expected");
        return new NpyHeader(NpyType.Parse(type), fortran.Value, shape.Value);
    }

    private void SkipBlanks()
    {
        while (_position < _text.Length && char.IsWhiteSpace(_text[_position])) _position++;
    }

    private bool TryTake(char expected)
    {
        SkipBlanks();
        if (_position >= _text.Length || _text[_position] != expected) return false;
        _position++;
        return true;
    }

    private void Expect(char expected)
    {
        if (!TryTake(expected)) throw Failure($"'{expected}' is expected");
    }

    private string Quoted()
    {
        SkipBlanks();
        if (_position >= _text.Length || _text[_position] is not ('\'' or '"'))
            throw Failure("a text is expected (records of several fields are not read)");
        char quote = _text[_position++];
        int length = _text[_position..].IndexOf(quote);
        if (length < 0) throw Failure("a text does not end");
        string text = _text.Slice(_position, length).ToString();
        _position += length + 1;
        return text;
    }

    private bool Truth()
    {
        SkipBlanks();
        foreach (bool value in (ReadOnlySpan<bool>)[true, false])
            if (_text[_position..].StartsWith(value ? "True" : "False"))
            {
                _position += value ? 4 : 5;
                return value;
            }
        throw Failure("True or False is expected");
    }

    private ImmutableArray<long> Tuple()
    {
        Expect('(');
        ImmutableArray<long>.Builder sizes = ImmutableArray.CreateBuilder<long>();
        while (!TryTake(')'))
        {
            SkipBlanks();
            int length = 0;
            while (_position + length < _text.Length && char.IsAsciiDigit(_text[_position + length])) length++;
            if (sizes.Count == MaximumRank
                || !long.TryParse(_text.Slice(_position, length), NumberStyles.None, CultureInfo.InvariantCulture, out long size))
                throw Failure("a size is expected");
            sizes.Add(size);
            _position += length;
            if (!TryTake(','))
            {
                Expect(')');
                break;
            }
        }
        return sizes.ToImmutable();
    }

    private readonly PipelineException Failure(string expected) =>
        new($"The NPY header does not fit at character {_position}: {expected}.");
}
