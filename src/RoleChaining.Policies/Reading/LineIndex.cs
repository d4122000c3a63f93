using System.Text;

namespace RoleChaining.Reading;

/// <summary>Line and column of a byte in UTF-8.</summary>
internal sealed class LineIndex
{
    private readonly byte[] _text;
    private readonly List<int> _starts = [0];

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

    public TextPosition Find(long index)
    {
        int line = _starts.BinarySearch((int)index);
        line = line < 0 ? ~line - 1 : line;
        return new TextPosition(line + 1, Encoding.UTF8.GetCharCount(_text, _starts[line], (int)index - _starts[line]) + 1);
    }
}
