"""Follows profiles as botocore does, for the tests: one JSON object a line in, one out. Nothing is sent; STS is answered here."""
import json
import os
import re
import sys
from urllib.parse import parse_qsl

import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.loaders import Loader

SECRETS = ("secret", "issued", "another")

ANSWER = """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIAISSUED{0}</AccessKeyId><SecretAccessKey>issued</SecretAccessKey><SessionToken>issued</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><Arn>arn:aws:sts::222222222222:assumed-role/R/s</Arn>
<AssumedRoleId>AROA:s</AssumedRoleId></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>"""


REFUSAL = """<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>{0}</Code><Message>no</Message>
</Error></ErrorResponse>"""


class Body:
    def __init__(self, text):
        self.text = text.encode()

    def stream(self, *_, **__):
        yield self.text


def follow(case, loader):
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(case["variables"])
    calls = []
    secrets = []

    def sign(request_signer, **_):
        secrets.append(request_signer._credentials.get_frozen_credentials().secret_key)

    def refuse(request, code):
        calls.clear()
        return AWSResponse(request.url, 403, {"Content-Type": "text/xml"}, Body(REFUSAL.format(code)))

    def send(request, **_):
        body = request.body.decode() if isinstance(request.body, bytes) else request.body
        form = dict(parse_qsl(body, keep_blank_values=True))
        if secrets[-1] not in SECRETS:
            return refuse(request, "SignatureDoesNotMatch")
        if not re.fullmatch(r"arn:aws:iam::\d{12}:role/[\w+=,.@/-]+", form["RoleArn"]) or not re.fullmatch(r"[\w+=,.@-]{2,64}", form["RoleSessionName"]):
            return refuse(request, "ValidationError")
        scope = request.headers["Authorization"].decode().split("Credential=")[1].split("/")
        calls.append({"url": request.url, "signer": scope[0], "region": scope[2], "form": form})
        return AWSResponse(request.url, 200, {"Content-Type": "text/xml"}, Body(ANSWER.format(len(calls))))

    session = botocore.session.Session(profile=case["profile"])
    session.register_component("data_loader", loader)
    session.register("before-sign.sts", sign)
    session.register("before-send.sts", send)
    try:
        credentials = session.get_credentials()
        if credentials is None:
            return {"error": "NoCredentials", "calls": calls}
        keys = credentials.get_frozen_credentials()
        return {"key": keys.access_key, "calls": calls} if keys.secret_key in SECRETS else {"error": "SignatureDoesNotMatch", "calls": calls}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}", "calls": calls}


loader = Loader()
print("ready", flush=True)
for line in sys.stdin:
    print(json.dumps(follow(json.loads(line), loader)), flush=True)
