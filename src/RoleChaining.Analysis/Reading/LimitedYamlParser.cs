using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace RoleChaining.Reading;

/// <summary>A parser that stops at a depth: whoever loads its events goes one call deeper with each level.</summary>
internal sealed class LimitedYamlParser(TextReader reader, int maxDepth) : IParser
{
    public const string Message = "The document is nested too deeply, or is too large.";

    private readonly Parser _parser = new(reader);
    private int _open;

    public ParsingEvent? Current => _parser.Current;

    public bool MoveNext()
    {
        if (!_parser.MoveNext())
        {
            return false;
        }

        _open += Current switch
        {
            MappingStart or SequenceStart => 1,
            MappingEnd or SequenceEnd => -1,
            _ => 0,
        };

        // The outermost is at depth 0.
        return _open <= maxDepth + 1 ? true : throw new YamlException(Current!.Start, Current.End, Message);
    }
}
