using System.Globalization;
using System.Xml;

namespace RoleChaining.Tool;

/// <summary>A report that CI servers read as tests.</summary>
internal static class JUnitReport
{
    private static readonly XmlWriterSettings IndentedXml = new() { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true };

    public static string Write(string name, IReadOnlyList<JUnitCase> cases, string output)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using (XmlWriter xml = XmlWriter.Create(text, IndentedXml))
        {
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", name);
            WriteCount(xml, "tests", cases.Count);
            WriteCount(xml, "failures", cases.Count(test => test.Failure is not null));
            if (cases.Count(test => test.Skipped is not null) is var skipped and > 0)
            {
                WriteCount(xml, "skipped", skipped);
            }

            foreach (JUnitCase test in cases)
            {
                WriteCase(xml, test);
            }

            xml.WriteElementString("system-out", output);
            xml.WriteEndElement();
        }

        return text.ToString();
    }

    private static void WriteCase(XmlWriter xml, JUnitCase test)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", "role-chain");
        xml.WriteAttributeString("name", test.Name);
        if (test.Failure is not null)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message", test.Failure);
            xml.WriteString(test.Details);
            xml.WriteEndElement();
        }
        else if (test.Skipped is not null)
        {
            xml.WriteStartElement("skipped");
            xml.WriteAttributeString("message", test.Skipped);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteCount(XmlWriter xml, string name, int count) =>
        xml.WriteAttributeString(name, count.ToString(CultureInfo.InvariantCulture));
}
