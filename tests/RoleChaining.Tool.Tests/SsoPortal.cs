using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RoleChaining.Tool;

/// <summary>
/// IAM Identity Center as <c>aws sso login</c> leaves it: a portal that gives a role's credentials to who brings the access token, and an
/// OIDC service that trades the refresh token for the next one.
/// </summary>
internal sealed class SsoPortal : IAsyncDisposable
{
    public const string StartUrl = "https://d-1234567890.awsapps.com/start";

    private readonly WebApplication _application;

    private SsoPortal(WebApplication application) => _application = application;

    public string Address => _application.Urls.Single();

    /// <summary>The token that is good now.</summary>
    public string AccessToken { get; set; } = "access-1";

    /// <summary>The one that buys a new access token.</summary>
    public string RefreshToken { get; set; } = "refresh-1";

    /// <summary>What was asked, in order: "GetRoleCredentials 777777777777 Admin", "CreateToken refresh_token".</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Gives the credentials of a role that the user may take.</summary>
    /// <param name="issue">Access key id, secret, token, and how long they last.</param>
    public static async Task<SsoPortal> StartAsync(Func<Task<(string KeyId, string Secret, string Token, DateTimeOffset ExpiresAt)>> issue)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication application = builder.Build();
        SsoPortal portal = new(application);
        application.MapGet("/federation/credentials", async context => await portal.GetRoleCredentialsAsync(context, issue));
        application.MapPost("/token", portal.CreateTokenAsync);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return portal;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    /// <remarks>https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html</remarks>
    private async Task GetRoleCredentialsAsync(HttpContext context, Func<Task<(string KeyId, string Secret, string Token, DateTimeOffset ExpiresAt)>> issue)
    {
        Calls.Add($"GetRoleCredentials {context.Request.Query["account_id"]} {context.Request.Query["role_name"]}");
        if (context.Request.Headers["x-amz-sso_bearer_token"] != AccessToken)
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "UnauthorizedException", new JsonObject { ["message"] = "Session token not found or invalid" });
            return;
        }

        if (context.Request.Query["role_name"] != "Admin")
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "ForbiddenException", new JsonObject { ["message"] = "No access" });
            return;
        }

        (string keyId, string secret, string token, DateTimeOffset expiresAt) = await issue();
        await AnswerAsync(context, new JsonObject
        {
            ["roleCredentials"] = new JsonObject
            {
                ["accessKeyId"] = keyId, ["secretAccessKey"] = secret, ["sessionToken"] = token, ["expiration"] = expiresAt.ToUnixTimeMilliseconds(),
            },
        });
    }

    /// <remarks>https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html</remarks>
    private async Task CreateTokenAsync(HttpContext context)
    {
        JsonNode request = (await JsonNode.ParseAsync(context.Request.Body))!;
        Calls.Add($"CreateToken {request["grantType"]}");
        if ((string?)request["refreshToken"] != RefreshToken)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "InvalidGrantException", new JsonObject { ["error"] = "invalid_grant", ["error_description"] = "Invalid refresh token provided" });
            return;
        }

        (AccessToken, RefreshToken) = (Next(AccessToken), Next(RefreshToken));
        await AnswerAsync(context, new JsonObject { ["accessToken"] = AccessToken, ["refreshToken"] = RefreshToken, ["expiresIn"] = 3600, ["tokenType"] = "Bearer" });
    }

    private static string Next(string token)
    {
        string[] parts = token.Split('-');
        return string.Create(CultureInfo.InvariantCulture, $"{parts[0]}-{int.Parse(parts[1], CultureInfo.InvariantCulture) + 1}");
    }

    private static Task RefuseAsync(HttpContext context, int status, string error, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["x-amzn-ErrorType"] = error;
        return AnswerAsync(context, body);
    }

    private static Task AnswerAsync(HttpContext context, JsonObject body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString());
    }
}
