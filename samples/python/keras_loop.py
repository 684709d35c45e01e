"""A network of Keras. It needs keras (or tensorflow) and, for the export, tf2onnx."""
import hep
import keras

problem = hep.problem
keras.utils.set_random_seed(problem.seed)
model = keras.Sequential([
    keras.layers.Input((problem.cells,), name="features"),
    keras.layers.Dense(64, activation="relu"), keras.layers.Dropout(0.2),
    keras.layers.Dense(problem.outputs, activation="sigmoid", name=problem.output)])
model.compile(optimizer=keras.optimizers.Adam(problem.learning_rate), loss="binary_crossentropy")


def export():
    import tensorflow
    import tf2onnx
    signature = [tensorflow.TensorSpec((None, problem.cells), tensorflow.float32, name="features")]
    converted, _ = tf2onnx.convert.from_keras(model, signature, opset=17)
    old = converted.graph.output[0].name
    for node in converted.graph.node:
        node.output[:] = [problem.output if name == old else name for name in node.output]
    converted.graph.output[0].name = problem.output
    return converted.SerializeToString()


hep.use(model, predict=lambda batch: model.predict_on_batch(batch.features), export=export,
        keep=model.get_weights, restore=model.set_weights)

for batch in hep.batches():
    hep.report(loss=model.train_on_batch(batch.features, batch.labels, sample_weight=batch.weights))
