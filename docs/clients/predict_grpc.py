"""Tensors over gRPC, with grpcio, grpcio-tools and NumPy:

    python3 -m grpc_tools.protoc -I. --python_out=. --grpc_python_out=. inference.proto
    python3 predict_grpc.py HOST:PORT MODEL INPUT

hep serve listens for gRPC on the port behind that for HTTP. A token goes into the metadata: metadata=[("authorization", "Bearer …")].
"""

import sys

import grpc
import inference_pb2 as messages
import inference_pb2_grpc as services
import numpy

address, model, name = sys.argv[1:]
channel = grpc.insecure_channel(address, options=[("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)])
service = services.GRPCInferenceServiceStub(channel)
print("ready", service.ServerReady(messages.ServerReadyRequest()).ready)
metadata = service.ModelMetadata(messages.ModelMetadataRequest(name=model))
print("inputs", [(tensor.name, tensor.datatype, list(tensor.shape)) for tensor in metadata.inputs])


def request(rows, id=""):
    made = messages.ModelInferRequest(model_name=model, id=id)
    made.inputs.add(name=name, datatype="FP32", shape=rows.shape)
    made.raw_input_contents.append(rows.astype("<f4").tobytes())
    return made


def outputs(answer):
    return {output.name: numpy.frombuffer(raw, "<f4").reshape(output.shape)   # raw, always, in the order of outputs
            for output, raw in zip(answer.outputs, answer.raw_output_contents)}


rows = numpy.array([[1, 2, 3, 4], [0, 0, 0, 0]], numpy.float32)
print("scores", outputs(service.ModelInfer(request(rows), timeout=10))["outputs"].tolist())

for each in service.ModelStreamInfer(iter([request(rows[:1], "a"), request(rows[:, :2], "b"), request(rows[1:], "c")])):
    got = each.infer_response
    print(got.id, each.error_message or outputs(got)["outputs"].tolist())

try:
    service.ModelInfer(messages.ModelInferRequest(model_name="nosuch"))
except grpc.RpcError as error:
    print(error.code().name)
