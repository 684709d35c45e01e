"""A small client of the inference service: Python 3.8 or later and its standard library, with NumPy where it is there.

    client = Client("http://127.0.0.1:8500")
    client.predict("higgs", [{"MET_pt": 31.2, "Jet_pt": [50.1, 32.0]}])    # {"score": [0.93], "selected": [True]}
    client.infer("higgs", {"features": array})                             # NumPy arrays travel binary, and come back

A client may be used by several threads, each of which gets a connection of its own.
"""

import http.client
import json
import threading
import time
import urllib.parse

try:
    import numpy
except ImportError:
    numpy = None

_LENGTH = "Inference-Header-Content-Length"
_DATATYPES = {
    "bool": "BOOL", "uint8": "UINT8", "uint16": "UINT16", "uint32": "UINT32", "uint64": "UINT64", "int8": "INT8", "int16": "INT16",
    "int32": "INT32", "int64": "INT64", "float16": "FP16", "float32": "FP32", "float64": "FP64",
}
_DTYPES = {datatype: dtype for dtype, datatype in _DATATYPES.items()}


class ServiceError(Exception):
    """The service refused or failed: its HTTP status, and when to come again, in seconds, where it says so."""

    def __init__(self, status, message, retry_after=None):
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class Client:
    """Calls of one service."""

    def __init__(self, url, token=None, timeout=100, retries=3):
        """token: a text, or a function that gives it before each request, as for a file that is renewed."""
        self._url = urllib.parse.urlsplit(url)
        self._token = token
        self._timeout = timeout
        self._retries = retries
        self._local = threading.local()

    # Models

    def models(self):
        """The models of the repository, with their versions."""
        return self._json("GET", "/v2/repository/models")["models"]

    def metadata(self, model, version=None):
        """Inputs, outputs and the columns of raw events."""
        return self._json("GET", _path(model, version))

    def upload(self, model, path, tags=(), aliases=(), labels=None, description=None):
        """Adds an ONNX file as the model's next version, and gives what the service says of it."""
        query = [("tag", t) for t in tags] + [("alias", a) for a in aliases]
        query += [("label", f"{key}={value}") for key, value in (labels or {}).items()]
        query += [("description", description)] if description else []
        with open(path, "rb") as file:   # a file is sent once: it may be there no more
            return json.loads(self._send(
                "POST", f"/v2/repository/models/{_part(model)}/versions?{urllib.parse.urlencode(query)}", file.read(), {}, retries=0)[1])

    def set_alias(self, model, alias, version):
        """Lets an alias point at a version, or nowhere (None)."""
        return self._json("PATCH", f"/v2/repository/models/{_part(model)}", {"aliases": {alias: version}})

    def delete(self, model, version=None):
        """Deletes a version, or the model as a whole."""
        self._send("DELETE", f"/v2/repository/models/{_part(model)}" + (f"/versions/{version}" if version else ""), b"", {})

    # Predictions

    def predict(self, model, events, version=None):
        """Raw events, a dictionary each, through the model's whole pipeline: lists by output, and 'selected'. None: no value."""
        answer = self._json("POST", _path(model, version) + "/events", {"events": events})
        return {output["name"]: _rows(output["data"], output["shape"]) for output in answer["outputs"]}

    def infer(self, model, inputs, version=None):
        """NumPy arrays by input in, NumPy arrays by output out."""
        if numpy is None:
            raise RuntimeError("infer() needs NumPy; predict() does without.")
        arrays = {name: numpy.ascontiguousarray(value) for name, value in inputs.items()}
        head = json.dumps({
            "inputs": [{"name": name, "shape": array.shape, "datatype": _DATATYPES[array.dtype.name],
                        "parameters": {"binary_data_size": array.nbytes}} for name, array in arrays.items()],
            "parameters": {"binary_data_output": True},
        }).encode()
        body = b"".join([head] + [array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes() for array in arrays.values()])
        headers, answer = self._send("POST", _path(model, version) + "/infer", body,
                                     {_LENGTH: str(len(head)), "Content-Type": "application/octet-stream"})
        return _outputs(answer, headers.get(_LENGTH))

    # Requests

    def _json(self, method, path, body=None):
        content = b"" if body is None else json.dumps(body).encode()
        return json.loads(self._send(method, path, content, {"Content-Type": "application/json"})[1])

    def _send(self, method, path, body, headers, retries=None):
        """Again where the service could not take the call, or was not there: all calls but uploads may be made twice."""
        retries = self._retries if retries is None else retries
        token = self._token() if callable(self._token) else self._token
        headers = {**headers, **({"Authorization": "Bearer " + token} if token else {})}
        for attempt in range(retries + 1):
            try:
                return self._send_once(method, path, body, headers)
            except ServiceError as error:
                wait = error.retry_after if error.retry_after is not None else 0.2 * 2 ** attempt
                if attempt == retries or error.status not in (429, 502, 503) or wait > 10:
                    raise
            except (OSError, http.client.HTTPException):
                wait = 0.2 * 2 ** attempt
                if attempt == retries:
                    raise
            time.sleep(wait)
        raise AssertionError("unreachable")

    def _send_once(self, method, path, body, headers):
        connection = getattr(self._local, "connection", None)
        if connection is None:
            kind = http.client.HTTPSConnection if self._url.scheme == "https" else http.client.HTTPConnection
            connection = self._local.connection = kind(self._url.netloc, timeout=self._timeout)
        try:
            connection.request(method, self._url.path.rstrip("/") + path, body, headers)
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            self._local.connection = None
            raise
        if response.status == 200:
            return response.headers, content
        wait = response.headers.get("Retry-After", "")
        raise ServiceError(response.status, _error(content) or f"HTTP {response.status}", float(wait) if wait.isdigit() else None)


def _path(model, version):
    return f"/v2/models/{_part(model)}" + (f"/versions/{_part(str(version))}" if version else "")


def _part(text):
    return urllib.parse.quote(text, safe="")


def _error(content):
    try:
        return json.loads(content)["error"]
    except (ValueError, KeyError, TypeError):
        return None


def _rows(data, shape):
    """One value a row where a row has one, else a list."""
    width = len(data) // shape[0] if shape and shape[0] else 1
    return data if width == 1 else [data[i:i + width] for i in range(0, len(data), width)]


def _outputs(answer, head_length):
    end = len(answer) if head_length is None else int(head_length)
    arrays = {}
    for output in json.loads(answer[:end])["outputs"]:
        dtype = numpy.dtype(_DTYPES[output["datatype"]]).newbyteorder("<")
        size = output.get("parameters", {}).get("binary_data_size")
        if size is None:
            values = numpy.array(output["data"], dtype)
        else:
            values = numpy.frombuffer(answer, dtype, size // dtype.itemsize, end)
            end += size
        arrays[output["name"]] = values.reshape(output["shape"])
    return arrays
