using System.Text.Json;

namespace RoleChaining.Trails;

/// <summary>What is wrong with a JSON text, in the reader's words, without the place within a part of the file.</summary>
internal static class JsonFault
{
    public static string Describe(JsonException exception)
    {
        int place = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return place < 0 ? exception.Message : exception.Message[..place];
    }
}
