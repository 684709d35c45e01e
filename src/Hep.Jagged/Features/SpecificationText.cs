using System.Text.Json;

namespace Hep.Jagged;

/// <summary>Writes what a specification says of values that are missing.</summary>
internal static class SpecificationText
{
    extension(Utf8JsonWriter json)
    {
        /// <summary>The value of padded cells; the default, 0, is left out.</summary>
        public void WritePadding(string key, float padding)
        {
            if (float.IsNaN(padding)) json.WriteString(key, "nan");
            else if (BitConverter.SingleToUInt32Bits(padding) != 0) json.WriteNumber(key, padding);
        }

        /// <summary>A word, or the number that replaces NaN; the default is left out.</summary>
        public void WriteNanPolicy(string key, NanPolicy policy)
        {
            if (policy.Handling == NanHandling.Replace) json.WriteNumber(key, policy.Number);
            else if (policy != NanPolicy.Mask) json.WriteString(key, SpecificationWords.Of(SpecificationWords.Nan, policy));
        }
    }
}
