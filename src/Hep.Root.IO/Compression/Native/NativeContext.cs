using Microsoft.Win32.SafeHandles;

namespace Hep.Root.IO.Compression.Native;

/// <summary>What a library keeps between blocks: one a thread, which nobody can dispose, so the garbage collector does.</summary>
internal sealed unsafe class NativeContext : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly delegate* unmanaged[Cdecl]<nint, void> _free;

    /// <summary>Owns <paramref name="context"/>, which is 0 where the library had no memory.</summary>
    public NativeContext(nint context, delegate* unmanaged[Cdecl]<nint, void> free) : base(ownsHandle: true)
    {
        _free = free;
        SetHandle(context);
    }

    /// <summary>The context; alive while its thread runs.</summary>
    public nint Address => handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        _free(handle);
        return true;
    }
}
