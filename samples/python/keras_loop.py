"""A network of Keras, 2 or 3, on any of its backends. It needs keras; its dense layers are described, so that nothing has to convert them."""
import hep
import keras          # a script of this name would be found in its place

problem = hep.problem
keras.utils.set_random_seed(problem.seed)
model = keras.Sequential([
    keras.layers.Input((problem.cells,)),
    keras.layers.Dense(64, activation="relu"), keras.layers.Dropout(0.2),
    keras.layers.Dense(problem.outputs, activation="sigmoid")])
model.compile(optimizer=keras.optimizers.Adam(problem.learning_rate), loss="binary_crossentropy")


def export():
    hidden, last = (layer.get_weights() for layer in model.layers if isinstance(layer, keras.layers.Dense))
    return {"form": "layers", "inputs": ["features"], "scaling": [], "head": "sigmoid", "layers": [
        {"weight": hidden[0].T, "bias": hidden[1], "activation": "relu"}, {"weight": last[0].T, "bias": last[1], "activation": "identity"}]}


hep.use(model, predict=lambda batch: model.predict_on_batch(batch.features), export=export,
        keep=model.get_weights, restore=model.set_weights)

for batch in hep.batches():
    model.reset_metrics()       # else versions of Keras 3 give the mean over all batches so far
    hep.report(loss=model.train_on_batch(batch.features, batch.labels[:, None], sample_weight=batch.weights))
