namespace RoleChaining.Benchmarks.Transports;

/// <summary>Answers every request as S3 answers ListBuckets.</summary>
internal sealed class CannedS3 : CannedHandler
{
    private static readonly byte[] Buckets = """
        <?xml version="1.0" encoding="UTF-8"?>
        <ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
          <Owner><ID>333333333333</ID></Owner>
          <Buckets>
            <Bucket><Name>orders</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate></Bucket>
            <Bucket><Name>invoices</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate></Bucket>
          </Buckets>
        </ListAllMyBucketsResult>
        """u8.ToArray();

    protected override byte[] Body() => Buckets;
}
