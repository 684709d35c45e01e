namespace Hep.Root.IO;

/// <summary>A friend that the writer of a tree recorded: another tree whose entries belong to those of this one.</summary>
/// <param name="Name">What the writer called it.</param>
/// <param name="Tree">Its path in its file.</param>
/// <param name="File">Its file, as the writer named it; empty where it is the tree's own.</param>
public sealed record TreeFriend(string Name, string Tree, string File);
