using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace RoleChaining.Page;

/// <summary>
/// Writes HTML from interpolated strings. Every value is escaped as it is written, so that no caller can forget it; only the literal
/// parts, which are ours, are taken as they are.
/// </summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _text = new();

    /// <summary>Writes a line.</summary>
    public void Write([InterpolatedStringHandlerArgument("")] ref Markup markup)
    {
        _ = markup; // its parts are written by now
        _text.Append('\n');
    }

    /// <summary>Writes a part of the package itself: its style, its script.</summary>
    public void WriteOwn(string markup) => _text.Append(markup);

    public override string ToString() => _text.ToString();

    /// <summary>The compiler passes the parts of an interpolated string here.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Markup
    {
        private readonly StringBuilder _text;

        public Markup(int literalLength, int formattedCount, HtmlWriter writer)
        {
            _ = formattedCount;
            _text = writer._text;
            _text.EnsureCapacity(_text.Length + literalLength);
        }

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted(string? value) => _text.Append(HtmlEncoder.Default.Encode(value ?? ""));

        public void AppendFormatted(int value) => _text.Append(value.ToString(CultureInfo.InvariantCulture));
    }
}
