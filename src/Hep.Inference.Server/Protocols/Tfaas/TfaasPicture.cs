using System.Diagnostics.CodeAnalysis;
using StbImageSharp;

namespace Hep.Inference.Server.Protocols.Tfaas;

/// <summary>Decodes a PNG or JPEG into a model's input, after a look at what it would cost.</summary>
internal static class TfaasPicture
{
    /// <param name="file">The picture's bytes, as they came.</param>
    /// <param name="input">The model's input: [1, height, width, channels].</param>
    /// <param name="mostBytes">What the pixels may take as numbers.</param>
    /// <exception cref="InferenceException">It is no picture, or not of the size that the model takes.</exception>
    public static Tensor Decode(byte[] file, TensorSignature input, long mostBytes)
    {
        PictureSize size = PictureSize.Of(file);
        int channels = input.Shape[3] < 0 ? size.Channels : (int)input.Shape[3];
        long[] shape = [1, size.Height, size.Width, channels];
        if (!input.Fits([.. shape]))
            throw TfaasParts.Refuse(
                $"The picture is {size.Width} pixels wide and {size.Height} high, the model takes '{input}' (-1: any size).");
        if ((long)size.Width * size.Height * channels * sizeof(float) > mostBytes)
            throw TfaasParts.Refuse($"The picture of {size.Width} x {size.Height} pixels is larger than is taken here.");
        size.CheckContent(file);
        byte[] pixels = Decode(file, channels == 1 ? ColorComponents.Grey : ColorComponents.RedGreenBlue);
        if (input.Type == TensorType.UInt8) return Tensor.Create<byte>(input.Name, shape, pixels);
        float[] numbers = new float[pixels.Length];
        System.Numerics.Tensors.TensorPrimitives.ConvertChecked<byte, float>(pixels, numbers);
        return Tensor.Create<float>(input.Name, shape, numbers);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types",
        Justification = "the decoder throws whatever broken data lead it to, and it is always the data's fault")]
    private static byte[] Decode(byte[] file, ColorComponents colours)
    {
        try
        {
            return ImageResult.FromMemory(file, colours).Data;
        }
        catch (Exception e)
        {
            throw new InferenceException(InferenceFailure.InvalidRequest, "The picture cannot be decoded.", e);
        }
    }
}
