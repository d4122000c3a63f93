using Amazon;
using Amazon.Runtime.Telemetry;
using Amazon.Runtime.Telemetry.Tracing;

namespace RoleChaining.Requests;

/// <summary>Does something whenever the SDK begins or ends a span: that is before, between and after its reads of credentials.</summary>
internal sealed class SpanObserver(Action moment) : TelemetryProvider(AWSConfigs.TelemetryProvider.MeterProvider, new Provider(moment))
{
    private sealed class Provider(Action moment) : TracerProvider
    {
        public override Tracer GetTracer(string scope) => new SpanTracer(moment);
    }

    private sealed class SpanTracer(Action moment) : Tracer
    {
        public override TraceSpan CreateSpan(string name, Attributes? initialAttributes = null, SpanKind spanKind = SpanKind.INTERNAL, SpanContext? parentContext = null)
        {
            moment();
            return new Span(moment);
        }
    }

    private sealed class Span(Action moment) : TraceSpan
    {
        public override void EmitEvent(string name, Attributes? attributes = null)
        {
        }

        public override void SetAttribute(string key, object value)
        {
        }

        public override void SetStatus(SpanStatus status)
        {
        }

        public override void RecordException(Exception exception, Attributes? attributes = null)
        {
        }

        public override void End()
        {
        }

        protected override void Dispose(bool disposing)
        {
            moment();
            base.Dispose(disposing);
        }
    }
}
