namespace Hep.Inference.OnnxRuntime;

/// <summary>Reads a model file whose length is bounded before memory is taken.</summary>
internal static class ModelFile
{
    /// <exception cref="InferenceException">The file is not there, cannot be read, or is too long.</exception>
    public static byte[] Read(string path, long mostBytes)
    {
        try
        {
            long length = new FileInfo(path).Length;
            if (length > mostBytes)
                throw new InferenceException(InferenceFailure.InvalidModel,
                    $"The model file '{path}' has {length} bytes, more than the {mostBytes} that are read.");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InferenceException(InferenceFailure.InvalidModel, $"The model file '{path}' cannot be read: {e.Message}", e);
        }
    }
}
