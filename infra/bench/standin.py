"""Stands in for Lambda and the services while a function is measured.

One thread, one loop, plain sockets: what it costs is small beside what it measures, and the same for every
function. It speaks the Lambda runtime API, and answers DynamoDB, S3 and SES from a tape that was recorded
once against an emulator, so that a run is repeatable and no emulator's time is in it.
"""

import collections
import json
import os
import pathlib
import re
import selectors
import signal
import socket
import tempfile
import time

PATIENCE = 180  # seconds; hashing a password under valgrind takes a while

Request = collections.namedtuple("Request", "method path headers body at")


class Server:
    """Several listening ports in one loop."""

    def __init__(self):
        self.selector = selectors.DefaultSelector()
        self.timers = []
        self.connections = {}

    def listen(self, handler):
        """Listens on a free port. `handler(request, reply)` may reply at once or later."""
        listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        listener.setblocking(False)
        self.selector.register(listener, selectors.EVENT_READ, lambda: self._accept(listener, handler))
        return listener.getsockname()[1]

    def _accept(self, listener, handler):
        connection, _ = listener.accept()
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        buffer = bytearray()

        def close():
            self.connections.pop(connection)
            self.selector.unregister(connection)
            connection.close()

        def read():
            try:
                received = connection.recv(262144)
            except OSError:
                return close()
            if not received:
                return close()
            buffer.extend(received)
            while (request := parse(buffer)) is not None:
                handler(request, lambda answer: send(connection, answer))

        self.connections[connection] = close
        self.selector.register(connection, selectors.EVENT_READ, read)

    def hang_up(self):
        """Closes every connection, so that nothing of a function that is gone is heard any more."""
        for close in list(self.connections.values()):
            close()

    def after(self, seconds, what):
        self.timers.append((time.perf_counter() + seconds, what))

    def run(self, done, seconds):
        """Serves until `done()`; raises when that takes longer than `seconds`."""
        end = time.perf_counter() + seconds
        while not done():
            now = time.perf_counter()
            if now > end:
                raise TimeoutError(f"nothing happened for {seconds} s")
            due = [timer for timer in self.timers if timer[0] <= now]
            self.timers = [timer for timer in self.timers if timer[0] > now]
            for _, what in due:
                what()
            wait = min([end] + [at for at, _ in self.timers]) - now
            for key, _ in self.selector.select(max(0, min(wait, 0.5))):
                key.data()


def send(connection, answer):
    try:
        connection.setblocking(True)
        connection.sendall(answer)
        connection.setblocking(False)
    except OSError:
        pass  # the function is gone


def parse(buffer):
    """Takes one whole request out of the buffer, if there is one."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = buffer[:end].decode("latin-1").split("\r\n")
    headers = {}
    for line in head[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    start = end + 4
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = bytearray()
        while True:
            line = buffer.find(b"\r\n", start)
            if line < 0:
                return None
            size = int(bytes(buffer[start:line]).split(b";")[0], 16)
            if len(buffer) < line + 2 + size + 2:
                return None
            body.extend(buffer[line + 2 : line + 2 + size])
            start = line + 2 + size + 2
            if size == 0:
                break
    else:
        length = int(headers.get("content-length", 0))
        if len(buffer) < start + length:
            return None
        body = buffer[start : start + length]
        start += length
    method, path, _ = head[0].split(" ", 2)
    request = Request(method, path, headers, bytes(body), time.perf_counter())
    del buffer[:start]
    return request


def answer(status, body=b"", headers=()):
    lines = [f"HTTP/1.1 {status} -", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Runtime:
    """The Lambda runtime API, for one function at a time."""

    def __init__(self, server):
        self.server = server
        self.port = server.listen(self._handle)
        self.reset()

    def reset(self):
        self.waiting = None  # where the function waits for its next event
        self.asked = None  # when it first asked
        self.answers = []  # (when, kind, body)
        self.failed = None  # why the function could not start
        self.number = 0

    def _handle(self, request, reply):
        if request.path.endswith("/invocation/next"):
            self.asked = self.asked or request.at
            self.waiting = reply
        elif request.path.endswith("/response"):
            self.answers.append((request.at, "response", request.body))
            reply(answer(202))
        elif request.path.endswith("/init/error"):
            self.failed = request.body.decode(errors="replace")
            reply(answer(202))
        else:
            self.answers.append((request.at, "error", request.body))
            reply(answer(202))

    def invoke(self, event, seconds):
        """Hands the event to the function that waits, and gives (when sent, when answered, kind, body)."""
        self.server.run(lambda: self.waiting or self.failed, seconds)
        if not self.waiting:
            raise RuntimeError(f"the function did not start: {self.failed}")
        self.number += 1
        reply, self.waiting, self.answers = self.waiting, None, []
        headers = [
            ("content-type", "application/json"),
            ("lambda-runtime-aws-request-id", f"00000000-0000-4000-8000-{self.number:012}"),
            ("lambda-runtime-deadline-ms", str(int(time.time() * 1000) + 30_000)),
            ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:000000000000:function:bench"),
            ("lambda-runtime-trace-id", "Root=1-00000000-000000000000000000000000;Sampled=0"),
        ]
        sent = time.perf_counter()
        reply(answer(200, event, headers))
        self.server.run(lambda: self.answers, seconds)
        at, kind, body = self.answers[0]
        return sent, at, kind, body


class Tape:
    """The answers of the services while the action was recorded, to be given again."""

    def __init__(self):
        self.entries = []  # (target, request body, answer, round trip, what it consumed)
        self.unused = []

    def rewind(self):
        self.unused = [(*entry[:2], fresh(entry[2]), *entry[3:]) for entry in self.entries]

    def next(self, target, body):
        same = [entry for entry in self.unused if entry[0] == target]
        if not same:
            return None
        # Instants, random parts and the order of a body's entries differ from run to run, and calls made together come in any order.
        # Of calls that ask for the same, the recorder's first is answered first.
        exact = (entry for entry in same if words(entry[1]) == words(body))
        best = next(exact, None) or max(same, key=lambda entry: (words(entry[1]) & words(body)).total())
        self.unused.remove(best)
        return best[2]


def fresh(raw):
    """An answer in which every session was used just now, so that none is noted again, whenever it is played."""
    head, _, body = raw.partition(b"\r\n\r\n")
    if b"SESSION#" not in body:
        return raw
    told = json.loads(body)
    use(told, {"N": str(int(time.time()))})
    body = json.dumps(told, ensure_ascii=False).encode()
    return re.sub(rb"content-length: \d+", b"content-length: %d" % len(body), head) + b"\r\n\r\n" + body


def use(told, now):
    """Marks the sessions in an answer of DynamoDB as used now."""
    if isinstance(told, dict):
        if "pk" in told and told["pk"].get("S", "").startswith("SESSION#"):
            told["seen_at"] = now
        for part in told.values():
            use(part, now)
    elif isinstance(told, list):
        for part in told:
            use(part, now)


def words(body):
    """The words of a body, and how often each comes."""
    return collections.Counter(re.findall(rb"[\w#@.-]+", body or b""))


class Replay:
    """DynamoDB, S3 and SES, from a tape."""

    def __init__(self, server):
        self.tape = Tape()
        self.ports = {name: server.listen(self._handler(name)) for name in ("dynamodb", "s3", "ses")}

    def _handler(self, service):
        def handle(request, reply):
            target = request.headers.get("x-amz-target") or f"{service} {request.method}"
            found = self.tape.next(target, request.body)
            reply(found or answer(500, b'{"__type":"InternalServerError","message":"not on the tape"}'))

        return handle


class Function:
    """A function's process."""

    def __init__(self, runtime, binary, environment, ports, prefix=()):
        self.runtime = runtime
        runtime.reset()
        variables = {
            **environment,
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{runtime.port}",
            **{f"AWS_ENDPOINT_URL_{name.upper()}": f"http://127.0.0.1:{port}" for name, port in ports.items()},
        }
        self.log = tempfile.TemporaryFile()
        command = [*prefix, str(binary)]
        files = [(os.POSIX_SPAWN_DUP2, self.log.fileno(), 1), (os.POSIX_SPAWN_DUP2, self.log.fileno(), 2)]
        self.started = time.perf_counter()
        self.pid = os.posix_spawn(command[0], command, variables, file_actions=files)

    def invoke(self, event):
        return self.runtime.invoke(event, PATIENCE)

    def rest(self):
        """Waits until the function has asked for the next event: the same end of work in every run."""
        self.runtime.server.run(lambda: self.runtime.waiting, PATIENCE)

    def peak_kib(self):
        with open(f"/proc/{self.pid}/status", encoding="utf-8") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

    def said(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def stop(self):
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)
        self.runtime.server.hang_up()
        self.runtime.reset()


ENVIRONMENT = {
    "AWS_LAMBDA_FUNCTION_NAME": "bench",
    "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
    "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/bench",
    "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "BEIAN_TABLE": "beian",
    "BEIAN_BUCKET": "beian-scans",
    "BEIAN_PROVINCE": "36",
    "BEIAN_ORIGIN": "https://beian.example.org",
    "BEIAN_MAIL_FROM": "notices@example.org",
    "BEIAN_FONT": str(pathlib.Path(__file__).resolve().parents[2] / ".tools/font/NotoSansSC-Regular.ttf"),
}


def rest_event(method, resource, parameters=None, query=None, body=None, cookie=None, key=None):
    """The event that API Gateway makes of a browser's request (REST API, proxy integration)."""
    path = resource
    for name, value in (parameters or {}).items():
        path = path.replace("{" + name + "}", value)
    headers = {
        "accept": "application/json",
        "accept-encoding": "gzip, deflate, br, zstd",
        "accept-language": "zh-CN,zh;q=0.9,en;q=0.8",
        "host": "beian.example.org",
        "origin": "https://beian.example.org",
        "referer": "https://beian.example.org/filing/",
        "sec-fetch-dest": "empty",
        "sec-fetch-mode": "cors",
        "sec-fetch-site": "same-origin",
        "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
        "via": "2.0 0123456789abcdef.cloudfront.net (CloudFront)",
        "x-amzn-trace-id": "Root=1-00000000-000000000000000000000000",
        "x-forwarded-for": "192.0.2.1, 198.51.100.1",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
    }
    if body is not None:
        headers["content-type"] = "application/json"
    if cookie:
        headers["cookie"] = cookie
    if key:
        headers["idempotency-key"] = key
    event = {
        "resource": resource,
        "path": path,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": query,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} if query else None,
        "pathParameters": parameters,
        "stageVariables": None,
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "abcdefghij",
            "domainName": "beian.example.org",
            "domainPrefix": "beian",
            "extendedRequestId": "AAAAAAAAAAAAAAA=",
            "httpMethod": method,
            "identity": {"sourceIp": "192.0.2.1", "userAgent": headers["user-agent"]},
            "path": "/api" + path,
            "protocol": "HTTP/1.1",
            "requestId": "00000000-0000-4000-8000-000000000000",
            "requestTime": "23/Nov/2026:10:00:00 +0800",
            "requestTimeEpoch": 1795399200000,
            "resourceId": "abcdef",
            "resourcePath": resource,
            "stage": "api",
        },
        "body": None if body is None else json.dumps(body, ensure_ascii=False),
        "isBase64Encoded": False,
    }
    return json.dumps(event, ensure_ascii=False).encode()
