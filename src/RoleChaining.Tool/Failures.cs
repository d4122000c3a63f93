using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Options;
using RoleChaining.Text;
using RoleChaining.Tool.Chains;

namespace RoleChaining.Tool;

/// <summary>Turns what a command throws into a message for a person and an exit code for a script.</summary>
internal static class Failures
{
    /// <summary>Makes a command's action of work that may throw.</summary>
    public static void Run(this Command command, Func<ParseResult, CancellationToken, Task<int>> work)
    {
        command.Validators.Add(EmptyOptions.Refuse);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            try
            {
                return await work(arguments, cancellationToken).ConfigureAwait(false);
            }
            catch (OptionsValidationException e)
            {
                IEnumerable<string> errors = ErrorList.WithoutNumbers(e.Failures);
                return Say(arguments, errors.Select(error => OwnWords.Of(error, arguments)), ExitCode.Usage);
            }
            catch (Exception e) when (e is UsageException or FormatException)
            {
                return Say(arguments, [e.Message], ExitCode.Usage);
            }
            catch (RoleChainException e) when (e.Failure == RoleChainFailure.MfaUnavailable && MfaArguments.Fault is { } fault)
            {
                return Say(arguments, [fault], ExitCode.Usage);
            }
            catch (RoleChainException e)
            {
                int exitCode = e.IsTransient ? ExitCode.TryAgain : IsWrongSetting(e) ? ExitCode.Usage : ExitCode.Failed;
                return Say(arguments, [OwnWords.Of(e.Message, arguments)], exitCode);
            }
            catch (Exception e) when (
                e is HttpRequestException or Amazon.Runtime.AmazonClientException or Amazon.Runtime.AmazonServiceException)
            {
                return Say(arguments, [e.Message], ExitCode.TryAgain);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return Say(arguments, [e.Message], ExitCode.Failed);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                if (!Console.IsErrorRedirected)
                {
                    await Console.Error.WriteLineAsync().ConfigureAwait(false); // the terminal has written ^C
                }

                return Termination.ExitCode;
            }
        });
    }

    /// <summary>What no other attempt mends: a source that gives nothing, and an STS that is not trusted.</summary>
    public static bool IsWrongSetting(RoleChainException failure) =>
        failure is { Failure: RoleChainFailure.SourceUnavailable or RoleChainFailure.StsUnavailable, IsTransient: false };

    // Errors go to standard error even as JSON: standard output holds credentials or nothing.
    public static int Say(ParseResult arguments, IEnumerable<string> messages, int exitCode)
    {
        if (arguments.GetResult(GlobalOptions.Json) is { Implicit: false })
        {
            using Stream stream = Console.OpenStandardError();
            using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            json.WriteStartObject();
            json.WriteNumber("exitCode", exitCode);
            json.WriteStartArray("errors");
            foreach (string message in messages)
            {
                json.WriteStringValue(message);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.Flush();
            stream.WriteByte((byte)'\n');
            return exitCode;
        }

        foreach (string message in messages)
        {
            Console.Error.WriteLine($"role-chain: {message}");
        }

        return exitCode;
    }
}
