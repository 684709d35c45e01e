using Hep.Inference;
using Hep.Jagged;
using Hep.Root.IO;

namespace Hep.Tool.Scores;

/// <summary>What a tree of scores is.</summary>
internal sealed record ScoreTree
{
    /// <summary>The tree of scores alone, a friend of the one that was scored.</summary>
    public const string FriendPath = "scores";

    /// <summary>Its path in the file.</summary>
    public required string Path { get; init; }

    /// <summary>Its title.</summary>
    public required string Title { get; init; }

    /// <summary>As what it is written.</summary>
    public required TreeFormat Format { get; init; }

    /// <summary>How it is compressed.</summary>
    public required RootCompression Compression { get; init; }

    /// <summary>Threads that compress.</summary>
    public required int Threads { get; init; }

    /// <summary>The columns of the input that are copied along.</summary>
    public required Schema Copied { get; init; }

    /// <summary>Whether entries that fail the model's cut are left out.</summary>
    public required bool HasSelectedOnly { get; init; }

    /// <summary>The outputs, as the model tells them before it was asked anything.</summary>
    public required IReadOnlyList<TensorSignature> Outputs { get; init; }

    /// <summary>What they mean.</summary>
    public required ModelMeaning Meaning { get; init; }
}
