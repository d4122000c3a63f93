using System.Text;

namespace RoleChaining.Reading;

/// <summary>Line and column of a byte in UTF-8.</summary>
internal sealed class LineIndex
{
    private readonly byte[] _text;
    private readonly List<int> _starts = [0];

    // The last byte that was asked for, and the characters of its line before it.
    private int _counted;
    private int _characters;

    public LineIndex(byte[] text)
    {
        _text = text;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                _starts.Add(i + 1);
            }
        }
    }

    /// <summary>A reader asks for one place after the other: what it has passed on a line is not counted again.</summary>
    public TextPosition Find(long index)
    {
        int line = _starts.BinarySearch((int)index);
        line = line < 0 ? ~line - 1 : line;
        if (_starts[line] > _counted || index < _counted)
        {
            (_counted, _characters) = (_starts[line], 0);
        }

        _characters += Encoding.UTF8.GetCharCount(_text, _counted, (int)index - _counted);
        _counted = (int)index;
        return new TextPosition(line + 1, _characters + 1);
    }
}
