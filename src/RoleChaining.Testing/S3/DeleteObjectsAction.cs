using System.Xml;
using System.Xml.Linq;

namespace RoleChaining.Testing;

/// <summary>https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html</summary>
internal sealed class DeleteObjectsAction(S3Access access)
{
    private const int MaxObjects = 1000;

    public WireResponse Answer(S3Call call)
    {
        if (S3Checksums.Read(call) is null && call.Exchange.Request.Headers["Content-MD5"] is null)
        {
            throw S3Errors.InvalidRequest("Missing required header for this request: Content-MD5");
        }

        XElement document = S3Document.Read(call.Content, "Delete");
        List<XElement> objects = [.. S3Document.Children(document, "Object")];
        if (objects.Count is 0 or > MaxObjects)
        {
            throw S3Errors.MalformedXml();
        }

        access.CheckOwner(call);
        bool quiet = S3Document.Text(document, "Quiet") == "true";
        List<(string Key, ServiceError? Error)> results = [.. objects.Select(item => Delete(call, item))];
        return S3Xml.Success("DeleteResult", xml =>
        {
            foreach ((string key, ServiceError? error) in results)
            {
                if (error is not null)
                {
                    WriteError(xml, key, error);
                }
                else if (!quiet)
                {
                    WriteDeleted(xml, key);
                }
            }
        });
    }

    private (string Key, ServiceError? Error) Delete(S3Call call, XElement item)
    {
        string key = S3Document.Text(item, "Key") is { Length: > 0 } text ? text : throw S3Errors.MalformedXml();
        foreach (XElement element in item.Elements())
        {
            string name = element.Name.LocalName;
            bool known = name is "Key" or "ETag" || (name == "VersionId" && element.Value is "" or "null");
            if (!known)
            {
                throw S3Boundary.NotHere($"DeleteObjects with {name}");
            }
        }

        try
        {
            Bucket bucket = access.FindBucket(call, key, "s3:DeleteObject");
            string? tag = S3Document.Text(item, "ETag");
            bucket.Delete(key, existing =>
            {
                if (tag is not null && existing is not null && !S3Preconditions.Matches(tag, existing))
                {
                    throw S3Errors.PreconditionFailed();
                }
            });
            return (key, null);
        }
        catch (ServiceError error) when (error.Code is "AccessDenied" or "PreconditionFailed")
        {
            return (key, error);
        }
    }

    private static void WriteDeleted(XmlWriter xml, string key)
    {
        xml.WriteStartElement("Deleted", S3Xml.Namespace);
        S3Xml.Write(xml, "Key", key);
        xml.WriteEndElement();
    }

    private static void WriteError(XmlWriter xml, string key, ServiceError error)
    {
        xml.WriteStartElement("Error", S3Xml.Namespace);
        S3Xml.Write(xml, "Key", key);
        S3Xml.Write(xml, "Code", error.Code);
        S3Xml.Write(xml, "Message", error.WireMessage);
        xml.WriteEndElement();
    }
}
