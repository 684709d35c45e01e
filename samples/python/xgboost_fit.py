"""Boosted trees of XGBoost. It needs xgboost and, for the export, onnxmltools."""
import hep
import onnxmltools
import xgboost
from onnxmltools.convert.common.data_types import FloatTensorType

problem = hep.problem
train = hep.data()
model = xgboost.XGBClassifier(n_estimators=200, max_depth=4, learning_rate=0.05, random_state=problem.seed)
model.fit(train.features, train.labels, sample_weight=train.weights)


def export():
    """The converter gives a label and probabilities [n, 2]: the second column is the score."""
    import onnx
    graph = onnxmltools.convert_xgboost(model, initial_types=[("features", FloatTensorType([None, problem.cells]))], target_opset=15)
    graph.graph.node.append(onnx.helper.make_node("Gather", ["probabilities", "signal"], [problem.output], axis=1))
    graph.graph.initializer.append(onnx.helper.make_tensor("signal", onnx.TensorProto.INT64, [1], [1]))
    del graph.graph.output[:]
    graph.graph.output.append(onnx.helper.make_tensor_value_info(problem.output, onnx.TensorProto.FLOAT, [None, 1]))
    return graph.SerializeToString()


hep.use(model, predict=lambda batch: model.predict_proba(batch.features)[:, 1:], export=export)
