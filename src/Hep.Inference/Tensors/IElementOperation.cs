namespace Hep.Inference;

/// <summary>What is done for one .NET type of elements; <see cref="TensorTypes"/> picks the type.</summary>
internal interface IElementOperation<TResult>
{
    TResult Invoke<T>() where T : unmanaged;
}
