"""Uploads a model of raw events, has some scored, and shows what goes wrong: python3 predict.py URL TOKEN_FILE MODEL.onnx"""

import sys

from hep_client import Client, ServiceError

url, token_file, path = sys.argv[1:]


def token():
    with open(token_file) as file:   # read again for each request: tokens are renewed
        return file.read().strip()


client = Client(url, token)
version = client.upload("python.events", path, tags=["candidate"], description="scores of the example")
print("version", version["version"])
client.set_alias("python.events", "champion", version["version"])

events = [{"MET_pt": 30, "Jet_pt": [3, 1]}, {"MET_pt": 20, "Jet_pt": []}, {"MET_pt": 5, "Jet_pt": [4, 6, 5]}]
scores = client.predict("python.events", events, version="champion")
print("scores", scores["score"], "selected", scores["selected"])

try:
    client.predict("python.events", [{"MET_pt": 30, "Jet_pts": []}])
except ServiceError as error:
    print(error.status, error)

try:
    import numpy
    cells = numpy.array([[30, 3, 1, 0]], numpy.float32)
    print("tensors", client.infer("python.events", {"features": cells, "mask": (cells > 0).astype(numpy.float32)})["score"].tolist())
except ImportError:
    print("tensors need NumPy")

client.delete("python.events")
print("models", [model["name"] for model in client.models()])
