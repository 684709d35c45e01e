using Hep.Root.IO.Writing.Outputs;

namespace Hep.Root.IO.Merging.Pages;

internal sealed class PageCopyPlan : CopyPlan
{
    public override Task AddAsync(RootFile file, RootKey key, CancellationToken cancellationToken) => throw new RootException("later");

    public override TreeCopy Open(SavedTree tree) => throw new RootException("later");
}
