using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace RoleChaining.Benchmarks.Trails;

/// <summary>
/// Made-up files of CloudTrail, with records of about 1.5 KB: one in a hundred issues a session, every second of those by a session, and the
/// others are calls of the sessions.
/// </summary>
internal static class GeneratedTrail
{
    private const int RecordsInFile = 10_000;
    private const int CallsOfSession = 100;

    private static readonly DateTime Start = new(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly string Token = new('A', 600);

    /// <summary>The key of the last session.</summary>
    public static string LastKey(int events) => Key((events - 1) / CallsOfSession);

    /// <returns>The bytes of the records, not compressed.</returns>
    public static long Write(string folder, int events)
    {
        long bytes = 0;
        for (int first = 0; first < events; first += RecordsInFile)
        {
            string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"222222222222_CloudTrail_eu-west-1_{first:D9}.json.gz"));
            using GZipStream gzip = new(File.Create(path), CompressionLevel.Fastest);
            using StreamWriter text = new(gzip, new UTF8Encoding(false), 1 << 16);
            text.Write("{\"Records\":[");
            for (int number = first; number < Math.Min(first + RecordsInFile, events); number++)
            {
                string record = Record(number);
                bytes += record.Length + 1;
                text.Write(number == first ? "" : ",");
                text.Write(record);
            }

            text.Write("]}");
        }

        return bytes;
    }

    private static string Key(int session) => string.Create(CultureInfo.InvariantCulture, $"ASIA{session:D16}");

    private static string Time(int number) => Start.AddMilliseconds(number * 200L).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Record(int number)
    {
        int session = number / CallsOfSession;
        string id = new Guid(number, 7, 9, 1, 2, 3, 4, 5, 6, 7, 8).ToString();
        return number % CallsOfSession == 0 ? Issue(number, session, id) : Call(number, session, id);
    }

    private static string Issue(int number, int session, string id)
    {
        string caller = session % 2 == 0
            ? """{"type":"IAMUser","principalId":"AIDA1","arn":"arn:aws:iam::222222222222:user/alice","accountId":"222222222222","accessKeyId":"AKIAALICE","userName":"alice"}"""
            : Session(session - 1);
        string expires = Start.AddMilliseconds(number * 200L).AddHours(1).ToString("MMM d, yyyy, h:mm:ss tt", CultureInfo.InvariantCulture);
        return $$"""
            {"eventVersion":"1.08","userIdentity":{{caller}},"eventTime":"{{Time(number)}}","eventSource":"sts.amazonaws.com","eventName":"AssumeRole","awsRegion":"eu-west-1","sourceIPAddress":"192.0.2.7","userAgent":"aws-sdk-dotnet-coreclr/4.1","requestParameters":{"roleArn":"arn:aws:iam::222222222222:role/Role{{session % 20}}","roleSessionName":"orders","durationSeconds":3600},"responseElements":{"credentials":{"accessKeyId":"{{Key(session)}}","sessionToken":"{{Token}}","expiration":"{{expires}}"},"assumedRoleUser":{"assumedRoleId":"AROA{{session % 20}}:orders","arn":"arn:aws:sts::222222222222:assumed-role/Role{{session % 20}}/orders"} },"requestID":"{{id}}-r","eventID":"{{id}}","readOnly":true,"resources":[{"accountId":"222222222222","type":"AWS::IAM::Role","ARN":"arn:aws:iam::222222222222:role/Role{{session % 20}}"}],"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"222222222222","eventCategory":"Management"}
            """;
    }

    private static string Call(int number, int session, string id) => $$"""
        {"eventVersion":"1.11","userIdentity":{{Session(session)}},"eventTime":"{{Time(number)}}","eventSource":"s3.amazonaws.com","eventName":"{{(number % 3 == 0 ? "GetObject" : "PutObject")}}","awsRegion":"eu-west-1","sourceIPAddress":"192.0.2.7","userAgent":"[aws-sdk-dotnet-coreclr/4.1 ua/2.1 os/linux lang/.NET_Core#10.0]","requestParameters":{"bucketName":"orders-eu-west-1","Host":"orders-eu-west-1.s3.eu-west-1.amazonaws.com","key":"orders/2026/11/{{number:D12}}.json"},"responseElements":null,"additionalEventData":{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":0,"AuthenticationMethod":"AuthHeader","x-amz-id-2":"8Zc1Zz0mR1uF7PZ2u8Qb0m2tq5Gk3u5uXk0H1JmV0f4y0bS3c5vE7wQ9","bytesTransferredOut":2048},"requestID":"{{id}}-r","eventID":"{{id}}","readOnly":true,"resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::orders-eu-west-1/orders/2026/11/{{number:D12}}.json"},{"accountId":"222222222222","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::orders-eu-west-1"}],"eventType":"AwsApiCall","managementEvent":false,"recipientAccountId":"222222222222","eventCategory":"Data","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"orders-eu-west-1.s3.eu-west-1.amazonaws.com"} }
        """;

    private static string Session(int session) => $$"""
        {"type":"AssumedRole","principalId":"AROA{{session % 20}}:orders","arn":"arn:aws:sts::222222222222:assumed-role/Role{{session % 20}}/orders","accountId":"222222222222","accessKeyId":"{{Key(session)}}","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROA{{session % 20}}","arn":"arn:aws:iam::222222222222:role/Role{{session % 20}}","accountId":"222222222222","userName":"Role{{session % 20}}"},"webIdFederationData":{},"attributes":{"creationDate":"{{Time(session * CallsOfSession)}}","mfaAuthenticated":"false"} } }
        """;
}
