namespace Hep.Root.IO.XRootD;

/// <summary>How a request ended: its body is complete, or the server said something else.</summary>
/// <param name="Status">Ok, or what else.</param>
/// <param name="Text">What the server said then.</param>
internal readonly record struct Answer(ResponseStatus Status, byte[] Text);
